"""The window of a program that was started on a display: where it is, and whether keys go to it."""

from __future__ import annotations

from Xlib import X
from Xlib.error import XError

from copiste.screens.errors import UnreachableError
from copiste.screens.pixels.geometry import Region
from copiste.screens.pixels.x11.display import Display
from copiste.screens.pixels.x11.server import GONE, XWindow, connect, gone


class StartedWindow:
    """What the emulator's window and the browser's have in common. Not for several threads."""

    _window: XWindow

    def __init__(self, display: Display) -> None:
        self._display = display
        self._connection = connect(display.name)
        self._root = self._connection.screen().root
        self._root.change_attributes(event_mask=X.SubstructureNotifyMask)

    @property
    def fault(self) -> str:
        """Why it is not alive; empty while it is."""
        raise NotImplementedError

    @property
    def alive(self) -> bool:
        """Whether its program runs and shows it."""
        return self.fault == ""

    @property
    def title(self) -> str:
        """What the program writes there; empty once the window is gone."""
        try:
            return str(self._window.get_wm_name() or "")
        except (XError, *GONE):
            return ""

    @property
    def region(self) -> Region:
        """Where it is on the display, all of it."""
        try:
            geometry = self._window.get_geometry()
            corner = self._root.translate_coords(self._window, 0, 0)
        except (XError, *GONE):
            raise UnreachableError(self.fault or str(gone(self._display.name))) from None
        return Region(corner.x, corner.y, geometry.width, geometry.height)

    def focus(self) -> None:
        """Let keys go to it: without a window manager they go where the mouse pointer is."""
        try:
            self._window.set_input_focus(X.RevertToPointerRoot, X.CurrentTime)
            self._connection.sync()
        except (XError, *GONE):
            raise UnreachableError(self.fault or str(gone(self._display.name))) from None

    @property
    def has_keys(self) -> bool:
        """Whether keys go to it, and nowhere else."""
        try:
            return bool(self._connection.get_input_focus().focus == self._window)
        except GONE:
            return False
