"""A TN3270 host that shows whatever it is given: screens of the back-end with any values, or raw data."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from legacy_mock.faces.terminal.negotiation import Negotiation, Stage
from legacy_mock.faces.terminal.outbound import written_screen
from legacy_mock.faces.terminal.telnet import Reader, Record, record
from legacy_mock.screen import Screen

#: Seconds for a terminal to say what it is, or to press a key.
_LIMIT = 30


class TerminalStage:
    """Takes one terminal; keys that it presses are counted, not answered."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self.port = int(listener.getsockname()[1])
        self.pressed = threading.Semaphore(0)
        self._ready = threading.Event()
        self._line: socket.socket | None = None
        self._extended = False
        threading.Thread(target=self._serve, daemon=True).start()

    def show(self, screen: Screen, *, locked: bool = False) -> None:
        """Show a screen of the back-end."""
        assert self._ready.wait(_LIMIT)
        self.send(written_screen(screen, extended=self._extended, locked=locked))

    def send(self, data: bytes) -> None:
        """Send a record of the data stream."""
        assert self._ready.wait(_LIMIT)
        assert self._line is not None
        self._line.sendall(record(data))

    def hang_up(self) -> None:
        """Close the line."""
        if self._line is not None:
            # The other thread waits in it: closing alone would tell the terminal nothing.
            with suppress(OSError):  # the terminal was first
                self._line.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        try:
            self._line, _ = self._listener.accept()
        except OSError:
            return
        negotiation, reader = Negotiation(), Reader()
        with self._line as line:
            line.sendall(negotiation.opening())
            while piece := line.recv(4096):
                for event in reader.feed(piece):
                    if isinstance(event, Record):
                        self.pressed.release()
                    else:
                        line.sendall(negotiation.take(event))
                if negotiation.stage is Stage.READY:
                    self._extended = negotiation.extended
                    self._ready.set()


@contextmanager
def terminal_stage() -> Iterator[TerminalStage]:
    """A host on a free port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stage = TerminalStage(listener)
        try:
            yield stage
        finally:
            stage.hang_up()
