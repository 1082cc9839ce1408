"""The terminal emulator x3270, started for one seat, watched, and ended.

It is told to do nothing by itself: no menu, no bell, no blinking, no reconnecting. It opens a window over the
terminal when something fails; such an emulator counts as gone.
"""

from __future__ import annotations

import os
import re
import select
from collections.abc import Sequence
from contextlib import suppress

from Xlib import X
from Xlib.error import XError

from copiste.screens import programs
from copiste.screens.errors import FaceError, UnreachableError
from copiste.screens.pixels.keyboard.characters import CHARACTERS, keysym
from copiste.screens.pixels.startup.failure import by_signal
from copiste.screens.pixels.startup.output import ProgramOutput
from copiste.screens.pixels.windows.started import StartedWindow
from copiste.screens.pixels.x11.display import Display
from copiste.screens.pixels.x11.server import GONE, XWindow, gone, owner, windows
from copiste.screens.waiting import Deadline

#: Seconds until its window is shown; it takes a tenth of a second on a machine at rest.
_START = 20.0
#: Seconds until a window manager has let it have the keys; without one it has them at once.
_FOCUS = 2.0
#: What x3270's windows are called, whatever their titles: its own, and the one that tells of a failure.
_SCREEN, _FAILURES = "x3270", ("errorPopup", "childErrorPopup")
#: x3270 types characters at once, but lets the keys that do something (Tab, say) wait until it has read all
#: that was typed: text typed quickly would land in the field before. As entries of a keymap, characters wait
#: in the same line. They leave Alt and Control to the keys that x3270 has there.
_KEYMAP = "\\n".join(f":~Mod1 ~Ctrl<Key>{keysym(one):#x}: Key(U+{ord(one):04x})" for one in CHARACTERS)
_RESOURCES = {
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
#: A profile or keymap of the user's own would make this emulator another one.
_OTHERS_OWN = ("KEYMAP", "KEYBD", "MKEYMAP", "X3270PRO", "X3270RDIR", "XENVIRONMENT", "XAPPLRESDIR")
_HOST = re.compile(r"[\w.:-]*[\w.]")


class Emulator(StartedWindow):
    """A window of x3270, connected to one host. Not for several threads."""

    def __init__(
        self,
        display: Display,
        host: str,
        port: int,
        *,
        codepage: str = "french",
        font: str = "3270",
        model: str = "3279-2",
        tls: bool = False,
        once: bool = True,
        script_port: int | None = None,
        options: Sequence[str] = (),
    ) -> None:
        """Start it and wait until its window is shown.

        The host's first screen comes later, or `fault` says why not. `script_port` opens x3270's door for
        scripts; only tests look through it. `options` are more of its own.

        Raises:
            FaceError: x3270 or its font is not installed.
            UnreachableError: there is no such host, or it ended before its window was shown.
        """
        if not _HOST.fullmatch(host) or host.startswith("-"):
            raise FaceError("The terminal host's name has characters that no name has.")
        if not display.has_font(font):
            raise FaceError(
                f"Display {display.name} has no font {font}: x3270's fonts are not installed, or were "
                "installed after it was started. Next step: ./setup.sh pixels"
            )
        super().__init__(display)
        self._where = f"{host}:{port}"
        self._fault = ""
        self._looked = False
        self._output = ProgramOutput()
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        command = [
            "x3270", "-model", model, "-efont", font, "-codepage", codepage, "-keymap", "copiste",
            *(["-once"] if once else []),
            *(["-scriptport", str(script_port)] if script_port is not None else []),
            *(part for name, value in _RESOURCES.items() for part in ("-xrm", f"x3270.{name}: {value}")),
            *options,
            f"L:{address}" if tls else address,
        ]  # fmt: skip
        #: Can be read once it has ended, for the other end is its alone.
        self.descriptor: int | None
        self.descriptor, held = os.pipe()
        try:
            self._program = programs.start(
                command, _variables(display), said=self._output.file, pass_fds=(held,)
            )
        except BaseException:
            os.close(self.descriptor)
            self._connection.close()
            self._output.close()
            raise
        finally:
            os.close(held)
        try:
            self._window = self._wait_for_window(Deadline(_START))
            self._output.stop()
            self._take_keys(Deadline(_FOCUS))
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """Its OS process."""
        return self._program.pid

    @property
    def fault(self) -> str:
        """Why it is not alive: it ended (with its line), or told of a failure in a window."""
        if not self._fault:
            if self.descriptor is None:
                self._fault = "The terminal emulator was closed."
            elif (code := self._program.poll()) is not None:
                lost = f"The line to {self._where} was lost: the terminal emulator ended."
                self._fault = lost + by_signal(code)
            else:
                self._fault = self._failure_told()
        return self._fault

    def close(self) -> None:
        """End it, and the line with it."""
        if self.descriptor is None:
            return
        os.close(self.descriptor)
        self.descriptor = None
        programs.end(self._program)
        with suppress(*GONE):
            self._connection.close()
        self._output.close()

    def _wait_for_window(self, deadline: Deadline) -> XWindow:
        while True:
            if (window := self._shown((_SCREEN,))) is not None:
                return window
            if not self._await_news(deadline):
                raise UnreachableError(self._output.why("x3270", self._program, _START))
            if self._program.poll() is not None:
                raise UnreachableError(self._output.why("x3270", self._program))

    def _take_keys(self, deadline: Deadline) -> None:
        """Focus it, again where a window manager had another mind. Who types looks whether it has them."""
        self._window.change_attributes(event_mask=X.FocusChangeMask)
        self.focus()
        while not self.has_keys and self._await_news(deadline):
            if self._program.poll() is not None:
                return
            self.focus()

    def _await_news(self, deadline: Deadline) -> bool:
        """Wait for an event, or its end; `False` at the deadline."""
        assert self.descriptor is not None
        sources = [self._connection.fileno(), self.descriptor]
        if not self._connection.pending_events() and not select.select(sources, [], [], deadline.left)[0]:
            return False
        self._news()
        return True

    def _failure_told(self) -> str:
        """What to say of a window in which x3270 tells of a failure; looked for when windows came or went."""
        try:
            if self._news() or not self._looked:
                self._looked = True
                if self._shown(_FAILURES) is not None:
                    return (
                        f"The terminal emulator shows an error of its own: no TN3270 host answers at "
                        f"{self._where}, or a key came that it could not take."
                    )
        except GONE:
            return str(gone(self._display.name))
        return ""

    def _news(self) -> bool:
        """Whether windows came or went since it was last asked."""
        news = False
        while self._connection.pending_events():
            self._connection.next_event()
            news = True
        return news

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


def _variables(display: Display) -> dict[str, str]:
    """What x3270 is started with: no profile of the user's, and keys of every alphabet."""
    variables = {name: value for name, value in display.variables().items() if name not in _OTHERS_OWN}
    return variables | {"NOX3270PRO": "1", "LC_ALL": "C.UTF-8"}
