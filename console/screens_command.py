"""`copiste screens check`: the declared screens against the live back-end, before the night."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text

from console import output
from console.door import ConsoleError, Exit, UnsetError
from console.opening import JsonOption, read

app = typer.Typer(help="The declared screens of the legacy application.", no_args_is_help=True)


@app.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SCREEN]", help="Only these screens.")] = None,
    known: Annotated[
        list[str] | None,
        typer.Option("--with", help="A menu field that screens need, such as member_number=10000001."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Walk to every declared screen that can be reached without recording anything, and compare.

    Found at 19:00 rather than at two in the morning. Exit code 1 when a screen differs.
    """
    from console.screen_check import check_screens

    settings = read()
    if settings.back_end.url is None:
        raise UnsetError(
            "No back-end is named in the settings.",
            "Set url under [back_end] in copiste.toml, or COPISTE_BACK_END__URL",
        )
    findings = []
    for finding in check_screens(settings, names or (), _pairs(known or ())):
        findings.append(finding)
        if not as_json:
            mark, style = {"same": ("✓", "green"), "differs": ("✗", "bold red")}.get(
                finding.result, ("·", "dim")
            )
            output.say(Text.assemble((mark, style), f" {finding.screen:<22} ", finding.text))
    if as_json:
        output.print_json([asdict(finding) for finding in findings])
    raise typer.Exit(Exit.ATTENTION if any(f.result == "differs" for f in findings) else Exit.OK)


def _pairs(texts: Iterable[str]) -> dict[str, str]:
    pairs = dict(text.partition("=")[::2] for text in texts)
    if not all(pairs.values()):
        raise ConsoleError("--with takes NAME=VALUE.", "copiste screens check --with member_number=10000001")
    return pairs
