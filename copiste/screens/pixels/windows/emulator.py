"""The terminal emulator x3270, started for one seat, watched, and ended.

It does nothing by itself: no menu, no bell, no blinking, no reconnecting. When something fails, it opens a
window over the terminal; such an emulator counts as gone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from Xlib import X
from Xlib.error import XError

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import FaceError
from copiste.screens.pixels.declaration import MODELS
from copiste.screens.pixels.keyboard.characters import CHARACTERS, keysym
from copiste.screens.pixels.windows.started import StartedWindow
from copiste.screens.pixels.x11.display import Display
from copiste.screens.pixels.x11.server import XWindow, owner, windows

#: Seconds until its window is shown; it takes a tenth of a second on a machine at rest.
_START = 20.0
#: Seconds until a window manager lets it have the focus; without one it has it at once.
_FOCUS = 2.0
#: The classes of x3270's windows, whatever their titles: the terminal's, and those that report a failure.
_SCREEN, _FAILURES = "x3270", ("errorPopup", "childErrorPopup")
#: x3270 types characters at once, but queues keys with an action (Tab, say) until it has read everything that
#: was typed: text typed quickly would land in the field before. As entries of a keymap, characters go through
#: the same queue. Alt and Control are left to the keys that x3270 has there.
_KEYMAP = "\\n".join(f":~Mod1 ~Ctrl<Key>{keysym(one):#x}: Key(U+{ord(one):04x})" for one in CHARACTERS)
_RESOURCES = {
    # It ends with its line.
    "once": "True",
    "keymap.copiste": _KEYMAP,
    "menuBar": "False",
    "scrollBar": "False",
    "cursorBlink": "False",
    "bellVolume": "0",
    "visualBell": "False",
    "allowResize": "False",
    "keypadOn": "False",
    "colorScheme": "default",
    # A key that comes while the host thinks is lost, instead of pressed on whatever screen comes next.
    "typeahead": "False",
    # Else every answer that comes within a second of its key unlocks the keyboard a third of a second later.
    "unlockDelay": "False",
}
#: Variables that would bring in a profile or keymap of the user's own.
_PROFILE_VARIABLES = ("KEYMAP", "KEYBD", "MKEYMAP", "X3270PRO", "X3270RDIR", "XENVIRONMENT", "XAPPLRESDIR")
_HOST = re.compile(r"[\w.:-]*[\w.]")
_LU = re.compile(r"[A-Za-z0-9_#$]{1,8}")


class Emulator(StartedWindow):
    """A window of x3270, connected to one host. Not for several threads."""

    program = "x3270"

    def __init__(
        self,
        display: Display,
        host: str,
        port: int,
        *,
        size: tuple[int, int] = (24, 80),
        lu: str = "",
        codepage: str = "",
        font: str = "3270",
        tls: bool = False,
        options: Sequence[str] = (),
    ) -> None:
        """Start it and wait until its window is shown.

        The host's first screen comes later, or `fault` says why not.

        Args:
            display: Where its window is shown.
            host: Name or address of the terminal host.
            port: Its port.
            size: Rows and columns of the largest screen that the host may ask for.
            lu: The device name (LU) that the host is asked for; any when empty.
            codepage: x3270's name of the host's code page; x3270's own default when empty.
            font: Name of the font on the display.
            tls: Whether the line is encrypted.
            options: Further options of x3270, after the others.

        Raises:
            FaceError: x3270 or its font is not installed.
            UnreachableError: there is no such host, or it ended before its window was shown.
        """
        if not _HOST.fullmatch(host) or host.startswith("-"):
            raise FaceError("The terminal host's name has characters that no name has.")
        if lu and not _LU.fullmatch(lu):
            raise FaceError("A device name (lu) has letters, digits, _, # and $, at most 8 of them.")
        if not display.has_font(font):
            raise FaceError(
                f"Display {display.name} has no font {font}: x3270's fonts are not installed, or were "
                "installed after it was started. Next step: ./setup.sh pixels"
            )
        self._line = f"{host}:{port}"
        self._fault = ""
        self._looked = False
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        address = f"{lu}@{address}" if lu else address
        command = [
            "x3270", *_model(*size), "-efont", font, "-keymap", "copiste",
            *(["-codepage", codepage] if codepage else []),
            *(part for name, value in _RESOURCES.items() for part in ("-xrm", f"x3270.{name}: {value}")),
            *options,
            f"L:{address}" if tls else address,
        ]  # fmt: skip
        super().__init__(display, command, _variables(display), seconds=_START)

    @property
    def fault(self) -> str:
        """Why it is not alive: it ended (with its line), or reported a failure in a window."""
        self._fault = self._fault or super().fault
        return self._fault

    def _find(self) -> XWindow | None:
        return self._shown((_SCREEN,))

    def _window_is_shown(self) -> None:
        """Focus it, again where a window manager moves the focus. The keyboard checks the focus itself."""
        deadline = Deadline(_FOCUS)
        self._window.change_attributes(event_mask=X.FocusChangeMask)
        self.focus()
        while not self.has_keys and self._await_event(deadline):
            if self._program.poll() is not None:
                return
            self.focus()

    def _ended(self) -> str:
        return f"The line to {self._line} was lost: the terminal emulator ended."

    def _window_fault(self) -> str:
        """The failure that x3270 reports in a window; looked for when windows came or went."""
        if self._take_events() or not self._looked:
            self._looked = True
            if self._shown(_FAILURES) is not None:
                return (
                    f"The terminal emulator shows an error: no TN3270 host answers at {self._line}, or it "
                    "received a key that it could not take."
                )
        return ""

    def _shown(self, names: Sequence[str]) -> XWindow | None:
        """This emulator's window of one of these names, if it is shown."""
        for window in windows(self._root):
            with suppress(XError):  # gone meanwhile
                kind = window.get_wm_class()
                if (
                    kind is not None
                    and kind[0] in names
                    and window.get_attributes().map_state == X.IsViewable
                    and owner(self._connection, window) in {self._program.pid, None}
                ):
                    return window
        return None


def _model(rows: int, columns: int) -> tuple[str, ...]:
    """The options for a terminal of that size, in colour: its model, or the largest within, made larger."""
    number = max(one for one, (high, wide) in MODELS.items() if high <= rows and wide <= columns)
    larger = () if MODELS[number] == (rows, columns) else ("-oversize", f"{columns}x{rows}")
    return ("-model", f"3279-{number}", *larger)


def _variables(display: Display) -> dict[str, str]:
    """The variables of x3270: without the user's profile, and with keys of every alphabet."""
    variables = {name: value for name, value in display.variables().items() if name not in _PROFILE_VARIABLES}
    return variables | {"NOX3270PRO": "1", "LC_ALL": "C.UTF-8"}
