"""The trail: acts that are about no single item, the seals over acts and history, and their verification."""

from __future__ import annotations

import getpass
import json
import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain as one_after_the_other
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copiste.queue.audit import chain
from copiste.queue.audit.chain import BEGINNING, Line
from copiste.queue.records import ActRecord, SealRecord, Verification
from copiste.queue.schema import acts, events, files, items, seals, subjects
from copiste.queue.transactions.transitions import StorePart

#: Lines of one seal, so that sealing a long history does not keep others waiting.
_MOST_LINES: Final = 2000
_PAGE: Final = 1000
#: How long sealing waits for writers on PostgreSQL; it is tried again soon.
_LOCK_PATIENCE: Final = "500ms"
_LOCK_NOT_AVAILABLE: Final = "55P03"


#: The act of a time in which a run could not use the queue; its details are `run`, `since` and `seconds`.
QUEUE_AWAY: Final = "queue away"


class _LaterError(Exception):
    """Writers were at it; the next time will do."""


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far the chain goes."""

    hash: str
    events_to: int
    acts_to: int


def account() -> str:
    """Who runs this OS process, and where: `amartin@host`."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # an account without a name, in a container
        name = f"uid {os.getuid()}"
    return f"{name}@{platform.node()}"


def write_act(
    db: Connection,
    *,
    at: datetime,
    who: str,
    what: str,
    why: str = "",
    details: Mapping[str, Any] | None = None,
) -> int:
    """Append to the trail, in the caller's transaction; the act's number."""
    values = {"at": at, "who": who, "what": what, "why": why, "details": dict(details or {})}
    number: int = db.execute(sa.insert(acts).returning(acts.c.id), values).scalar_one()
    return number


class Trail(StorePart):
    """Keeps, seals and verifies what was done with the queue."""

    def note(
        self, *, who: str, what: str, why: str, now: datetime, details: Mapping[str, Any] | None = None
    ) -> int:
        """Write down an act, such as an export; its number. `details` must hold no value of a case."""
        with self._database.write() as db:
            return write_act(db, at=now, who=who, what=what, why=why, details=details)

    def seal(self, *, now: datetime) -> SealRecord | None:
        """Seal every event and act that is not sealed yet; the newest seal, or None when there is none.

        On PostgreSQL writers are kept out for a moment, or else a line with a smaller number could still
        appear behind the seal; when they do not let go, what is left is sealed the next time.
        """
        try:
            while self._seal_some(now):
                pass
        except _LaterError:
            pass
        return self.last_seal()

    def last_seal(self) -> SealRecord | None:
        """The newest seal."""
        with self._database.read() as db:
            row = db.execute(sa.select(seals).order_by(seals.c.id.desc()).limit(1)).one_or_none()
        return SealRecord(row.id, chain.moment(row.at), row.hash) if row else None

    def verify(self, known: str | None = None) -> Verification:
        """Compute every seal anew, and hold items against their history.

        Args:
            known: The hash of a seal that was kept elsewhere; that it is no longer in the chain is a fault.
        """
        with self._database.read() as db:
            reach, count, last, met = _Reach(BEGINNING, 0, 0), 0, None, known is None
            fault = ""
            for row in db.execute(_raw(seals).order_by(seals.c.id)).mappings().all():
                lines = list(_lines(db, reach, row["events_to"], row["acts_to"]))
                fault = _fault_of(reach, dict(row), lines)
                if fault:
                    break
                reach = _Reach(row["hash"], row["events_to"], row["acts_to"])
                count, last = count + len(lines), SealRecord(row["id"], chain.moment(row["at"]), row["hash"])
                met = met or row["hash"] == known
            if not fault and not met:
                fault = f"no seal has the hash {known}: seals were cut off or made anew since it was noted"
            unsealed = sum(
                db.execute(sa.select(sa.func.count()).where(table.c.id > to)).scalar_one()
                for table, to in ((events, reach.events_to), (acts, reach.acts_to))
            )
            fault = fault or _cut(db) or _history_that_does_not_fit(db) or _left_of_the_erased(db)
            erased = sa.select(sa.func.count()).where(items.c.erased_at.is_not(None))
            return Verification(fault, count, unsealed, last, db.execute(erased).scalar_one())

    def trail(self) -> Iterator[Mapping[str, Any]]:
        """Every event, act and seal as plain values, for keeping elsewhere; page after page."""
        for kind, table in (("event", events), ("act", acts), ("seal", seals)):
            after = 0
            while True:
                page = _raw(table).where(table.c.id > after).order_by(table.c.id).limit(_PAGE)
                with self._database.read() as db:
                    rows = db.execute(page).mappings().all()
                yield from ({"kind": kind, **_readable(dict(row))} for row in rows)
                if len(rows) < _PAGE:
                    break
                after = rows[-1]["id"]

    def acts(self, what: str | None = None) -> tuple[ActRecord, ...]:
        """What was done, in its order; only of one kind if `what` is given."""
        question = sa.select(acts).order_by(acts.c.id)
        if what is not None:
            question = question.where(acts.c.what == what)
        with self._database.read() as db:
            return tuple(
                ActRecord(row.id, row.at, row.who, row.what, row.why, row.details)
                for row in db.execute(question)
            )

    def _seal_some(self, now: datetime) -> bool:
        """Write one more seal; whether there may be more to cover."""
        with self._database.write() as db:
            reach = _reach(db)
            if not _news(db, reach):
                return False
            _keep_writers_out(db)
            reach = _reach(db)
            to = _up_to(db, reach)
            lines = list(_lines(db, reach, to.events_to, to.acts_to))
            if not lines:
                return False
            noted = " ".join(line.entry for line in lines)
            seal = chain.Seal(now, to.events_to, to.acts_to, len(lines), noted)
            values = {
                "at": now,
                "events_to": to.events_to,
                "acts_to": to.acts_to,
                "covered": len(lines),
                "lines": noted,
                "hash": chain.hash_of(reach.hash, seal, lines),
            }
            db.execute(sa.insert(seals), values)
        return True


def _reach(db: Connection) -> _Reach:
    row = db.execute(
        sa.select(seals.c.hash, seals.c.events_to, seals.c.acts_to).order_by(seals.c.id.desc()).limit(1)
    ).one_or_none()
    return _Reach(row.hash, row.events_to, row.acts_to) if row else _Reach(BEGINNING, 0, 0)


def _news(db: Connection, reach: _Reach) -> bool:
    newest = sa.select(
        sa.select(sa.func.max(events.c.id)).scalar_subquery(),
        sa.select(sa.func.max(acts.c.id)).scalar_subquery(),
    )
    event, act = db.execute(newest).one()
    return (event or 0) > reach.events_to or (act or 0) > reach.acts_to


def _keep_writers_out(db: Connection) -> None:
    if db.dialect.name != "postgresql":
        return  # SQLite has one writer at a time, and that is us
    db.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_PATIENCE}'")
    try:
        db.exec_driver_sql("LOCK TABLE events, acts IN SHARE ROW EXCLUSIVE MODE")
    except sa.exc.DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
            raise
        raise _LaterError from None


def _up_to(db: Connection, reach: _Reach) -> _Reach:
    """The last event and the last act of the next seal."""
    ends = []
    for table, after in ((events, reach.events_to), (acts, reach.acts_to)):
        some = (
            sa.select(table.c.id).where(table.c.id > after).order_by(table.c.id).limit(_MOST_LINES).subquery()
        )
        ends.append(db.execute(sa.select(sa.func.max(some.c.id))).scalar_one() or after)
    return _Reach("", *ends)


def _lines(db: Connection, reach: _Reach, events_to: int, acts_to: int) -> Iterator[Line]:
    """The lines behind `reach` up to these: events first, then acts."""
    return one_after_the_other(
        _lines_of(db, "event", events, reach.events_to, events_to),
        _lines_of(db, "act", acts, reach.acts_to, acts_to),
    )


def _lines_of(db: Connection, kind: str, table: sa.Table, after: int, to: int) -> Iterator[Line]:
    question = _raw(table).where(table.c.id <= to).order_by(table.c.id)
    if after:  # before the first seal nothing is, whatever its number
        question = question.where(table.c.id > after)
    for row in db.execute(question).mappings():
        yield chain.line_of(kind, _readable(dict(row)))


def _raw(table: sa.Table) -> sa.Select[Any]:
    """Columns as the driver gives them: somebody may have written what no type of ours would read."""
    columns: list[Any] = [
        sa.type_coerce(column, sa.types.NullType()).label(column.name) for column in table.c
    ]
    question: sa.Select[Any] = sa.select(*columns)
    return question


def _readable(told: dict[str, Any]) -> dict[str, Any]:
    """A row's values, the same from every database."""
    if isinstance(told.get("details"), str):  # SQLite's JSON is text
        with suppress(ValueError, RecursionError):
            told["details"] = json.loads(told["details"])
    if isinstance(told["at"], datetime):
        told["at"] = chain.moment(told["at"])
    return told


def _fault_of(reach: _Reach, row: Mapping[str, Any], lines: list[Line]) -> str:
    number = row["id"]
    if fault := chain.first_fault(str(row["lines"]), lines):
        return f"{fault} (it is covered by seal {number})"
    seal = chain.Seal(row["at"], row["events_to"], row["acts_to"], row["covered"], str(row["lines"]))
    if chain.hash_of(reach.hash, seal, lines) != row["hash"]:
        return f"seal {number} was changed, or one before it is missing"
    return ""


def _cut(db: Connection) -> str:
    """SQLite keeps the largest number ever given: what is larger than the last line there was is missing."""
    if db.dialect.name != "sqlite":
        return ""
    for table in (events, acts, seals):
        given = (
            db.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)).scalar() or 0
        )
        last = db.execute(sa.select(sa.func.max(table.c.id))).scalar_one() or 0
        if last < given:
            return f"{table.name} end at {last}, but {given} were written: the last ones are missing"
    return ""


def _history_that_does_not_fit(db: Connection) -> str:
    latest = (
        sa.select(events.c.item_id, sa.func.max(events.c.id).label("id"))
        .group_by(events.c.item_id)
        .subquery()
    )
    question = (
        sa.select(items.c.id, items.c.state, events.c.to_state)
        .select_from(items)
        .outerjoin(latest, latest.c.item_id == items.c.id)
        .outerjoin(events, events.c.id == latest.c.id)
        .where(sa.or_(events.c.id.is_(None), events.c.to_state != items.c.state))
        .order_by(items.c.id)
        .limit(1)
    )
    row = db.execute(question).first()
    if row is None:
        return ""
    said = f"its history ends at {row.to_state}" if row.to_state else "it has no history"
    return f"item {row.id} is {row.state}, but {said}: events are missing, or its state was changed by hand"


def _left_of_the_erased(db: Connection) -> str:
    gone = items.c.erased_at.is_not(None)
    left = sa.or_(
        items.c.payload != "",
        items.c.fingerprint.is_not(None),
        sa.exists().where(files.c.item_id == items.c.id),
        sa.exists().where(subjects.c.item_id == items.c.id),
    )
    number = db.execute(
        sa.select(items.c.id).where(gone, left).order_by(items.c.id).limit(1)
    ).scalar_one_or_none()
    return f"item {number} counts as erased, but something of it is there" if number else ""
