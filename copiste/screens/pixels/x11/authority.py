"""Access to displays: a cookie for each, in memory only.

Screens show people's data, and an X server without a cookie shows them to every user of the machine. The
cookie file that clients read (`XAUTHORITY`) is a nameless file of this process: nothing is left on a disk,
nor after a kill.
"""

from __future__ import annotations

import os
import secrets
import socket
import struct
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import TypeAlias

#: See Xauth(3): an entry holds for a host's own sockets, or for anything.
_LOCAL, _ANY = 256, 65535
_KIND = b"MIT-MAGIC-COOKIE-1"
#: Family, address, display number.
_For: TypeAlias = tuple[int, bytes, bytes]


class Authority:
    """The cookies of this process's displays, and those of its user."""

    def __init__(self) -> None:
        self._file: int | None = None
        #: By display: a display's number is used again once it has ended.
        self._entries: dict[_For, tuple[bytes, bytes]] = {}
        self._writing = Lock()

    def admit(self, number: str, cookie: bytes) -> None:
        """Let this process, and programs that it starts from now on, open display `number`."""
        with self._writing:
            if self._file is None:
                self._entries = _existing()
                self._file = nameless_file("xauthority")
            # Each time: it may have been set back.
            os.environ["XAUTHORITY"] = f"/proc/{os.getpid()}/fd/{self._file}"
            self._entries[_LOCAL, socket.gethostname().encode(), number.encode()] = (_KIND, cookie)
            whole = b"".join(_packed(*place, *what) for place, what in self._entries.items())
            os.pwrite(self._file, whole, 0)
            os.ftruncate(self._file, len(whole))


#: Clients find it by a variable of the process, so there is one.
AUTHORITY = Authority()


def new_cookie() -> bytes:
    """A cookie that cannot be guessed."""
    return secrets.token_bytes(16)


def server_file(cookie: bytes) -> int:
    """A file for an X server that admits clients with `cookie`; its descriptor, to be closed."""
    file = nameless_file("xauthority-of-server")
    os.write(file, _packed(_ANY, b"", b"", _KIND, cookie))
    return file


def nameless_file(what: str) -> int:
    """A file in memory that no folder holds; its descriptor, to be closed."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create(what, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    # Builds of Python for old systems do not have it.
    with TemporaryFile(dir="/dev/shm") as file:
        return os.dup(file.fileno())


def _packed(family: int, *parts: bytes) -> bytes:
    return struct.pack(">H", family) + b"".join(struct.pack(">H", len(part)) + part for part in parts)


def _existing() -> dict[_For, tuple[bytes, bytes]]:
    """The entries of the user's own file, as far as it can be read."""
    entries: dict[_For, tuple[bytes, bytes]] = {}
    with suppress(OSError, struct.error):
        file = BytesIO(Path(os.environ.get("XAUTHORITY") or Path.home() / ".Xauthority").read_bytes())
        while True:
            family = _number(file)
            address, number, kind, cookie = (file.read(_number(file)) for _ in range(4))
            entries[family, address, number] = (kind, cookie)
    return entries


def _number(file: BytesIO) -> int:
    number: int = struct.unpack(">H", file.read(2))[0]
    return number
