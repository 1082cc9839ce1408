"""Short ways to say what a test of the queue needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from copiste.queue.item import JournalEntry, Lease, NewItem, Outcome, OutcomeKind, State, StepState
from copiste.queue.policy import Policy
from copiste.queue.retry import decide
from copiste.queue.store import Store

NOW = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
LEASE = timedelta(seconds=60)


def new(reference: str = "C-1", **values: Any) -> NewItem:
    return NewItem(
        **{
            "process": "enrolment",
            "reference": reference,
            "payload": {"member": {"last_name": "MARTIN"}},
            **values,
        }
    )


def add(store: Store, *items: NewItem, now: datetime = NOW) -> None:
    assert store.add(items or [new()], now=now).known == 0


def claim(store: Store, now: datetime = NOW, holder: str = "R001", **choice: Any) -> Lease:
    lease = store.claim(holder=holder, now=now, **choice)
    assert lease is not None
    return lease


def claimed(store: Store, *items: NewItem) -> Lease:
    add(store, *items)
    return claim(store)


def claim_all(store: Store, now: datetime = NOW, **choice: Any) -> Sequence[str]:
    """References in the order of the claim."""
    found = []
    while lease := store.claim(holder="R001", now=now, **choice):
        found.append(lease.item.reference)
    return found


def settle(
    store: Store,
    lease: Lease,
    kind: OutcomeKind,
    code: str = "",
    *,
    now: datetime = NOW,
    policy: Policy | None = None,
) -> State:
    return store.settle(lease, decide(Outcome(kind, code), lease.item, now, policy=policy), now=now)


def record(
    store: Store,
    lease: Lease,
    *states: StepState,
    step: str = "member",
    receipt: str = "26324-000123",
    now: datetime = NOW,
) -> None:
    for state in states:
        shown = receipt if state in {StepState.COMMITTED, StepState.VERIFIED} else None
        store.record(lease, JournalEntry(step, state, shown), now=now)
