"""What a load must remember of rows it has passed: attached rows by key, and references already seen.

Kept in a private SQLite database with an empty name: it lives in a small page cache and spills to a file that
has no name and vanishes with the connection. So memory stays flat at any number of rows in any order, nothing
needs sorting, and no copy of personal data stays on the disk. A dictionary would be a little faster but grows
by about 1 KB a dependant; a merge of sorted sheets would ask every client to sort.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from copiste.disks import DiskError, explain

_CACHE_KIB = 8192
#: What SQLite says of the disk that it spills to, in the system's numbers.
_TROUBLES: Final = {
    "SQLITE_FULL": errno.ENOSPC,
    "SQLITE_IOERR": errno.EIO,
    "SQLITE_READONLY": errno.EROFS,
    "SQLITE_CANTOPEN": errno.EACCES,
}


class Kept(NamedTuple):
    """An attached row, as it was kept."""

    row: int
    #: JSON-able.
    body: Any


class Scratch:
    """The memory of one load; a context manager.

    Each of its methods raises `DiskError` when the disk for temporary files takes no more.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("CREATE TABLE kept (slot INTEGER, key TEXT, row INTEGER, body TEXT)")
        self._db.execute(
            "CREATE TABLE seen (kind TEXT, word TEXT, row INTEGER, PRIMARY KEY (kind, word)) WITHOUT ROWID"
        )
        self._db.execute("BEGIN")  # and never committed: closing forgets everything

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._db.close()

    def keep(self, slot: int, rows: Iterable[tuple[str, int, Any]]) -> None:
        """Keep attached rows, each a key, a row number and a body, under one slot of the mapping."""
        with _explained():
            self._db.executemany(
                "INSERT INTO kept VALUES (?, ?, ?, ?)",
                ((slot, key, row, json.dumps(body, ensure_ascii=False)) for key, row, body in rows),
            )

    def index(self) -> None:
        """Make `kept` quick; to call once, when all rows are kept."""
        with _explained():
            self._db.execute("CREATE INDEX kept_by_key ON kept (slot, key, row)")

    def kept(self, slot: int, key: str) -> list[Kept]:
        """The rows with `key`, in the order of the file."""
        question = "SELECT row, body FROM kept WHERE slot = ? AND key = ? ORDER BY row"
        with _explained():
            found = self._db.execute(question, (slot, key)).fetchall()
        return [Kept(row, json.loads(body)) for row, body in found]

    def seen(self, kind: str, word: str, row: int) -> int | None:
        """The row where `word` was seen first, when it was before; otherwise remember it for `row`."""
        question = "SELECT row FROM seen WHERE kind = ? AND word = ?"
        with _explained():
            if self._db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (kind, word, row)).rowcount:
                return None
            return int(self._db.execute(question, (kind, word)).fetchone()[0])

    def unclaimed(self, slot: int, kind: str) -> Iterator[int]:
        """Row numbers of the kept rows whose key was never `seen` under `kind`."""
        question = (
            "SELECT row FROM kept WHERE slot = ? AND key NOT IN (SELECT word FROM seen WHERE kind = ?)"
            " ORDER BY row"
        )
        with _explained():
            yield from (int(row) for (row,) in self._db.execute(question, (slot, kind)))


@contextmanager
def _explained() -> Iterator[None]:
    """Name the disk for temporary files, where it is what failed."""
    try:
        yield
    except sqlite3.OperationalError as error:
        # Of an extended name, such as SQLITE_IOERR_WRITE, what it begins with.
        name = "_".join(error.sqlite_errorname.split("_")[:2])
        if name not in _TROUBLES:
            raise
        text = explain(OSError(_TROUBLES[name], ""), _temporary())
        raise DiskError(
            f"No room for what a load must remember of its rows. {text} TMPDIR names another folder. What "
            "entered the queue stays there; load the file again for the rest."
        ) from None


def _temporary() -> Path:
    """Where SQLite spills to, by its own rule."""
    told: Sequence[str | None] = (os.environ.get("SQLITE_TMPDIR"), os.environ.get("TMPDIR"))
    places = [Path(name) for name in (*told, "/var/tmp", "/usr/tmp", "/tmp") if name]  # noqa: S108
    return next((place for place in places if place.is_dir() and os.access(place, os.W_OK)), places[-1])
