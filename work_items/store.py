"""The case queue: one `Store`, the only code that changes the state of a work item.

Its topics have their own modules: `filling` (new cases), `claims` (the orchestrator), `journal` (record
once), `outputs` (files, and items made from an item), `desk` (people's acts), `runs` and `trail` (who did
what, sealed), `subjects` (a person's items), `rotation` (of keys), `erasing`, and `reading`, which changes
nothing.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Self

import sqlalchemy as sa

from work_items import migrations
from work_items.claims import LEASE_TIME
from work_items.database import Database
from work_items.desk import Desk
from work_items.erasing import Erasing
from work_items.filling import Filling
from work_items.journal import Journals
from work_items.outputs import Outputs
from work_items.reading import Reading
from work_items.retry import Retry
from work_items.rotation import Rotation
from work_items.runs import Runs
from work_items.sealing import Sealer
from work_items.subjects import Subjects


class Store(Filling, Outputs, Journals, Desk, Runs, Reading, Subjects, Rotation, Erasing):
    """The case queue on one database; threads may share it, OS processes open one each."""

    @classmethod
    def open(
        cls,
        url: str,
        *,
        sealer: Sealer | None = None,
        retry: Retry | None = None,
        lease_time: timedelta = LEASE_TIME,
    ) -> Self:
        """Open the queue at SQLAlchemy's `url`; made where there is none, brought up to date if older.

        Without a `sealer`, payloads are not sealed: for tests and benchmarks only, which a test sees to.

        Raises:
            QueueUnusableError: it cannot be reached or written.
            QueueVersionError: a newer Copiste wrote it.
        """
        place = sa.make_url(url)
        if place.get_backend_name() == "sqlite" and place.database:
            Path(place.database).parent.mkdir(parents=True, exist_ok=True)
        database = Database(url)
        try:
            migrations.upgrade(database)
        except BaseException:
            database.dispose()
            raise
        return cls(database, sealer=sealer or Sealer.plain(), retry=retry, lease_time=lease_time)

    def dispose(self) -> None:
        """Give back every connection; the store is of no use afterwards."""
        self._database.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.dispose()
