"""What PostgreSQL needs to be told: how durable a commit is, and after how long who gives up on whom.

A machine that is cut off notices within about a quarter of a minute, and so does the server, which then frees
the rows that the machine had locked. Transactions are begun by us, as the first thing that a connection is
asked: one that died in the pool is found then, before anything was done with it.
"""

from __future__ import annotations

from typing import Any, Final

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.pool import ConnectionPoolEntry

#: Notified by every transaction that makes something claimable.
CHANNEL: Final = "copiste_queue"

#: How long a transaction waits for another one's lock, in seconds.
PATIENCE: Final = 30.0

#: Of a session, whatever the server's own are.
_SESSION = {
    # A commit is on the disk when it returns: a SUBMITTING that a power cut undoes would be keyed again.
    "synchronous_commit": "on",
    "lock_timeout": f"{PATIENCE:.0f}s",
    # No transaction of ours waits for anything but the database.
    "idle_in_transaction_session_timeout": "30s",
    "statement_timeout": "2min",
    "default_transaction_isolation": "read\\ committed",
    "timezone": "UTC",
    # The server's side of a connection that was cut.
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "3",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
#: The client's side of it (libpq's parameters).
_NETWORK = {
    "connect_timeout": 10,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15000,
    "application_name": "copiste",
}
#: What a server says that answers and will take connections again by itself (its texts come without a code).
_SOON = (
    "starting up",
    "shutting down",
    "recovery mode",
    "too many",
    "remaining connection slots",
    "terminating",
)
_BUSY = {
    "55P03",  # lock_not_available
    "57014",  # query_canceled: the statement's time is over
    "40P01",  # deadlock_detected
}
#: What only the database's owner can change.
_REFUSED = {"42501"}  # insufficient_privilege


def options(place: sa.URL) -> dict[str, Any]:
    """For SQLAlchemy's engine; what the URL itself says of the network goes first."""
    return {"connect_args": arguments(place), "pool_size": 10, "max_overflow": 20, "pool_timeout": PATIENCE}


def arguments(place: sa.URL) -> dict[str, Any]:
    """For psycopg, besides what the URL says."""
    session = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
    told = place.query.get("options", "")
    network = {name: value for name, value in _NETWORK.items() if name not in place.query}
    return {**network, "options": f"{told} {session}".strip()}


def set_up(connection: psycopg.Connection[Any], _entry: ConnectionPoolEntry) -> None:
    """Prepare a new connection."""
    connection.autocommit = True  # the driver begins nothing: `begin` does


def begin(connection: Connection) -> None:
    """Begin a transaction: one that writes, or one that sees a single picture of the queue."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN" if writing else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")


def is_away(error: BaseException | None) -> bool:
    """Whether the server cannot be reached just now; not so when it answered and refused."""
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    if error.sqlstate is not None:
        return error.sqlstate.startswith(("08", "57P", "53300"))
    text = str(error)
    return "FATAL" not in text or any(words in text for words in _SOON)


def is_busy(error: BaseException | None) -> bool:
    """Whether others kept what the transaction wanted for longer than we wait."""
    return getattr(error, "sqlstate", None) in _BUSY


def is_refused(error: BaseException | None) -> bool:
    """Whether the database's user lacks a right."""
    return getattr(error, "sqlstate", None) in _REFUSED
