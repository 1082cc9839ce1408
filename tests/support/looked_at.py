"""A real x3270 on a display of its own that shows what a test wants, looked at through its pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from Xlib import X

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.pixels.geometry import Picture
from copiste.screens.pixels.glyphs.grid import find_grid
from copiste.screens.pixels.glyphs.page import Grid, Page
from copiste.screens.pixels.glyphs.status import Status, StatusState, read_status
from copiste.screens.pixels.glyphs.table import GlyphTable
from copiste.screens.pixels.windows.emulator import Emulator
from copiste.screens.pixels.x11.camera import Camera
from copiste.screens.pixels.x11.display import Display
from copiste.screens.pixels.x11.server import connect
from legacy_mock.screen import Screen
from tests.support import x3270_script
from tests.support.stage import TerminalStage, terminal_stage
from tests.support.x3270_script import X3270Script


class Terminal:
    """An x3270 that is looked at, and what it says of itself."""

    def __init__(self, display: Display, stage: TerminalStage, font: str = "3270") -> None:
        self.stage = stage
        self._display = display
        self.emulator = Emulator(
            display,
            "127.0.0.1",
            stage.port,
            codepage="french",
            font=font,
            options=(*x3270_script.OPTIONS, "-xrm", "x3270.once: False"),
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
            grid = last or find_grid(picture, table, 24, 80)
            page = table.read(picture, grid)
            if page.lines == wanted or deadline.passed:
                return picture, grid, page
            self.camera.changed(deadline)

    def seen(self, wanted: Callable[[Page], bool], table: GlyphTable) -> Picture:
        """The picture once its page is as wanted, or when it did not become so."""
        deadline = Deadline(20)
        while True:
            picture = self.picture()
            page = table.read(picture, find_grid(picture, table, 24, 80))
            if wanted(page) or deadline.passed:
                return picture
            self.camera.changed(deadline)

    def lose_focus(self) -> None:
        """Give the keyboard to nobody."""
        connection = connect(self._display.name)
        connection.set_input_focus(X.NONE, X.RevertToNone, X.CurrentTime)
        connection.sync()
        connection.close()

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
