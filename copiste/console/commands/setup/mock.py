"""`copiste mock`: the bundled back-end, alone; `mock ledger` shows its records, `mock reset` resets it."""

import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copiste.console import output
from copiste.console.context import JsonOption
from copiste.console.exit_codes import ConsoleError, UnreachableError

if TYPE_CHECKING:
    from copiste.console.mock_process import Mock

app = typer.Typer(help="The bundled mock back-end: start it alone, read its ledger, reset it.")

DatabaseOption = Annotated[
    Path, typer.Option("--database", "-d", help="The mock's own database.", dir_okay=False)
]
_DEFAULT = Path("var/mock/mock.db")


@app.callback(invoke_without_command=True)
def serve(
    context: typer.Context,
    database: DatabaseOption = _DEFAULT,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="For browsers; 0 for any free one.")
    ] = 8080,
    terminal_port: Annotated[
        int, typer.Option("--terminal-port", min=0, max=65535, help="For 3270 terminals; 0 for any free one.")
    ] = 3270,
    as_json: JsonOption = False,
) -> None:
    """Start the mock back-end alone and say its addresses; Ctrl-C ends it."""
    if context.invoked_subcommand:
        return
    from copiste.console.mock_process import running_mock

    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with running_mock(database, port=port, terminal_port=terminal_port) as mock:
        if as_json:
            output.print_json(
                {"url": mock.url, "terminal": mock.terminal, "pid": mock.pid, "password": mock.password}
            )
        else:
            _say_where(mock, database)
        while not ended.wait(1):
            if not mock.alive():
                raise UnreachableError(
                    "The mock back-end ended by itself.", f"Its log: {database.with_suffix('.log')}"
                )


def _say_where(mock: "Mock", database: Path) -> None:
    line = mock.terminal.removeprefix("tn3270://")
    bots = f"COPISTE_PASSWORD={mock.password} {output.program()} run"
    output.say(f"The mock back-end answers at {mock.url}, and at {mock.terminal}")
    output.say(
        f"Sign on as ROB01, password {mock.password}, terminal R001\n"
        f"  in a browser:         {mock.url}\n"
        f"  at a green screen:    x3270 -model 3279-2 -codepage french {line}\n"
        f"  or in a text window:  c3270 -codepage french {line}"
    )
    output.say(
        "Let the bots work on it, in another shell\n"
        f"  in a browser:  COPISTE_BACK_END__URL={mock.url} {bots}\n"
        f"  on pixels:     COPISTE_BACK_END__URL={mock.terminal} COPISTE_BACK_END__FACE=pixels {bots}"
    )
    output.say("Ctrl-C ends it; its records stay in " + str(database))


@app.command()
def ledger(database: DatabaseOption = _DEFAULT, as_json: JsonOption = False) -> None:
    """Show what the mock has recorded, to compare the queue with."""
    _run("ledger", database, *(["--json"] if as_json else []))


@app.command()
def reset(database: DatabaseOption = _DEFAULT) -> None:
    """Reset the mock to its seed data: every record made since is gone."""
    _run("reset", database)
    output.note(f"{database} is as it was seeded.")


def _run(command: str, database: Path, *options: str) -> None:
    from copiste.console.mock_process import run_mock

    if not database.exists():
        raise ConsoleError(f"There is no mock database {database}.", "Start the mock once: copiste mock")
    done = run_mock(command, "--database", str(database.resolve()), *options)
    if done.returncode:
        words = done.stderr.strip().splitlines()
        raise ConsoleError(
            f"The mock could not {command} {database}: {words[-1] if words else 'it printed nothing'}"
        )
    output.out.out(done.stdout, end="", highlight=False)
