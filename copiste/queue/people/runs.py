"""The runs of the orchestrators: who worked the queue, when, told what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from copiste.errors import Blame
from copiste.queue.audit.trail import Trail, account, write_act
from copiste.queue.errors import RunNotFoundError, WorkItemsError
from copiste.queue.personal_data.sealing import ID_LENGTH, is_key_id
from copiste.queue.records import RunRecord
from copiste.queue.schema import ORDER, READY, items, runs

#: How many of the first items a run looks at before it begins.
_SAMPLE: Final = 200
#: The act by which a run tells that pictures are missing.
UNPICTURED: Final = "pictures missing"


class KeysMissingError(WorkItemsError):
    """No key at hand opens what waits in the queue."""

    code = "KEYS_MISSING"
    blame = Blame.SETTINGS


class Runs(Trail):
    """Opens, ends and lists runs."""

    def start_run(self, *, host: str, settings: Mapping[str, Any], now: datetime) -> int:
        """Note that an orchestrator begins, and for whom; its number, for `claim`.

        `settings` must hold no secret.

        Raises:
            KeysMissingError: this machine's keys open nothing of what waits; nothing was begun.
        """
        self._check_keys()
        with self._database.write() as db:
            insert = sa.insert(runs).returning(runs.c.id)
            values = {"started": now, "host": host, "settings": dict(settings)}
            number: int = db.execute(insert, values).scalar_one()
            told = {"run": number, "host": host}
            write_act(db, at=now, who=account(), what="run begun", details=told)
        return number

    def _check_keys(self) -> None:
        """Rather no run than one that sends every case to its basket because the vault is the wrong one."""
        begins = sa.func.substr(items.c.payload, 1, ID_LENGTH)
        with self._database.read() as db:
            sealed = set(db.execute(sa.select(begins).where(READY).order_by(*ORDER).limit(_SAMPLE)).scalars())
        foreign = {key for key in sealed if is_key_id(str(key))}
        if foreign and foreign == sealed and foreign.isdisjoint(self._sealer.ids()):
            raise KeysMissingError(
                f"What waits in the queue is sealed with key {', '.join(sorted(foreign))}, which this "
                "machine's vault does not hold. Add it to payload_keys there; see: copiste keys status"
            )

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

    def note_unpictured(self, run: int, *, why: str, now: datetime, items: int | None = None) -> None:
        """Note that transactions of `run` have no pictures: when that begins, and at its end how many."""
        details = {"run": run} if items is None else {"run": run, "items": items}
        self.note(who=account(), what=UNPICTURED, why=why, now=now, details=details)

    def runs(self, limit: int = 20) -> tuple[RunRecord, ...]:
        """The latest runs, the newest first."""
        statement = sa.select(runs).order_by(runs.c.id.desc()).limit(limit)
        with self._database.read() as db:
            return tuple(
                RunRecord(row.id, row.started, row.ended, row.host, row.settings)
                for row in db.execute(statement)
            )
