"""Compressed pictures, and fonts that are not the table's: read rightly or unknown, never wrong."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from copiste.screens.pixels.fonts.bdf import Bitmap
from copiste.screens.pixels.glyphs.grid import find_grid
from copiste.screens.pixels.glyphs.status import Status, StatusState, read_status
from copiste.screens.pixels.glyphs.table import GlyphTable
from copiste.screens.reading.view import UNKNOWN
from tests.unit.screens.pixels.glyphs.drawing import BLACK, BLUE, Colour, Screen, compressed

#: What x3270 writes in.
COLOURS: tuple[Colour, ...] = (
    (0, 191, 255), (0, 255, 0), (64, 224, 208), (255, 192, 203), (255, 255, 0), (255, 255, 255), (255, 0, 0)
)  # fmt: skip
RED = COLOURS[-1]
FRENCH = string.ascii_letters + string.digits + string.punctuation + "ÀÂÇÉÈÊËÎÏÔÙÛÜàâçéèêëîïôùûü°"


@pytest.fixture(scope="module")
def table() -> GlyphTable:
    return GlyphTable.load("3270")


def text(seed: int, alphabet: str = FRENCH) -> list[str]:
    dice = random.Random(seed)
    return [
        "".join(dice.choice(alphabet) if dice.random() < 0.5 else " " for _ in range(80)) for _ in range(24)
    ]


def wrong(shown: list[str], read: tuple[str, ...]) -> list[str]:
    pairs = zip("".join(shown), "".join(read), strict=True)
    return [f"{one} as {other}" for one, other in pairs if other not in {one, UNKNOWN}]


@pytest.mark.parametrize("quality", [90, 75, 50])
@pytest.mark.parametrize("ink", COLOURS, ids=str)
def test_no_colour_is_read_wrongly(table: GlyphTable, quality: int, ink: Colour) -> None:
    shown = text(quality)
    screen = Screen(table.font, left=7, top=11).fill(shown, ink)
    page = table.read(compressed(screen.picture, quality), screen.grid)
    assert wrong(shown, page.lines) == []
    # Of about 950 characters. Red is dark, and accents are small: compression takes some away altogether.
    most = {90: (0, 2), 75: (0, 30), 50: (12, 150)}[quality]
    assert page.unknown <= most[ink == RED]


def test_capitals_are_all_read(table: GlyphTable) -> None:
    shown = text(4, string.ascii_uppercase + string.digits)
    screen = Screen(table.font)
    for row, line in enumerate(shown, 1):
        screen.write(row, 1, line, COLOURS[row % 6])
    for quality in (75, 50):
        assert list(table.read(compressed(screen.picture, quality), screen.grid).lines) == shown


def test_what_is_too_dark_is_unknown(table: GlyphTable) -> None:
    shown = text(5, string.ascii_letters + string.digits)
    screen = Screen(table.font).fill(shown, BLUE).write(3, 3, "NOM", COLOURS[0])
    shown[2] = shown[2][:2] + "NOM" + shown[2][5:]
    for quality in (75, 50):
        assert wrong(shown, table.read(compressed(screen.picture, quality), screen.grid).lines) == []


def test_a_reversed_cell_is_read_or_unknown(table: GlyphTable) -> None:
    shown = text(6)
    screen = Screen(table.font).fill(shown)
    for row in range(1, 25, 3):
        screen.write(row, 1, shown[row - 1], BLACK, COLOURS[row % 7])
    assert wrong(shown, table.read(compressed(screen.picture, 75), screen.grid).lines) == []


def test_a_cell_under_the_cursor_is_not_read_wrongly(table: GlyphTable) -> None:
    shown = text(13)
    shown[0] = "A" + shown[0][1:]
    screen = Screen(table.font, left=3, top=5).fill(shown).write(1, 1, "A", BLACK, COLOURS[1])
    for quality in (75, 50):
        assert wrong(shown, table.read(compressed(screen.picture, quality), screen.grid).lines) == []


def test_a_part_of_a_picture_is_read_as_the_whole_is(table: GlyphTable) -> None:
    # The blocks of its compression begin elsewhere.
    shown = text(14)
    screen = Screen(table.font, left=3, top=5).fill(shown)
    part = compressed(screen.picture, 75)[3:, 2:].copy()
    grid = replace(screen.grid, left=screen.grid.left - 2, top=screen.grid.top - 3)
    assert list(table.read(part, grid).lines) == shown


def test_what_is_not_in_the_font_is_unknown(table: GlyphTable) -> None:
    screen = Screen(table.font, left=3, top=5).fill(text(15))
    screen.bitmaps = {char: np.flipud(bitmap) for char, bitmap in screen.bitmaps.items()}
    strange = [(row, column) for row in range(4, 25, 4) for column in range(1, 80, 9)]
    for row, column in strange:
        screen.write(row, column, "R")
    page = table.read(compressed(screen.picture, 50), screen.grid)
    assert {page.lines[row - 1][column - 1] for row, column in strange} == {UNKNOWN}


def test_grid_and_status_are_read_through_compression(table: GlyphTable) -> None:
    screen = Screen(table.font, left=4, top=6).fill(text(7))
    ready, locked = screen.status(cursor="007/021").picture.copy(), screen.status(["lock"]).picture
    for quality in (75, 50):
        grid = find_grid(compressed(ready, quality), table, 24, 80)
        assert grid == screen.grid
        assert read_status(compressed(ready, quality), grid, table) == Status(StatusState.READY, (7, 21))
        assert not read_status(compressed(locked, quality), grid, table).ready


def moved(bitmap: Bitmap) -> Bitmap:
    return np.roll(bitmap, 1, axis=1)


def thickened(bitmap: Bitmap) -> Bitmap:
    return bitmap | np.roll(bitmap, 1, axis=1)


def speckled(bitmap: Bitmap) -> Bitmap:
    spots = np.zeros_like(bitmap)
    spots[2::5, 1::4] = True
    return bitmap ^ spots


@pytest.mark.parametrize("change", [moved, thickened, speckled])
@pytest.mark.parametrize("quality", [None, 75, 50])
def test_an_altered_font_is_unknown(
    table: GlyphTable, change: Callable[[Bitmap], Bitmap], quality: int | None
) -> None:
    shown = text(8)
    screen = Screen(table.font)
    screen.bitmaps = {
        char: change(bitmap) if char != " " else bitmap for char, bitmap in screen.bitmaps.items()
    }
    picture = screen.fill(shown).picture
    read = table.read(picture if quality is None else compressed(picture, quality), screen.grid)
    assert wrong(shown, read.lines) == []
    assert read.unknown > 500
