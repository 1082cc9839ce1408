"""How a seat with nothing to do learns that there may be something: it is told, and does not keep asking.

Whatever makes an item or a slot claimable rings the bell, by `announce`, in its own transaction. On SQLite,
the store's own threads hear it; on PostgreSQL everybody who listens, through one connection of each store.
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

#: A lost listening connection is tried again after so long, in seconds; doubled up to the second one.
_AGAIN: Final = (0.1, 1.0)
#: A listener that is just connecting is left alone after so long, in seconds.
_LEAVE: Final = 2.0
#: An idle listener asks after so long whether it would still be told, in seconds.
_CHECK: Final = 10.0
_NEWS: Final = "copiste_news"


def announce(db: Connection) -> None:
    """Ring once the transaction is committed: something may be claimable."""
    if db.info.get(_NEWS):
        return
    db.info[_NEWS] = True
    if db.dialect.name == "postgresql":
        db.exec_driver_sql(f"NOTIFY {postgresql.CHANNEL}")


def forget(db: Connection) -> bool:
    """Whether the transaction had something to announce."""
    return bool(db.info.pop(_NEWS, False))


class Notifications:
    """Rung by whoever makes something claimable; many threads may wait for it."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._rings = 0
        self._heard = threading.local()

    def ring(self) -> None:
        """End every wait, and each thread's next one if it is not waiting."""
        with self._rung:
            self._rings += 1
            self._rung.notify_all()

    def wait(self, timeout: float) -> None:
        """Wait until it is rung, or `timeout` seconds; not at all if it was since this thread's last wait."""
        heard = getattr(self._heard, "rings", 0)
        with self._rung:
            self._rung.wait_for(lambda: self._rings != heard, timeout)
            self._heard.rings = self._rings

    def close(self) -> None:
        """Take it down; whoever waits goes on."""
        self.ring()


class ServerNotifications(Notifications):
    """Rung by PostgreSQL's notifications: a thread of its own listens, from the first wait on.

    A connection that is lost, and one that is there again, rings too: something may have been missed.
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
        """Wait until it is rung, or `timeout` seconds; not at all if it was since this thread's last wait."""
        with self._starting:
            if self._listener is None and not self._closed.is_set():
                self._listener = threading.Thread(target=self._listen, daemon=True, name="bell")
                self._listener.start()
        super().wait(timeout)

    def close(self) -> None:
        """Take it down; whoever waits goes on."""
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
                self.ring()
                self._hear(connection)
            self.ring()
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
        """Ring at each notification, until it is closed or would not be told any more.

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
                self.ring()


def notifications_of(engine: Engine) -> Notifications:
    """The bell of the queue at `engine`."""
    return ServerNotifications(engine) if engine.dialect.name == "postgresql" else Notifications()
