"""A person's desktop: a display with a window that writes down what arrives, and a person's fingers."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from Xlib import XK, X, Xatom
from Xlib.display import Display as Connection
from Xlib.ext import xtest

from copiste.screens.pixels.devices import Devices
from copiste.screens.pixels.keyboard.keyboard import Keyboard
from copiste.screens.pixels.keyboard.keys import BROWSER
from copiste.screens.pixels.keyboard.xkb import State, Xkb
from copiste.screens.pixels.options import Options
from copiste.screens.pixels.windows.window import Window
from copiste.screens.pixels.x11.display import Display
from copiste.screens.pixels.x11.server import XWindow
from tests.support.processes import until

TITLE = "Session A"


class Person:
    """Whoever sits there: a keyboard's keys, setxkbmap, and a window of the title `TITLE`.

    What arrived in the window is worked out from core key events (keycode and state) by the map of keys that
    the X server gives, as a program would: Shift, a lock, the layout's group, Control and Alt by name.
    """

    def __init__(self, display: Display) -> None:
        self._variables, self._name = display.variables(), display.name
        self.connection = Connection(display.name)
        self._fingers = Connection(display.name)
        # Only a program that knows XKB is told the layout with each key.
        self._xkb = Xkb(self.connection)
        self.window = self.open(TITLE)
        self.window.set_input_focus(X.RevertToPointerRoot, X.CurrentTime)
        self.connection.sync()

    @property
    def state(self) -> State:
        """The keyboard's state now."""
        return self._xkb.state()

    def leave(self) -> None:
        """Close the connections."""
        self.connection.close()
        self._fingers.close()

    def input_method(self, name: str) -> None:
        """Start something that looks like an input method."""
        atom = self.connection.intern_atom(f"@server={name}")
        servers = self.connection.intern_atom("XIM_SERVERS")
        self.window.set_selection_owner(atom, X.CurrentTime)
        self.connection.screen().root.change_property(servers, Xatom.ATOM, 32, [atom])
        self.connection.sync()

    def map_of_keys(self) -> list[list[int]]:
        """What each key bears."""
        asked = Connection(self._name)
        rows = [[number for number in row if number] for row in asked.get_keyboard_mapping(8, 248)]
        asked.close()
        return rows

    def open(self, title: str) -> XWindow:
        """Another window."""
        screen = self.connection.screen()
        made = screen.root.create_window(10, 20, 300, 200, 0, screen.root_depth, event_mask=X.KeyPressMask)
        made.change_property(Xatom.WM_NAME, Xatom.STRING, 8, title.encode())
        made.map()
        self.connection.sync()
        return made

    def down(self, key: str) -> None:
        """Hold a key."""
        self._finger(X.KeyPress, key)

    def up(self, key: str) -> None:
        """Let it go."""
        self._finger(X.KeyRelease, key)

    def tap(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.down(key)
            self.up(key)

    def point(self, x: int, y: int) -> None:
        """Move the mouse there."""
        xtest.fake_input(self._fingers, X.MotionNotify, x=x, y=y)
        self._fingers.sync()

    def layout(self, *arguments: str) -> None:
        """Choose layouts as `setxkbmap` does."""
        subprocess.run(["setxkbmap", "-display", self._name, *arguments], env=self._variables, check=True)
        self._fingers.close()
        self._fingers = Connection(self._name)

    def choose(self, *, group: int = 0, latches: int = 0, locks: int = 0) -> None:
        """Choose a layout of several, and lock or latch modifiers."""
        self._xkb.lock(0xFF, locks, group, latches)
        self.connection.sync()

    def enable(self, controls: int) -> None:
        """Switch accessibility controls on, no others."""
        self._xkb.control(0b1110, controls)
        self.connection.sync()

    def arrived(self, count: int) -> str:
        """The first `count` characters that came since this was last asked; keys as `<name>`."""
        came: list[str] = []

        def complete() -> bool:
            while self.connection.pending_events():
                event = self.connection.next_event()
                if event.type == X.KeyPress:
                    came.append(self._character(event.detail, event.state))
            return len([one for one in came if one]) >= count

        until(complete, f"{count} characters in the window, {len(came)} came", 20)
        return "".join(came)

    def came(self) -> str:
        """What came since this or `arrived` was last asked, without waiting."""
        self.connection.sync()
        events = [self.connection.next_event() for _ in range(self.connection.pending_events())]
        return "".join(self._character(e.detail, e.state) for e in events if e.type == X.KeyPress)

    def _character(self, key: int, state: int) -> str:
        row = self.connection.get_keyboard_mapping(key, 1)[0]
        group = 1 if state >> 13 & 3 and any(row[2:4]) else 0
        plain, shifted = [*row[2 * group : 2 * group + 2], 0, 0][:2]
        shift, lock = bool(state & X.ShiftMask), bool(state & X.LockMask)
        number = shifted if shift and shifted else plain
        text = _text(number)
        if lock and text.isalpha():
            text = text.lower() if shift else text.upper()
        held = "".join(
            name
            for mask, name in ((X.ControlMask, "C-"), (X.Mod1Mask, "A-"), (X.Mod4Mask, "S-"))
            if state & mask
        )
        return f"<{held}{text}>" if held else text

    def _finger(self, kind: int, key: str) -> None:
        code = self._fingers.keysym_to_keycode(XK.string_to_keysym(key) or _RARE[key])
        assert code, key
        xtest.fake_input(self._fingers, kind, code)
        self._fingers.sync()


_NUM_LOCK = 0xFF7F
_RARE = {"ISO_Level3_Shift": 0xFE03, "ISO_Next_Group": 0xFE08}


def _text(number: int) -> str:
    if 0x20 <= number <= 0xFF:
        return chr(number)
    if number > 0x1000000:
        return chr(number - 0x1000000)
    if number in {0x20AC, 0x13BD}:
        return {0x20AC: "€", 0x13BD: "œ"}[number]
    if number == _NUM_LOCK or 0xFFE1 <= number <= 0xFFEE or number in _RARE.values():
        return ""  # a modifier by itself
    name = next((name for name in ("Return", "Tab", "F1", "Home") if XK.string_to_keysym(name) == number), "")
    return f"<{name or hex(number)}>"


@contextmanager
def desktop() -> Iterator[tuple[Person, Keyboard]]:
    """A person's desktop, and the product's keyboard that types into the window there, by its title."""
    display = Display()
    try:
        person = Person(display)
        # Displays that this process has started count as its own.
        with (
            mock.patch("copiste.screens.pixels.keyboard.keyboard.is_ours", return_value=False),
            mock.patch.dict("os.environ", DISPLAY=display.name),
        ):
            devices = Devices(Options(connect=TITLE), BROWSER)
        window = devices.window(_nothing_is_opened)
        try:
            yield person, devices.keyboard
        finally:
            window.close()
            devices.close()
            person.leave()
    finally:
        display.close()


def _nothing_is_opened(_display: Display) -> Window:
    raise AssertionError("a window was opened")
