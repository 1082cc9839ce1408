"""The pixel face's driver for a terminal: an emulator's window, looked at and typed into.

It knows what a person in front of it knows: the characters on the glass, the status line, and from the
declarations what is a caption and what a place. Nothing is asked of the emulator itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from copiste.screens.declared.model import Application
from copiste.screens.drivers.driver import AnswerDialog, Keystrokes
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import (
    ArrivalTimeoutError,
    FieldNotFoundError,
    KeyRefusedError,
    ScreenReplacedError,
    UnreachableError,
)
from copiste.screens.pixels.declaration import TerminalFace
from copiste.screens.pixels.glyphs.status import StatusState
from copiste.screens.pixels.glyphs.table import GlyphTable
from copiste.screens.pixels.keyboard.keyboard import Keyboard
from copiste.screens.pixels.painting import painted
from copiste.screens.pixels.terminal.cutting import Cut, Stretch, cut, whatever_is_shown
from copiste.screens.pixels.terminal.layout import terminal_of
from copiste.screens.pixels.terminal.tab_stops import Stops, find_stops
from copiste.screens.pixels.terminal.typist import Target, Typist
from copiste.screens.pixels.terminal.window_view import Snapshot, WindowView, is_refused, whatever
from copiste.screens.pixels.windows.window import Window
from copiste.screens.pixels.x11.camera import Camera
from copiste.screens.reading.view import Cell, View

#: Seconds after which a repaint that changed nothing was the answer: the same screen again, from a host too
#: quick to be seen at work. Long, for what was repainted may have been the end of what was typed before.
_SAME_AGAIN = 2.0


class TerminalDriver:
    """One terminal. `connect` gives its window, anew each time; `close` ends what was opened for it."""

    has_dialogs = False

    def __init__(
        self,
        connect: Callable[[], Window],
        camera: Camera,
        keyboard: Keyboard,
        table: GlyphTable,
        application: Application,
        *,
        close: Callable[[], None],
    ) -> None:
        self._connect = connect
        self._camera = camera
        self._keyboard = keyboard
        self._table = table
        self._application = application
        self._face: TerminalFace = terminal_of(application)
        self._close = close
        self._glass: WindowView | None = None
        self._sight: Snapshot | None = None
        self._cut: Cut | None = None
        self._states = 0
        #: By row and column of a hidden place, what was typed into it since the last key.
        self._hidden: dict[tuple[int, int], int] = {}
        #: By title and places of a screen.
        self._known_stops: dict[tuple[str, tuple[Stretch, ...]], Stops] = {}

    # --- the protocol -----

    def home(self, deadline: Deadline) -> View:
        """Open a new line to the application: its first screen comes by itself."""
        self._hang_up()
        self._open()
        return self.look(deadline)

    def look(self, deadline: Deadline, *, even_locked: bool = False) -> View:
        """See what is shown, once the terminal takes keys."""
        if self._glass is None and not even_locked:
            self._open()
        sight = self._now.rest(deadline, whatever if even_locked else _takes_keys_or_refuses)
        if is_refused(sight) and not even_locked:
            sight = self._typist.reset(deadline)
        return self._view(sight)

    def enter(self, view: View, keystrokes: Sequence[Keystrokes]) -> View:
        """Type everything in one burst, and give the view afterwards."""
        sight = self._still(view.token, "anything was typed")
        if not keystrokes:
            return self._view(sight)
        targets = [self._target(view, stroke) for stroke in keystrokes]
        stops = self._stops(view, targets)
        # The cursor may be elsewhere by now.
        sight = self._still(view.token, "anything was typed")
        try:
            sight = self._typist.type(targets, stops, sight)
        except FieldNotFoundError:
            # What was known of this screen may be wrong by now.
            self._known_stops.clear()
            raise
        self._hidden |= {target.start: len(target.text) for target in targets if target.hidden}
        return replace(self._view(sight, typed=True), doubt=self._keyboard.doubt())

    def press(self, key: str, deadline: Deadline) -> View:
        """Press `key` and wait for what the host answers."""
        before = self._still(self._token, f"{key} was pressed")
        self._hidden = {}
        self._now.strike(self._keyboard, key, deadline)
        answer = self._answer(before, deadline)
        if is_refused(answer):
            self._typist.reset(deadline)
            raise KeyRefusedError(key)
        return self._view(answer)

    def shortcut(self, code: str, deadline: Deadline) -> View | None:
        """A terminal has none."""

    def next_view(self, view: View, deadline: Deadline) -> View | None:
        """Wait for a glass that differs from that of `view`."""
        seen = self._sight
        if seen is None or view.token != self._token:
            return self.look(deadline)
        try:
            sight = self._now.rest(deadline, lambda now: now.status.ready and now.rows != seen.rows)
        except ArrivalTimeoutError:
            return None
        return self._view(sight)

    def inspect(self, view: View) -> View:
        """The same view, knowing of each place whether it takes typing: the tabulator stops there."""
        before = self._still(view.token, "it was looked at closely")
        stops = find_stops(self._now, self._keyboard)
        closely = cut(before.rows, self._application, self._face, hidden=self._hidden, stops=stops)
        return closely.view(self._token)

    def picture(self, path: Path, view: View, masked: Sequence[int]) -> None:
        """Write a picture of the glass with the places `masked` painted over."""
        glass, seen = self._now, self._sight
        glass.check_alive()
        sight = glass.look()
        if self._cut and seen and view.token == self._token and sight.rows == seen.rows:
            covered = [self._cut.stretches[place] for place in masked]
        else:
            covered = whatever_is_shown(sight.rows)
        regions = [glass.region_of(one.row, one.column, one.length) for one in covered if one.length]
        path.write_bytes(painted(sight.picture, regions, path.suffix))

    def on_dialog(self, answer: AnswerDialog) -> None:
        """A terminal asks nothing in dialogs."""

    def close(self) -> None:
        """End the line, and what was opened for it."""
        try:
            self._hang_up()
        finally:
            self._close()

    # --- inside -----

    @property
    def _now(self) -> WindowView:
        if self._glass is None:
            raise UnreachableError("No terminal is open. Next step: sign on.")
        return self._glass

    @property
    def _typist(self) -> Typist:
        return Typist(self._now, self._keyboard)

    @property
    def _token(self) -> str:
        return f"glass {self._states}"

    def _open(self) -> None:
        self._glass = WindowView(self._connect(), self._camera, self._table, self._face)

    def _hang_up(self) -> None:
        glass, self._glass = self._glass, None
        self._sight, self._cut, self._hidden = None, None, {}
        if glass is not None:
            glass.forget()
            glass.window.close()

    def _still(self, token: str, before: str) -> Snapshot:
        """The glass, which is still the one that was seen, and takes keys. Else `ScreenReplacedError`."""
        self._now.check_alive()
        sight, seen = self._now.look(), self._sight
        if seen is None or token != self._token or sight.rows != seen.rows or not sight.status.ready:
            raise ScreenReplacedError(before)
        return sight

    def _answer(self, before: Snapshot, deadline: Deadline) -> Snapshot:
        """What the glass shows once the host has answered a key.

        Raises:
            ArrivalTimeoutError: nothing happened before the deadline.
            UnreachableError: the line was lost.
        """
        glass = self._now
        has_waited = False

        def is_answer(sight: Snapshot) -> bool:
            nonlocal has_waited
            has_waited = has_waited or sight.status.state is StatusState.WAIT
            if sight.status.state is StatusState.DISCONNECTED:
                raise UnreachableError("The terminal says that its line is gone.")
            return is_refused(sight) or (sight.status.ready and (has_waited or sight.rows != before.rows))

        try:
            return glass.rest(Deadline(min(_SAME_AGAIN, deadline.left)), is_answer)
        except ArrivalTimeoutError:
            sight = glass.look()
        if sight.status.ready and not has_waited:
            # The wait was too short to be seen, and the host sent what was there before.
            return sight
        return glass.rest(deadline, is_answer)

    def _view(self, sight: Snapshot, *, typed: bool = False) -> View:
        seen = self._sight
        if seen is None or typed or self._cut is None or sight.rows != seen.rows:
            self._states += 1
        self._cut = cut(sight.rows, self._application, self._face, hidden=self._hidden)
        self._sight = sight
        return self._cut.view(self._token)

    def _target(self, view: View, stroke: Keystrokes) -> Target:
        cell = self._cell(view, stroke.place)
        assert self._cut is not None
        stretch = self._cut.stretches[stroke.place]
        if not cell.input or cell.protected or len(stroke.text) > stretch.length:
            raise FieldNotFoundError(
                f"The place on row {stretch.row + 1}, column {stretch.column + 1} takes no such typing."
            )
        return Target(stretch, stroke.text, cell.hidden)

    def _stops(self, view: View, targets: Sequence[Target]) -> Stops:
        """Where the tabulator stops on this screen; found out once for screens that are laid out alike.

        Raises:
            FieldNotFoundError: it does not stop at a target: nothing can be typed there.
        """
        assert self._cut is not None
        takers = tuple(self._cut.stretches[cell.place] for cell in view.cells() if cell.input)
        layout = (view.title, takers)
        if layout not in self._known_stops:
            self._known_stops[layout] = find_stops(self._now, self._keyboard)
        stops = self._known_stops[layout]
        for target in targets:
            if target.start not in stops:
                del self._known_stops[layout]
                raise FieldNotFoundError(f"Nothing can be typed at {target}. Next step: screens check.")
        return stops

    @staticmethod
    def _cell(view: View, place: int) -> Cell:
        return next(cell for cell in view.cells() if cell.place == place)


def _takes_keys_or_refuses(sight: Snapshot) -> bool:
    return sight.status.ready or is_refused(sight)
