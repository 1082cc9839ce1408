"""`copiste screens …`: declare screens, and compare them with the live back-end."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from copiste.console import output
from copiste.console.context import JsonOption, bots_at_work, open_queue, queue_exists, read
from copiste.console.exit_codes import ConsoleError, Exit, UnsetError
from copiste.screens.faces import names

if TYPE_CHECKING:
    from copiste.settings import Settings

app = typer.Typer(help="The declared screens of the legacy application.", no_args_is_help=True)

_MARKS = {"same": ("✓", "green"), "differs": ("✗", "bold red"), "not reached": ("·", "dim")}


_Face = Annotated[
    str | None,
    typer.Option("--face", help=f"{' or '.join(names())}; by default the one in the settings."),
]
_Url = Annotated[
    str | None,
    typer.Option("--url", help="Where this face finds the back-end; by default the address in the settings."),
]


@app.callback()
def screens() -> None:
    """The declared screens of the legacy application."""


@app.command()
def check(
    screen: Annotated[
        list[str] | None, typer.Argument(metavar="[SCREEN]", help="Only these screens.", show_default=False)
    ] = None,
    known: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME=VALUE", help="A menu field that screens need; may be repeated."),
    ] = None,
    face: _Face = None,
    url: _Url = None,
    as_json: JsonOption = False,
) -> None:
    """Visit every declared screen that can be reached without recording anything, and compare it.

    Run it in the evening, to find a changed screen before the bots do. Exit code 1 when one differs.
    """
    from copiste.console.screen_check import check_live, through

    settings = through(read(), face, url)
    _check_nobody_works(settings)
    findings = []
    with output.working("Opening the back-end …"):
        for finding in check_live(settings, screen or (), _pairs(known or ())):
            findings.append(finding)
            if not as_json:
                mark, style = _MARKS[finding.verdict]
                output.say(Text.assemble((mark, style), f" {finding.screen:<22} ", finding.text))
    if as_json:
        output.print_json([{**asdict(finding), "text": finding.text} for finding in findings])
    raise typer.Exit(Exit.ATTENTION if any(f.verdict == "differs" for f in findings) else Exit.OK)


@app.command()
def show(
    screen: Annotated[
        list[str] | None, typer.Argument(metavar="[SCREEN]", help="Only these screens.", show_default=False)
    ] = None,
    known: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME=VALUE", help="A value that the way needs; may be repeated."),
    ] = None,
    face: _Face = None,
    url: _Url = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="The folder of the pictures; by default var/screens/APPLICATION-FACE in the project.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Draw every declared screen that can be reached: a picture with boxes and names over what it declares.

    Values, lists and long numbers are painted over. Exit code 1 when a screen differs from its declaration.
    """
    from copiste.console.screen_check import show_live, through

    settings = through(read(), face, url)
    _check_nobody_works(settings)
    back_end = settings.back_end
    folder = out or settings.project / "var" / "screens" / f"{back_end.application}-{back_end.face}"
    verdicts = []
    with output.working("Opening the back-end …"):
        for finding, path in show_live(settings, screen or (), _pairs(known or ()), folder):
            verdicts.append(finding.verdict)
            mark, style = _MARKS[finding.verdict]
            told = f"{path}: {finding.text}" if path else finding.text
            output.say(Text.assemble((mark, style), f" {finding.screen:<22} ", told))
    raise typer.Exit(Exit.ATTENTION if "differs" in verdicts else Exit.OK)


@app.command("try")
def try_(
    screen: Annotated[str, typer.Argument(metavar="SCREEN", help="The screen.")],
    known: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME=VALUE", help="A value that the way needs; may be repeated."),
    ] = None,
    values: Annotated[
        bool, typer.Option("--values", help="Show what fields and messages say; nothing sensitive.")
    ] = False,
) -> None:
    """Open the application, go to a screen, and say what of its declaration is there and what is not.

    The window is visible where this machine has a display. Exit code 1 when a field or an action is missing.
    """
    from copiste.console.screen_check import try_live

    settings = read()
    _check_nobody_works(settings)
    visible = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    with output.working("Opening the application …"):
        tried = try_live(settings, screen, _pairs(known or ()), visible=visible)
    output.say(f"{tried.screen}: recognised by {'; '.join(tried.because)}")
    for field in tried.fields:
        mark, style = _MARKS["same" if field.found else "differs"]
        shows = "shows something" if field.filled else "empty"
        shown = f": {field.shown}" if values and field.shown else ""
        text = f"{field.where}; {shows}{shown}" if field.found else field.where
        output.say(Text.assemble((mark, style), f" {field.name:<22} ", text))
    for label, texts in (
        ("Actions not there", tried.missing),
        ("Inputs not declared", tried.undeclared),
        ("Not declared, can be clicked", tried.unnamed),
    ):
        if texts:
            output.say(f"{label}: {'; '.join(texts)}")
    if tried.links:
        output.say(f"Links not declared: {tried.links}")
    told = "; ".join(tried.messages) if values else str(len(tried.messages))
    output.say(f"Messages: {told or 'none'}")
    lost = tried.missing or not all(field.found for field in tried.fields)
    raise typer.Exit(Exit.ATTENTION if lost else Exit.OK)


@app.command()
def propose(
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            help="The page or terminal. With --sign-on, the end of a page's address; of a terminal, a code "
            "of its menu, or nothing for the menu.",
        ),
    ] = "",
    name: Annotated[str, typer.Option("--name", help="What to call the screen.", show_default=False)] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="The file to write; by default it is shown.", show_default=False),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", help="Write NAME.yaml there, such as screens/APPLICATION.", show_default=False
        ),
    ] = None,
    signed_on: Annotated[
        bool, typer.Option("--sign-on", help="Sign on first as this project declares it, at its first seat.")
    ] = False,
    known: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="NAME=VALUE", help="A menu field that is needed; may be repeated."),
    ] = None,
    face: _Face = None,
) -> None:
    """Write a first declaration of a page or a terminal's screen: fields, actions or keys, lists; no values.

    Every field that is written is found on that screen again. Read it before you use it: links and headings
    are written as they are shown, and a terminal does not show everything.
    """
    from copiste.console.screen_check import through
    from copiste.console.screen_proposal import face_for, propose_at, written

    if name and not name.isidentifier():
        raise ConsoleError(f"--name {name} is no name of a screen.", "Use letters, digits and underscores")
    settings = through(read(), face, None) if signed_on else None
    if settings is not None:
        _check_nobody_works(settings)
    through_face = settings.back_end.face if settings else face_for(url, face)
    with output.working("Opening the screen …"):
        proposal = propose_at(url, name, through_face, settings=settings, known=_pairs(known or ()))
    target = out or (folder / f"{proposal.name}.yaml" if folder else None)
    if target is None:
        output.say(proposal.yaml.removesuffix("\n"))
        return
    written(target, proposal)
    output.say(f"{target}: {proposal.counted}")


def _check_nobody_works(settings: Settings) -> None:
    """Raise where the back-end is not named, or bots are signed on at it."""
    if settings.back_end.url is None:
        raise UnsetError(
            "No back-end is named in the settings.",
            "Set url under [back_end] in copiste.toml, or COPISTE_BACK_END__URL",
        )
    if queue_exists(settings):
        with open_queue(settings) as store:
            if bots_at_work(store):
                raise ConsoleError(
                    "Bots are at work; a second sign-on would end theirs.", "Try again when they are done."
                )


def _pairs(texts: Iterable[str]) -> dict[str, str]:
    pairs = dict(text.partition("=")[::2] for text in texts)
    if not all(pairs.values()):
        raise ConsoleError("--with takes NAME=VALUE.", "Write it as --with member_number=10000024")
    return pairs
