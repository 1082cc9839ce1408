"""`copiste doctor`: what is present, what is missing, and how to get it."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from copiste.console import output
from copiste.console.context import JsonOption, read
from copiste.console.exit_codes import Exit

if TYPE_CHECKING:
    from copiste.console.doctor.finding import Finding

_MARKS = {"ok": ("✓", "green"), "advice": ("!", "yellow"), "missing": ("✗", "bold red")}


def doctor(
    quick: Annotated[
        bool, typer.Option("--quick", help="Start neither a browser nor the mock back-end.")
    ] = False,
    sign_on: Annotated[
        bool, typer.Option("--sign-on", help="Sign on and off at each seat, as bots will.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Check what this machine has and what it lacks, and say what to type.

    Exit code 3 for wrong settings, 5 when something is missing.
    """
    from copiste.console.doctor.finding import Finding, Health
    from copiste.console.doctor.machine import look
    from copiste.settings import SettingsError

    settings, wrong = None, ""
    try:
        settings = read()
    except SettingsError as error:
        wrong = str(error)
    findings: list[Finding] = []
    if wrong:
        findings.append(Finding("settings", Health.MISSING, wrong, "Correct copiste.toml or the variable"))
    with output.working("Looking …"):
        for finding in look(settings, start_things=not quick, sign_on=sign_on):
            findings.append(finding)
            if not as_json:
                _say(finding)
    if as_json:
        output.print_json([asdict(finding) for finding in findings])
    elif wrong:
        _say(findings[0])
    if wrong:
        raise typer.Exit(Exit.SETTINGS)
    raise typer.Exit(Exit.MACHINE if any(f.health is Health.MISSING for f in findings) else Exit.OK)


def _say(finding: "Finding") -> None:
    mark, style = _MARKS[finding.health]
    output.say(Text.assemble((mark, style), f" {finding.subject:<14} ", finding.found))
    if finding.remedy:
        output.say(Text.assemble(" " * 17, ("→ ", style), finding.remedy))
