"""`copiste`, the command line: one module per command group, imported light, heavy rooms only when used."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

import environment
from console import (
    audit_commands,
    basket_commands,
    demo_command,
    doctor_command,
    door,
    erase_commands,
    glyphs_command,
    keys_commands,
    load_command,
    mock_command,
    queue_commands,
    report_command,
    robocorp_command,
    run_command,
    screens_command,
)
from console.output import complain, out

app = typer.Typer(
    name="copiste",
    help="Keys prepared cases into old back-office screens, every case exactly once.",
    epilog=door.EXIT_TABLE,
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
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and leave."),
    ] = False,
    settings: Annotated[
        Path | None,
        typer.Option(
            "--settings", help="Settings file instead of copiste.toml.", exists=True, dir_okay=False
        ),
    ] = None,
    debug: Annotated[
        bool,
        typer.Option(
            "--debug", help="Let an unforeseen error through with its trace (it may show case data)."
        ),
    ] = False,
) -> None:
    """Keys prepared cases into old back-office screens, every case exactly once."""
    door.debug = debug
    if settings is not None:
        os.environ["COPISTE_SETTINGS"] = str(settings)


_WORK = "Every day"
_PERSON = "What needs a person"
_DATA = "Keys, personal data, proof"
_SETUP = "Setting up and looking"

app.command("load", rich_help_panel=_WORK)(load_command.load)
app.command("run", rich_help_panel=_WORK)(run_command.run)
app.command("status", rich_help_panel=_WORK)(queue_commands.status)
app.command("report", rich_help_panel=_WORK)(report_command.report)
app.command("items", rich_help_panel=_PERSON)(queue_commands.items)
app.command("show", rich_help_panel=_PERSON)(queue_commands.show)
app.command("requeue", rich_help_panel=_PERSON)(basket_commands.requeue)
app.command("close", rich_help_panel=_PERSON)(basket_commands.close)
app.command("resolve", rich_help_panel=_PERSON)(basket_commands.resolve)
app.command("find", rich_help_panel=_DATA)(erase_commands.find)
app.command("erase", rich_help_panel=_DATA)(erase_commands.erase)
app.command("purge", rich_help_panel=_DATA)(erase_commands.purge)
app.add_typer(keys_commands.app, name="keys", rich_help_panel=_DATA)
app.add_typer(audit_commands.app, name="audit", rich_help_panel=_DATA)
app.command("demo", rich_help_panel=_SETUP)(demo_command.demo)
app.command("doctor", rich_help_panel=_SETUP)(doctor_command.doctor)
app.add_typer(glyphs_command.app, name="glyphs", rich_help_panel=_SETUP)
app.add_typer(mock_command.app, name="mock", rich_help_panel=_SETUP)
app.add_typer(robocorp_command.app, name="robocorp", rich_help_panel=_SETUP)
app.add_typer(screens_command.app, name="screens", rich_help_panel=_SETUP)


def run() -> None:
    """The `copiste` command."""
    environment.drop_switches()
    door.end_on_signals()
    sys.exit(door.let_out(door.guard(app, complain)))
