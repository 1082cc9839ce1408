"""The pixel face's driver for a terminal: an emulator's window, looked at and typed into.

It knows what a person in front of it knows: the characters of the terminal, the status line, and from the
declarations what is a caption and what a place. The emulator itself is not queried.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from copiste.screens.declared.model import Application, Screen
from copiste.screens.drivers.driver import AnswerDialog, Keystrokes, Look, Photograph
from copiste.screens.drivers.keys_only import KeysOnly, check_no_address
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import (
    ArrivalTimeoutError,
    FieldNotFoundError,
    KeyRefusedError,
    ScreenReplacedError,
    UnreachableError,
)
from copiste.screens.pixels.declaration import TerminalFace
from copiste.screens.pixels.glyphs.status import SessionMode, StatusState
from copiste.screens.pixels.glyphs.table import GlyphTable
from copiste.screens.pixels.keyboard.keyboard import Keyboard
from copiste.screens.pixels.painting import painted
from copiste.screens.pixels.terminal.cut import Cut, Stretch, all_shown_rows
from copiste.screens.pixels.terminal.cutting import cut
from copiste.screens.pixels.terminal.layout import terminal_of
from copiste.screens.pixels.terminal.tab_stops import KnownTabStops, TabStops, find_tab_stops
from copiste.screens.pixels.terminal.typist import Target, Typist
from copiste.screens.pixels.terminal.window_view import Snapshot, WindowView, any_state, is_refused
from copiste.screens.pixels.windows.window import Window
from copiste.screens.pixels.x11.camera import Camera
from copiste.screens.reading.view import Cell, View

#: Seconds after which a repaint that changed nothing counts as the answer: the same screen again, from a host
#: too quick to be seen working. Long, because the repaint may have been the end of what was typed before.
_SAME_AGAIN = 2.0
#: Where the tabulator stops on a screen that takes no typing at all.
_FIRST = ((0, 0),)
#: A screen that declares nothing.
_UNDECLARED = Screen(screen="undeclared")
#: States that a terminal leaves by itself; not connected, while the host hands over to another application.
_BUSY = (StatusState.WAIT, StatusState.DISCONNECTED)


class TerminalDriver(KeysOnly):
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
        self._terminal: WindowView | None = None
        self._snapshot: Snapshot | None = None
        self._cut: Cut | None = None
        self._states = 0
        #: Row and column of the cursor when the screen arrived.
        self._cursor: tuple[int, int] | None = None
        #: By row and column of a hidden place, what was typed into it since the last key.
        self._hidden: dict[tuple[int, int], int] = {}
        self._known_stops = KnownTabStops(keyboard)

    # --- the protocol -----

    def open(self, address: str, deadline: Deadline) -> View:
        """Open a new connection to the application, whose first screen arrives by itself."""
        check_no_address(address)
        self._disconnect()
        self._open()
        return self.look(deadline)

    def look(self, deadline: Deadline, *, even_locked: bool = False) -> View:
        """The view of what is shown, once the terminal accepts keys."""
        if self._terminal is None and not even_locked:
            self._open()
        snapshot = self._now.rest(deadline, any_state if even_locked else _takes_keys_or_refuses)
        if is_refused(snapshot) and not even_locked:
            snapshot = self._typist.reset(deadline)
        return self._view(snapshot)

    def enter(self, view: View, keystrokes: Sequence[Keystrokes]) -> View:
        """Type everything in one burst; the view afterwards."""
        snapshot = self._still(view.token, "anything was typed")
        if not keystrokes:
            return self._view(snapshot)
        # The cursor moves on.
        targets = sorted(
            (self._target(view, stroke) for stroke in keystrokes), key=lambda one: not one.at_cursor
        )
        fielded = [target for target in targets if not target.at_cursor]
        stops = self._stops(view, fielded) if fielded else ()
        # The cursor may have moved.
        snapshot = self._still(view.token, "anything was typed")
        _check_cursor(targets, snapshot)
        try:
            snapshot = self._typist.type(targets, stops, snapshot)
        except FieldNotFoundError:
            # The tab stops of this screen may have changed.
            self._known_stops.forget()
            raise
        self._hidden |= {target.start: len(target.text) for target in targets if target.hidden}
        return replace(self._view(snapshot, typed=True), doubt=self._keyboard.doubt())

    def press(self, key: str, deadline: Deadline) -> View:
        """Press `key` and wait for the host's answer."""
        before = self._still(self._token, f"{key} was pressed")
        self._hidden = {}
        self._now.press(self._keyboard, key, deadline)
        answer = self._answer(before, deadline)
        if is_refused(answer):
            self._typist.reset(deadline)
            raise KeyRefusedError(key)
        return self._view(answer, arrived=True)

    def shortcut(self, code: str, deadline: Deadline) -> View | None:
        """A terminal has none."""

    def next_view(self, view: View, deadline: Deadline) -> View | None:
        """Wait for a terminal that differs from that of `view`."""
        seen = self._snapshot
        if seen is None or view.token != self._token:
            return self.look(deadline)
        try:
            snapshot = self._now.rest(deadline, lambda now: now.status.ready and now.rows != seen.rows)
        except ArrivalTimeoutError:
            return None
        return self._view(snapshot)

    def inspect(self, view: View) -> View:
        """The same view, with each place marked that can be typed into: the tabulator stops there."""
        closely = self._closely(view)
        return closely(None).view(self._token) if closely else view

    def examine(self, view: View) -> Look:
        """What is shown without a declaration, and by one: the same rows, cut by it as in work."""
        closely = self._closely(view)
        rows, token = view.rows, self._token

        def by(screen: Screen) -> View:
            seen = cut(rows, self._application, self._face, cursor=self._cursor, screen=screen)
            return (closely(screen) if seen.unsure and closely else seen).view(token)

        return Look(closely(_UNDECLARED).view(token) if closely else by(_UNDECLARED), by)

    def _closely(self, view: View) -> Callable[[Screen | None], Cut] | None:
        """Cuts what is shown, knowing where the tabulator stops; `None` where it does not go by fields."""
        before = self._still(view.token, "it was looked at closely")
        if before.status.mode is not SessionMode.FIELDS:
            return None
        stops = find_tab_stops(self._now, self._keyboard)
        if stops == _FIRST and not any(cell.input and cell.at == (1, 1) for cell in view.cells()):
            stops = ()
        underlined = {*before.page.underlined}
        if (at := before.cursor) and (at[0], at[1] + 1) in underlined:
            # A block that stands over the first character hides its underline.
            underlined.add(at)
        return lambda screen: cut(
            before.rows,
            self._application,
            self._face,
            hidden=self._hidden,
            stops=stops,
            cursor=self._cursor,
            screen=screen,
            underlined=underlined,
        )

    def picture(self, path: Path, view: View, masked: Sequence[int]) -> None:
        """Write a picture of the terminal with the places `masked` painted over."""
        terminal, seen = self._now, self._snapshot
        terminal.check_alive()
        snapshot = terminal.look()
        if self._cut and seen and view.token == self._token and snapshot.rows == seen.rows:
            covered = [self._cut.stretches[place] for place in masked]
        else:
            covered = all_shown_rows(snapshot.rows)
        regions = [terminal.region_of(one.row, one.column, one.length) for one in covered if one.length]
        path.write_bytes(painted(snapshot.picture, regions, path.suffix))

    def photograph(self, view: View) -> Photograph:
        """The terminal's window, and the places that take typing."""
        seen = self.inspect(view)
        snapshot = self._still(view.token, "its picture was taken")
        cell = self._now.region_of(0, 0, 1)
        row = self._cut.message if self._cut else None
        messages = {} if row is None else {"": Stretch(row, 0, len(snapshot.rows[row])).box}
        png = painted(snapshot.picture, (), ".png")
        return Photograph(png, seen, (cell.width, cell.height), (cell.left, cell.top), messages)

    def on_dialog(self, answer: AnswerDialog) -> None:
        """A terminal has no dialogs."""

    def close(self) -> None:
        """Close the connection, and what was opened for it."""
        try:
            self._disconnect()
        finally:
            self._close()

    # --- inside -----

    @property
    def _now(self) -> WindowView:
        if self._terminal is None:
            raise UnreachableError("No terminal is open. Next step: sign on.")
        return self._terminal

    @property
    def _typist(self) -> Typist:
        return Typist(self._now, self._keyboard)

    @property
    def _token(self) -> str:
        return f"screen {self._states}"

    def _open(self) -> None:
        self._terminal = WindowView(self._connect(), self._camera, self._table, self._face)

    def _disconnect(self) -> None:
        terminal, self._terminal = self._terminal, None
        self._snapshot, self._cut, self._hidden = None, None, {}
        if terminal is not None:
            terminal.forget()
            terminal.window.close()

    def _still(self, token: str, before: str) -> Snapshot:
        """The current snapshot, if it shows what was seen and accepts keys. Else `ScreenReplacedError`."""
        self._now.check_alive()
        snapshot, seen = self._now.look(), self._snapshot
        if seen is None or token != self._token or snapshot.rows != seen.rows or not snapshot.status.ready:
            raise ScreenReplacedError(before)
        return snapshot

    def _answer(self, before: Snapshot, deadline: Deadline) -> Snapshot:
        """The snapshot once the host has answered a key.

        Raises:
            ArrivalTimeoutError: nothing happened before the deadline.
            UnreachableError: the connection was lost, and stays so.
        """
        terminal = self._now
        has_waited = False

        def is_answer(snapshot: Snapshot) -> bool:
            nonlocal has_waited
            has_waited = has_waited or snapshot.status.state in _BUSY
            changed = has_waited or snapshot.rows != before.rows
            return is_refused(snapshot) or (snapshot.status.ready and changed)

        try:
            return terminal.rest(Deadline(min(_SAME_AGAIN, deadline.left)), is_answer)
        except ArrivalTimeoutError:
            snapshot = terminal.look()
        if snapshot.status.ready and not has_waited:
            # The wait was too short to be seen, and the host sent the same screen again.
            return snapshot
        return terminal.rest(deadline, is_answer)

    def _view(self, snapshot: Snapshot, *, typed: bool = False, arrived: bool = False) -> View:
        seen = self._snapshot
        changed = seen is None or self._cut is None or snapshot.rows != seen.rows
        if changed or typed:
            self._states += 1
        if arrived or (changed and not typed):
            self._cursor = snapshot.cursor
        known = self._cut.screen if typed and self._cut else None
        self._cut, self._snapshot = self._cut_of(snapshot, screen=known), snapshot
        if self._cut.unsure and snapshot.status.ready and snapshot.status.mode is SessionMode.FIELDS:
            # Captions lead to their fields with blanks: where those end, only the tabulator tells.
            stops = self._known_stops.of((self._cut.name, self._cut.leads), self._now)
            self._cut = self._cut_of(snapshot, stops, self._cut.screen)
        return self._cut.view(self._token)

    def _cut_of(self, snapshot: Snapshot, stops: TabStops | None = None, screen: Screen | None = None) -> Cut:
        return cut(
            snapshot.rows,
            self._application,
            self._face,
            hidden=self._hidden,
            stops=stops,
            cursor=self._cursor,
            screen=screen,
        )

    def _target(self, view: View, stroke: Keystrokes) -> Target:
        cell = self._cell(view, stroke.place)
        assert self._cut is not None
        stretch = self._cut.stretches[stroke.place]
        if not cell.input or cell.protected or len(stroke.text) > stretch.length:
            raise FieldNotFoundError(
                f"The place on row {stretch.row + 1}, column {stretch.column + 1} is protected, or too short "
                "for the text. Next step: screens check."
            )
        at_cursor = self._cut.is_at_cursor(stroke.place)
        if at_cursor and cell.text:
            raise FieldNotFoundError("Something was typed at the cursor already. Next step: see the picture.")
        return Target(stretch, stroke.text, cell.hidden, at_cursor)

    def _stops(self, view: View, targets: Sequence[Target]) -> TabStops:
        """The tab stops of this screen, found once for screens of one layout.

        Raises:
            FieldNotFoundError: a target is no tab stop: nothing can be typed there.
        """
        assert self._cut is not None
        takers = tuple(self._cut.stretches[cell.place] for cell in view.cells() if cell.input)
        stops = self._known_stops.of((self._cut.name or view.title, takers), self._now)
        for target in targets:
            if target.start not in stops:
                self._known_stops.forget()
                raise FieldNotFoundError(f"Nothing can be typed at {target}. Next step: screens check.")
        return stops

    @staticmethod
    def _cell(view: View, place: int) -> Cell:
        return next(cell for cell in view.cells() if cell.place == place)


def _check_cursor(targets: Sequence[Target], snapshot: Snapshot) -> None:
    """Raise when a text is for the cursor's place, and the cursor is elsewhere by now."""
    if any(target.at_cursor and target.start != snapshot.cursor for target in targets):
        raise FieldNotFoundError(
            "The cursor has moved since the screen arrived: nothing was typed. Next step: see the picture."
        )


def _takes_keys_or_refuses(snapshot: Snapshot) -> bool:
    return snapshot.status.ready or is_refused(snapshot)
