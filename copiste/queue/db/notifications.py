"""Wakes idle seats when there may be work, so that they need not poll.

Whatever makes an item or a slot claimable calls `announce` in its own transaction. On SQLite, the store's own
threads are woken; on PostgreSQL those of every store that listens, through one connection each.
"""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Final

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from copiste.queue.db import postgresql
from copiste.queue.db.sessions import Session

#: First and longest delay before a lost listening connection is tried again, in seconds; doubled each time.
_AGAIN: Final = (0.1, 1.0)
#: How long closing waits for a listener that is just connecting, in seconds.
_LEAVE: Final = 2.0
#: How often an idle listener checks that it would still be notified, in seconds.
_CHECK: Final = 10.0
_NEWS: Final = "copiste_news"


def announce(db: Connection) -> None:
    """Notify once the transaction is committed: something may be claimable."""
    if db.info.get(_NEWS):
        return
    db.info[_NEWS] = True
    if db.dialect.name == "postgresql":
        db.exec_driver_sql(f"NOTIFY {postgresql.CHANNEL}")


def forget(db: Connection) -> bool:
    """Whether the transaction had something to announce."""
    return bool(db.info.pop(_NEWS, False))


class Notifications:
    """Wakes threads of this store; many may wait at a time."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._count = 0
        self._seen = threading.local()

    def notify(self) -> None:
        """End every wait, and each thread's next one if it is not waiting."""
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    def wait(self, timeout: float) -> None:
        """Wait for a notification, or `timeout` seconds; not if one came since the thread's last wait."""
        seen = getattr(self._seen, "count", 0)
        with self._condition:
            self._condition.wait_for(lambda: self._count != seen, timeout)
            self._seen.count = self._count

    def close(self) -> None:
        """End every wait, now and later."""
        self.notify()


class ServerNotifications(Notifications):
    """Wakes them at PostgreSQL's notifications: a thread listens, from the first wait on.

    A lost connection, and a new one, wake them too: a notification may have been missed.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._listener: threading.Thread | None = None
        self._starting = threading.Lock()
        self._closed = threading.Event()
        # Written to on closing: the listener waits for its connection and for this.
        self._near, self._far = socket.socketpair()

    def wait(self, timeout: float) -> None:
        """Wait for a notification, or `timeout` seconds; not if one came since the thread's last wait."""
        with self._starting:
            if self._listener is None and not self._closed.is_set():
                self._listener = threading.Thread(target=self._listen, daemon=True, name="notifications")
                self._listener.start()
        super().wait(timeout)

    def close(self) -> None:
        """End every wait, now and later."""
        self._closed.set()
        with self._starting:
            listener, self._listener = self._listener, None
        self._near.send(b"x")
        super().close()
        if listener is not None:
            listener.join(_LEAVE)
        if listener is None or not listener.is_alive():
            self._near.close()
            self._far.close()

    def _listen(self) -> None:
        delay, longest = _AGAIN
        while not self._closed.is_set():
            with suppress(psycopg.Error, sa.exc.SQLAlchemyError), self._connected() as connection:
                connection.execute(f"LISTEN {postgresql.CHANNEL}")
                delay, longest = _AGAIN
                self.notify()
                self._hear(connection)
            self.notify()
            self._closed.wait(delay)
            delay = min(2 * delay, longest)

    @contextmanager
    def _connected(self) -> Iterator[Session]:
        """A connection outside the pool."""
        with closing(self._engine.raw_connection()) as pooled:
            connection = pooled.driver_connection
            pooled.detach()
            assert isinstance(connection, Session)
            connection.limit = min(connection.limit, _CHECK)
            yield connection

    def _hear(self, connection: Session) -> None:
        """Pass on each notification, until closed or until none would arrive any more.

        A server that became a standby, a pooler or a network that forgot the connection say nothing: an idle
        listener asks, now and then.

        Raises:
            psycopg.Error: the connection is lost.
        """
        while True:
            ready, _, _ = select.select([connection.fileno(), self._far.fileno()], [], [], _CHECK)
            if self._far.fileno() in ready:
                return
            if not ready and not connection.listens(postgresql.CHANNEL):
                return
            # Also what came with the answer just now.
            if list(connection.notifies(timeout=0)):
                self.notify()


def notifications_of(engine: Engine) -> Notifications:
    """The notifications of the queue at `engine`."""
    return ServerNotifications(engine) if engine.dialect.name == "postgresql" else Notifications()
