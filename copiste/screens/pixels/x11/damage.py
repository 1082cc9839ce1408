"""Repaints of a display, as its X server reports them (the DAMAGE extension)."""

from __future__ import annotations

import select
from collections.abc import Collection
from contextlib import suppress

from Xlib.ext import damage

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.pixels.x11.server import GONE, connect, gone


class DamageWatch:
    """Repaints anywhere on a display, from the last `arm` on.

    The server reports the first repaint after `arm` and no further one: one event, however much is painted.
    """

    def __init__(self, display: str) -> None:
        self._display = display
        self._connection = connect(display)
        self._connection.damage_query_version()
        root = self._connection.screen().root
        self._damage = root.damage_create(damage.DamageReportNonEmpty)
        # If the server died between these lines, the next call raises.
        self._connection.flush()

    @staticmethod
    def offered(display: str) -> bool:
        """Whether the display reports repaints."""
        connection = connect(display)
        try:
            return connection.query_extension("DAMAGE") is not None
        finally:
            connection.close()

    def arm(self) -> None:
        """Forget what was repainted until now.

        Returns when the server has done so: what is painted while a picture is taken afterwards is reported.
        """
        try:
            # Drop events before `subtract` and never after: the server reports once, and a report that
            # arrived while `subtract` was on its way would be lost. At worst one wait ends for nothing.
            while self._connection.pending_events():
                self._connection.next_event()
            self._connection.damage_subtract(self._damage)
            self._connection.sync()
        except GONE:
            raise gone(self._display) from None

    def repainted(self) -> bool:
        """Whether something was repainted since `arm`, as of this moment on the server."""
        try:
            self._connection.sync()
            return bool(self._connection.pending_events())
        except GONE:
            raise gone(self._display) from None

    def wait(self, deadline: Deadline, others: Collection[int]) -> bool:
        """Block until something was repainted or one of the descriptors `others` is readable.

        `False` at the deadline.
        """
        try:
            # Events that came with the reply to a request are queued already; the socket does not signal
            # them.
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
        """Disconnect."""
        with suppress(*GONE):
            self._connection.close()
