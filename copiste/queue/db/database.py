"""The queue's database: one engine, read and write transactions, and what to do when it is away.

Writers of one OS process queue on a lock before SQLite, which is fairer and quicker than its polling; those
of several wait for each other. A server that is away is tried again for as long as a transaction has not
begun, never afterwards: only the caller knows what may be repeated.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RootTransaction
from tenacity import RetryCallState, Retrying, retry_if_exception, wait_exponential

from copiste.queue.db import corruption, notifications, postgresql, sessions, sqlite
from copiste.queue.db.availability import Availability
from copiste.queue.errors import QueueBusyError, QueueDamagedError, QueueUnusableError, WorkItemsError

#: For how long a database that is away is tried again, in seconds.
PATIENCE: Final = 30.0
#: And for how long once somebody wants to end.
_HURRIED: Final = 3.0


class Database:
    """Connections to one queue; safe to share between threads, not across a fork."""

    def __init__(
        self,
        url: str,
        *,
        patience: float = PATIENCE,
        answer: float = sessions.ANSWER,
        hurried: Callable[[], bool] = lambda: False,
    ) -> None:
        """Name a queue; nothing is connected yet.

        Args:
            url: Where it is.
            patience: For how long a database that is away, or locked, is tried again, in seconds.
            answer: Limit for the answer to a statement, in seconds; after it the server counts as away.
            hurried: Whether somebody wants to end: then nothing is tried again for long.
        """
        self.engine = _create_engine(url, answer, hurried)
        self.notifications = notifications.notifications_of(self.engine)
        self.availability = Availability()
        self._writing_engine = self.engine.execution_options(writing=True)
        self._patience = patience
        self._hurried = hurried
        self._turn: AbstractContextManager[Any] = (
            threading.Lock() if self.engine.dialect.name == "sqlite" else nullcontext()
        )

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read-only transaction on one snapshot of the queue; blocks no other.

        Raises:
            QueueUnusableError: the database cannot be reached or read.
        """
        with self._told(writing=False) as began, self._begun(self.engine, began) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is durable once left, undone by an exception; on SQLite it writes alone.

        Raises:
            QueueBusyError: others kept what it wants locked for longer than we wait; nothing was changed.
            QueueUnusableError: the database cannot be reached or written. When that shows at the very end,
                nobody can say whether the change was made.
        """
        with self._told(writing=True) as began, self._turn:
            with self._begun(self._writing_engine, began) as connection:
                notifications.forget(connection)
                yield connection
                news = notifications.forget(connection)
            if news:
                self.notifications.notify()

    def try_writing(self) -> None:
        """Begin to write, and see whether there is room.

        Raises:
            QueueBusyError: others keep it locked.
            QueueUnusableError: it cannot be written, or has no room.
        """
        with self.write():
            pass
        full = sqlite.room(self.engine.url) if self.engine.dialect.name == "sqlite" else ""
        if full:
            raise QueueUnusableError(
                f"The queue {shown(self.engine.url)} cannot be written: {full}. Make room."
            )

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
        self.notifications.close()
        self.engine.dispose()

    @contextmanager
    def _told(self, *, writing: bool) -> Iterator[float]:
        """Explain the driver's errors, and keep account of whether the queue answers; gives the time."""
        began = time.monotonic()
        try:
            with _explained(self.engine):
                yield began
        except (QueueBusyError, QueueUnusableError) as error:
            self.availability.failed(str(error), writing=writing, lasted=time.monotonic() - began)
            raise
        self.availability.answered(writing=writing)

    @contextmanager
    def _begun(self, engine: Engine, asked: float) -> Iterator[Connection]:
        """A connection in a transaction of its own.

        A database that is away is tried again for `patience` from when it was `asked` for.
        """
        writing = engine is self._writing_engine

        def note(state: RetryCallState) -> None:
            told = _explain(self.engine, _error_of(state))
            if told is not None:
                lasted = time.monotonic() - asked
                self.availability.failed(str(told), writing=writing, lasted=lasted)

        def enough(state: RetryCallState) -> bool:
            patience = self._patience
            if sqlite.is_busy(_error_of(state).orig):
                patience = min(patience, sqlite.PATIENCE)
            if self._hurried():
                patience = min(patience, _HURRIED)
            return time.monotonic() - asked >= patience

        connecting = Retrying(
            retry=retry_if_exception(_may_pass),
            wait=wait_exponential(multiplier=0.05, max=1.0),
            stop=enough,
            before_sleep=note,
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
        found = sa.make_url(_with_hosts_apart(url))
    except (sa.exc.ArgumentError, ValueError):  # whose texts may show a password
        raise QueueUnusableError(
            "The queue's URL cannot be read. Write it like sqlite:///var/copiste.db or "
            "postgresql://user@host:5432/name, with the password in ~/.pgpass or, its special characters as "
            "%xx, in COPISTE_DATABASE."
        ) from None
    if found.drivername in {"postgresql", "postgres"}:
        return found.set(drivername="postgresql+psycopg")
    return found


def _with_hosts_apart(url: str) -> str:
    """A list of hosts with ports, as libpq writes it (`//a:1,b:2/name`), in a form that SQLAlchemy reads."""
    found = re.fullmatch(r"(postgres[^:]*://(?:[^@/]*@)?)([^/@?]*,[^/@?]*)(/[^?]*)?(?:\?(.*))?", url)
    if found is None:
        return url
    before, hosts, path, query = found.groups()
    pairs = [re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(\d*))?", host) for host in hosts.split(",")]
    if None in pairs:
        return url
    names = ",".join(pair[1].strip("[]") for pair in pairs if pair)
    ports = ",".join(pair[2] or "5432" for pair in pairs if pair)
    return f"{before}{path or '/'}?host={names}&port={ports}{'&' + query if query else ''}"


def shown(url: sa.URL) -> str:
    """The address as it may be shown: without a password, wherever it stands."""
    secret = [name for name in url.query if "password" in name.lower()]
    return url.update_query_dict(dict.fromkeys(secret, "***")).render_as_string(hide_password=True)


def _create_engine(url: str, answer: float, hurried: Callable[[], bool]) -> Engine:
    where = place(url)
    connections: postgresql.Connections | sqlite.Connections
    if where.drivername == "sqlite":
        connections = sqlite.Connections(where)
    elif where.drivername == "postgresql+psycopg":
        connections = postgresql.Connections(where, answer=answer, hurried=hurried)
    else:
        raise QueueUnusableError(
            f"The queue cannot be kept in {where.drivername}. Use sqlite:///… or postgresql://…"
        )
    engine = sa.create_engine(
        where,
        hide_parameters=True,  # payload values stay out of exception texts and logs
        json_serializer=json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode,
        **connections.options(),
    )
    connections.attach(engine)
    return engine


def _begin(engine: Engine) -> tuple[Connection, RootTransaction]:
    connection = engine.connect()
    try:
        return connection, connection.begin()
    except BaseException:
        connection.close()
        raise


def _error_of(state: RetryCallState) -> sa.exc.DBAPIError:
    """Why a try that may be made again failed."""
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, sa.exc.DBAPIError)
    return error


def _may_pass(error: BaseException) -> bool:
    """Whether a transaction that could not be begun is tried again."""
    return isinstance(error, sa.exc.DBAPIError) and (
        postgresql.is_away(error.orig) or sqlite.is_busy(error.orig)
    )


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """Turn the driver's errors about the database itself into ours, which say what to do."""
    place = shown(engine.url)
    try:
        yield
    except (ValueError, TypeError, sa.exc.IntegrityError):
        found = corruption.find(engine)
        if found is None:
            raise
        raise QueueDamagedError(
            f"The queue {place} is damaged: {found} holds what Copiste never writes. Nothing was changed. "
            "Stop all runs, and put this value, or the whole queue, back from a copy."
        ) from None
    except sa.exc.TimeoutError:
        raise QueueBusyError(
            f"No connection to the queue {place} became free within {sessions.PATIENCE:g} s: too many "
            "threads share this one; nothing was changed."
        ) from None
    except sa.exc.DBAPIError as error:
        explained = _explain(engine, error)
        if explained is None:
            raise
        raise explained from None


def _explain(engine: Engine, error: sa.exc.DBAPIError) -> WorkItemsError | None:
    """What an error of the driver says about the queue; None when it is about a statement of ours."""
    place, cause = shown(engine.url), error.orig
    if sqlite.is_busy(cause) or postgresql.is_busy(cause):
        return QueueBusyError(
            f"The queue {place} stayed locked. See which program keeps it open for writing, end it, and start"
            " again; nothing was changed."
        )
    reason = str(cause).strip().partition("\n")[0]
    if postgresql.is_refused(cause):
        return QueueUnusableError(
            f"The queue {place} cannot be used: {reason}. Give its user the rights that "
            "docs/many-machines.md lists."
        )
    words, remedy = sqlite.trouble(cause)
    remedy = remedy or postgresql.remedy(cause)
    usual = isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError | sa.exc.InternalError)
    if not (usual or remedy or postgresql.is_away(cause)):
        return None
    reason = f"{words} ({reason})" if words and words != reason else reason
    remedy = remedy or "Check that its place exists, can be reached, has room and may be written."
    return QueueUnusableError(f"The queue {place} cannot be used: {reason}. {remedy}")
