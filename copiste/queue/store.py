"""The case queue: one `Store`, the only code that changes the state of a work item.

Each topic has a module of its own, a `StorePart`: `adding` new cases; `transactions/` (claims, the journal,
capacities, outputs) for orchestrators; `people/` (questions, acts, runs); `personal_data/` (a person's items,
keys, erasing); `audit/` (who did what, sealed).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Self

from copiste.queue import migrations
from copiste.queue.adding import Adding
from copiste.queue.db import durability
from copiste.queue.db.availability import Availability
from copiste.queue.db.database import PATIENCE, Database, place
from copiste.queue.db.sessions import ANSWER
from copiste.queue.people.operator_actions import OperatorActions
from copiste.queue.people.queries import Queries
from copiste.queue.people.runs import Runs
from copiste.queue.personal_data.erasing import Erasing
from copiste.queue.personal_data.rotation import Rotation
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.personal_data.subjects import Subjects
from copiste.queue.retry import Retry
from copiste.queue.transactions.capacities import Capacities
from copiste.queue.transactions.journal import Journals
from copiste.queue.transactions.outputs import Outputs
from copiste.queue.transactions.transitions import LEASE_TIME


class Store(
    Adding, Outputs, Journals, Capacities, OperatorActions, Runs, Queries, Subjects, Rotation, Erasing
):
    """The case queue on one database; threads may share it, OS processes open one each."""

    @classmethod
    def open(
        cls,
        url: str,
        *,
        sealer: Sealer | None = None,
        retry: Retry | None = None,
        lease_time: timedelta = LEASE_TIME,
        patience: float = PATIENCE,
        answer: float = ANSWER,
        hurried: Callable[[], bool] = lambda: False,
    ) -> Self:
        """Open the queue at `url`; made where there is none, brought up to date if older.

        The URL is `sqlite:///file` or `postgresql://user:password@host/name?libpq-parameter=…`. Without a
        `sealer`, payloads are not sealed: for tests and benchmarks only, which a test sees to. A queue that
        is away or locked is tried again for `patience` seconds, now and before each transaction, unless
        somebody is `hurried`; a server that has not answered a statement within `answer` seconds is away.

        Raises:
            QueueUnusableError: it cannot be reached or written.
            QueueVersionError: a newer Copiste wrote it.
        """
        where = place(url)
        if where.get_backend_name() == "sqlite" and where.database:
            Path(where.database).parent.mkdir(parents=True, exist_ok=True)
        database = Database(url, patience=patience, answer=answer, hurried=hurried)
        try:
            migrations.upgrade(database)
        except BaseException:
            database.dispose()
            raise
        return cls(database, sealer=sealer or Sealer.plain(), retry=retry, lease_time=lease_time)

    def wait(self, timeout: float) -> None:
        """Wait until there may be something to claim, or `timeout` seconds; for threads with nothing to do.

        Ends with a notification that an item or a slot became claimable: on PostgreSQL from any machine, on
        SQLite through this store only. The passing of time sends none: `next_ready` says when an item is due.
        Returns at once if a notification came since this thread's last wait, so that none is missed between a
        claim and a wait.
        """
        self._database.notifications.wait(timeout)

    def wake(self) -> None:
        """End every wait of this store."""
        self._database.notifications.notify()

    def weaknesses(self) -> tuple[str, ...]:
        """Why a commit of this queue is less safe than a run takes it to be, in words; empty when it is not.

        Raises:
            QueueUnusableError: it cannot be asked.
        """
        with self._database.read() as db:
            return durability.weaknesses(db)

    def try_writing(self) -> None:
        """Write nothing, as if it were something.

        Raises:
            QueueBusyError: others keep it locked.
            QueueUnusableError: it cannot be written, or has no room.
        """
        self._database.try_writing()

    @property
    def availability(self) -> Availability:
        """Whether the queue answers, and since when not."""
        return self._database.availability

    def dispose(self) -> None:
        """Give back every connection; the store is of no use afterwards."""
        self._database.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.dispose()
