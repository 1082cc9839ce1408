"""The orchestrator's side of the queue: claim, renew, settle, and what time alone brings about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection, Row

from copiste.errors import Blame
from copiste.queue.db.notifications import announce
from copiste.queue.item import Lease, LeaseLostError, Outcome, OutcomeKind, State, StepState, WorkItem
from copiste.queue.lifecycle import Actor
from copiste.queue.personal_data.sealing import PayloadErasedError, PayloadUnreadableError, damaged
from copiste.queue.retry import LEASE_EXPIRED, Decision
from copiste.queue.schema import DATED, ORDER, PENDING, READY, RESERVED, WAITING, items, steps, transactions
from copiste.queue.transactions.transitions import (
    HistoryEvent,
    ItemRow,
    StorePart,
    is_whole,
    settle,
    work_item,
    write_events,
)

_ANY_TIME: Final = datetime.min.replace(tzinfo=UTC)

#: The actor, in the history, of what only the passing of time brings about.
TIME: Final = "time"

_NOW = bindparam("now", type_=items.c.changed_at.type)
_LAPSED = sa.and_(RESERVED, items.c.lease_until <= _NOW)
_RIPE = sa.and_(WAITING, items.c.not_before <= _NOW)
# A commit key that was pressed without an answer is looked into, however late.
_SUBMITTED = sa.exists().where(steps.c.item_id == items.c.id, steps.c.state == StepState.SUBMITTING)
_OVERDUE = sa.and_(DATED, items.c.due <= _NOW, ~_SUBMITTED)
_CHORES = sa.select(
    sa.exists().where(_LAPSED).label("lapsed"),
    sa.exists().where(_RIPE).label("ripe"),
    sa.exists().where(_OVERDUE).label("overdue"),
)
# On PostgreSQL, rows that another machine is at are skipped; SQLite has one writer at a time, no such clause.
_FIND_LAPSED = sa.select(items).where(_LAPSED).with_for_update(skip_locked=True)
_RIPEN = (
    sa.update(items)
    .where(items.c.id.in_(sa.select(items.c.id).where(_RIPE).with_for_update(skip_locked=True)))
    .values(waiting=False)
)
_EXPIRE = (
    sa.update(items)
    .where(items.c.id.in_(sa.select(items.c.id).where(_OVERDUE).with_for_update(skip_locked=True)), PENDING)
    .values(state=State.EXPIRED, code=State.EXPIRED, waiting=False, changed_at=_NOW)
    .returning(items.c.id)
)

_NEXT = (
    sa.select(items.c.id, items.c.precedence, items.c.due)
    .where(READY)
    .order_by(*ORDER)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_NEXT_OF_PROCESS = _NEXT.where(items.c.process == bindparam("process"))
_RESERVE = (
    sa.update(items)
    .where(items.c.id.in_(bindparam("numbers", expanding=True)), PENDING)
    .values(
        state=State.RESERVED,
        token=items.c.token + 1,
        holder=bindparam("holder"),
        lease_until=bindparam("lease_until"),
        changed_at=_NOW,
    )
    .returning(items)
)
_BEGIN = sa.insert(transactions)
_RENEW = (
    sa.update(items)
    .where(items.c.id == bindparam("item_id"), items.c.token == bindparam("lease_token"), RESERVED)
    .values(lease_until=bindparam("lease_until"))
)


@dataclass(frozen=True, slots=True)
class Renewal:
    """What became of leases that were to be renewed."""

    kept: tuple[Lease, ...]
    #: Taken over or settled: stop their bots.
    lost: tuple[Lease, ...]


class Claims(StorePart):
    """Takes items out of the queue and brings them back, each step guarded by the lease's token."""

    def claim(
        self, *, holder: str, now: datetime, processes: Collection[str] | None = None, run: int | None = None
    ) -> Lease | None:
        """Reserve the next item for `holder`; None when none is ready.

        Larger priority first, where each hour of waiting counts as one point; then the earlier due date, then
        the older item. `processes` limits the choice;
        `run` is the orchestrator's run that the transaction belongs to. What time has brought about is done
        first (`reap`, `expire_due`). An item whose payload cannot be opened goes to FAILED, and the next one
        is taken.
        """
        leases = self.claim_batch(holder=holder, now=now, limit=1, processes=processes, run=run)
        return leases[0] if leases else None

    def claim_batch(
        self,
        *,
        holder: str,
        now: datetime,
        limit: int,
        processes: Collection[str] | None = None,
        run: int | None = None,
    ) -> tuple[Lease, ...]:
        """Reserve up to `limit` items for `holder` at once, in the order and by the rules of `claim`."""
        leases: list[Lease] = []
        while len(leases) < limit:
            wanted = limit - len(leases)
            rows = self._reserve(holder, now, wanted, processes, run)
            leases += [lease for row in rows if (lease := self._opened(row, now)) is not None]
            if len(rows) < wanted:
                break
        return tuple(leases)

    def _reserve(
        self, holder: str, now: datetime, limit: int, processes: Collection[str] | None, run: int | None
    ) -> list[ItemRow]:
        with self._database.write() as db:
            self._do_chores(db, now)
            ready = _next_ready(db, processes, limit)
            if not ready:
                return []
            until = now + self._lease_time
            reserved = {"numbers": ready, "holder": holder, "lease_until": until, "now": now}
            found: dict[int, ItemRow] = {row.id: row for row in db.execute(_RESERVE, reserved)}
            rows = [found[number] for number in ready]
            begun: dict[str, Any] = {"run_id": run, "holder": holder, "started": now}
            begun |= {"code": "", "message": "", "timings": []}
            db.execute(
                _BEGIN,
                [{"item_id": row.id, "token": row.token, "attempt": row.attempt, **begun} for row in rows],
            )
            claimed = (State.PENDING, State.RESERVED, "")
            write_events(
                db, *(HistoryEvent(row.id, now, holder, *claimed, f"attempt {row.attempt}") for row in rows)
            )
        return rows

    def _opened(self, row: ItemRow, now: datetime) -> Lease | None:
        """The lease of a row just reserved; None when its payload cannot be opened: a person's matter now."""
        try:
            if not is_whole(row):
                raise damaged(f"Work item {row.id}")
            payload = self._sealer.open(row.payload, f"Work item {row.id}")
        except (PayloadUnreadableError, PayloadErasedError) as error:
            decision = _unreadable(row, error)
            lease = Lease(decision.item, row.token, row.holder, row.lease_until)
            with suppress(LeaseLostError):
                self.settle(lease, decision, now=now)
            return None
        return Lease(work_item(row, payload), row.token, row.holder, row.lease_until)

    def settle(self, lease: Lease, decision: Decision, *, now: datetime) -> State:
        """Write the end of a transaction; returns the state that stands.

        That is HELD instead of DONE, REJECTED or FAILED when the journal holds a step that was submitted and
        never accounted for: no other end may hide it. An item that goes back into the queue with such a step
        is not claimed again before the back-end had time to finish (`Retry.settling`); one whose time is
        spent goes to FAILED.

        Raises:
            LeaseLostError: the lease was taken over or has ended; nothing was written.
            TransitionRefusedError: no transaction may end so.
        """
        with self._database.write() as db:
            return settle(db, lease.token, decision, self._retry, now, who=lease.holder, actor=Actor.SEAT)

    def renew(self, leases: Iterable[Lease], *, now: datetime) -> Renewal:
        """Give each lease its full time again, from `now`; a lease that is lost stays lost.

        One that ran out is renewed too, if the item was not taken over.
        """
        kept: list[Lease] = []
        lost: list[Lease] = []
        until = now + self._lease_time
        with self._database.write() as db:
            for lease in leases:
                values = {"item_id": lease.item.id, "lease_token": lease.token, "lease_until": until}
                if db.execute(_RENEW, values).rowcount:
                    kept.append(replace(lease, until=until))
                else:
                    lost.append(lease)
        return Renewal(tuple(kept), tuple(lost))

    def reap(self, *, now: datetime) -> int:
        """End the transactions whose lease ran out, each as a crash of its bot; how many there were."""
        with self._database.write() as db:
            return self._reap(db, now)

    def expire_due(self, *, now: datetime) -> int:
        """Let items EXPIRE whose due date passed before anybody began them; how many there were."""
        with self._database.write() as db:
            return _expire_due(db, now)

    def _do_chores(self, db: Connection, now: datetime) -> None:
        chores = db.execute(_CHORES, {"now": now}).one()
        if chores.lapsed:
            self._reap(db, now)
        if chores.ripe:
            db.execute(_RIPEN, {"now": now})
            announce(db)  # they may be several, or not for this holder
        if chores.overdue:
            _expire_due(db, now)

    def _reap(self, db: Connection, now: datetime) -> int:
        lapsed = db.execute(_FIND_LAPSED, {"now": now}).all()
        for row in lapsed:
            message = f"{row.holder} did not renew its lease."
            outcome = Outcome(OutcomeKind.CRASHED, LEASE_EXPIRED, message, blame=Blame.MACHINE)
            if is_whole(row):
                decision = self._retry.decide(outcome, work_item(row, {}), now)
            else:
                decision = _unreadable(row, damaged(f"Work item {row.id}"))
            settle(db, row.token, decision, self._retry, now, who=TIME, actor=Actor.TIME)
        return len(lapsed)


def _unreadable(row: ItemRow, error: PayloadUnreadableError | PayloadErasedError) -> Decision:
    """A person's matter: the queue goes on without it."""
    outcome = Outcome(OutcomeKind.APPLICATION, error.code, str(error), blame=error.blame)
    item = WorkItem(row.id, str(row.process), str(row.reference), {})
    return Decision(State.FAILED, outcome, item, error.code, str(error), "it cannot be read")


def _next_ready(db: Connection, processes: Collection[str] | None, limit: int) -> list[int]:
    """The first of the claim's order; of several processes, the first of their firsts."""
    if processes is None:
        return list(db.execute(_NEXT, {"limit": limit}).scalars())
    firsts = chain.from_iterable(
        db.execute(_NEXT_OF_PROCESS, {"process": process, "limit": limit}) for process in set(processes)
    )
    return [first.id for first in sorted(firsts, key=_rank)[:limit]]


def _rank(row: Row[Any, Any, Any]) -> tuple[int, bool, datetime, int]:
    precedence = row.precedence if isinstance(row.precedence, int) else 0  # whatever somebody wrote there
    return -precedence, row.due is None, row.due or _ANY_TIME, row.id


def _expire_due(db: Connection, now: datetime) -> int:
    expired = db.execute(_EXPIRE, {"now": now}).scalars().all()
    if expired:
        why = "due date passed before anybody began it"
        write_events(
            db,
            *(
                HistoryEvent(number, now, TIME, State.PENDING, State.EXPIRED, "EXPIRED", why)
                for number in expired
            ),
        )
    return len(expired)
