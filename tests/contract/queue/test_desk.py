"""What people may do with items, and the trace it leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

import pytest

from copiste.queue.errors import (
    ItemNotFoundError,
    ReasonMissingError,
    StepRefusedError,
    TransitionRefusedError,
)
from copiste.queue.item import OutcomeKind, State, StepState
from copiste.queue.store import Store
from tests.contract.queue.queue import LEASE, MINUTE, NOW, add, claim, claimed, new, record, settle

PREPARED, SUBMITTING, COMMITTED, VERIFIED = StepState
LATER = NOW + 10 * MINUTE


class Signature(TypedDict):
    who: str
    why: str


SIGNED = Signature(who="claire", why="contract created this morning")


def state_of(store: Store, item: int) -> State:
    return store.item(item).summary.state


def rejected(store: Store) -> int:
    lease = claimed(store)
    settle(store, lease, OutcomeKind.BUSINESS, "CONTRACT_UNKNOWN")
    return lease.item.id


def held(store: Store, *steps: str) -> int:
    lease = claimed(store)
    for step in steps:
        record(store, lease, PREPARED, SUBMITTING, step=step)
    assert settle(store, lease, OutcomeKind.HELD, "COMMIT_UNKNOWN") is State.HELD
    return lease.item.id


class TestRequeue:
    def test_starts_a_new_attempt_with_the_corrected_case(self, store: Store) -> None:
        number = rejected(store)
        store.requeue(number, now=LATER, **SIGNED, payload={"corrected": True})
        item = claim(store, LATER).item
        assert (item.attempt, item.failures, item.payload) == (2, 0, {"corrected": True})

    def test_leaves_the_case_as_it_was_when_nothing_is_corrected(self, store: Store) -> None:
        number = rejected(store)
        before = store.payload(number)
        store.requeue(number, now=LATER, **SIGNED)
        assert store.payload(number) == before

    def test_gives_back_every_attempt_and_every_bot(self, store: Store) -> None:
        add(store)
        moment = NOW
        while lease := store.claim(holder="R001", now=moment):
            kind = OutcomeKind.CRASHED if lease.item.attempt == 1 else OutcomeKind.APPLICATION
            settle(store, lease, kind, "SCREEN_UNKNOWN", now=moment)
            moment += 30 * MINUTE
            number = lease.item.id
        assert state_of(store, number) is State.FAILED
        store.requeue(number, now=moment, **SIGNED)
        item = claim(store, moment).item
        assert (item.attempt, item.failures, item.crashes) == (5, 0, 0)

    def test_keeps_the_journal(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, SUBMITTING, COMMITTED)
        settle(store, lease, OutcomeKind.BUSINESS, "CONTRACT_UNKNOWN")
        store.requeue(lease.item.id, now=LATER, **SIGNED)
        assert store.journal(lease.item.id)["member"].receipt == "26324-000123"

    def test_an_expired_item_does_not_expire_again_at_once(self, store: Store) -> None:
        add(store, new(due=NOW + MINUTE))
        assert store.expire_due(now=LATER) == 1
        store.requeue(1, now=LATER, **SIGNED)
        assert claim(store, LATER).item.attempt == 1  # nobody ever began it

    def test_keeps_a_due_date_that_is_still_ahead(self, store: Store) -> None:
        lease = claimed(store, new(due=NOW + 20 * MINUTE))
        settle(store, lease, OutcomeKind.BUSINESS, "CONTRACT_UNKNOWN")
        store.requeue(lease.item.id, now=LATER, **SIGNED)
        assert store.expire_due(now=NOW + 20 * MINUTE) == 1


class TestCloseAndCancel:
    def test_a_closed_item_is_out_for_good(self, store: Store) -> None:
        number = rejected(store)
        store.close(number, now=LATER, **SIGNED)
        assert state_of(store, number) is State.CLOSED
        with pytest.raises(TransitionRefusedError, match="final"):
            store.requeue(number, now=LATER, **SIGNED)

    def test_a_cancelled_item_is_never_claimed(self, store: Store) -> None:
        add(store, new("now"), new("later", not_before=LATER))
        for number in (1, 2):
            store.cancel(number, now=NOW, **SIGNED)
        assert store.claim(holder="R001", now=LATER) is None
        assert state_of(store, 2) is State.CANCELLED


class TestResolveHeld:
    def test_a_receipt_found_by_a_person_is_not_keyed_again(self, store: Store) -> None:
        number = held(store, "member")
        state = store.resolve_held(number, "member", receipt="26324-000200", now=LATER, **SIGNED)
        assert state is State.PENDING
        entry = store.journal(claim(store, LATER).item.id)["member"]
        assert (entry.state, entry.receipt) == (COMMITTED, "26324-000200")

    def test_a_record_without_a_receipt_is_not_keyed_again(self, store: Store) -> None:
        number = held(store, "member")
        store.resolve_held(number, "member", receipt=None, recorded=True, now=LATER, **SIGNED)
        entry = store.journal(claim(store, LATER).item.id)["member"]
        assert (entry.state, entry.receipt) == (COMMITTED, None)
        assert store.item(number).history[-2].why.startswith("step member: recorded; ")

    def test_what_a_person_knows_to_be_absent_is_prepared_again(self, store: Store) -> None:
        number = held(store, "member")
        store.resolve_held(number, "member", receipt=None, now=LATER, **SIGNED)
        assert store.journal(number)["member"].state is PREPARED

    def test_the_item_stays_held_while_another_step_awaits_an_answer(self, store: Store) -> None:
        number = held(store, "member", "address")
        assert store.resolve_held(number, "member", receipt=None, now=LATER, **SIGNED) is State.HELD
        assert store.resolve_held(number, "address", receipt="26324-1", now=LATER, **SIGNED) is State.PENDING
        answers = [line.why for line in store.item(number).history if line.who == "claire"]
        assert [answer.partition(";")[0] for answer in answers] == [
            "step member: absent",
            "step address: receipt 26324-1",
        ]

    def test_only_a_step_that_awaits_an_answer_gets_one(self, store: Store) -> None:
        number = held(store, "member")
        with pytest.raises(StepRefusedError, match="Those that do: member"):
            store.resolve_held(number, "address", receipt="26324-1", now=LATER, **SIGNED)


ACTS: list[Callable[[Store, int, str, str], object]] = [
    lambda store, number, who, why: store.requeue(number, who=who, why=why, now=LATER),
    lambda store, number, who, why: store.close(number, who=who, why=why, now=LATER),
    lambda store, number, who, why: store.cancel(number, who=who, why=why, now=LATER),
    lambda store, number, who, why: store.resolve_held(
        number, "member", receipt=None, who=who, why=why, now=LATER
    ),
]


class TestEveryAct:
    @pytest.mark.parametrize("act", ACTS)
    def test_wants_a_name_and_a_reason(self, store: Store, act: Callable[..., object]) -> None:
        number = rejected(store)
        for who, why in (("", "because"), ("claire", " ")):
            with pytest.raises(ReasonMissingError):
                act(store, number, who, why)
        assert state_of(store, number) is State.REJECTED

    @pytest.mark.parametrize("act", ACTS)
    def test_wants_an_item_that_exists(self, store: Store, act: Callable[..., object]) -> None:
        with pytest.raises(ItemNotFoundError, match="no work item 99"):
            act(store, 99, "claire", "because")

    @pytest.mark.parametrize("act", ACTS)
    def test_leaves_alone_what_a_bot_has_in_hand(self, store: Store, act: Callable[..., object]) -> None:
        lease = claimed(store)
        with pytest.raises(TransitionRefusedError, match="RESERVED"):
            act(store, lease.item.id, "claire", "because")
        assert settle(store, lease, OutcomeKind.DONE) is State.DONE

    def test_is_signed_in_the_history(self, store: Store) -> None:
        number = rejected(store)
        store.requeue(number, now=LATER, **SIGNED)
        store.cancel(number, who="paul", why="withdrawn by the client", now=LATER + LEASE)
        lines = [
            (line.who, line.from_state, line.to_state, line.why) for line in store.item(number).history[-2:]
        ]
        assert lines == [
            ("claire", State.REJECTED, State.PENDING, "contract created this morning"),
            ("paul", State.PENDING, State.CANCELLED, "withdrawn by the client"),
        ]


def test_nobody_cancels_what_was_submitted_without_an_answer(store: Store) -> None:
    lease = claimed(store)
    record(store, lease, StepState.PREPARED, StepState.SUBMITTING)
    settle(store, lease, OutcomeKind.RETURNED)
    with pytest.raises(StepRefusedError, match="nobody knows whether it took"):
        store.cancel(lease.item.id, who="claire", why="not wanted", now=NOW)
    assert store.item(lease.item.id).summary.state is State.PENDING
