"""Whatever people, seats, time and crashes do, and in whatever order: the store answers as its model does."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from copiste.queue.errors import StepRefusedError, TransitionRefusedError
from copiste.queue.item import JournalEntry, Lease, LeaseLostError, Outcome, OutcomeKind, State, StepState
from copiste.queue.personal_data.erasing import NotSettledError
from copiste.queue.personal_data.sealing import PayloadErasedError
from copiste.queue.policy import Policy
from copiste.queue.records import ItemFilter
from copiste.queue.retry import Retry, decide
from copiste.queue.store import Store
from copiste.queue.transactions.capacities import Slot
from tests.contract.queue.conftest import Place
from tests.contract.queue.model import STEP, Model
from tests.contract.queue.queue import MINUTE, NOW, SECOND, new

POLICY = Policy(attempts=3, crashes=2, first_delay=MINUTE, jitter=0, postponements=3, budget=20 * MINUTE)
RETRY = Retry(default=POLICY, settling=90 * SECOND)
ENDS_THAT_WOULD_HIDE_IT = {State.DONE, State.REJECTED, State.FAILED, State.CANCELLED, State.EXPIRED}
LICENCE = "licence"
PROCESSES = ("enrolment", "address")


class Queue(RuleBasedStateMachine):
    """A queue, its model, every lease and slot it ever gave, and what was written with them."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.stack = ExitStack()
        url = self.stack.enter_context(place())
        self.store = self.stack.enter_context(Store.open(url, retry=RETRY))
        self.model = Model(RETRY)
        self.now = NOW
        self.leases: list[Lease] = []
        self.slots: list[Slot] = []
        #: The state of each item after the act before.
        self.before: dict[int, State] = {}

    def teardown(self) -> None:
        with self.stack:
            self.every_history_explains_its_state()

    def one_lease(self, data: st.DataObject) -> Lease:
        """Any that was ever given; more often one of the latest."""
        return data.draw(st.sampled_from(self.leases[-2:]) | st.sampled_from(self.leases))

    # --- what enters, and time -----
    @initialize(seats=st.integers(1, 2))
    def begin(self, seats: int) -> None:
        self.set_capacity(seats)
        for process in (*PROCESSES, *PROCESSES):
            self.put(process)

    @rule(
        wait=st.sampled_from([None, MINUTE]),
        due=st.sampled_from([None, None, 3 * MINUTE, 90 * MINUTE]),
        priority=st.integers(0, 2),
        process=st.sampled_from(PROCESSES),
    )
    def add(self, wait: timedelta | None, due: timedelta | None, priority: int, process: str) -> None:
        self.put(process, wait, due, priority)

    def put(
        self,
        process: str,
        wait: timedelta | None = None,
        due: timedelta | None = None,
        priority: int = 0,
    ) -> None:
        def at(delay: timedelta | None) -> datetime | None:
            return self.now + delay if delay else None

        reference = f"C-{len(self.model.items)}"
        item = new(reference, not_before=at(wait), due=at(due), priority=priority, process=process)
        assert self.store.add([item, item], now=self.now).known == 1
        assert len(self.store.add([replace(item, payload={})], now=self.now).used) == 1
        (added,) = self.store.items(ItemFilter(reference=reference)).items
        self.model.add(added.id, item, self.now)

    @rule(passed=st.sampled_from([10 * SECOND, MINUTE, 2 * MINUTE, 61 * MINUTE]))
    def time_passes(self, passed: timedelta) -> None:
        """Over a minute, whoever holds something has crashed, unless it is renewed before anybody looks."""
        self.now += passed

    # --- seats -----
    @rule(processes=st.sampled_from([None, {"address"}, set(PROCESSES)]), limit=st.sampled_from([1, 1, 3]))
    def claim(self, processes: Collection[str] | None, limit: int) -> None:
        expected = self.model.claim(self.now, processes, limit)
        leases = self.store.claim_batch(holder="R001", now=self.now, limit=limit, processes=processes)
        assert [(lease.item, lease.token) for lease in leases] == [(i.item, i.token) for i in expected]
        self.leases += leases

    @rule()
    def reap(self) -> None:
        assert self.store.reap(now=self.now) == self.model.reap(self.now)

    @precondition(lambda self: self.leases)
    @rule(data=st.data())
    def renew(self, data: st.DataObject) -> None:
        lease = self.one_lease(data)
        kept = self.store.renew([lease], now=self.now).kept
        assert bool(kept) == self.model.renew(lease.item.id, lease.token, self.now)

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), state=st.sampled_from(StepState))
    def record(self, data: st.DataObject, state: StepState) -> None:
        self.write(self.one_lease(data), state)

    @precondition(lambda self: self.leases)
    @rule()
    def press_the_commit_key(self) -> None:
        self.write(self.leases[-1], StepState.PREPARED)
        self.write(self.leases[-1], StepState.SUBMITTING)

    def write(self, lease: Lease, state: StepState) -> None:
        shown = f"receipt of {lease.item.id}" if state in {StepState.COMMITTED, StepState.VERIFIED} else None
        entry = JournalEntry(STEP, state, shown)
        expected = self.model.record(lease.item.id, lease.token, entry, self.now)
        try:
            self.store.record(lease, entry, now=self.now)
        except LeaseLostError:
            assert expected == "lost"
        except StepRefusedError:
            assert expected == "refused"
        else:
            assert expected == "written"

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), kind=st.sampled_from(OutcomeKind))
    def settle(self, data: st.DataObject, kind: OutcomeKind) -> None:
        lease = self.one_lease(data)
        outcome = Outcome(kind, "CODE")
        expected = self.model.settle(lease.item.id, lease.token, outcome, self.now)
        decision = decide(outcome, lease.item, self.now, policy=POLICY)
        try:
            assert self.store.settle(lease, decision, now=self.now) is expected
        except LeaseLostError:
            assert expected is None

    # --- people -----
    @precondition(lambda self: self.model.items)
    @rule(data=st.data(), act=st.sampled_from(["requeue", "close", "cancel", "absent", "found", "erase"]))
    def decide_as_a_person(self, data: st.DataObject, act: str) -> None:
        number = data.draw(st.sampled_from(sorted(self.model.items)))
        receipt = f"receipt of {number}" if act == "found" else None
        allowed = {
            "requeue": partial(self.model.requeue, number, self.now),
            "close": partial(self.model.leave, number, State.CLOSED),
            "cancel": partial(self.model.leave, number, State.CANCELLED),
            "absent": partial(self.model.resolve, number, receipt, self.now),
            "found": partial(self.model.resolve, number, receipt, self.now),
            "erase": partial(self.model.erase, number),
        }[act]()
        signed: dict[str, Any] = {"who": "claire", "why": "because", "now": self.now}
        try:
            if act in {"absent", "found"}:
                self.store.resolve_held(number, STEP, receipt=receipt, **signed)
            elif act == "erase":
                self.store.erase([number], **signed)
            else:
                getattr(self.store, act)(number, **signed)
        except (TransitionRefusedError, StepRefusedError, NotSettledError, PayloadErasedError):
            assert not allowed
        else:
            assert allowed

    # --- slots -----
    @rule(seats=st.integers(0, 3))
    def change_the_capacity(self, seats: int) -> None:
        self.set_capacity(seats)

    def set_capacity(self, seats: int) -> None:
        self.store.set_capacity(LICENCE, seats)
        self.model.set_capacity(seats)

    @rule()
    def take_a_slot(self) -> None:
        before = self.model.held(self.now)
        slot = self.store.take_slot(LICENCE, holder="R001", now=self.now)
        assert (slot and (slot.number, slot.token)) == self.model.take(self.now)
        if slot:
            assert before < self.model.seats
            self.slots.append(slot)

    @precondition(lambda self: self.slots)
    @rule(data=st.data(), release=st.booleans())
    def renew_or_release_a_slot(self, data: st.DataObject, release: bool) -> None:
        slot = data.draw(st.sampled_from(self.slots))
        if release:
            self.store.release_slot(slot)
            self.model.release(slot.number, slot.token)
            return
        kept = self.store.renew_slots([slot], now=self.now).kept
        assert bool(kept) == self.model.renew_slot(slot.number, slot.token, self.now)

    # --- what always holds -----
    @invariant()
    def every_item_is_as_the_model_says(self) -> None:
        found = {item.id: item for item in self.store.items(limit=1000).items}
        assert {number: (item.state, item.attempt, item.not_before) for number, item in found.items()} == {
            number: (item.state, item.item.attempt, item.ready) for number, item in self.model.items.items()
        }

    @invariant()
    def a_pressed_key_has_time_to_take_effect(self) -> None:
        """Said apart from the model, which asks the product what becomes of an item."""
        states = {number: item.state for number, item in self.model.items.items()}
        for number, item in self.model.items.items():
            given_back = (self.before.get(number), item.state) == (State.RESERVED, State.PENDING)
            if given_back and any(entry.state is StepState.SUBMITTING for entry in item.steps):
                assert item.ready >= self.now + RETRY.settling
        self.before = states

    @invariant()
    def no_commit_key_is_pressed_twice_without_a_look_and_none_is_hidden(self) -> None:
        for item in self.model.items.values():
            assert item.presses <= 1
            if any(entry.state is StepState.SUBMITTING for entry in item.steps):
                assert item.state not in ENDS_THAT_WOULD_HIDE_IT

    def every_history_explains_its_state(self) -> None:
        (capacity,) = self.store.capacities(now=self.now)
        assert len(capacity.held) == self.model.held(self.now)
        for number, expected in self.model.items.items():
            item = self.store.item(number)
            reached = None
            for line in item.history:
                assert line.from_state == reached
                reached = line.to_state
            assert reached is item.summary.state
            assert len(item.transactions) == expected.token
            assert all(done.finished for done in item.transactions[:-1])
            assert [(step.state, step.receipt) for step in item.journal] == [
                (entry.state, entry.receipt) for entry in expected.steps
            ]


#: Sequences of acts that are tried; those on a server take longer.
EXAMPLES = {"sqlite": 60, "postgresql": 25}


def test_the_store_answers_as_its_model_does(dialect: str, place: Place) -> None:
    run_state_machine_as_test(
        partial(Queue, place),  # type: ignore[arg-type]
        settings=settings(
            max_examples=EXAMPLES[dialect],
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
