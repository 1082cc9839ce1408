"""A TN3270 host of one screen with a field on each row, and what x3270 itself says of its screen."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.processes import until

_IAC, _DO, _WILL, _SB, _SE, _EOR = b"\xff", b"\xfd", b"\xfb", b"\xfa", b"\xf0", b"\xef"
_BINARY, _END_OF_RECORD, _TERMINAL_TYPE = b"\x00", b"\x19", b"\x18"
#: Erase/Write with the keyboard restored.
_ERASE_WRITE, _RESTORE = b"\xf5", b"\xc2"
_SBA, _SF, _IC = b"\x11", b"\x1d", b"\x13"
_UNPROTECTED, _PROTECTED = b"\x40", b"\x60"
_COLUMNS = 80


def screen_of_fields(rows: int = 24) -> bytes:
    """A field of 78 characters on each row, the cursor in the first."""
    fields = b"".join(
        _SBA + _address(row * _COLUMNS) + _SF + _UNPROTECTED + (_IC if row == 0 else b"")
        + _SBA + _address(row * _COLUMNS + 79) + _SF + _PROTECTED
        for row in range(rows)
    )  # fmt: skip
    return _ERASE_WRITE + _RESTORE + fields


def _address(place: int) -> bytes:
    return bytes([place >> 8, place & 0xFF])


class SmallHost:
    """Shows one screen and keeps the bytes of each key that was pressed."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self.port: int = server.getsockname()[1]
        #: One for each key that the terminal sent: AID and cursor address first.
        self.received: list[bytes] = []
        #: Cleared, the host thinks: it answers no key until it is set again.
        self.answers = threading.Event()
        self.answers.set()
        self._line: socket.socket | None = None
        threading.Thread(target=self._serve, daemon=True).start()

    def answer(self) -> Iterator[bytes]:
        """What it writes at first, and after each key: one record after the other."""
        yield screen_of_fields()

    def hang_up(self) -> None:
        """Drop the line."""
        self.answers.set()
        if self._line is not None:
            self._line.close()

    def _serve(self) -> None:
        try:
            self._line, _ = self._server.accept()
            line = self._line
            line.sendall(_IAC + _DO + _TERMINAL_TYPE)
            self._until(line, _IAC + _WILL + _TERMINAL_TYPE)
            line.sendall(_IAC + _SB + _TERMINAL_TYPE + b"\x01" + _IAC + _SE)
            self._until(line, _IAC + _SE)
            for option in (_END_OF_RECORD, _BINARY):
                line.sendall(_IAC + _DO + option + _IAC + _WILL + option)
            self._until(line, _IAC + _DO + _BINARY)
            while True:
                for record in self.answer():
                    line.sendall(record.replace(_IAC, _IAC + _IAC) + _IAC + _EOR)
                self.received.append(self._until(line, _IAC + _EOR))
                self.answers.wait()
        except OSError:
            return

    @staticmethod
    def _until(line: socket.socket, end: bytes) -> bytes:
        came = b""
        while end not in came:
            part = line.recv(4096)
            if not part:
                raise OSError
            came += part
        return came


@contextmanager
def small_host() -> Iterator[SmallHost]:
    """Serve one terminal."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = SmallHost(server)
        try:
            yield host
        finally:
            host.hang_up()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Script:
    """x3270's door for scripts: the true text of its screen. Tests compare with it; robots never look."""

    def __init__(self, port: int) -> None:
        until(lambda: self._opened(port), "x3270's door for scripts", 20)
        self._file = self._socket.makefile("rw", encoding="utf-8")

    def _opened(self, port: int) -> bool:
        try:
            self._socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        except ConnectionRefusedError:
            return False
        return True

    def ask(self, action: str) -> list[str]:
        """The lines that it answers."""
        self._file.write(f"{action}\n")
        self._file.flush()
        lines = []
        while (line := self._file.readline().rstrip("\n")) not in {"ok", "error", ""}:
            lines.append(line)
        self.status = lines.pop() if lines else ""
        return [line.removeprefix("data: ") for line in lines]

    @property
    def text(self) -> list[str]:
        """The 24 rows."""
        return self.ask("Ascii()")

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column, from 0."""
        self.ask("Query(Cursor)")
        row, column = self.status.split()[8:10]
        return int(row), int(column)

    def close(self) -> None:
        self._file.close()
        self._socket.close()
