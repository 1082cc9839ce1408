"""Reading fixed-font screens: every character exactly, and nothing that is not certain."""

from __future__ import annotations

import numpy as np
import pytest

from copiste.screens.errors import FaceError
from copiste.screens.pixels.glyphs import overlays
from copiste.screens.pixels.glyphs.cells import inked
from copiste.screens.pixels.glyphs.table import GlyphTable
from copiste.screens.reading.view import UNKNOWN
from tests.unit.screens.pixels.glyphs.drawing import BLACK, GREEN, WHITE, Screen

#: All of Latin-1 that shows, except what the font 3270 draws like an `i` and what nobody tells from `-`.
SHOWN = "".join(chr(code) for code in (*range(0x21, 0x7F), *range(0xA2, 0x100)) if code != 0xAD)
LINES = [SHOWN[at : at + 80].ljust(80) for at in range(0, len(SHOWN), 80)]


@pytest.fixture(scope="module")
def table() -> GlyphTable:
    return GlyphTable.load("3270")


@pytest.fixture
def screen(table: GlyphTable) -> Screen:
    return Screen(table.font)


def test_every_character_of_latin_1_is_read(table: GlyphTable, screen: Screen) -> None:
    page = table.read(screen.fill(LINES).picture, screen.grid)
    assert list(page.lines[: len(LINES)]) == LINES
    assert set(page.lines[len(LINES) :]) == {" " * 80}
    assert page.unknown == 0


@pytest.mark.parametrize("overlay", [overlays.UNDERLINE, overlays.FRAME])
def test_underlined_and_framed_characters_are_read(table: GlyphTable, screen: Screen, overlay: int) -> None:
    page = table.read(screen.write(5, 1, LINES[0], overlay=overlay).picture, screen.grid)
    assert page.lines[4] == LINES[0]
    assert (page.overlay[4] == overlay).all()


def test_reversed_cells_are_read_and_told(table: GlyphTable, screen: Screen) -> None:
    screen.write(1, 1, "DUPONT").write(2, 3, "É ", ink=BLACK, paper=GREEN)
    page = table.read(screen.picture, screen.grid)
    assert page.lines[1].rstrip() == "  É"
    assert np.argwhere(page.inverse).tolist() == [[1, 2], [1, 3]]


def test_the_cursor_is_the_marked_cell_or_the_reversed_one(table: GlyphTable, screen: Screen) -> None:
    blank = table.read(screen.picture, screen.grid)
    block = table.read(screen.write(3, 4, "A", BLACK, GREEN).picture, screen.grid)
    framed = table.read(screen.write(7, 8, "B", overlay=overlays.FRAME).picture, screen.grid)
    assert (blank.cursor, block.cursor, framed.cursor) == (None, (3, 4), (7, 8))
    other = Screen(table.font).write(9, 9, "2", overlay=overlays.UNDERSCORE)
    assert table.read(other.picture, other.grid).cursor == (9, 9)


def test_a_pixel_too_many_is_unknown_and_has_a_place(table: GlyphTable, screen: Screen) -> None:
    screen.write(2, 10, "OO")
    screen.picture[screen.grid.top + 14, screen.grid.left + 9 * 9] = WHITE
    page = table.read(screen.picture, screen.grid)
    assert page.lines[1].strip() == f"{UNKNOWN}O"
    assert page.unknown_places == ((2, 10),)


def test_what_lies_over_the_screen_is_unknown_all_over(table: GlyphTable, screen: Screen) -> None:
    screen.fill(LINES).write(12, 1, "NOM : DUPONT").write(20, 5, "      ", BLACK, GREEN)
    before = screen.picture.copy()
    page = table.read(before, screen.grid)
    # A grey notice, not along the cells, that hides a name altogether.
    screen.picture[screen.grid.top + 14 * 10 + 3 : screen.grid.top + 14 * 13 - 3, 40:200] = 190
    for covered in (
        table.read(screen.picture, screen.grid),
        table.read(screen.picture, screen.grid, (before, page)),
    ):
        assert covered.lines[11][7:12] == UNKNOWN * 5
        assert covered.lines[11].startswith("NOM")
        # A reversed field is a blank like any other.
        assert covered.lines[19] == " " * 80
        assert covered.lines[0] == LINES[0]


def test_neither_page_nor_table_shows_what_was_read(table: GlyphTable, screen: Screen) -> None:
    assert "DUPONT" not in repr(table.read(screen.write(1, 1, "DUPONT").picture, screen.grid))


def test_no_single_pixel_makes_another_character(table: GlyphTable) -> None:
    plain = [one for one in table.texts.shown if one.overlay == overlays.PLAIN]
    ink = np.array([one.bitmap.ravel() for one in plain])
    flipped = ink[:, None, :] ^ np.eye(ink.shape[1], dtype=np.bool_)
    entries = table.texts.match(inked(flipped.reshape(-1, ink.shape[1]).astype(np.uint32)))
    read = table.texts.characters[entries].reshape(len(plain), -1)
    own = np.array([[one.character] for one in plain])
    # An underline and the frame of a cursor lie over a character, they do not change it.
    assert set(read[(read != own) & (own != "¡")]) == {UNKNOWN}


def test_what_changed_is_read_again_and_nothing_else(table: GlyphTable, screen: Screen) -> None:
    before = screen.fill(LINES).picture.copy()
    page = table.read(before, screen.grid)
    screen.write(3, 5, "ROUSSEL").write(9, 1, "Z", BLACK, GREEN)
    again = table.read(screen.picture, screen.grid, (before, page))
    assert again.lines == table.read(screen.picture, screen.grid).lines
    assert again.cursor == (9, 1)
    assert table.read(screen.picture, screen.grid, (screen.picture, again)) is again


def test_a_font_that_is_not_there_is_named() -> None:
    with pytest.raises(FaceError, match="No glyph table courier"):
        GlyphTable.load("courier")
