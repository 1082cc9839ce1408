"""Where the storm's queue is kept: a server, and what may stand between (a pooler, a standby)."""

from __future__ import annotations

from contextlib import ExitStack

from psycopg import sql

from tests.support.cut import Line, line_to
from tests.support.pgbouncer import pooling
from tests.support.postgres import Postgres, serving
from tests.support.standby import Standby, following

_NAME = "queue"


class Servers:
    """One queue, at an address that stays."""

    def __init__(self, stack: ExitStack, *, pooler: bool, failover: bool) -> None:
        """Start everything; all ends with `stack`.

        Args:
            stack: Ends it.
            pooler: Put pgbouncer, session pooling, in front.
            failover: Have each commit wait for a standby that may take over.
        """
        self.server = stack.enter_context(serving())
        self._standby: Standby | None = None
        self._line: Line | None = None
        self.server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_NAME)))
        front: Postgres | Line = self.server
        if failover:
            self._standby = stack.enter_context(following(self.server, synchronous=True))
            self._line = front = stack.enter_context(line_to(self.server.port))
        #: What the queue's settings name.
        self.url = f"postgresql://copiste@127.0.0.1:{front.port}/{_NAME}"
        if pooler:
            self.url = stack.enter_context(pooling(front)).url(_NAME)

    def fail_over(self) -> None:
        """The standby takes over. The old server takes no writes any more; nobody's connection is closed."""
        assert self._standby is not None
        assert self._line is not None
        self.server.set(default_transaction_read_only="on")
        self._standby.promote()
        self._line.lead_to(self._standby.port)
        self.server = self._standby

    def restart(self, *, power_cut: bool) -> None:
        """End the server, as by a power cut or in order, and start it again."""
        (self.server.kill if power_cut else self.server.stop)()
        self.server.start()
