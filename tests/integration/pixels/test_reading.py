"""What is read from the pixels of a real x3270, against what x3270 itself says that it shows."""

from __future__ import annotations

import string
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import pytest

from legacy_mock.screen import Screen
from screens.pixels.camera import Camera
from screens.pixels.display import Display
from screens.pixels.emulator import Emulator
from screens.pixels.geometry import Picture
from screens.pixels.reading import learning
from screens.pixels.reading.grid import find_grid
from screens.pixels.reading.page import Grid, GridNotFoundError, Page
from screens.pixels.reading.status import Status, StatusState, read_status
from screens.pixels.reading.table import GlyphTable
from screens.view import UNKNOWN
from screens.waiting import Deadline
from tests.support import x3270_script
from tests.support.full_screens import CAPITALS, EVERYTHING, every_message, every_screen
from tests.support.stage import TerminalStage, terminal_stage
from tests.support.x3270_script import X3270Script
from tests.unit.screens.pixels.reading.drawing import compressed

FONTS = Path("/usr/share/fonts/X11/misc")
#: What the screens of the back-end show.
SHOWN = string.ascii_uppercase + string.digits + string.punctuation + "°"


class Terminal:
    """An x3270 that is looked at, and what it says of itself."""

    def __init__(self, display: Display, stage: TerminalStage, font: str = "3270") -> None:
        self.stage = stage
        self.emulator = Emulator(
            display, "127.0.0.1", stage.port, font=font, once=False, options=x3270_script.OPTIONS
        )
        self.script = X3270Script(self.emulator.pid)
        self.camera = Camera(display.name)

    def picture(self) -> Picture:
        return self.camera.grab(self.emulator.region)

    def shown(
        self,
        screen: Screen,
        table: GlyphTable,
        last: Grid | None = None,
        wanted: tuple[str, ...] | None = None,
    ) -> tuple[Picture, Grid, Page]:
        """Show a screen; its picture once it reads as it should, and how it reads."""
        self.stage.show(screen)
        wanted = wanted or tuple(screen.picture())
        deadline = Deadline(20)
        while True:
            picture = self.picture()
            grid = last = find_grid(picture, table, 24, 80, last=last)
            page = table.read(picture, grid)
            if page.lines == wanted or deadline.passed:
                return picture, grid, page
            self.camera.changed(deadline)

    def state(self, table: GlyphTable, wanted: StatusState) -> Status:
        """The status line once it says `wanted`."""
        deadline = Deadline(20)
        while True:
            picture = self.picture()
            status = read_status(picture, find_grid(picture, table, 24, 80), table)
            if status.state is wanted or deadline.passed:
                return status
            self.camera.changed(deadline)

    def close(self) -> None:
        self.camera.close()
        self.script.close()
        self.emulator.close()


@contextmanager
def terminal_with(font: str) -> Iterator[Terminal]:
    display = Display(1600, 1000)
    try:
        with terminal_stage() as stage:
            terminal = Terminal(display, stage, font)
            try:
                yield terminal
            finally:
                terminal.close()
    finally:
        display.close()


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


@pytest.mark.parametrize(("quality", "share"), [(75, 0.9995), (50, 0.997)])
def test_compressed_pictures_read_without_an_error(terminal: Terminal, quality: int, share: float) -> None:
    table = GlyphTable.load("3270", expected=SHOWN)
    cells = unknown = 0
    for screen in chain(list(every_screen(CAPITALS))[::2], list(every_message())[::10]):
        picture, grid, page = terminal.shown(screen, table)
        again = table.read(compressed(picture, quality), grid)
        for truth, line in zip(page.lines, again.lines, strict=True):
            assert all(read in {char, UNKNOWN} for char, read in zip(truth, line, strict=True))
        cells += 24 * 80
        unknown += again.unknown
    assert 1 - unknown / cells >= share


@pytest.mark.parametrize("font", ["3270-12", "3270gt16", "3270gt24"])
def test_other_fonts_are_learnt_and_do_not_pass_for_this_one(table: GlyphTable, font: str) -> None:
    learnt = GlyphTable(learning.from_file(FONTS / f"{font}.pcf.gz"))
    alike = dict.fromkeys(map(ord, "".join(learnt.texts.ambiguous)), UNKNOWN)
    with terminal_with(font) as terminal:
        for screen in list(every_screen(EVERYTHING))[::6]:
            wanted = tuple(line.translate(alike) for line in screen.picture())
            picture, _, page = terminal.shown(screen, learnt, wanted=wanted)
            assert page.lines == tuple(line.translate(alike) for line in terminal.script.glass)
            with pytest.raises(GridNotFoundError):
                find_grid(picture, table, 24, 80)
        assert terminal.state(learnt, StatusState.READY).cursor == page.cursor


def test_the_status_line_tells_what_the_keyboard_is_locked_for(table: GlyphTable) -> None:
    with terminal_with("3270") as terminal:
        menu = next(screen for screen in every_message())
        assert terminal.state(table, StatusState.WAIT).state is StatusState.WAIT
        terminal.shown(menu, table)
        assert terminal.state(table, StatusState.READY) == Status(StatusState.READY, (18, 26))

        terminal.script.do("MoveCursor(0,5)")
        terminal.script.tell("Key(a)")
        assert terminal.state(table, StatusState.ERROR) == Status(StatusState.ERROR, (1, 6))
        terminal.script.do("Reset()")
        assert terminal.state(table, StatusState.READY).ready

        terminal.script.do("MoveCursor(17,25)")
        terminal.script.do("Insert()")
        terminal.script.tell('String("ABCDEFGH")')
        full = terminal.state(table, StatusState.ERROR)
        assert full.state is StatusState.ERROR
        assert full.insert
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
        assert terminal.state(table, StatusState.DISCONNECTED) == Status(StatusState.DISCONNECTED, None)
