"""A TN3270E host of a few records (RFC 2355): device names, its system services, and other applications."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

_IAC, _DO, _WILL, _SB, _SE, _EOR = b"\xff", b"\xfd", b"\xfb", b"\xfa", b"\xf0", b"\xef"
_TN3270E, _SEND, _DEVICE_TYPE, _IS, _REQUEST, _CONNECT, _FUNCTIONS = (
    b"\x28", b"\x08", b"\x02", b"\x04", b"\x07", b"\x01", b"\x03",
)  # fmt: skip
_BIND_IMAGE = b"\x00"
#: Kinds of records.
DATA, BIND, UNBIND, NVT, SERVICES = b"\x00", b"\x03", b"\x04", b"\x05", b"\x07"
#: A BIND of a model 2 session, as far as a terminal looks at it: LU 2, and the size of its screen.
BIND_OF_MODEL_2 = bytes.fromhex("310303b1903080008787f887000200000000") + bytes(6) + b"\x18\x50\x18\x50\x7e"

#: A kind of record, and what it holds.
Record = tuple[bytes, bytes]


class EHost:
    """Takes one terminal, and answers each key with the next of its `answers`."""

    def __init__(self, server: socket.socket, *answers: Sequence[Record | threading.Event]) -> None:
        self.port = int(server.getsockname()[1])
        self._server = server
        self._answers = iter(answers)
        #: The device name that the terminal asked for.
        self.lu = ""
        #: The kind and the data of each record that came.
        self.received: list[Record] = []
        self._line: socket.socket | None = None
        self._came = b""
        threading.Thread(target=self._serve, daemon=True).start()

    def hang_up(self) -> None:
        """Drop the line."""
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        with suppress(OSError):
            self._line, _ = self._server.accept()
            with self._line:
                self._negotiate(self._line)
                while True:
                    for record in next(self._answers, ()):
                        if isinstance(record, threading.Event):
                            record.wait(60)
                        else:
                            self._send(self._line, *record)
                    came = self._until(self._line, _IAC + _EOR).removesuffix(_IAC + _EOR)
                    self.received.append((came[:1], came[5:].replace(_IAC + _IAC, _IAC)))

    def _negotiate(self, line: socket.socket) -> None:
        line.sendall(_IAC + _DO + _TN3270E)
        self._until(line, _IAC + _WILL + _TN3270E)
        line.sendall(_IAC + _SB + _TN3270E + _SEND + _DEVICE_TYPE + _IAC + _SE)
        asked = self._until(line, _IAC + _SE).removesuffix(_IAC + _SE)
        model, _, lu = asked.partition(_DEVICE_TYPE + _REQUEST)[2].partition(_CONNECT)
        self.lu = lu.decode()
        given = lu or b"POOL0001"
        line.sendall(_IAC + _SB + _TN3270E + _DEVICE_TYPE + _IS + model + _CONNECT + given + _IAC + _SE)
        self._until(line, _IAC + _SE)
        line.sendall(_IAC + _SB + _TN3270E + _FUNCTIONS + _IS + _BIND_IMAGE + _IAC + _SE)

    @staticmethod
    def _send(line: socket.socket, kind: bytes, data: bytes) -> None:
        line.sendall((kind + bytes(4) + data).replace(_IAC, _IAC + _IAC) + _IAC + _EOR)

    def _until(self, line: socket.socket, end: bytes) -> bytes:
        while end not in self._came:
            part = line.recv(4096)
            if not part:
                raise OSError
            self._came += part
        at = self._came.index(end) + len(end)
        taken, self._came = self._came[:at], self._came[at:]
        return taken


@contextmanager
def e_host(*answers: Sequence[Record | threading.Event]) -> Iterator[EHost]:
    """Serve one terminal."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = EHost(server, *answers)
        try:
            yield host
        finally:
            host.hang_up()
