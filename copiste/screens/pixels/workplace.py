"""What a session on pixels works with: a display, eyes, hands, and a window that is opened or was there.

On Linux a seat starts a display and a program of its own. Elsewhere it can only take a window that is there,
by its title, and uses pyautogui for everything; that is written from documentation and was never run there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from copiste.screens.errors import FaceError
from copiste.screens.pixels.options import Options
from copiste.screens.pixels.window import Window, WindowByTitle
from copiste.screens.pixels.x11.camera import Camera
from copiste.screens.pixels.x11.desktop import DesktopKeyboard
from copiste.screens.pixels.x11.keys import InputDevice, KeyTable

if TYPE_CHECKING or sys.platform == "linux":
    from copiste.screens.pixels.x11.display import Display
    from copiste.screens.pixels.x11.keyboard import Keyboard


class Workplace:
    """A display of the session's own, or this person's desktop."""

    def __init__(self, options: Options, keys: KeyTable) -> None:
        """Start it, or find it; `keys` is the table of the window that will be worked in.

        Raises:
            FaceError: Xvfb is not installed, or there is no desktop here.
        """
        self._options = options
        self._display: Display | None = None
        self.camera: Camera
        self.keyboard: InputDevice
        with ExitStack() as opened:
            if sys.platform == "linux":
                own = options.headless and not options.connect
                self._display = Display(options.width, options.height) if own else Display.existing()
                opened.callback(self._display.close)
                self.camera = Camera(self._display.name)
                opened.callback(self.camera.close)
                self.keyboard = Keyboard(self._display.name, keys)
            else:
                self.camera = Camera()
                opened.callback(self.camera.close)
                self.keyboard = DesktopKeyboard(keys)
            opened.callback(self.keyboard.close)
            self._opened = opened.pop_all()

    def window(self, start: Callable[[Display], Window]) -> Window:
        """The window that the option `connect` names, else the one that `start` opens on the display.

        From now on the keyboard types into it.

        Raises:
            FaceError: there is no such window, or several; or this system can only take one that is there.
        """
        if self._options.connect:
            window: Window = WindowByTitle(self._options.connect, self._display.name if self._display else "")
            window.focus()
        elif self._display is not None:
            window = start(self._display)
        else:
            raise FaceError(
                "On this system the pixel face takes a window that is there: give its title as connect."
            )
        self.keyboard.aim(window)
        return window

    def close(self) -> None:
        """End what was started for it; a person's desktop stays as it was."""
        self._opened.close()
