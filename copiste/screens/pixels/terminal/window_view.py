"""Look at a terminal's window until it is at rest: its characters and its status line.

At rest means: the status line says that keys are accepted, nothing was repainted for a moment, and two looks
agree. An emulator paints an answer in one go and its status line with it, so the moment is short; it excludes
pictures that were taken in the middle of a repaint.
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

#: Seconds without a repaint after which a terminal is at rest. x3270 paints its rows first and the status
#: line last, in one go: a terminal that says it is ready is complete but for the rest of that line.
QUIET = 0.001
#: Seconds that a terminal may say it is not connected. Where a host hands over to another application, x3270
#: says so for about 0.6 s.
_HAND_OVER = 5.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One look at the terminal."""

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
        """Whether their pictures are equal."""
        return self.picture is other.picture or bool(np.array_equal(self.picture, other.picture))


Wanted = Callable[[Snapshot], bool]


class WindowView:
    """Looks at the window of one terminal."""

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
        """Stop watching it, before its window is closed."""
        if self.window.descriptor is not None:
            self._camera.forget(self.window.descriptor)

    # --- looking -----

    def look(self) -> Snapshot:
        """The current snapshot.

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
        """The first snapshot at rest that is as `wanted`; by default, one that accepts keys.

        Raises:
            ArrivalTimeoutError: there was none before the deadline.
            UnreachableError: the window is gone.
        """
        wanted = wanted or _is_ready
        snapshot = self._first(deadline)
        while True:
            if not wanted(snapshot):
                self._await_change(snapshot, deadline)
            elif not self._repainted(deadline):
                again = self.look()
                if again.same(snapshot):
                    return snapshot
            elif deadline.passed:
                raise ArrivalTimeoutError("The terminal's window did not come to rest before the deadline.")
            snapshot = self.look()

    def press(self, keyboard: Keyboard, key: str, deadline: Deadline) -> None:
        """Press `key` and wait for its effect: until something is repainted after the last look.

        Raises:
            ArrivalTimeoutError: it had none before the deadline.
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
        # A failure that was shown before the last look causes no further repaint.
        self.check_alive()
        if not self._camera.changed(deadline):
            raise ArrivalTimeoutError("Nothing was repainted before the deadline.")
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

    def _await_change(self, snapshot: Snapshot, deadline: Deadline) -> None:
        """As `await_repaint`; a terminal that stays without a connection is gone."""
        if snapshot.status.state is not StatusState.DISCONNECTED:
            try:
                self.await_repaint(deadline)
            except ArrivalTimeoutError as error:
                raise ArrivalTimeoutError(
                    f"{error} The terminal says: {snapshot.status.state.value}."
                ) from None
            return
        try:
            self.await_repaint(Deadline(min(_HAND_OVER, deadline.left)))
        except ArrivalTimeoutError:
            if deadline.passed:
                raise
            raise UnreachableError(
                f"The terminal's status line has said for {_HAND_OVER:.0f} s: not connected. "
                "Next step: sign on again."
            ) from None

    def _first(self, deadline: Deadline) -> Snapshot:
        """The first snapshot of a window that may not have been painted yet."""
        while True:
            self.check_alive()
            # The window may have been moved.
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


def _is_ready(snapshot: Snapshot) -> bool:
    return snapshot.status.ready


def any_state(_: Snapshot) -> bool:
    """Any snapshot will do, whether or not keys are accepted."""
    return True


def is_refused(snapshot: Snapshot) -> bool:
    """Whether the terminal refused a key: it accepts none until it is reset."""
    return snapshot.status.state is StatusState.ERROR
