"""The windows of an X11 desktop: those that its window manager lists (EWMH), else all of them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from Xlib import X, Xatom
from Xlib.error import XError
from Xlib.protocol import event

from copiste.screens.pixels.geometry import Region
from copiste.screens.pixels.x11.server import GONE, XWindow, connect

#: In a message to a window manager: the request comes from a tool that acts for the user.
_FROM_A_PAGER = 2


class Desktop:
    """The windows of one display, found by their titles. Not for several threads."""

    def __init__(self, display: str) -> None:
        """Connect to the display of that name. Raises `FaceError` when it does not answer."""
        self._connection = connect(display)
        self._root = self._connection.screen().root

    def titles(self) -> Mapping[int, str]:
        """The title of each window that is shown, by its number."""
        titles = {}
        for window in self._windows():
            with suppress(XError):  # gone meanwhile
                if window.get_attributes().map_state == X.IsViewable:
                    titles[int(window.id)] = self._title(window)
        return titles

    def region(self, number: int) -> Region:
        """Where a window's contents are. Raises `LookupError` when it is gone."""
        window = self._window(number)
        try:
            geometry = window.get_geometry()
            corner = self._root.translate_coords(window, 0, 0)
        except XError:
            raise LookupError(number) from None
        return Region(corner.x, corner.y, geometry.width, geometry.height)

    def activate(self, number: int) -> None:
        """Bring it to the front and focus it. Raises `LookupError` when it is gone."""
        window = self._window(number)
        if self._property(self._root, "_NET_SUPPORTED"):
            message = event.ClientMessage(
                window=window,
                client_type=self._connection.intern_atom("_NET_ACTIVE_WINDOW"),
                data=(32, [_FROM_A_PAGER, X.CurrentTime, 0, 0, 0]),
            )
            mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
            self._root.send_event(message, event_mask=mask)
        else:
            window.raise_window()
            window.set_input_focus(X.RevertToPointerRoot, X.CurrentTime)
        self._connection.sync()

    def active(self) -> int | None:
        """The window that has the focus, or that contains the one that has it; `None` when none does."""
        window = self._connection.get_input_focus().focus
        shown = self.titles()
        with suppress(XError):  # gone meanwhile
            while not isinstance(window, int) and window != self._root:
                if window.id in shown:
                    return int(window.id)
                window = window.query_tree().parent
        return None

    def close(self) -> None:
        """Disconnect; the windows stay."""
        with suppress(*GONE):
            self._connection.close()

    def _windows(self) -> list[XWindow]:
        listed = self._property(self._root, "_NET_CLIENT_LIST")
        if listed:
            return [self._connection.create_resource_object("window", number) for number in listed]
        children: list[XWindow] = self._root.query_tree().children
        return children

    def _window(self, number: int) -> XWindow:
        if number not in self.titles():
            raise LookupError(number)
        return self._connection.create_resource_object("window", number)

    def _title(self, window: XWindow) -> str:
        modern = self._property(window, "_NET_WM_NAME")
        if modern:
            return bytes(modern).decode(errors="replace")
        old = window.get_full_property(Xatom.WM_NAME, X.AnyPropertyType)
        value = b"" if old is None else old.value
        return value.decode("latin-1") if isinstance(value, bytes) else str(value)

    def _property(self, window: XWindow, name: str) -> list[int]:
        found = window.get_full_property(self._connection.intern_atom(name), X.AnyPropertyType)
        return [] if found is None else list(found.value)
