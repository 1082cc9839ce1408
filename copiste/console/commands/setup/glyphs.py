"""`copiste glyphs`: learn a terminal's font, and check that a picture reads as it should."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copiste.console import output
from copiste.console.context import JsonOption
from copiste.console.exit_codes import ConsoleError, Exit

if TYPE_CHECKING:
    from copiste.screens.pixels.fonts.bdf import Font
    from copiste.screens.pixels.glyphs.page import Grid, Page

app = typer.Typer(help="Fonts of terminals, character by character.", no_args_is_help=True)

#: Most places of characters that are listed; how many there are is always shown.
_TOLD = 40


@app.callback()
def glyphs() -> None:
    """Fonts of terminals, character by character."""


@app.command()
def learn(
    table: Annotated[Path, typer.Argument(metavar="TABLE.bdf", help="The file to write.", dir_okay=False)],
    font: Annotated[
        Path | None,
        typer.Option(
            "--font",
            help="The font's file: BDF, PCF or PCF.GZ.",
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture",
            help="A picture of the terminal (PNG).",
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ] = None,
    text: Annotated[
        Path | None,
        typer.Option(
            "--text",
            help="What the picture shows: the screen's lines from its top, in UTF-8.",
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ] = None,
    cell: Annotated[
        str, typer.Option("--cell", help="The size of a cell in pixels, as 9x14, when it is not found.")
    ] = "",
    at: Annotated[
        str, typer.Option("--at", help="Where the first cell begins in the picture, as 4,6; with --cell.")
    ] = "",
    columns: Annotated[int, typer.Option("--columns", help="Characters of a line.", min=1)] = 80,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a table that is there.")] = False,
) -> None:
    """Make a glyph table from a font's file, or from a picture whose text is known."""
    from copiste.screens.pixels.fonts import bdf
    from copiste.screens.pixels.learning import font_file

    if table.suffix != ".bdf":
        raise ConsoleError(f"{table}: a glyph table is a BDF file.", f"Name it {table.with_suffix('.bdf')}.")
    if table.exists() and not replace:
        raise ConsoleError(f"{table} is there already.", "Add --replace to write over it.")
    if (font is None) == (picture is None) or (picture is None) != (text is None):
        raise ConsoleError(
            "A font is learnt from its file, or from a picture and its text.",
            "Give --font FILE, or --picture FILE with --text FILE.",
        )
    if font is not None:
        learnt = font_file.from_file(font)
    else:
        assert picture is not None
        assert text is not None
        learnt = _from_picture(picture, text, table.stem, columns, (cell, at))
    bdf.write(learnt, table)
    _tell(learnt, table)


@app.command()
def check(
    picture: Annotated[
        Path, typer.Argument(help="A picture of the terminal's window (PNG).", exists=True, dir_okay=False)
    ],
    table: Annotated[
        str, typer.Option("--table", help="A font that comes with Copiste, or a BDF file.")
    ] = "3270",
    text: Annotated[
        Path | None,
        typer.Option(
            "--text", help="What it shows, to compare with.", exists=True, dir_okay=False, show_default=False
        ),
    ] = None,
    rows: Annotated[int, typer.Option("--rows", help="Lines of the screen.", min=1)] = 24,
    columns: Annotated[int, typer.Option("--columns", help="Characters of a line.", min=1)] = 80,
    show: Annotated[bool, typer.Option("--show", help="Print what was read, which may be personal.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read a picture with a glyph table: how many characters, and which cells stay unknown.

    Exit code 1 when a cell is unknown or differs from the text.
    """
    from copiste.screens.pixels.glyphs.grid import find_grid
    from copiste.screens.pixels.glyphs.table import GlyphTable
    from copiste.screens.pixels.learning.pictures import load

    glyphs = GlyphTable.load(table)
    seen = load(picture)
    grid = find_grid(seen, glyphs, rows, columns)
    page = glyphs.read(seen, grid)
    differing = _differing(page, _lines(text, columns)) if text is not None else []
    read = sum(len(line) - line.count(" ") for line in page.lines) - page.unknown
    if as_json:
        output.print_json(
            {
                "read": read,
                "unknown": page.unknown_places,
                "differing": differing,
                "left": grid.left,
                "top": grid.top,
            }
        )
    else:
        _tell_page(page, grid, read, differing, compared=text is not None)
    if show and not as_json:
        for line in page.lines:
            output.say(line.rstrip())
    raise typer.Exit(Exit.ATTENTION if page.unknown or differing else Exit.OK)


def _from_picture(picture: Path, text: Path, name: str, columns: int, place: tuple[str, str]) -> Font:
    from copiste.screens.pixels.learning.pictures import load
    from copiste.screens.pixels.learning.screenshot import from_picture

    lines = _lines(text, columns)
    lesson = from_picture(
        load(picture), lines, name, columns=columns, grid=_grid(*place, len(lines), columns)
    )
    grid = lesson.grid
    output.say(
        f"Cells of {grid.cell_width} × {grid.cell_height} pixels, the first at ({grid.left}, {grid.top})."
    )
    return lesson.font


def _grid(cell: str, at: str, rows: int, columns: int) -> Grid | None:
    """The grid that a person gave, if any."""
    from copiste.screens.pixels.glyphs.page import Grid

    if not cell and not at:
        return None
    size, place = re.fullmatch(r"(\d+)x(\d+)", cell), re.fullmatch(r"(\d+),(\d+)", at)
    if size is None or place is None:
        raise ConsoleError("--cell and --at go together.", "For example: --cell 9x14 --at 4,6")
    return Grid(int(place[1]), int(place[2]), int(size[1]), int(size[2]), rows, columns)


def _lines(text: Path, columns: int) -> list[str]:
    try:
        lines = text.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        raise ConsoleError(f"{text} is not UTF-8.", "Save it as UTF-8.") from None
    return [line.ljust(columns) for line in lines]


def _tell(font: Font, table: Path) -> None:
    from copiste.screens.pixels.fonts.character_generator import is_symbol
    from copiste.screens.pixels.glyphs.table import GlyphTable

    characters = sum(not is_symbol(glyph.character) for glyph in font.glyphs)
    output.say(f"{table}: {characters} characters in cells of {font.width} × {font.height} pixels.")
    alike = GlyphTable(font).texts.ambiguous
    if alike:
        output.say(f"Drawn alike in this font, and so never read: {'  '.join(alike)}")


def _differing(page: Page, lines: list[str]) -> list[tuple[int, int]]:
    """Row and column, from 1, of what differs from `lines`; unknown cells apart."""
    from copiste.screens.reading.view import UNKNOWN

    return [
        (row, column)
        for row, (read, wanted) in enumerate(zip(page.lines, lines, strict=False), 1)
        for column, (one, other) in enumerate(zip(read, wanted, strict=False), 1)
        if one not in {other, UNKNOWN}
    ]


def _tell_page(
    page: Page, grid: Grid, read: int, differing: list[tuple[int, int]], *, compared: bool
) -> None:
    output.say(f"{read} characters read; the first cell is at ({grid.left}, {grid.top}).")
    _tell_places("unknown", list(page.unknown_places))
    if compared:
        _tell_places("different from the text", differing)


def _tell_places(what: str, places: list[tuple[int, int]]) -> None:
    if not places:
        output.say(f"None {what}.")
        return
    told = ", ".join(f"{row}/{column}" for row, column in places[:_TOLD])
    more = f" and {len(places) - _TOLD} more" if len(places) > _TOLD else ""
    output.say(f"{len(places)} {what}, at row/column: {told}{more}.")
