"""`copiste`, the command line: one module per command group; heavy imports only when a command runs."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from copiste import environment
from copiste.console import exit_codes
from copiste.console.commands import basket, load, queue, report, robocorp
from copiste.console.commands import run as run_command
from copiste.console.commands.data import audit, erase, keys
from copiste.console.commands.setup import demo, doctor, glyphs, init, mock, screens
from copiste.console.output import complain, out

app = typer.Typer(
    name="copiste",
    help="Keys prepared cases into old back-office screens, every case exactly once.",
    epilog=exit_codes.EXIT_TABLE,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        out.print(f"copiste {version('copiste')}", markup=False)
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[  # noqa: ARG001 - handled eagerly by its callback
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit."),
    ] = False,
    settings: Annotated[
        Path | None,
        typer.Option(
            "--settings", help="Settings file instead of copiste.toml.", exists=True, dir_okay=False
        ),
    ] = None,
    debug: Annotated[
        bool,
        typer.Option("--debug", help="Show the traceback of an unexpected error (it may hold case data)."),
    ] = False,
) -> None:
    """Keys prepared cases into old back-office screens, every case exactly once."""
    exit_codes.debug = debug
    if settings is not None:
        os.environ["COPISTE_SETTINGS"] = str(settings)


_WORK = "Every day"
_PERSON = "What needs a person"
_DATA = "Keys, personal data, proof"
_SETUP = "Setting up and looking"

app.command("load", rich_help_panel=_WORK)(load.load)
app.command("run", rich_help_panel=_WORK)(run_command.run)
app.command("status", rich_help_panel=_WORK)(queue.status)
app.command("report", rich_help_panel=_WORK)(report.report)
app.command("items", rich_help_panel=_PERSON)(queue.items)
app.command("show", rich_help_panel=_PERSON)(queue.show)
app.command("requeue", rich_help_panel=_PERSON)(basket.requeue)
app.command("close", rich_help_panel=_PERSON)(basket.close)
app.command("resolve", rich_help_panel=_PERSON)(basket.resolve)
app.command("find", rich_help_panel=_DATA)(erase.find)
app.command("erase", rich_help_panel=_DATA)(erase.erase)
app.command("purge", rich_help_panel=_DATA)(erase.purge)
app.add_typer(keys.app, name="keys", rich_help_panel=_DATA)
app.add_typer(audit.app, name="audit", rich_help_panel=_DATA)
app.command("init", rich_help_panel=_SETUP)(init.init)
app.command("demo", rich_help_panel=_SETUP)(demo.demo)
app.command("doctor", rich_help_panel=_SETUP)(doctor.doctor)
app.add_typer(glyphs.app, name="glyphs", rich_help_panel=_SETUP)
app.add_typer(mock.app, name="mock", rich_help_panel=_SETUP)
app.add_typer(robocorp.app, name="robocorp", rich_help_panel=_SETUP)
app.add_typer(screens.app, name="screens", rich_help_panel=_SETUP)


def run() -> None:
    """The `copiste` command."""
    environment.drop_switches()
    exit_codes.end_on_signals()
    sys.exit(exit_codes.let_out(exit_codes.guard(app, complain)))
