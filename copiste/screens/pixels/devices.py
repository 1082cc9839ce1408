"""What a session on pixels works with: a display, a camera, a keyboard, and a window."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from copiste.screens.pixels.keyboard.keyboard import Keyboard
from copiste.screens.pixels.keyboard.keys import KeyTable
from copiste.screens.pixels.options import Options
from copiste.screens.pixels.windows.window import Window, WindowByTitle
from copiste.screens.pixels.x11.camera import Camera
from copiste.screens.pixels.x11.display import Display


class Devices:
    """A display of the session's own, or this person's desktop; with its camera and keyboard."""

    def __init__(self, options: Options, keys: KeyTable) -> None:
        """Start the display, or connect to the desktop; `keys` is the table of the window to type into.

        Raises:
            FaceError: Xvfb is not installed, or there is no desktop here.
        """
        self._options = options
        with ExitStack() as opened:
            own = options.headless and not options.connect
            self._display = Display(options.width, options.height) if own else Display.existing()
            opened.callback(self._display.close)
            self.camera = Camera(self._display.name)
            opened.callback(self.camera.close)
            self.keyboard = Keyboard(self._display.name, keys)
            opened.callback(self.keyboard.close)
            self._opened = opened.pop_all()

    def window(self, start: Callable[[Display], Window]) -> Window:
        """The window that the option `connect` names, else the one that `start` opens on the display.

        From now on the keyboard types into it.

        Raises:
            FaceError: there is no such window, or several.
        """
        if self._options.connect:
            window: Window = WindowByTitle(self._options.connect, self._display.name)
            window.focus()
        else:
            window = start(self._display)
        self.keyboard.aim(window)
        return window

    def close(self) -> None:
        """Close what was opened here; a person's desktop stays as it was."""
        self._opened.close()
