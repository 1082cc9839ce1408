"""How SQLite is configured for the queue.

Its traps are settled here, once: Python's driver opens no transaction before a SELECT and none that locks
early, so ours begins them itself, `BEGIN IMMEDIATE` for writing; a commit must reach the disk; whoever
switches write-ahead logging on has to wait for the others like everybody else; and a file that was taken away
is written to as if it were still there.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.pool import ConnectionPoolEntry

from copiste.errors import Blame

#: How long a transaction waits for another one's lock, in seconds.
PATIENCE: Final = 30.0

#: How long SQLite waits for a lock at a time, in seconds; in between a wait can be ended.
_SLICE: Final = 0.25
#: Below so many bytes on its disk, a queue is as good as full: what writes needs room for its log.
_LEAST_ROOM: Final = 1_000_000

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    # A commit is on the disk when it returns: a SUBMITTING that a power cut undoes would be keyed again.
    "PRAGMA synchronous = FULL",
    # What is deleted or overwritten is zeros in the file: a case that was erased is gone.
    "PRAGMA secure_delete = ON",
    # KiB, per connection.
    "PRAGMA cache_size = -16384",
)
#: By SQLite's primary result code: what it means for a queue, and what to do.
_TROUBLES: Final = {
    sqlite3.SQLITE_FULL: ("its disk is full", "Make room on it."),
    sqlite3.SQLITE_READONLY: (
        "it may not be written",
        "Give this account the right to write the file and its folder, or mount its disk for writing.",
    ),
    sqlite3.SQLITE_IOERR: (
        "its disk reports an error",
        "See the system's log.",
    ),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "Check that its folder exists and may be written."),
    sqlite3.SQLITE_PERM: ("it may not be opened", "Give this account the right to write the file."),
    sqlite3.SQLITE_NOTADB: ("it is no database", "Put the queue back from a copy, or name another file."),
    sqlite3.SQLITE_CORRUPT: ("it is damaged", "Stop all runs, and put the queue back from a copy."),
}


class FileGoneError(sqlite3.OperationalError):
    """The queue's file was removed, or another one stands in its place."""

    code = "QUEUE_UNUSABLE"
    blame = Blame.QUEUE


class Connections:
    """Makes and begins the connections of one queue in a file."""

    def __init__(self, place: sa.URL) -> None:
        name = place.database or ""
        #: None: in memory.
        self._path = None if name in {"", ":memory:"} or name.startswith("file:") else Path(name).absolute()
        #: Device and inode of the file that was opened first.
        self._file: tuple[int, int] | None = None

    def options(self) -> dict[str, Any]:
        """For SQLAlchemy's engine."""
        return {"connect_args": {"timeout": _SLICE}}

    def attach(self, engine: Engine) -> None:
        """Have `engine` make and begin its connections here."""
        sa.event.listen(engine, "do_connect", self._connect)
        sa.event.listen(engine, "connect", self._set_up)
        sa.event.listen(engine, "begin", self._begin)
        sa.event.listen(engine, "handle_error", _note_loss)

    def _connect(
        self, _dialect: Dialect, _record: ConnectionPoolEntry, _told: Any, named: dict[str, Any]
    ) -> sqlite3.Connection | None:
        if self._path is None or self._file is None:
            return None  # as SQLAlchemy does; a file is made where there is none
        self._see_that_it_is_there()
        place = f"file:{quote(str(self._path))}?mode=rw"
        connection: sqlite3.Connection = sqlite3.connect(place, uri=True, **named)
        return connection

    def _set_up(self, connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver begins nothing: `_begin` does
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        _let_readers_go_on(connection)
        if self._path is not None and self._file is None:
            self._file = _identity(self._path)

    def _begin(self, connection: Connection) -> None:
        """Begin a transaction."""
        try:
            self._see_that_it_is_there()
        except FileGoneError as error:
            connection.invalidate(error)
            raise sa.exc.OperationalError("BEGIN", None, error, hide_parameters=True) from error
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    def _see_that_it_is_there(self) -> None:
        """Refuse to write into a file that is no longer at its path.

        Raises:
            FileGoneError: it is another file, or none.
        """
        if self._path is None or self._file is None:
            return
        found = _identity(self._path)
        if found is None:
            raise FileGoneError("its file was removed or its disk is gone")
        if found != self._file:
            raise FileGoneError("another file stands in its place since it was opened")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - at every transaction, and a Path costs more than the call
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _note_loss(context: sa.engine.ExceptionContext) -> None:
    # A connection that was opened on a read-only file stays so; after an I/O error nothing is sure.
    if _primary(context.original_exception) in {
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
    }:
        context.is_disconnect = True


def room(url: sa.URL) -> str:
    """What keeps the file's disk from taking more, in words; empty when nothing does."""
    try:
        free = shutil.disk_usage(Path(url.database or "").absolute().parent).free
    except OSError as error:
        return str(error.strerror)
    return f"its disk is full ({free // 1000} kB left)" if free < _LEAST_ROOM else ""


def is_busy(error: BaseException | None) -> bool:
    """Whether another OS process had the lock for as long as we wait at a time."""
    return _primary(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def trouble(error: BaseException | None) -> tuple[str, str]:
    """What an error means for the queue, and what to do; empty when only SQLite's words are known."""
    if isinstance(error, FileGoneError):
        return str(error), (
            "Put the very file back, or end the run: what was recorded is in the one that is gone."
        )
    return _TROUBLES.get(_primary(error) or 0, ("", ""))


def _primary(error: BaseException | None) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _let_readers_go_on(connection: sqlite3.Connection) -> None:
    """Write-ahead logging, kept in the file once set.

    Whoever sets it needs the file alone, and SQLite refuses at once instead of waiting: so wait, by asking
    for the lock that writers wait for, and try again.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > deadline:
                raise
            _wait_for_the_lock(connection)
        else:
            return


def _wait_for_the_lock(connection: sqlite3.Connection) -> None:
    try:
        with closing(connection.execute("BEGIN IMMEDIATE")):
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        if not is_busy(error):
            raise
