"""`copiste robocorp`: robots that were written for Robocorp's work items, on this queue."""

import shutil
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from copiste import environment, project
from copiste.console import output
from copiste.console.commands.load import rejects_path
from copiste.console.context import JsonOption, ReferenceArgument, find_item, open_queue, person, read
from copiste.console.exit_codes import ConsoleError, Exit, MachineError

if TYPE_CHECKING:
    from copiste.connectors.robocorp.running import RobotRun
    from copiste.connectors.robocorp.session import Settled
    from copiste.queue.adding import Added
    from copiste.queue.store import Store

app = typer.Typer(
    help="Run robots that use Robocorp's work items: others' as they are, and this project's producers.",
    no_args_is_help=True,
)


@app.command("run")
def run(
    process: Annotated[
        str, typer.Option("--process", "-p", help="The robot works the items of this process.")
    ],
    command: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[-- COMMAND…]",
            help="How the robot is started, after two dashes; without it, robots/producers/PROCESS.robot of "
            "the project is run.",
            show_default=False,
        ),
    ] = None,
    outputs_to: Annotated[
        str | None,
        typer.Option("--outputs-to", help="Its outputs become items of this process.", show_default=False),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay when the queue is empty, for what is added later.")
    ] = False,
    idle_limit: Annotated[
        int,
        typer.Option(
            "--idle-limit",
            min=1,
            help="End a robot that holds no item for so many seconds: starting, ending, between two items.",
        ),
    ] = 900,
    passed: Annotated[
        list[str] | None,
        typer.Option(
            "--pass",
            metavar="NAME",
            help="The robot gets this environment variable of yours too; may be repeated.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Start a robot for what the queue holds of one process, anew until nothing is left.

    Ctrl-C or SIGTERM: first, the robot gets no further item; again, it is ended at once.
    """
    from copiste.cases.registry import find_case_type
    from copiste.connectors.robocorp import running
    from copiste.orchestrator.from_settings import policies
    from copiste.orchestrator.stopping import Stop

    settings = read()
    if command:
        _look_for(command[0])
    else:
        _look_for_producer(process)
    if outputs_to is not None:
        find_case_type(outputs_to)  # one that cannot be loaded is said before anything is claimed
    limits = running.Limits(
        item=settings.policy(process).time_limit,
        idle=timedelta(seconds=idle_limit),
        patience=None if watch else settings.patience,
    )
    task = running.Task(
        tuple(command or running.producer(process)),
        process,
        outputs_to,
        limits,
        settings.timetable(),
        _passable(passed or ()),
        evidence=None if command else settings.evidence,
    )
    stop = Stop()
    stop.on_signals()
    retry = policies(settings)
    with open_queue(settings, retry=retry) as store:
        done = running.run(
            store,
            task,
            retry=retry,
            clock=lambda: datetime.now(UTC),
            stop=stop,
            on_settled=_tell if not as_json else lambda _settled: None,
        )
    _say(done, own=not command, as_json=as_json)
    raise typer.Exit(Exit.STOPPED if stop.at_once.is_set() else _judge(done))


@app.command("load")
def load(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Work items as the libraries' file adapters keep them: a JSON list of payload and files. "
            "Any other file becomes one item with this file, for a robot that reads it.",
            exists=True,
            dir_okay=False,
        ),
    ],
    process: Annotated[str, typer.Option("--process", "-p", help="They become items of this process.")],
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference",
            help="Key of the payload that identifies an item (a number, no name); else file and position.",
            show_default=False,
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Put work items into the queue, with their files. What is in it already is left as it is.

    Exit code 1 when another item has a reference; the rejects file names both.
    """
    from copiste.connectors.robocorp.work_items_file import read_work_items
    from copiste.intake.rejects import Rejects, fault_of

    settings = read()
    with open_queue(settings, make=True) as store:
        filed = read_work_items(file, process, reference, mark=store.mark)
        added = store.add_filed(filed, now=datetime.now(UTC))
    path = rejects_path(settings, file)
    with Rejects(path, file.name) as rejects:
        for used in added.used:
            rejects.write(fault_of(used, reference or ""), used.process, used.reference)
    if as_json:
        output.print_json({"count": added.count, "known": added.known, "used": len(added.used)})
    else:
        _say_added(added, process, path)
    raise typer.Exit(Exit.ATTENTION if added.used else Exit.OK)


@app.command("files")
def files(
    item: ReferenceArgument,
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Write them into this folder; they hold personal data.", file_okay=False),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List the files that travel with an item, or write them out for a person to look at."""
    with open_queue(read()) as store:
        number = find_item(store, item).id
        names = store.files(number)
        if to is not None:
            _write_files(store, number, names, to)
    if as_json:
        output.print_json(names)
    else:
        output.say("\n".join(names) or "No files.")


@app.command("adapter")
def adapter() -> None:
    """Say where the one file is that a robot needs on its path."""
    from copiste.connectors.robocorp.running import ADAPTER

    output.say(str(ADAPTER))


def _look_for(program: str) -> None:
    if shutil.which(program) is None:
        raise MachineError(
            f"There is no command {program}.",
            "Name the robot's own Python: -- /path/to/environment/bin/python -m robot tasks.robot",
        )


def _look_for_producer(process: str) -> None:
    robot = project.current().producers / f"{process}.robot"
    if not robot.is_file():
        raise ConsoleError(
            f"No robot of this project makes work items from those of {process}: there is no {robot}.",
            "Write it, or say how the robot is started: -- /path/to/bin/python -m robot tasks.robot",
        )
    if find_spec("RPA") is None:
        raise MachineError(
            "rpaframework is not installed, and producers hand over their work items through it.",
            "pip install 'copiste[rpa]'",
        )


def _passable(names: Sequence[str]) -> tuple[str, ...]:
    for name in names:
        if why := environment.refusal(name):
            raise ConsoleError(f"--pass {name!a} {why}.", "Leave it out.")
    return tuple(names)


def _write_files(store: "Store", item: int, names: Sequence[str], folder: Path) -> None:
    unsafe = [name for name in names if name in {".", ".."} or set(name) & set("/\\:")]
    if unsafe:
        raise ConsoleError(
            f"{len(unsafe)} of its files have names that lead out of {folder}.", "Nothing was written."
        )
    told = {"item": item, "files": len(names)}
    store.note(
        who=person(None),
        what="files exported",
        why="robocorp files --to",
        now=datetime.now(UTC),
        details=told,
    )
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(store.file(item, name))


def _say_added(added: "Added", process: str, rejects: Path) -> None:
    told = f"{added.count} items added to {process}, {added.known} known already"
    if not added.used:
        output.say(f"{told}.")
        return
    output.say(f"{told}, {len(added.used)} refused: another item has their reference.")
    output.say(f"Whose they are: {rejects}. Give the items references of their own and load the file again.")


def _tell(settled: "Settled") -> None:
    line = Text.assemble(f"{settled.process}/{settled.reference}  ", output.state(settled.state))
    if settled.code:
        line.append(f"  {output.why(settled.code, settled.message)}")
    output.say(line)


def _judge(done: "RobotRun") -> Exit:
    if done.gave_up:
        return Exit.MACHINE
    needy = any(done.settled.get(state) for state in ("REJECTED", "FAILED", "HELD"))
    return Exit.ATTENTION if needy else Exit.OK


def _say(done: "RobotRun", *, own: bool, as_json: bool) -> None:
    if as_json:
        output.print_json(asdict(done))
        return
    counts = ", ".join(f"{number} {state.lower()}" for state, number in sorted(done.settled.items()))
    length = output.span(done.ended - done.started)
    output.say(f"Run {done.run} ended after {length}: {counts or 'nothing to do'}.")
    if done.gave_up:
        where = "at its log (copiste show names the folder)" if own else "at what it said above"
        output.complain(
            f"{done.gave_up} Its item is back in the queue. Look {where}; does it use "
            "RPA.Robocorp.WorkItems or robocorp.workitems? See docs/robocorp.md."
        )
    if any(done.settled.get(state) for state in ("REJECTED", "FAILED", "HELD")):
        output.say("For what needs a person: copiste items --baskets")
