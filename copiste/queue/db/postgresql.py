"""The connections to a queue on PostgreSQL: how they are made and given up, and what its errors mean.

A machine that is cut off notices within about a quarter of a minute, and so does the server, which then frees
the rows that the machine had locked. Transactions are begun by us, as the first thing that a connection is
asked: one that died in the pool is found then, before anything was done with it, and so is one whose server
has become a standby.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from copiste.queue.db.sessions import (
    ANSWER,
    PATIENCE,
    SECOND,
    NotPrimaryError,
    PoolingError,
    ServerError,
    Session,
)

#: Notified by every transaction that makes something claimable.
CHANNEL: Final = "copiste_queue"

#: A host that does not take a connection within so many seconds is away; 2 at least.
_CONNECT = 5
#: The client's side of a connection that was cut (libpq's parameters).
_NETWORK = {
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15000,
    "application_name": "copiste",
}
#: What a server or pooler says that answers and will take connections again by itself (without a code).
_SOON = (
    "starting up",
    "shutting down",
    "recovery mode",
    "too many",
    "remaining connection slots",
    "terminating",
    "accepting connections",
    # Of poolers that cannot reach the server behind them.
    "cannot connect to server",
    "server login failed",
    "server_login_retry",
    "query_wait_timeout",
    "no more connections allowed",
    "server conn crashed",
)
_BUSY = {
    "55P03",  # lock_not_available
    "57014",  # query_canceled: the statement's time is over
    "40P01",  # deadlock_detected
}
#: What only the database's owner can change.
_REFUSED = {"42501"}  # insufficient_privilege
#: The server writes nothing any more: it became a standby, or was set read-only.
_READ_ONLY = "25006"  # read_only_sql_transaction
#: The connection is of no use any more, whatever the driver thinks of it.
_LOST = ("08", "57P", "25P03", _READ_ONLY)
#: What to do about what others say.
_REMEDIES = (
    (
        "startup parameter",
        "The pooler does not take what the queue's URL asks for: take `options` out of the URL.",
    ),
    ("read-only", NotPrimaryError.remedy),
    ("read-write", NotPrimaryError.remedy),
    ("hot standby", NotPrimaryError.remedy),
    ("No space left", "Make room on the server's disk."),
    ("could not extend", "Make room on the server's disk."),
)
_GENERATION = "copiste_generation"


class Connections:
    """Makes and begins the connections of one queue; leaves all older ones when one proves useless."""

    def __init__(
        self, place: sa.URL, *, answer: float = ANSWER, hurried: Callable[[], bool] = lambda: False
    ) -> None:
        self._place = place
        self._answer = answer
        self._hurried = hurried
        self._generation = 0
        self._examined = False
        self._lock = threading.Lock()

    def options(self) -> dict[str, Any]:
        """For SQLAlchemy's engine."""
        arguments = self.arguments()
        return {"connect_args": arguments, "pool_size": 10, "max_overflow": 20, "pool_timeout": PATIENCE}

    def arguments(self) -> dict[str, Any]:
        """For psycopg, besides what the URL says, which goes first."""
        told = {**_NETWORK, "connect_timeout": max(2, min(_CONNECT, int(self._answer)))}
        return {name: value for name, value in told.items() if name not in self._place.query}

    def attach(self, engine: Engine) -> None:
        """Have `engine` make and begin its connections here."""
        sa.event.listen(engine, "do_connect", self._connect)
        sa.event.listen(engine, "checkout", self._check_out)
        sa.event.listen(engine, "begin", self._begin)
        sa.event.listen(engine, "handle_error", _note_loss)

    def _connect(
        self, _dialect: Dialect, record: ConnectionPoolEntry, told: Any, named: dict[str, Any]
    ) -> Session:
        session = self._prepared(*told, **named, answer=self._answer)
        try:
            self._examine(session, told, named)
        except BaseException:
            session.close()
            raise
        record.info[_GENERATION] = self._generation
        return session

    def _prepared(self, *told: Any, answer: float, **named: Any) -> Session:
        session = Session.connect(*told, **named)
        session.hurried = self._hurried
        try:
            session.prepare(answer=answer)
        except BaseException:
            session.close()
            raise
        return session

    def _examine(self, session: Session, told: Any, named: dict[str, Any]) -> None:
        """See once, with a second connection, that a pooler keeps sessions apart."""
        if not session.pooled or self._examined:
            return
        try:
            second = self._prepared(*told, **named, answer=min(self._answer, SECOND))
        except PoolingError:
            raise
        except psycopg.Error:
            return  # none to be had: every transaction looks for itself all the same
        try:
            if session.shares_its_server_with(second):
                raise PoolingError(
                    "a pooler between Copiste and PostgreSQL lends one server session to several connections "
                    "(transaction pooling)"
                )
        finally:
            second.close()
        self._examined = True

    def _check_out(
        self, _session: object, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
    ) -> None:
        if record.info.get(_GENERATION) != self._generation:
            raise sa.exc.DisconnectionError("of before the server was lost")

    def _begin(self, connection: Connection) -> None:
        """Begin a transaction: one that writes, or one that sees a single picture of the queue."""
        writing = connection.get_execution_options().get("writing", False)
        session = connection.connection.driver_connection
        assert isinstance(session, Session)
        try:
            session.begin(writing=writing)
        except psycopg.Error as error:
            with self._lock:  # the first one that finds out speaks for all of its age
                if connection.info.get(_GENERATION) == self._generation:
                    self._generation += 1
            connection.invalidate(error)
            raise sa.exc.OperationalError("BEGIN", None, error, hide_parameters=True) from error


def _note_loss(context: sa.engine.ExceptionContext) -> None:
    code = getattr(context.original_exception, "sqlstate", None)
    if code is not None and code.startswith(_LOST):
        context.is_disconnect = True


def unlimited(connection: Connection) -> None:
    """Let this transaction take as long as it needs."""
    session = connection.connection.driver_connection
    assert isinstance(session, Session)
    session.unlimited()


def is_away(error: BaseException | None) -> bool:
    """Whether the server cannot be reached just now; not so when it answered and refused."""
    if isinstance(error, ServerError):
        return error.passes
    if not isinstance(error, psycopg.Error):
        return False
    if error.sqlstate is not None:
        return error.sqlstate.startswith((*_LOST, "53300"))
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    text = str(error)
    return "FATAL" not in text or any(words in text for words in _SOON)


def is_busy(error: BaseException | None) -> bool:
    """Whether others kept what the transaction wanted for longer than we wait."""
    return getattr(error, "sqlstate", None) in _BUSY


def is_refused(error: BaseException | None) -> bool:
    """Whether the database's user lacks a right."""
    return getattr(error, "sqlstate", None) in _REFUSED


def remedy(error: BaseException | None) -> str:
    """What to do about it; empty when only the usual is known."""
    if isinstance(error, ServerError):
        return error.remedy
    return next((told for words, told in _REMEDIES if words in str(error)), "")
