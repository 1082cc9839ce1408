"""A network that can be cut: a proxy before a server, which refuses, falls silent, heals, leads elsewhere."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Line:
    """Forwards connections to a port of this machine, until it is cut."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        #: Set while connections carry what they are given; those of before a silent turn keep the old one.
        self._whole = threading.Event()
        self._whole.set()
        self._refusing = False
        self._ended = False
        threading.Thread(target=self._accept, daemon=True, name="line").start()

    def cut(self, *, silent: bool) -> None:
        """Carry nothing any more: `silent`, nobody is told; otherwise every connection is reset."""
        self._refusing = not silent
        self._whole.clear()
        if not silent:
            self._drop()

    def heal(self) -> None:
        """Carry everything again; what was connected before the cut is reset."""
        self._drop()
        self._refusing = False
        self._whole.set()

    def lead_to(self, port: int, *, silent: bool = False) -> None:
        """Take new connections to another port; old ones stay where they lead, or fall `silent` for good."""
        self._target = port
        if silent:
            self._whole.clear()
            self._whole = threading.Event()
            self._whole.set()

    def end(self) -> None:
        """Take it down."""
        self._ended = True
        self._server.close()
        self._whole.set()
        self._drop()

    def _drop(self) -> None:
        pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def _accept(self) -> None:
        while not self._ended:
            try:
                near, _ = self._server.accept()
            except OSError:
                return
            if self._refusing:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:  # nobody is there
                near.close()
                continue
            self._pairs.append((near, far))
            for one, other in ((near, far), (far, near)):
                threading.Thread(
                    target=self._carry, args=(one, other, self._whole), daemon=True, name="line"
                ).start()

    def _carry(self, one: socket.socket, other: socket.socket, whole: threading.Event) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                whole.wait()
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A line to `port` of this machine, meanwhile."""
    line = Line(port)
    try:
        yield line
    finally:
        line.end()
