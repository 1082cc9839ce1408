"""How a state is changed: one guarded UPDATE and one event row, in the caller's transaction.

For the topics of the store only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection, Row

from copiste.queue import lifecycle
from copiste.queue.db.database import Database
from copiste.queue.db.notifications import announce
from copiste.queue.item import JournalEntry, LeaseLostError, State, StepState, WorkItem
from copiste.queue.lifecycle import Actor
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.retry import Decision, Retry
from copiste.queue.schema import RESERVED, events, items, steps, transactions
from copiste.queue.transactions.pressed import read_column

ItemRow = Row[Any]

#: Length of a lease: three renewals, one every 15 s, may fail.
LEASE_TIME: Final = timedelta(seconds=60)
#: The columns' integers are of 32 bits; SQLite takes longer ones from whoever writes them.
_BEYOND: Final = 1 << 31

_SETTLED = (
    *("state", "not_before", "waiting", "holder", "lease_until", "code", "message", "changed_at"),
    *("attempt", "failures", "crashes", "postponements", "postponed_since", "spent"),
)
# Locked before the journal is read, which must not grow meanwhile.
_BEGUN = (
    sa.select(transactions.c.started)
    .join_from(items, transactions, transactions.c.item_id == items.c.id)
    .where(
        items.c.id == bindparam("item_id"),
        items.c.token == bindparam("lease_token"),
        transactions.c.token == bindparam("lease_token"),
        RESERVED,
    )
    .with_for_update(of=items)
)
_SETTLE = (
    sa.update(items)
    .where(items.c.id == bindparam("item_id"), items.c.token == bindparam("lease_token"), RESERVED)
    .values({name: bindparam(name) for name in _SETTLED})
)
_FINISHED = ("finished", "outcome", "code", "message", "timings", "evidence")
_FINISH = (
    sa.update(transactions)
    .where(transactions.c.item_id == bindparam("id"), transactions.c.token == bindparam("lease_token"))
    .values({name: bindparam(name) for name in _FINISHED})
)
_EVENT = sa.insert(events)
_ENTRIES = sa.select(steps.c.step, steps.c.state, steps.c.receipt, steps.c.keyed).where(
    steps.c.item_id == bindparam("item_id")
)


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One line of an item's history."""

    item_id: int
    at: datetime
    #: A person, a seat, or the part of Copiste that acted on its own.
    who: str
    #: None when the item entered the queue.
    from_state: State | None
    to_state: State
    code: str
    why: str


def write_events(db: Connection, *lines: HistoryEvent) -> None:
    """Append to the history."""
    db.execute(
        _EVENT,
        [
            {
                "item_id": line.item_id,
                "at": line.at,
                "who": line.who,
                "from_state": line.from_state,
                "to_state": line.to_state,
                "code": line.code,
                "why": line.why,
            }
            for line in lines
        ],
    )


def settle(
    db: Connection, token: int, decision: Decision, retry: Retry, now: datetime, *, who: str, actor: Actor
) -> State:
    """End the transaction `token` of `decision.item`; the state that stands after `retry.conclude`.

    Raises:
        LeaseLostError: the token is no longer the newest, or the lease has ended.
        TransitionRefusedError: no transaction may end so.
    """
    number = decision.item.id
    started = db.execute(_BEGUN, {"item_id": number, "lease_token": token}).scalar_one_or_none()
    if started is None:
        raise lease_lost(number, token)
    # A clock that was set back meanwhile gives no time back.
    worked = max(now - started, timedelta())
    decision = retry.conclude(decision, read_journal(db, number).values(), worked, now)
    item = decision.item
    lifecycle.check(item.id, State.RESERVED, decision.state, actor)
    values = {
        "item_id": item.id,
        "lease_token": token,
        "state": decision.state,
        "holder": None,
        "lease_until": None,
        "attempt": item.attempt,
        "failures": item.failures,
        "crashes": item.crashes,
        "postponements": item.postponements,
        "postponed_since": item.postponed_since,
        "spent": item.spent // timedelta(milliseconds=1),
        "code": decision.code,
        "message": decision.message,
        "changed_at": now,
        **resting(decision.state, decision.not_before, now),
    }
    db.execute(_SETTLE, values)
    outcome = decision.outcome
    db.execute(
        _FINISH,
        {
            "id": item.id,
            "lease_token": token,
            "finished": now,
            "outcome": outcome.kind,
            "code": outcome.code,
            "message": outcome.message,
            "timings": [[timing.step, timing.seconds] for timing in outcome.timings],
            "evidence": outcome.evidence,
        },
    )
    write_events(
        db, HistoryEvent(item.id, now, who, State.RESERVED, decision.state, decision.code, decision.why)
    )
    if decision.state is State.PENDING and not values["waiting"]:
        announce(db)
    return decision.state


def resting(state: State, not_before: datetime | None, now: datetime) -> Mapping[str, object]:
    """The columns that say when an item in `state` may be claimed next."""
    moment = not_before or now
    return {"not_before": moment, "waiting": state is State.PENDING and moment > now}


def read_journal(db: Connection, item: int) -> dict[str, JournalEntry]:
    """What the journal says of each step of `item`, by step key."""
    rows = db.execute(_ENTRIES, {"item_id": item})
    return {row.step: _entry(row.step, StepState(row.state), row.receipt, row.keyed) for row in rows}


def _entry(step: str, state: StepState, receipt: str | None, keyed: list[str] | None) -> JournalEntry:
    # Needed only while the effect of the commit key is unknown; afterwards the record itself shows it.
    noted, replaces = read_column(keyed if state is StepState.SUBMITTING else None)
    return JournalEntry(step, state, receipt, noted, replaces)


def lease_lost(item: int, token: int) -> LeaseLostError:
    """The error of a transaction that is no longer the item's newest."""
    return LeaseLostError(
        f"Work item {item}: lease {token} was taken over, settled or ran out. "
        "Stop before the next commit key; whoever has the item now looks first."
    )


def is_whole(row: ItemRow) -> bool:
    """Whether the columns of an item hold what belongs there; SQLite keeps whatever somebody writes."""
    texts = (row.process, row.reference, row.payload)
    numbers = (row.attempt, row.crashes, row.priority, row.failures, row.postponements, row.spent)
    return all(isinstance(text, str) for text in texts) and all(
        isinstance(one, int) and -_BEYOND <= one < _BEYOND for one in numbers
    )


def work_item(row: ItemRow, payload: Mapping[str, Any]) -> WorkItem:
    """The item in `row` of `items`, with the payload that was sealed in it."""
    return WorkItem(
        id=row.id,
        process=row.process,
        reference=row.reference,
        payload=payload,
        attempt=row.attempt,
        crashes=row.crashes,
        priority=row.priority,
        failures=row.failures,
        postponements=row.postponements,
        postponed_since=row.postponed_since,
        spent=timedelta(milliseconds=row.spent),
    )


class StorePart:
    """What the topics of one `Store` share: its database, what seals payloads, policies, the lease time."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        *,
        retry: Retry | None = None,
        lease_time: timedelta = LEASE_TIME,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._retry = retry or Retry()
        self._lease_time = lease_time
