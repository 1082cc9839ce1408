"""The runs of the orchestrators: who worked the queue, when, told what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from work_items.errors import RunNotFoundError
from work_items.records import RunRecord
from work_items.schema import runs
from work_items.trail import Trail, account, write_act


class Runs(Trail):
    """Opens, ends and lists runs."""

    def start_run(self, *, host: str, settings: Mapping[str, Any], now: datetime) -> int:
        """Note that an orchestrator begins, and for whom; its number, for `claim`.

        `settings` must hold no secret.
        """
        with self._database.write() as db:
            insert = sa.insert(runs).returning(runs.c.id)
            values = {"started": now, "host": host, "settings": dict(settings)}
            number: int = db.execute(insert, values).scalar_one()
            told = {"run": number, "host": host}
            write_act(db, at=now, who=account(), what="run begun", details=told)
        return number

    def end_run(self, run: int, *, now: datetime) -> None:
        """Note that an orchestrator stopped in order, and seal the trail up to there.

        Raises:
            RunNotFoundError: there is no such run, or it has ended.
        """
        statement = sa.update(runs).where(runs.c.id == run, runs.c.ended.is_(None)).values(ended=now)
        with self._database.write() as db:
            if not db.execute(statement).rowcount:
                raise RunNotFoundError(f"There is no run {run} that has not ended yet.")
            write_act(db, at=now, who=account(), what="run ended", details={"run": run})
        self.seal(now=now)

    def runs(self, limit: int = 20) -> tuple[RunRecord, ...]:
        """The latest runs, the newest first."""
        statement = sa.select(runs).order_by(runs.c.id.desc()).limit(limit)
        with self._database.read() as db:
            return tuple(
                RunRecord(row.id, row.started, row.ended, row.host, row.settings)
                for row in db.execute(statement)
            )
