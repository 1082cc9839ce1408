"""Cells that the nearest glyph leaves open: read when they, and nothing else, come out as they are seen."""

from __future__ import annotations

import io
import string
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from copiste.screens.pixels.geometry import Picture
from copiste.screens.pixels.glyphs.cells import cut
from copiste.screens.pixels.glyphs.last_cells import reread
from copiste.screens.pixels.glyphs.lossy import Nearest
from copiste.screens.pixels.glyphs.table import GlyphTable
from copiste.screens.reading.view import UNKNOWN
from tests.unit.screens.pixels.reading.drawing import BLACK, Screen, compressed
from tests.unit.screens.pixels.reading.test_lossy import COLOURS, FRENCH, RED, text, wrong

CAPITALS = string.ascii_uppercase + string.digits


@pytest.fixture(scope="module")
def table() -> GlyphTable:
    return GlyphTable.load("3270")


@pytest.fixture(scope="module")
def nearest(table: GlyphTable) -> Nearest:
    return Nearest(table.texts, table.width, table.height)


def red_lines(table: GlyphTable, seed: int, alphabet: str = CAPITALS) -> tuple[Screen, list[str]]:
    """A page with every fourth line in red, the darkest ink."""
    shown = text(seed, alphabet)
    screen = Screen(table.font, left=3, top=5)
    for row, line in enumerate(shown, 1):
        screen.write(row, 1, line, RED if row % 4 == 0 else COLOURS[row % 6])
    return screen, shown


def by_pillow(picture: Picture, quality: int) -> Picture:
    data = io.BytesIO()
    Image.fromarray(picture).save(data, "JPEG", quality=quality)
    return np.asarray(Image.open(data).convert("RGB"))


def test_what_the_nearest_glyph_leaves_open_is_read(table: GlyphTable, nearest: Nearest) -> None:
    screen, shown = red_lines(table, 11)
    seen = compressed(screen.picture, 50)
    guessed = nearest.read(cut(seen, screen.grid))
    assert np.count_nonzero(guessed.entries < 0) > 5
    entries = reread(seen, screen.grid, nearest, guessed)
    assert "".join(table.texts.characters[entries]) == "".join(shown)
    certain = guessed.entries >= 0
    assert (entries[certain] == guessed.entries[certain]).all()


@pytest.mark.parametrize("quality", [75, 50])
def test_another_encoder_makes_no_difference(table: GlyphTable, quality: int) -> None:
    screen, shown = red_lines(table, 12)
    assert list(table.read(by_pillow(screen.picture, quality), screen.grid).lines) == shown


def test_a_cell_under_the_cursor_is_read(table: GlyphTable) -> None:
    screen, shown = red_lines(table, 13)
    shown[0] = "A" + shown[0][1:]
    screen.write(1, 1, "A", BLACK, COLOURS[1])
    page = table.read(compressed(screen.picture, 50), screen.grid)
    assert page.lines[0] == shown[0]
    assert wrong(shown, page.lines) == []


def test_a_part_of_a_picture_is_not_read_wrongly(table: GlyphTable) -> None:
    # Its blocks are not where those of a whole picture are, so nothing comes out as it is seen.
    screen, shown = red_lines(table, 14, FRENCH)
    part = compressed(screen.picture, 50)[3:, 2:].copy()
    grid = replace(screen.grid, left=screen.grid.left - 2, top=screen.grid.top - 3)
    page = table.read(part, grid)
    assert wrong(shown, page.lines) == []
    assert page.unknown


def test_what_is_not_in_the_font_stays_unknown(table: GlyphTable) -> None:
    screen, _ = red_lines(table, 15)
    screen.bitmaps = {char: np.flipud(bitmap) for char, bitmap in screen.bitmaps.items()}
    strange = [(row, column) for row in range(4, 25, 4) for column in range(1, 80, 9)]
    for row, column in strange:
        screen.write(row, column, "R", RED)
    page = table.read(compressed(screen.picture, 50), screen.grid)
    assert {page.lines[row - 1][column - 1] for row, column in strange} == {UNKNOWN}


def test_what_is_not_expected_is_never_read(table: GlyphTable) -> None:
    nearest = Nearest(table.texts, table.width, table.height, CAPITALS)
    characters = table.texts.characters[:-1]
    allowed = {char for at, char in enumerate(characters) if nearest.allowed(at) >= 0}
    assert allowed == {*CAPITALS, " "}


def test_a_wrong_hint_makes_unknown_rather_than_wrong(table: GlyphTable) -> None:
    screen, shown = red_lines(table, 16, CAPITALS + "ÄÖÜË¹")
    hinted = GlyphTable.load("3270", expected=CAPITALS)
    page = hinted.read(compressed(screen.picture, 75), screen.grid)
    assert wrong(shown, page.lines) == []
    assert page.unknown >= sum(line.count(char) for line in shown for char in "ÄÖÜË¹")
