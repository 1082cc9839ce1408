"""The queue's database: one engine, read and write transactions, and what SQLite needs to be told.

The traps of SQLite that are settled here, once: Python's driver opens no transaction before a SELECT and none
that locks early, so ours begins them itself, `BEGIN IMMEDIATE` for writing; writers of one OS process queue
on a lock, which is fairer and quicker than SQLite's polling; those of several wait for each other up to
`PATIENCE`.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import ConnectionPoolEntry

from work_items.errors import QueueBusyError, QueueUnusableError

#: How long a transaction waits for another one's lock, in seconds.
PATIENCE: Final = 30.0

_SQLITE_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    # A commit is on the disk when it returns: a SUBMITTING that a power cut undoes would be keyed again.
    "PRAGMA synchronous = FULL",
    # What is deleted or overwritten is zeros in the file: a case that was erased is gone.
    "PRAGMA secure_delete = ON",
    # KiB, per connection.
    "PRAGMA cache_size = -16384",
)


class Database:
    """Connections to one queue; safe to share between threads, not across a fork."""

    def __init__(self, url: str) -> None:
        self.engine = _create_engine(url)
        self._writing_engine = self.engine.execution_options(writing=True)
        self._reading_engine = self.engine
        if self.engine.dialect.name == "postgresql":  # SQLite's readers see one picture as it is
            self._reading_engine = self.engine.execution_options(isolation_level="REPEATABLE READ")
        self._turn: AbstractContextManager[Any] = (
            threading.Lock() if self.engine.dialect.name == "sqlite" else nullcontext()
        )

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one unchanging picture of the queue and blocks nobody."""
        with _explained(self.engine), self._reading_engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that alone writes until it ends; durable once left, undone by an exception.

        Raises:
            QueueBusyError: another OS process held the lock for longer than `PATIENCE`.
            QueueUnusableError: the database cannot be reached or written.
        """
        with _explained(self.engine), self._turn, self._writing_engine.begin() as connection:
            yield connection

    def forget(self) -> bool:
        """Let the database's own files lose what was deleted or overwritten; whether they have, by now.

        SQLite: overwritten with zeros (`secure_delete`) once its write-ahead log is taken over and emptied,
        which waits for readers. PostgreSQL: old versions of rows are gone with the next VACUUM only.
        """
        if self.engine.dialect.name != "sqlite":
            return False
        with _explained(self.engine), self._turn, closing(self.engine.raw_connection()) as connection:
            # Past SQLAlchemy, which would begin a transaction; a log cannot be emptied from within one.
            busy, *_ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def dispose(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def place(url: str) -> sa.URL:
    """Where the queue is; of PostgreSQL, the driver need not be named."""
    found = sa.make_url(url)
    if found.drivername in {"postgresql", "postgres"}:
        return found.set(drivername="postgresql+psycopg")
    return found


def _create_engine(url: str) -> Engine:
    engine = sa.create_engine(
        place(url),
        hide_parameters=True,  # payload values stay out of exception texts and logs
        json_serializer=json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode,
        **({"connect_args": {"timeout": PATIENCE}} if url.startswith("sqlite") else {}),
    )
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver begins nothing: `_begin_sqlite` does
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(pragma)
    _let_readers_go_on(connection)


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
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """Turn the driver's operational errors into ours, which say what to do."""
    try:
        yield
    except sa.exc.OperationalError as error:
        place = engine.url.render_as_string(hide_password=True)
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise QueueBusyError(
                f"The queue {place} stayed locked for {PATIENCE:g} s. See which program keeps it open for "
                "writing, end it, and start again; nothing was changed."
            ) from None
        reason = str(error.orig).strip().partition("\n")[0]
        raise QueueUnusableError(
            f"The queue {place} cannot be used: {reason}. Check that its place exists, has room and "
            "may be written."
        ) from None
