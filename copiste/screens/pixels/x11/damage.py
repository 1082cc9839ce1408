"""Told by the X server what was repainted (the DAMAGE extension), without looking at it."""

from __future__ import annotations

import select
from collections.abc import Collection
from contextlib import suppress

from Xlib.ext import damage

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.pixels.x11.server import GONE, connect, gone


class DamageWatch:
    """Repaints anywhere on a display, from the last `arm` on.

    The server tells of the first repaint after `arm` and is silent then: one event, however much is painted.
    """

    def __init__(self, display: str) -> None:
        self._display = display
        self._connection = connect(display)
        self._connection.damage_query_version()
        root = self._connection.screen().root
        self._damage = root.damage_create(damage.DamageReportNonEmpty)
        # A repaint of a server that died between these lines is told by the next call.
        self._connection.flush()

    @staticmethod
    def offered(display: str) -> bool:
        """Whether the display tells of repaints."""
        connection = connect(display)
        try:
            return connection.query_extension("DAMAGE") is not None
        finally:
            connection.close()

    def arm(self) -> None:
        """Forget what was repainted until now.

        Comes back when the server has done so: what is painted while a picture is taken afterwards is told.
        """
        try:
            # Events that came are dropped before and never after: the server tells once, and what is told
            # while `subtract` is on its way would be told to nobody. At worst one wait ends for nothing.
            while self._connection.pending_events():
                self._connection.next_event()
            self._connection.damage_subtract(self._damage)
            self._connection.sync()
        except GONE:
            raise gone(self._display) from None

    def repainted(self) -> bool:
        """Whether something was repainted since `arm`: all of it that the server has done is known."""
        try:
            self._connection.sync()
            return bool(self._connection.pending_events())
        except GONE:
            raise gone(self._display) from None

    def wait(self, deadline: Deadline, others: Collection[int]) -> bool:
        """Block until something was repainted or one of the descriptors `others` can be read.

        `False` at the deadline.
        """
        try:
            # Events that came with the answer to a request are here already; the socket is silent about them.
            while not self._connection.pending_events():
                ready, _, _ = select.select([self._connection.fileno(), *others], [], [], deadline.left)
                if not ready:
                    return False
                if any(other in ready for other in others):
                    return True
        except GONE:
            raise gone(self._display) from None
        return True

    def close(self) -> None:
        """Listen no more."""
        with suppress(*GONE):
            self._connection.close()
