"""Type into a display of X11: keys by pyautogui, text exactly, clicks, and bursts of all of them.

pyautogui presses keys correctly, but drops accents from text silently, types `>` for `<`, and moves the
mouse between press and release of a click, which x3270 takes for marking text. So characters and clicks go
through XTEST on a connection of this class, each character from a key that has exactly it. A display of the
seat's own gets a key for every character of Latin-1 and Latin-9 before anything is typed, in place of
multimedia keys; no key changes afterwards, so no program reads a press with another keyboard map than it was
made with. On a person's display only keys without a keysym are borrowed, when a text needs them, and given
back.

Within a burst keys go through XTEST too: they keep their order, and nothing waits for the server between two
characters. pyautogui belongs to the one display of an OS process on which it was imported; keys of a second
display go through XTEST as well, and so do those of a person's, whose keyboard map may change at any moment.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeAlias

from Xlib import X
from Xlib.ext import xtest

from copiste.screens.errors import FaceError, UnreachableError
from copiste.screens.pixels.keyboard import pyautogui_loading
from copiste.screens.pixels.keyboard.characters import ACCENTED
from copiste.screens.pixels.keyboard.key_map import KeyMap
from copiste.screens.pixels.keyboard.keys import X3270, Chord, KeyTable, chord_of
from copiste.screens.pixels.keyboard.nudge import Nudger
from copiste.screens.pixels.keyboard.state import KeyboardState
from copiste.screens.pixels.windows.window import Window
from copiste.screens.pixels.x11.display import is_ours
from copiste.screens.pixels.x11.server import GONE, connect, gone

#: Why nothing is typed while another window has the keyboard.
SOMEBODY_WORKS = "Another window has the keyboard: somebody works there. Nothing was typed."

#: An event's kind, its key or button, and where the mouse goes.
_Event: TypeAlias = tuple[int, int, int, int]


class Keyboard:
    """The keyboard and mouse of one display. Not for several threads.

    Keys go to the window that has the focus.
    """

    def __init__(self, display: str, keys: KeyTable = X3270) -> None:
        """Type into the display of that name; `keys` is the table of its window.

        Raises:
            FaceError: the display does not answer, or has no XTEST.
        """
        self._name = display
        self._keys = keys
        self._own = is_ours(display)
        self._connection = connect(display)
        if self._connection.query_extension("XTEST") is None:
            self._connection.close()
            raise FaceError(f"Display {display} has no XTEST extension: nothing can type into it.")
        self._state = None if self._own else KeyboardState(self._connection)
        self._map = KeyMap(self._connection, display, own=self._own)
        self._read_map()
        if self._own:
            self._connection.change_keyboard_control(auto_repeat_mode=X.AutoRepeatModeOff)
            self._map.give(ACCENTED)
        self._window: Window | None = None
        self._waiting: list[_Event] | None = None
        self._shifted = False
        self._pyautogui = _pyautogui_on(display) if self._own else None
        self._nudge = Nudger(display) if keys is X3270 else None

    def aim(self, window: Window) -> None:
        """Type into this window. On a person's display nothing is typed while another one has the focus."""
        self._window = window

    def doubt(self) -> str:
        """Why text typed since the last call may have arrived changed; empty on a display of its own."""
        with self._gone_is_unreachable():
            return self._state.why_unlike() if self._state else ""

    def press(self, key: str) -> None:
        """Press a key by its name in the table: `ENTER`, `F10`, `ERASE_EOF`.

        Raises:
            FaceError: the table has no such key.
            UnreachableError: the display is gone.
        """
        chord = chord_of(self._keys, key)
        if self._waiting is None and self._pyautogui is not None:
            with self._sending():
                self._pyautogui.hotkey(*chord, interval=0, _pause=False)
            return
        self._shift_to(False)
        with self.burst():
            self._chord(chord)

    def type(self, text: str) -> None:
        """Type a text exactly, wherever the cursor is.

        Raises:
            FaceError: a character is on no key, and there is no spare key for it. Nothing was typed.
            UnreachableError: the display is gone.
        """
        with self.burst():
            with self._gone_is_unreachable():
                self._map.give(text)
            for character in text:
                key, shifted = self._map.places[character]
                self._shift_to(shifted)
                self._stroke(key)

    def takes(self, text: str) -> bool:
        """Whether every character of a text is on a key, or a spare key can be assigned."""
        return self._map.takes(text)

    def click(self, x: int, y: int) -> None:
        """Click at a pixel of the display with the first button.

        Raises:
            UnreachableError: the display is gone.
        """
        with self.burst():
            self._add((X.MotionNotify, 0, x, y), (X.ButtonPress, 1, 0, 0), (X.ButtonRelease, 1, 0, 0))

    @contextmanager
    def burst(self) -> Iterator[None]:
        """Send what is typed and pressed within it at its end, all at once; nothing after an exception."""
        if self._waiting is not None:
            yield
            return
        if self._state is not None:
            with self._gone_is_unreachable():
                self._state.look(self._read_map, self._has_keys, SOMEBODY_WORKS)
        self._waiting = []
        try:
            yield
            self._shift_to(False)
            with self._sending():
                self._send(self._waiting)
        finally:
            self._waiting = None
            self._shifted = False

    def close(self) -> None:
        """Give back what was borrowed on a person's display."""
        if self._nudge is not None:
            self._nudge.close()
        with suppress(*GONE):
            self._map.give_back()
            self._connection.sync()
            self._connection.close()

    def _send(self, events: Iterable[_Event]) -> None:
        try:
            if self._state is not None:
                self._state.set_right()
            for kind, detail, x, y in events:
                xtest.fake_input(self._connection, kind, detail, x=x, y=y)
        finally:
            if self._state is not None:
                self._state.give_back()
            else:
                self._connection.sync()
                # The server announces every change of the keyboard map; unread events would pile up.
                while self._connection.pending_events():
                    self._connection.next_event()

    def _has_keys(self) -> bool:
        return self._window is None or self._window.has_keys

    # --- strokes ---

    def _chord(self, chord: Chord) -> None:
        places = [self._map.key(name) for name in chord]
        keys = [key for key, _ in places]
        if any(shifted for _, shifted in places) and self._map.shift not in keys:
            keys.insert(0, self._map.shift)  # digits of a French keyboard
        self._add(*((X.KeyPress, key, 0, 0) for key in keys))
        self._add(*((X.KeyRelease, key, 0, 0) for key in reversed(keys)))

    def _stroke(self, key: int) -> None:
        self._add((X.KeyPress, key, 0, 0), (X.KeyRelease, key, 0, 0))

    def _shift_to(self, shifted: bool) -> None:
        """Press Shift, or release it: once for several characters in a row."""
        if self._waiting is not None and shifted != self._shifted:
            self._add((X.KeyPress if shifted else X.KeyRelease, self._map.shift, 0, 0))
            self._shifted = shifted

    @contextmanager
    def _sending(self) -> Iterator[None]:
        """Check the focus before, and nudge the program after what is sent."""
        if not self._own and not self._has_keys():
            raise UnreachableError(SOMEBODY_WORKS)
        with self._gone_is_unreachable():
            yield
        if self._nudge is not None:
            self._nudge()

    def _add(self, *events: _Event) -> None:
        assert self._waiting is not None
        self._waiting += events

    def _read_map(self) -> None:
        self._map.read()
        if self._state is not None:
            self._state.learn(self._map.symbols, self._map.writing, self._map.group)

    @contextmanager
    def _gone_is_unreachable(self) -> Iterator[None]:
        try:
            yield
        except GONE:
            raise gone(self._name) from None


def _pyautogui_on(display: str) -> Any:
    """pyautogui, imported if it is not yet; `None` when it belongs to another display."""
    if "pyautogui" not in sys.modules:
        os.environ["DISPLAY"] = display
    try:
        pyautogui = pyautogui_loading.load()
        connection = importlib.import_module("pyautogui._pyautogui_x11")._display
        if connection.get_display_name() != display:
            return None
        connection.sync()
    except GONE:
        # It was imported on an earlier display of that name, which has ended.
        return None
    # A mouse in the corner would stop it, which only a person's display needs.
    pyautogui.FAILSAFE = False
    return pyautogui
