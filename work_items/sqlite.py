"""What SQLite needs to be told.

Its traps are settled here, once: Python's driver opens no transaction before a SELECT and none that locks
early, so ours begins them itself, `BEGIN IMMEDIATE` for writing; a commit must reach the disk; and whoever
switches write-ahead logging on has to wait for the others like everybody else.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any, Final

from sqlalchemy.engine import Connection
from sqlalchemy.pool import ConnectionPoolEntry

#: How long a transaction waits for another one's lock, in seconds.
PATIENCE: Final = 30.0

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    # A commit is on the disk when it returns: a SUBMITTING that a power cut undoes would be keyed again.
    "PRAGMA synchronous = FULL",
    # What is deleted or overwritten is zeros in the file: a case that was erased is gone.
    "PRAGMA secure_delete = ON",
    # KiB, per connection.
    "PRAGMA cache_size = -16384",
)


def options() -> dict[str, Any]:
    """For SQLAlchemy's engine."""
    return {"connect_args": {"timeout": PATIENCE}}


def set_up(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """Prepare a new connection."""
    connection.isolation_level = None  # the driver begins nothing: `begin` does
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    _let_readers_go_on(connection)


def begin(connection: Connection) -> None:
    """Begin a transaction."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def is_busy(error: BaseException | None) -> bool:
    """Whether another OS process had the lock for all of `PATIENCE`."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


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
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        else:
            return
