"""Whatever people, seats and time do, and in whatever order: the promises of the queue hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.contract.work_items.queue import MINUTE, NOW, new
from work_items.errors import StepRefusedError, TransitionRefusedError
from work_items.item import JournalEntry, Lease, LeaseLostError, Outcome, OutcomeKind, State, StepState
from work_items.lifecycle import STEPS
from work_items.records import ItemFilter
from work_items.retry import Policy, decide
from work_items.store import Store

POLICY = Policy(attempts=2, crashes=2, first_delay=MINUTE, jitter=0, postponements=3)
ENDS_THAT_WOULD_HIDE_IT = {State.DONE, State.REJECTED, State.FAILED}
COMMITTED_OR_LATER = {StepState.COMMITTED, StepState.VERIFIED}


class Queue(RuleBasedStateMachine):
    """A queue, every lease it ever gave, and what was written with them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = Store.open(f"sqlite:///{Path(self.folder.name) / 'queue.db'}")
        self.now = NOW
        self.numbers: list[int] = []
        self.leases: list[Lease] = []
        #: By item: the token of its newest lease.
        self.newest: dict[int, int] = {}
        #: By item: commit keys that a bot may press, minus those that a lookup proved absent.
        self.presses: dict[int, int] = {}

    def teardown(self) -> None:
        self.store.dispose()
        self.folder.cleanup()

    def state(self, item: int) -> State:
        return self.store.item(item).summary.state

    def holds(self, lease: Lease) -> bool:
        return self.newest[lease.item.id] == lease.token and self.state(lease.item.id) is State.RESERVED

    @rule(
        wait=st.sampled_from([None, MINUTE]),
        due=st.sampled_from([None, 3 * MINUTE]),
        priority=st.integers(0, 2),
    )
    def add(self, wait: timedelta | None, due: timedelta | None, priority: int) -> None:
        def at(delay: timedelta | None) -> datetime | None:
            return self.now + delay if delay else None

        reference = f"C-{len(self.numbers)}"
        item = new(reference, not_before=at(wait), due=at(due), priority=priority)
        assert self.store.add([item, item], now=self.now).known == 1
        (added,) = self.store.items(ItemFilter(reference=reference)).items
        self.numbers.append(added.id)

    @rule(minutes=st.sampled_from([1, 2]))
    def wait(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @rule()
    def claim(self) -> None:
        lease = self.store.claim(holder="R001", now=self.now)
        if lease is None:
            return
        number = lease.item.id
        assert lease.token > self.newest.get(number, 0)
        assert self.store.item(number).summary.not_before <= self.now
        self.newest[number] = lease.token
        self.leases.append(lease)

    @precondition(lambda self: self.leases)
    @rule(data=st.data())
    def renew(self, data: st.DataObject) -> None:
        lease = data.draw(st.sampled_from(self.leases))
        held = self.holds(lease)
        renewal = self.store.renew([lease], now=self.now)
        assert (len(renewal.kept), len(renewal.lost)) == ((1, 0) if held else (0, 1))

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), state=st.sampled_from(StepState))
    def record(self, data: st.DataObject, state: StepState) -> None:
        lease = data.draw(st.sampled_from(self.leases))
        number = lease.item.id
        held = self.holds(lease)
        known = self.store.journal(number).get("member")
        follows = state in STEPS[known.state if known else None]
        receipt = f"receipt of {number}" if state in COMMITTED_OR_LATER else None
        try:
            self.store.record(lease, JournalEntry("member", state, receipt), now=self.now)
        except LeaseLostError:
            assert not held or state not in COMMITTED_OR_LATER
        except StepRefusedError:
            assert held
            assert not follows
        else:
            assert held
            assert follows
            if state is StepState.SUBMITTING:
                self.presses[number] = self.presses.get(number, 0) + 1
            elif state is StepState.PREPARED and known and known.state is StepState.SUBMITTING:
                self.presses[number] -= 1

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), kind=st.sampled_from(OutcomeKind))
    def settle(self, data: st.DataObject, kind: OutcomeKind) -> None:
        lease = data.draw(st.sampled_from(self.leases))
        held = self.holds(lease)
        decision = decide(Outcome(kind, "CODE"), lease.item, self.now, policy=POLICY)
        try:
            self.store.settle(lease, decision, now=self.now)
        except LeaseLostError:
            assert not held
        else:
            assert held

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), act=st.sampled_from(["requeue", "close", "cancel", "absent", "found"]))
    def decide_as_a_person(self, data: st.DataObject, act: str) -> None:
        number = data.draw(st.sampled_from(self.numbers))
        before = self.state(number)
        signature = {"who": "claire", "why": "because"}
        try:
            if act in {"absent", "found"}:
                receipt = f"receipt of {number}" if act == "found" else None
                self.store.resolve_held(
                    number, "member", receipt=receipt, who="claire", why="because", now=self.now
                )
                self.presses[number] -= act == "absent"
            else:
                getattr(self.store, act)(number, **signature, now=self.now)
        except (TransitionRefusedError, StepRefusedError):
            assert self.state(number) is before
        else:
            assert before not in {State.RESERVED, State.DONE, State.CANCELLED, State.CLOSED}

    @invariant()
    def every_item_is_in_one_state_that_its_history_explains(self) -> None:
        assert sum(count.items for count in self.store.counts()) == len(self.numbers)
        for number in self.numbers:
            item = self.store.item(number)
            reached = None
            for line in item.history:
                assert line.from_state == reached
                reached = line.to_state
            assert reached is item.summary.state
            assert len(item.transactions) == self.newest.get(number, 0)
            assert all(done.finished for done in item.transactions[:-1])
            if any(step.state is StepState.SUBMITTING for step in item.journal):
                assert item.summary.state not in ENDS_THAT_WOULD_HIDE_IT

    @invariant()
    def no_commit_key_is_pressed_twice_without_a_look(self) -> None:
        assert all(presses <= 1 for presses in self.presses.values())


TestQueueInAnyOrder = Queue.TestCase
TestQueueInAnyOrder.settings = settings(
    max_examples=20,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
