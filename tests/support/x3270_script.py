"""What an x3270 holds, asked of itself. Tests compare with it what was read; the robots may not ask."""

from __future__ import annotations

import socket
from pathlib import Path

from tests.support.processes import until

#: An option of x3270's: it answers on a socket whose name has its process's number.
OPTIONS = ("-socket",)
_LIMIT = 20


class X3270Script:
    """The script side of one emulator that was started with `OPTIONS`."""

    def __init__(self, pid: int) -> None:
        self._path = Path(f"/tmp/x3sck.{pid}")
        until(self._path.exists, "x3270 opens its door for scripts", _LIMIT)
        self._sockets: list[socket.socket] = []
        self._file = self._connected().makefile("rw", encoding="utf-8", newline="\n")
        self.status: tuple[str, ...] = ()

    def tell(self, action: str) -> None:
        """Have it begin an action, without waiting for its end: it depends on the host, or fails."""
        self._connected().sendall(action.encode() + b"\n")

    def do(self, action: str) -> list[str]:
        """Have it do an action; give what it answers."""
        self._file.write(action + "\n")
        self._file.flush()
        told: list[str] = []
        for line in self._file:
            text = line.rstrip("\n")
            if text in {"ok", "error"}:
                assert text == "ok", (action, told)
                return told
            if text.startswith("data: "):
                told.append(text.removeprefix("data: "))
            else:
                self.status = tuple(text.split())
        raise AssertionError("x3270 is gone")

    @property
    def glass(self) -> tuple[str, ...]:
        """The 24 rows of 80 characters."""
        return tuple(row.ljust(80) for row in self.do("Ascii()"))

    def close(self) -> None:
        """Ask no more."""
        self._file.close()
        for connected in self._sockets:
            connected.close()

    def _connected(self) -> socket.socket:
        connected = socket.socket(socket.AF_UNIX)
        self._sockets.append(connected)
        connected.settimeout(_LIMIT)
        connected.connect(str(self._path))
        return connected
