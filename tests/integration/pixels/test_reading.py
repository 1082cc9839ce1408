"""What is read from the pixels of a real x3270, against what x3270 itself says that it shows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from copiste.screens.pixels.glyphs.grid import find_grid
from copiste.screens.pixels.glyphs.overlays import UNDERLINE
from copiste.screens.pixels.glyphs.page import GridNotFoundError
from copiste.screens.pixels.glyphs.status import SessionMode, Status, StatusState
from copiste.screens.pixels.glyphs.table import GlyphTable
from copiste.screens.pixels.learning import font_file
from copiste.screens.reading.view import UNKNOWN
from legacy_mock.faces.terminal.addresses import written
from legacy_mock.map import COLUMNS
from tests.support.full_screens import CAPITALS, EVERYTHING, every_message, every_screen
from tests.support.looked_at import Terminal, terminal_with
from tests.unit.screens.pixels.glyphs.drawing import compressed

FONTS = Path("/usr/share/fonts/X11/misc")


@pytest.fixture(scope="module")
def terminal() -> Iterator[Terminal]:
    with terminal_with("3270") as terminal:
        yield terminal


@pytest.fixture(scope="module")
def table() -> GlyphTable:
    return GlyphTable.load("3270")


@pytest.mark.parametrize("alphabet", [CAPITALS, EVERYTHING], ids=["capitals", "everything"])
def test_every_screen_reads_as_the_emulator_says(
    terminal: Terminal, table: GlyphTable, alphabet: str
) -> None:
    grid = None
    for screen in every_screen(alphabet):
        _, grid, page = terminal.shown(screen, table, grid)
        assert page.lines == terminal.script.glass, screen.map.name
        assert page.lines == tuple(screen.picture())


def test_every_message_reads_as_the_emulator_says(terminal: Terminal, table: GlyphTable) -> None:
    grid = None
    for screen in every_message():
        _, grid, page = terminal.shown(screen, table, grid)
        assert page.lines[21] == terminal.script.glass[21]


@pytest.mark.parametrize(("quality", "most_unknown"), [(75, 0.005), (50, 0.03)])
@pytest.mark.parametrize("alphabet", [CAPITALS, EVERYTHING], ids=["capitals", "everything"])
def test_nothing_is_read_wrongly_through_compression(
    terminal: Terminal, table: GlyphTable, alphabet: str, quality: int, most_unknown: float
) -> None:
    characters = unknown = 0
    for screen in chain(every_screen(alphabet), list(every_message())[::10]):
        picture, grid, page = terminal.shown(screen, table)
        shown = "".join(screen.picture())
        assert "".join(page.lines) == shown
        read = "".join(table.read(compressed(picture, quality), grid).lines)
        wrong = [(one, other) for one, other in zip(shown, read, strict=True) if other not in {one, UNKNOWN}]
        assert wrong == [], screen.map.name
        characters += len(shown) - shown.count(" ")
        unknown += read.count(UNKNOWN)
    assert unknown <= most_unknown * characters


@pytest.mark.parametrize("font", ["3270-12", "3270gt16", "3270-20"])
def test_other_fonts_are_learnt_and_do_not_pass_for_this_one(table: GlyphTable, font: str) -> None:
    learnt = GlyphTable(font_file.from_file(FONTS / f"{font}.pcf.gz"))
    alike = dict.fromkeys(map(ord, "".join(learnt.texts.ambiguous)), UNKNOWN)
    with terminal_with(font) as terminal:
        for screen in list(every_screen(EVERYTHING))[::6]:
            wanted = tuple(line.translate(alike) for line in screen.picture())
            picture, _, page = terminal.shown(screen, learnt, wanted=wanted)
            assert page.lines == tuple(line.translate(alike) for line in terminal.script.glass)
            with pytest.raises(GridNotFoundError):
                find_grid(picture, table, 24, 80)
        assert terminal.state(learnt, StatusState.READY).cursor == page.cursor


def test_every_font_of_x3270_is_learnt(table: GlyphTable) -> None:
    files = sorted(FONTS.glob("3270*.pcf.gz"))
    assert len(files) > 10
    for file in files:
        learnt = font_file.from_file(file)
        assert {glyph.character for glyph in learnt.glyphs} >= set(EVERYTHING), file
        if learnt.name == "3270":
            shipped = {glyph.character: glyph.bitmap for glyph in table.font.glyphs}
            assert all((glyph.bitmap == shipped[glyph.character]).all() for glyph in learnt.glyphs)


def test_the_bold_font_of_the_same_size_is_unknown_rather_than_wrong(table: GlyphTable) -> None:
    bold = GlyphTable(font_file.from_file(FONTS / "3270b.pcf.gz"))
    with terminal_with("3270bold") as terminal:
        for screen in list(every_screen(EVERYTHING))[::8]:
            picture, grid, page = terminal.shown(screen, bold)
            assert page.lines == terminal.script.glass
            for seen in (picture, compressed(picture, 75), compressed(picture, 50)):
                strange = table.read(seen, grid)
                for truth, line in zip(page.lines, strange.lines, strict=True):
                    assert all(read in {char, UNKNOWN} for char, read in zip(truth, line, strict=True))
                assert strange.unknown > 150


def test_highlighted_fields_and_both_cursors_are_read(table: GlyphTable) -> None:
    with terminal_with("3270") as terminal:
        # ABCg0, blanks, p_é§ in 7 colours: plain, underlined, reversed, under the cursor.
        text, shown = bytes.fromhex("C1C2C387F04040976DC05A"), "ABCg0  p_é§"
        data = bytearray(b"\xf5\xc3")
        for row, colour in enumerate(range(0xF1, 0xF8)):
            data += b"\x11" + written(row * COLUMNS)
            for highlighting in (0xF0, 0xF4, 0xF2):
                data += bytes([0x29, 3, 0xC0, 0x60, 0x42, colour, 0x41, highlighting]) + text
            data += bytes([0x1D, 0x60])
        terminal.stage.send(bytes(data + b"\x11" + written(2 * COLUMNS + 5) + b"\x13"))
        line = "".join(f" {shown}" for _ in range(3)).ljust(COLUMNS)
        picture = terminal.seen(lambda page: page.lines[6] == line and page.cursor is None, table)
        page = table.read(picture, find_grid(picture, table, 24, 80))
        assert list(page.lines[:7]) == [line] * 7
        assert (page.overlay[:7, 13:24] == UNDERLINE).all()
        assert page.inverse[:7, 25:36].all()
        assert page.inverse[2, 5]
        # Another window has the keyboard: the cursor is a frame.
        terminal.script.do("MoveCursor(1,18)")
        terminal.lose_focus()
        framed = terminal.seen(lambda page: page.cursor == (2, 19), table)
        assert table.read(framed, find_grid(framed, table, 24, 80)).lines[1] == line


def test_the_status_line_tells_what_the_keyboard_is_locked_for(table: GlyphTable) -> None:
    with terminal_with("3270") as terminal:
        menu = next(screen for screen in every_message())
        assert terminal.state(table, StatusState.WAIT).state is StatusState.WAIT
        terminal.shown(menu, table)
        assert terminal.state(table, StatusState.READY) == Status(StatusState.READY, (18, 26))

        terminal.script.do("MoveCursor(0,5)")
        terminal.script.tell("Key(a)")
        refused = Status(StatusState.ERROR, (1, 6), reason="nothing can be typed there")
        assert terminal.state(table, StatusState.ERROR) == refused
        terminal.script.do("Reset()")
        assert terminal.state(table, StatusState.READY).ready

        terminal.script.do("MoveCursor(17,25)")
        terminal.script.do("Insert()")
        terminal.script.tell('String("ABCDEFGH")')
        full = terminal.state(table, StatusState.ERROR)
        assert full.state is StatusState.ERROR
        assert full.insert
        assert full.reason == "the place is full"
        terminal.script.do("Reset()")
        assert terminal.state(table, StatusState.READY).ready

        terminal.script.tell("Enter()")
        assert terminal.state(table, StatusState.WAIT).state is StatusState.WAIT
        # The host writes and does not give the keyboard back: X SYSTEM.
        terminal.stage.show(menu, locked=True)
        assert terminal.state(table, StatusState.WAIT).state is StatusState.WAIT
        terminal.stage.show(menu)
        assert terminal.state(table, StatusState.READY).ready

        terminal.stage.hang_up()
        gone = Status(StatusState.DISCONNECTED, None, mode=SessionMode.NONE)
        assert terminal.state(table, StatusState.DISCONNECTED) == gone
