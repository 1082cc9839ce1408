"""A line to a host that notes when something was asked and when the last of the answer came."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class TimedLine:
    """Forwards connections to a port of this machine; both times are of `time.perf_counter`."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        #: When something came from the terminal for the last time, and from the host.
        self.asked = 0.0
        self.answered = 0.0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._server.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
                for one in (near, far):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._carry, args=(near, far, "asked"), daemon=True).start()
                threading.Thread(target=self._carry, args=(far, near, "answered"), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, what: str) -> None:
        with suppress(OSError), one, other:
            while data := one.recv(65_536):
                # Before it goes on: nobody can act on it, or answer it, before its time is noted.
                setattr(self, what, time.perf_counter())
                other.sendall(data)

    def close(self) -> None:
        """Take it down."""
        self._server.close()


@contextmanager
def timed_line(port: int) -> Iterator[TimedLine]:
    """A line to `port` of this machine, meanwhile."""
    line = TimedLine(port)
    try:
        yield line
    finally:
        line.close()
