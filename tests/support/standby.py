"""A standby of the tests' own server: it follows, may be waited for by each commit, and is promoted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import sql

from tests.support.postgres import Postgres

#: By this name commits wait for it.
NAME = "copiste_standby"
_PATIENCE = 60.0


class Standby(Postgres):
    """A copy of `primary` that follows it."""

    def __init__(self, primary: Postgres) -> None:
        self._primary = primary
        super().__init__()

    def _make(self) -> None:
        place = f"host=127.0.0.1 port={self._primary.port} user=copiste application_name={NAME}"
        self._run(
            "pg_basebackup", "--write-recovery-conf", "--checkpoint=fast", "--no-sync", f"--dbname={place}"
        )

    def follows(self) -> bool:
        """Whether the primary knows of it."""
        names = self._primary.execute(sql.SQL("SELECT application_name FROM pg_stat_replication"))
        return (NAME,) in names

    def promote(self) -> None:
        """Make it a primary; back when it takes writes."""
        self.execute(sql.SQL("SELECT pg_promote()"))
        self._until(lambda: self.execute(sql.SQL("SELECT pg_is_in_recovery()")) == [(False,)])

    def _until(self, so: object) -> None:
        deadline = time.monotonic() + _PATIENCE
        assert callable(so)
        while not so():
            assert time.monotonic() < deadline, "not in time"
            time.sleep(0.02)


@contextmanager
def following(primary: Postgres, *, synchronous: bool) -> Iterator[Standby]:
    """A standby of `primary`, meanwhile; `synchronous`: each commit there waits for it."""
    standby = Standby(primary)
    try:
        standby.start()
        standby._until(standby.follows)
        if synchronous:
            primary.set(synchronous_standby_names=NAME)
        yield standby
    finally:
        if synchronous:
            with suppress(psycopg.OperationalError):  # it may have been ended
                primary.set(synchronous_standby_names="")
        standby.remove()
