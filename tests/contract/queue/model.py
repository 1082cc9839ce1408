"""The queue in a few lines of plain Python: what a store must answer to each act.

It knows no database and no concurrency. What becomes of an item after a transaction it asks the product's own
pure functions (`decide`, `Retry.conclude`), which have tests of their own.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from copiste.queue.adding import precedence
from copiste.queue.item import JournalEntry, NewItem, Outcome, OutcomeKind, State, StepState, WorkItem
from copiste.queue.lifecycle import BASKETS, STEPS
from copiste.queue.retry import LEASE_EXPIRED, Retry, decide, unresolved
from copiste.queue.transactions.transitions import LEASE_TIME

STEP = "member"
AHEAD = {StepState.PREPARED, StepState.SUBMITTING}


@dataclass
class ModelItem:
    """One item as it should be."""

    item: WorkItem
    new: NewItem
    precedence: int
    ready: datetime
    #: Not ready when it was last looked at; only a claim looks.
    waiting: bool
    due: datetime | None
    state: State = State.PENDING
    token: int = 0
    until: datetime | None = None
    started: datetime | None = None
    step: JournalEntry | None = None
    step_token: int = 0
    erased: bool = False
    #: Commit keys that bots may have pressed, less those that a look proved without effect.
    presses: int = 0

    @property
    def steps(self) -> list[JournalEntry]:
        """Its journal."""
        return [self.step] if self.step else []

    def overdue(self, now: datetime) -> bool:
        """Whether nobody needs to begin it any more."""
        return self.due is not None and self.due <= now and not unresolved(self.steps)

    def holds(self, token: int) -> bool:
        """Whether the transaction of `token` still has it."""
        return self.state is State.RESERVED and self.token == token

    def rest(self, state: State, ready: datetime, now: datetime) -> None:
        """Go to `state`, claimable from `ready` on."""
        self.state = state
        self.ready, self.waiting = ready, state is State.PENDING and ready > now


@dataclass
class ModelSlot:
    """One unit of the capacity."""

    token: int = 0
    until: datetime | None = None


@dataclass
class Model:
    """All items, and one capacity."""

    retry: Retry
    items: dict[int, ModelItem] = field(default_factory=dict)
    seats: int = 0
    slots: dict[int, ModelSlot] = field(default_factory=dict)

    def add(self, number: int, new: NewItem, now: datetime) -> None:
        """An item enters the queue under `number`."""
        ready = max(now, new.not_before or now)
        item = WorkItem(number, new.process, new.reference, new.payload, priority=new.priority)
        aged = precedence(new.priority, ready)
        self.items[number] = ModelItem(item, new, aged, ready, ready > now, new.due)

    def claim(self, now: datetime, processes: Collection[str] | None, limit: int) -> list[ModelItem]:
        """The items that are reserved, in order."""
        pending = [item for item in self.items.values() if item.state is State.PENDING]
        overdue = any(item.overdue(now) for item in pending)
        self.reap(now)
        for item in pending:
            item.waiting = item.waiting and item.ready > now
        pending = [item for item in self.items.values() if item.state is State.PENDING]
        for item in pending:
            if overdue and item.overdue(now):
                item.state, item.waiting = State.EXPIRED, False
        ready = [
            item
            for item in pending
            if item.state is State.PENDING
            and not item.waiting
            and (processes is None or item.new.process in processes)
        ]
        ready.sort(key=lambda item: (-item.precedence, item.due is None, item.due or now, item.item.id))
        for item in ready[:limit]:
            item.state = State.RESERVED
            item.token += 1
            item.started, item.until = now, now + LEASE_TIME
        return ready[:limit]

    def reap(self, now: datetime) -> int:
        """End what nobody renewed; how many there were."""
        lapsed = [i for i in self.items.values() if i.state is State.RESERVED and i.until and i.until <= now]
        for item in lapsed:
            self.settle(item.item.id, item.token, Outcome(OutcomeKind.CRASHED, LEASE_EXPIRED), now)
        return len(lapsed)

    def settle(self, number: int, token: int, outcome: Outcome, now: datetime) -> State | None:
        """The state that stands; None when the lease is lost."""
        item = self.items[number]
        if not item.holds(token):
            return None
        assert item.started is not None
        decision = decide(outcome, item.item, now, policy=self.retry.default)
        decision = self.retry.conclude(decision, item.steps, max(now - item.started, timedelta()), now)
        item.item = decision.item
        item.rest(decision.state, decision.not_before or now, now)
        return item.state

    def renew(self, number: int, token: int, now: datetime) -> bool:
        """Whether the lease was kept."""
        item = self.items[number]
        if item.holds(token):
            item.until = now + LEASE_TIME
        return item.holds(token)

    def record(self, number: int, token: int, entry: JournalEntry, now: datetime) -> str:
        """`written`, `lost` or `refused`."""
        item = self.items[number]
        in_time = item.until is not None and item.until > now
        if not item.holds(token) or (entry.state in AHEAD and not in_time):
            return "lost"
        known = item.step
        if known and entry.state is known.state is StepState.COMMITTED and item.step_token == token:
            return "written"
        if entry.state not in STEPS[known.state if known else None]:
            return "refused"
        if entry.state is StepState.SUBMITTING:
            item.presses += 1
        elif entry.state is StepState.PREPARED and known and known.state is StepState.SUBMITTING:
            item.presses -= 1
        item.step, item.step_token = entry, token
        return "written"

    def requeue(self, number: int, now: datetime) -> bool:
        """Whether a person may."""
        item = self.items[number]
        if item.state not in BASKETS or item.erased:
            return False
        ready = now + self.retry.settling if unresolved(item.steps) else now
        attempt = item.item.attempt + (1 if item.token else 0)
        item.item = replace(
            item.item,
            attempt=attempt,
            failures=0,
            crashes=0,
            postponements=0,
            postponed_since=None,
            spent=timedelta(),
        )
        item.due = item.due if item.due and item.due > now else None
        item.rest(State.PENDING, ready, now)
        return True

    def leave(self, number: int, state: State) -> bool:
        """Whether a person may close or cancel it."""
        item = self.items[number]
        allowed = item.state in BASKETS
        if state is State.CANCELLED:
            allowed = item.state is State.PENDING and not unresolved(item.steps)
        if allowed:
            item.state, item.waiting = state, False
        return allowed

    def resolve(self, number: int, receipt: str | None, now: datetime) -> bool:
        """Whether a person may say what became of its step."""
        item = self.items[number]
        if item.state not in BASKETS or item.erased or not unresolved(item.steps):
            return False
        item.presses -= receipt is None
        state = StepState.COMMITTED if receipt else StepState.PREPARED
        item.step = JournalEntry(STEP, state, receipt)
        return self.requeue(number, now)

    def erase(self, number: int) -> bool:
        """Whether its case may be erased."""
        item = self.items[number]
        if item.state in {State.PENDING, State.RESERVED}:
            return False
        item.erased = True
        return True

    # --- slots -----
    def held(self, now: datetime) -> int:
        """Units whose lease has not run out."""
        return sum(1 for slot in self.slots.values() if slot.until and slot.until > now)

    def set_capacity(self, seats: int) -> None:
        """There are so many now."""
        self.seats = seats
        for number in range(1, seats + 1):
            self.slots.setdefault(number, ModelSlot())

    def take(self, now: datetime) -> tuple[int, int] | None:
        """Number and token of the unit that is given out."""
        if self.held(now) >= self.seats:
            return None
        number, slot = next(
            (number, slot)
            for number, slot in sorted(self.slots.items())
            if number <= self.seats and not (slot.until and slot.until > now)
        )
        slot.token += 1
        slot.until = now + LEASE_TIME
        return number, slot.token

    def renew_slot(self, number: int, token: int, now: datetime) -> bool:
        """Whether it was kept."""
        slot = self.slots[number]
        if slot.token != token or slot.until is None:
            return False
        if slot.until <= now and self.held(now) >= self.seats:
            return False
        slot.until = now + LEASE_TIME
        return True

    def release(self, number: int, token: int) -> None:
        """It is given back, if it was still out."""
        slot = self.slots[number]
        if slot.token == token:
            slot.until = None
