"""The queue's database: one engine, read and write transactions, and what to do when it is away.

Writers of one OS process queue on a lock before SQLite, which is fairer and quicker than its polling; those
of several wait for each other. A server that is away is tried again for as long as a transaction has not
begun; once it has, it is never repeated here: whoever asked for it knows what may be asked twice.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RootTransaction
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_exponential

from work_items import bell, damage, postgresql, sqlite
from work_items.errors import QueueBusyError, QueueDamagedError, QueueUnusableError

#: For how long a database that is away is tried again, in seconds.
PATIENCE: Final = 30.0


class Database:
    """Connections to one queue; safe to share between threads, not across a fork."""

    def __init__(self, url: str, *, patience: float = PATIENCE) -> None:
        self.engine = _create_engine(url)
        self.bell = bell.bell_of(self.engine)
        self._writing_engine = self.engine.execution_options(writing=True)
        self._patience = patience
        self._turn: AbstractContextManager[Any] = (
            threading.Lock() if self.engine.dialect.name == "sqlite" else nullcontext()
        )

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one unchanging picture of the queue and blocks nobody.

        Raises:
            QueueUnusableError: the database cannot be reached or read.
        """
        with _explained(self.engine), self._begun(self.engine) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is durable once left, undone by an exception; on SQLite it writes alone.

        Raises:
            QueueBusyError: others kept what it wants locked for longer than we wait; nothing was changed.
            QueueUnusableError: the database cannot be reached or written. When that shows at the very end,
                nobody can say whether the change was made.
        """
        with _explained(self.engine), self._turn:
            with self._begun(self._writing_engine) as connection:
                bell.forget(connection)
                yield connection
                news = bell.forget(connection)
            if news:
                self.bell.ring()

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
        self.bell.close()
        self.engine.dispose()

    @contextmanager
    def _begun(self, engine: Engine) -> Iterator[Connection]:
        """A connection in a transaction of its own; a database that is away is tried again for `patience`."""
        connecting = Retrying(
            retry=retry_if_exception(_is_away),
            wait=wait_exponential(multiplier=0.05, max=1.0),
            stop=stop_after_delay(self._patience),
            reraise=True,
        )
        connection, transaction = connecting(_begin, engine)
        with connection, transaction:
            yield connection


def place(url: str) -> sa.URL:
    """Where the queue is; of PostgreSQL, the driver need not be named.

    Raises:
        QueueUnusableError: that is no URL of a database.
    """
    try:
        found = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):  # whose texts may show a password
        raise QueueUnusableError(
            "The queue's URL cannot be read. Write it like sqlite:///var/copiste.db or "
            "postgresql://user@host:5432/name, with the password in ~/.pgpass or, its special characters as "
            "%xx, in COPISTE_DATABASE."
        ) from None
    if found.drivername in {"postgresql", "postgres"}:
        return found.set(drivername="postgresql+psycopg")
    return found


def shown(url: sa.URL) -> str:
    """The address as it may be shown: without a password, wherever it stands."""
    secret = [name for name in url.query if "password" in name.lower()]
    return url.update_query_dict(dict.fromkeys(secret, "***")).render_as_string(hide_password=True)


def _create_engine(url: str) -> Engine:
    where = place(url)
    dialect = {"sqlite": sqlite, "postgresql+psycopg": postgresql}.get(where.drivername)
    if dialect is None:
        raise QueueUnusableError(
            f"The queue cannot be kept in {where.drivername}. Use sqlite:///… or postgresql://…"
        )
    engine = sa.create_engine(
        where,
        hide_parameters=True,  # payload values stay out of exception texts and logs
        json_serializer=json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode,
        **(postgresql.options(where) if dialect is postgresql else sqlite.options()),
    )
    sa.event.listen(engine, "connect", dialect.set_up)
    sa.event.listen(engine, "begin", dialect.begin)
    return engine


def _begin(engine: Engine) -> tuple[Connection, RootTransaction]:
    connection = engine.connect()
    try:
        return connection, connection.begin()
    except BaseException:
        connection.close()
        raise


def _is_away(error: BaseException) -> bool:
    return isinstance(error, sa.exc.DBAPIError) and postgresql.is_away(error.orig)


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """Turn the driver's errors about the database itself into ours, which say what to do."""
    place = shown(engine.url)
    try:
        yield
    except (ValueError, TypeError, sa.exc.IntegrityError):
        found = damage.find(engine)
        if found is None:
            raise
        raise QueueDamagedError(
            f"The queue {place} is damaged: {found} holds what Copiste never writes. Nothing was changed. "
            "Stop all runs, and put this value, or the whole queue, back from a copy."
        ) from None
    except sa.exc.TimeoutError:
        raise QueueBusyError(
            f"No connection to the queue {place} became free within {postgresql.PATIENCE:g} s: too many "
            "threads share this one; nothing was changed."
        ) from None
    except sa.exc.DBAPIError as error:
        cause = error.orig
        if sqlite.is_busy(cause) or postgresql.is_busy(cause):
            raise QueueBusyError(
                f"The queue {place} stayed locked for {sqlite.PATIENCE:g} s. See which program keeps it open "
                "for writing, end it, and start again; nothing was changed."
            ) from None
        reason = str(cause).strip().partition("\n")[0]
        if postgresql.is_refused(cause):
            raise QueueUnusableError(
                f"The queue {place} cannot be used: {reason}. Give its user the rights that "
                "docs/many-machines.md lists."
            ) from None
        if not isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError | sa.exc.InternalError):
            raise
        raise QueueUnusableError(
            f"The queue {place} cannot be used: {reason}. Check that its place exists, can be reached, has "
            "room and may be written."
        ) from None
