"""What people do with items: re-queue, close, cancel, say what became of a step. All of it leaves a trace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copiste.queue import lifecycle
from copiste.queue.db.notifications import announce
from copiste.queue.errors import ItemNotFoundError, ReasonMissingError, StepRefusedError
from copiste.queue.item import JournalEntry, State, StepState
from copiste.queue.lifecycle import Actor
from copiste.queue.personal_data.sealing import PayloadErasedError
from copiste.queue.personal_data.subjects import hashes_of, write_subjects
from copiste.queue.references import fingerprint_of
from copiste.queue.retry import unresolved
from copiste.queue.schema import items, steps
from copiste.queue.transactions.transitions import (
    HistoryEvent,
    ItemRow,
    StorePart,
    read_journal,
    resting,
    write_events,
)

#: Of a step whose commit key provably took no effect.
_UNPRESSED: Final = {"pressed_at": None, "keyed": None}


class OperatorActions(StorePart):
    """People's side of the queue: every act names who did it and why."""

    def requeue(
        self, item: int, *, who: str, why: str, now: datetime, payload: Mapping[str, Any] | None = None
    ) -> None:
        """Put an item from a basket back into the queue as a new attempt, its `payload` corrected if given.

        Its journal stays: what is committed is not keyed again, and what was submitted without an answer is
        looked up, once the back-end had time to finish. Its counts start anew, and a due date that has passed
        is dropped, for the person who re-queues it wants it done all the same.

        Raises:
            ItemNotFoundError: there is no such item.
            PayloadErasedError: its case was erased, and no `payload` is given.
            TransitionRefusedError: it is in no basket.
            ReasonMissingError: `who` or `why` is blank.
        """
        sealed = None if payload is None else self._sealer.seal(payload)
        with self._database.write() as db:
            row = _locked(db, item)
            ready = now + self._retry.settling if unresolved(read_journal(db, item).values()) else now
            values = _anew(row, now, ready, sealed)
            if payload is not None:
                values["fingerprint"] = fingerprint_of(db, self._sealer, item)
            _move(db, row, State.PENDING, _signed(who, why), now, **values)
            if payload is not None:
                write_subjects(db, {item: hashes_of(self._sealer, row.process, payload)})

    def close(self, item: int, *, who: str, why: str, now: datetime) -> None:
        """Take an item out of its basket for good: somebody handled it by hand.

        Raises:
            ItemNotFoundError: there is no such item.
            TransitionRefusedError: it is in no basket.
            ReasonMissingError: `who` or `why` is blank.
        """
        with self._database.write() as db:
            _move(db, _locked(db, item), State.CLOSED, _signed(who, why), now)

    def cancel(self, item: int, *, who: str, why: str, now: datetime) -> None:
        """Take an item out of the queue before anybody begins it, or goes on with it.

        Raises:
            ItemNotFoundError: there is no such item.
            TransitionRefusedError: it is no longer PENDING.
            StepRefusedError: a step of it was submitted with unknown effect; its next attempt looks.
            ReasonMissingError: `who` or `why` is blank.
        """
        with self._database.write() as db:
            row = _locked(db, item)
            if row.state == State.PENDING and (steps := unresolved(read_journal(db, item).values())):
                raise StepRefusedError(
                    f'Work item {item}: step "{steps[0]}" was submitted, and nobody knows whether it took. '
                    "Let its next attempt look it up, then decide."
                )
            _move(db, row, State.CANCELLED, _signed(who, why), now, waiting=False)

    def resolve_held(
        self,
        item: int,
        step: str,
        *,
        receipt: str | None,
        recorded: bool = False,
        who: str,
        why: str,
        now: datetime,
    ) -> State:
        """Say what became of a submitted step: the `receipt` that the back-end shows, or None if absent.

        `recorded`: it is there, and the back-end shows no receipt for it.

        With the last such step, the item goes back into the queue, to be finished; until then it stays HELD.

        Raises:
            ItemNotFoundError: there is no such item.
            TransitionRefusedError: it is in no basket.
            StepRefusedError: no such step of it awaits an answer.
            ReasonMissingError: `who` or `why` is blank.
        """
        signature = _signed(who, why)
        with self._database.write() as db:
            row = _locked(db, item)
            lifecycle.check(item, State(row.state), State.PENDING, Actor.PERSON)
            journal = read_journal(db, item)
            there = recorded or bool(receipt)
            entry = _answer(item, step, journal, receipt, there=there)
            db.execute(
                sa.update(steps)
                .where(steps.c.item_id == item, steps.c.step == step)
                .values(state=entry.state, receipt=entry.receipt, at=now, **({} if there else _UNPRESSED))
            )
            others = [e for e in journal.values() if e.state is StepState.SUBMITTING and e.step != step]
            seen = f"receipt {receipt}" if receipt else "recorded" if there else "absent"
            answer = f"step {step}: {seen}; {signature[1]}"
            if others:
                write_events(db, HistoryEvent(item, now, who, State.HELD, State.HELD, row.code, answer))
                return State.HELD
            _move(db, row, State.PENDING, (who, answer), now, **_anew(row, now, now, None))
            return State.PENDING


def _signed(who: str, why: str) -> tuple[str, str]:
    if not who.strip() or not why.strip():
        raise ReasonMissingError("Say who you are and why: both go into the item's history.")
    return who.strip(), why.strip()


def _locked(db: Connection, item: int) -> ItemRow:
    row = db.execute(sa.select(items).where(items.c.id == item).with_for_update()).one_or_none()
    if row is None:
        raise ItemNotFoundError(f"There is no work item {item}. List them with their numbers and try again.")
    return row


def _move(
    db: Connection, row: ItemRow, target: State, signature: tuple[str, str], now: datetime, **values: Any
) -> None:
    source = State(row.state)
    lifecycle.check(row.id, source, target, Actor.PERSON)
    db.execute(
        sa.update(items)
        .where(items.c.id == row.id, items.c.state == source)
        .values(state=target, changed_at=now, **values)
    )
    if target is State.PENDING and not values["waiting"]:
        announce(db)
    who, why = signature
    write_events(db, HistoryEvent(row.id, now, who, source, target, row.code, why))


def _anew(row: ItemRow, now: datetime, ready: datetime, sealed: str | None) -> dict[str, Any]:
    """The columns of an item that starts over; one that was never begun stays at its first attempt."""
    values: dict[str, Any] = {
        "attempt": row.attempt + 1 if row.token else row.attempt,
        "failures": 0,
        "crashes": 0,
        "postponements": 0,
        "postponed_since": None,
        "spent": 0,
        "code": "",
        "message": "",
        **resting(State.PENDING, ready, now),
        "due": row.due if row.due is None or row.due > now else None,
    }
    if sealed is None and not row.payload:
        raise PayloadErasedError(
            f"Work item {row.id}: its case was erased. Give it anew: "
            "copiste requeue ITEM --corrected case.json"
        )
    return values if sealed is None else {**values, "payload": sealed, "erased_at": None}


def _answer(
    item: int, step: str, journal: Mapping[str, JournalEntry], receipt: str | None, *, there: bool
) -> JournalEntry:
    known = journal.get(step)
    if known is None or known.state is not StepState.SUBMITTING:
        waiting = ", ".join(e.step for e in journal.values() if e.state is StepState.SUBMITTING) or "none"
        raise StepRefusedError(f'Work item {item}: step "{step}" awaits no answer. Those that do: {waiting}.')
    state = StepState.COMMITTED if there else StepState.PREPARED
    return lifecycle.follow(item, known, JournalEntry(step, state, receipt or None))
