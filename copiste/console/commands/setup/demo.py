"""`copiste demo`: the whole job on bundled cases, on this machine alone."""

import shutil
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from copiste.console import output
from copiste.console.bundled import bundled_project
from copiste.console.exit_codes import ConsoleError, Exit
from copiste.project import Project
from copiste.screens.faces import about, default, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copiste.console.mock_process import Mock
    from copiste.console.reporting import Made
    from copiste.console.run.running import Worked
    from copiste.settings import Settings

_SEATS = ({"operator": "ROB01", "terminal": "R001"}, {"operator": "ROB02", "terminal": "R002"})


def demo(
    folder: Annotated[Path, typer.Option("--folder", help="Where everything is put; emptied first.")] = Path(
        "var/demo"
    ),
    face: Annotated[
        str,
        typer.Option("--face", help=f"The face through which bots key: {' or '.join(names())}."),
    ] = default("http"),
    watch: Annotated[bool, typer.Option("--show", help="Show the bots' windows.")] = False,
) -> None:
    """Start the mock back-end, load the bundled cases, let two bots key them, write the morning report.

    About one case in ten is wrong, so that the baskets have something to show. Under three minutes.
    """
    from copiste.console.commands.load import load_file, mapping_of, say_loaded
    from copiste.console.context import open_queue, require_face
    from copiste.console.mock_process import running_mock
    from copiste.console.reporting import make_report, read_back_end
    from copiste.console.run.running import say_summary, work

    bundled = Project(bundled_project())
    sheets = samples(bundled)
    require_face(face, "", "", headless=not watch)
    _empty(folder)
    began, since = time.monotonic(), datetime.now(UTC)
    with ExitStack() as open_things:
        with output.working("Starting the mock back-end …"):
            back_end = open_things.enter_context(running_mock(folder / "mock.db"))
        settings = _settings(folder, back_end, face, headless=not watch)
        _chapter(1, f"The mock back-end, 25 years old, answers at {back_end.address(face)}")
        _chapter(2, f"Loading {len(sheets)} files from work_items/samples/")
        with open_queue(settings, make=True) as store:
            say_loaded(
                [load_file(store, settings, sheet, mapping_of(sheet)) for sheet in sheets], next_step=False
            )
        many = (
            "Two bots key" if len(settings.seats) > 1 else "One bot, whose keyboard is this desktop's, keys"
        )
        _chapter(3, f"{many} the cases in {about(face).summary}")
        worked = work(settings)
        say_summary(worked, as_json=False, next_step=False)
        _chapter(4, "Asking the back-end what it recorded, writing the morning report")
        with open_queue(settings) as store:
            with output.working("Reading the back-end's day journal …"):
                unread = read_back_end(store, settings)
            told = str(folder / "copiste.toml")
            made = make_report(store, settings, since=since, unread=unread, settings_file=told)
    _say_end(made, folder, face, time.monotonic() - began)
    raise typer.Exit(judge(worked, made))


def samples(bundled: Project) -> "Sequence[Path]":
    """The spreadsheets of the demo: the samples that have a mapping.

    Raises:
        ConsoleError: there are none: this is an installation without the project's files.
    """
    mapped = {path.stem for path in bundled.mappings.glob("*.yaml")}
    sheets = sorted(path for path in bundled.samples.glob("*") if path.stem in mapped)
    if not sheets:
        raise ConsoleError(
            "The bundled cases are not in this installation.",
            "Install Copiste again: pip install --force-reinstall --no-deps copiste",
        )
    return sheets


def judge(worked: "Worked", made: "Made") -> Exit:
    """0 when the demo went as it should: its wrong cases in their baskets, everything else keyed once."""
    if worked.exit not in {Exit.OK, Exit.ATTENTION}:
        return worked.exit
    compared = made.compared
    as_it_should = not (
        compared.differences or compared.unread or compared.uncompared or compared.not_yet or worked.stopped
    )
    return Exit.OK if as_it_should else Exit.ATTENTION


def _settings(folder: Path, mock: "Mock", face: str, *, headless: bool) -> "Settings":
    from copiste.settings import read_settings

    told: dict[str, Any] = {
        "project": bundled_project(),
        "database": f"sqlite:///{folder / 'queue.db'}",
        "evidence": folder / "evidence",
        "reports": folder / "reports",
        "back_end": {"url": mock.address(face), "face": face},
        # A desktop has one keyboard; displays of their own have one each.
        "seats": _SEATS if headless or not about(face).one_keyboard else _SEATS[:1],
    }
    (folder / "copiste.toml").write_text(_toml(told), encoding="utf-8")
    return read_settings(**told, password=mock.password, bots={"headless": headless})


def _toml(told: dict[str, Any]) -> str:
    seats = "".join(
        f'\n[[seats]]\noperator = "{s["operator"]}"\nterminal = "{s["terminal"]}"\n' for s in told["seats"]
    )
    return (
        "# Written by `copiste demo`, to look at what it left: copiste --settings THIS-FILE status\n"
        f'project = "{bundled_project()}"\n'
        'database = "sqlite:///queue.db"\nevidence = "evidence"\nreports = "reports"\n\n'
        f'[back_end]\nurl = "{told["back_end"]["url"]}"\nface = "{told["back_end"]["face"]}"\n{seats}'
    )


def _empty(folder: Path) -> None:
    """Remove what an earlier demo left; never a folder that something else made.

    Raises:
        ConsoleError: the folder is not the demo's.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / "copiste.toml").exists():
        raise ConsoleError(
            f"{folder} holds something else than an earlier demo.", "Name another: copiste demo --folder DIR"
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "copiste.toml").touch()


def _chapter(number: int, text: str) -> None:
    output.say("")
    output.say(Text.assemble((f"{number}  ", "bold cyan"), (text, "bold")))


def _say_end(made: "Made", folder: Path, face: str, seconds: float) -> None:
    from copiste.console.commands.report import say_verdict
    from copiste.console.report.figures import baskets

    program = output.program()
    settings = f"--settings {folder / 'copiste.toml'}"
    others = "".join(
        f"\n  {program} demo --face {other}    the same in {about(other).summary}"
        for other in names()
        if other != face
    )
    output.say("")
    say_verdict(made.verdict.headline, made.verdict.sentence, made.verdict.level)
    output.say(f"In {output.span(seconds)}, set-up of the mock included.")
    if made.page is None:
        output.complain(made.trouble)
    else:
        output.say(Text.assemble("\nThe report, for a browser: ", (str(made.page.resolve()), "bold")))
    found = baskets(made.data.cases)
    example = (found[0].cases if found else made.data.cases)[0].item.reference
    output.say(
        "\nWhat to try next\n"
        f"  {program} {settings} status\n"
        f"  {program} {settings} show {example}\n"
        f"  {program} mock ledger --database {folder / 'mock.db'}\n"
        f"  {program} mock --database {folder / 'mock.db'}    and look at the screens yourself\n"
        f"  {program} demo --face {face} --show    to see the bots type{others}"
    )
