"""Look at a terminal's window until it has come to rest: characters, and what its status line says.

At rest means: the status line says that keys are taken, nothing was repainted for a moment, and two looks
agree. An emulator paints an answer in one go and its status line with it, so the moment is short; it is there
for a picture that was taken in the middle of a repaint.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import ArrivalTimeoutError, UnreachableError
from copiste.screens.pixels.declaration import TerminalFace
from copiste.screens.pixels.geometry import Picture, Region
from copiste.screens.pixels.glyphs.grid import find_grid
from copiste.screens.pixels.glyphs.page import Grid, GridNotFoundError, Page
from copiste.screens.pixels.glyphs.status import Status, StatusState, read_status
from copiste.screens.pixels.glyphs.table import GlyphTable
from copiste.screens.pixels.keyboard.keyboard import Keyboard
from copiste.screens.pixels.windows.window import Window
from copiste.screens.pixels.x11.camera import Camera

#: Seconds without a repaint after which a glass is at rest. x3270 paints its rows first and the status line
#: last, in one go: a glass that says it is ready is complete, and the rest of that line may still come.
QUIET = 0.001


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One look at the glass."""

    picture: Picture = field(repr=False)
    page: Page = field(repr=False)
    status: Status

    @property
    def rows(self) -> tuple[str, ...]:
        """Its characters."""
        return self.page.lines

    @property
    def cursor(self) -> tuple[int, int] | None:
        """Row and column of the cursor, from 0: as the status line says, else the one cell that is marked."""
        at = self.status.cursor or self.page.cursor
        return None if at is None else (at[0] - 1, at[1] - 1)

    def same(self, other: Snapshot) -> bool:
        """Whether nothing at all differs."""
        return self.picture is other.picture or bool(np.array_equal(self.picture, other.picture))


Wanted = Callable[[Snapshot], bool]


class WindowView:
    """The window of one terminal, seen. It goes with its window."""

    def __init__(self, window: Window, camera: Camera, table: GlyphTable, face: TerminalFace) -> None:
        self.window = window
        self._camera = camera
        self._table = table
        self._face = face
        self._region: Region | None = None
        self._grid: Grid | None = None
        self._last: Snapshot | None = None
        if window.descriptor is not None:
            camera.wake_on(window.descriptor)

    def forget(self) -> None:
        """Watch it no more, before its window is closed."""
        if self.window.descriptor is not None:
            self._camera.forget(self.window.descriptor)

    # --- looking -----

    def look(self) -> Snapshot:
        """See it as it is now.

        Raises:
            UnreachableError: the window is gone.
            GridNotFoundError: there is no terminal in it, or not yet.
        """
        if self._region is None:
            self._region = self.window.region
        picture = self._camera.grab(self._region)
        if self._grid is None:
            self._grid = find_grid(picture, self._table, self._face.rows, self._face.columns)
        last = self._last
        if last is not None and (picture is last.picture or np.array_equal(picture, last.picture)):
            return last
        before = (last.picture, last.page) if last is not None else None
        page = self._table.read(picture, self._grid, before)
        self._last = Snapshot(picture, page, read_status(picture, self._grid, self._table))
        return self._last

    def rest(self, deadline: Deadline, wanted: Wanted | None = None) -> Snapshot:
        """See it once it is at rest, and as `wanted`; ready for a key, when nothing else is wanted.

        Raises:
            ArrivalTimeoutError: it was not before the deadline.
            UnreachableError: the window is gone.
        """
        wanted = wanted or _is_ready
        sight = self._first(deadline)
        while True:
            if not wanted(sight):
                self.await_repaint(deadline)
            elif not self._repainted(deadline):
                again = self.look()
                if again.same(sight):
                    return sight
            elif deadline.passed:
                raise ArrivalTimeoutError("The terminal's window does not come to rest.")
            sight = self.look()

    def strike(self, keyboard: Keyboard, key: str, deadline: Deadline) -> None:
        """Press `key` and wait until it does something: until something is repainted after the last look.

        Raises:
            ArrivalTimeoutError: it did nothing before the deadline.
            UnreachableError: the window is gone.
        """
        keyboard.press(key)
        self.await_repaint(deadline)

    def await_repaint(self, deadline: Deadline) -> None:
        """Wait until something was repainted since the last look.

        Raises:
            ArrivalTimeoutError: nothing was before the deadline.
            UnreachableError: the window is gone.
        """
        # What told of a failure before the last look is repainted no more.
        self.check_alive()
        if not self._camera.changed(deadline):
            raise ArrivalTimeoutError("Nothing arrived before the deadline.")
        self.check_alive()

    def check_alive(self) -> None:
        """Raise `UnreachableError` when the window is gone."""
        if not self.window.alive:
            raise UnreachableError(self.window.fault)

    def region_of(self, row: int, column: int, length: int) -> Region:
        """Where characters are in the picture; rows and columns from 0."""
        assert self._grid is not None, "look first"
        grid = self._grid
        return Region(
            grid.left + column * grid.cell_width,
            grid.top + row * grid.cell_height,
            length * grid.cell_width,
            grid.cell_height,
        )

    # --- inside -----

    def _first(self, deadline: Deadline) -> Snapshot:
        """The first look at a window that may not have been painted yet."""
        while True:
            self.check_alive()
            # Somebody may have moved it.
            self._region = self.window.region
            try:
                return self.look()
            except GridNotFoundError:
                if deadline.passed:
                    raise
            self.await_repaint(deadline)

    def _repainted(self, deadline: Deadline) -> bool:
        """Whether something is repainted within a moment."""
        repainted = self._camera.changed(Deadline(min(QUIET, deadline.left)))
        if repainted:
            self.check_alive()
        return repainted


def _is_ready(sight: Snapshot) -> bool:
    return sight.status.ready


def whatever(_: Snapshot) -> bool:
    """Any glass will do, ready for a key or not."""
    return True


def is_refused(sight: Snapshot) -> bool:
    """Whether the terminal refused a key: it takes none until it is reset."""
    return sight.status.state is StatusState.ERROR
