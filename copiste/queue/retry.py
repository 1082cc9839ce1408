"""What becomes of a work item after a transaction. Pure: values in, a `Decision` out.

Business exceptions are never retried. An application exception is retried with a growing delay until the
attempts of its process are spent; a crashed bot is counted apart; a back-end that asks to come back later
costs no attempt, up to a limit; all attempts together have a time budget. An item whose commit key has an
unknown effect is held for a person, and the next attempt leaves the back-end time to finish what it began.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from copiste.queue.item import JournalEntry, Outcome, OutcomeKind, State, StepState, WorkItem

#: Code of an item that went to its basket because bots kept dying on it.
BOT_CRASHED = "BOT_CRASHED"
#: Code of an item whose journal holds a commit key pressed without an answer.
STEP_UNRESOLVED = "STEP_UNRESOLVED"
#: Code of a transaction that its orchestrator no longer answered for.
LEASE_EXPIRED = "LEASE_EXPIRED"
#: Code of an item that bots have worked on for longer than its process allows.
TIME_SPENT = "TIME_SPENT"


@dataclass(frozen=True, slots=True)
class Policy:
    """How often and how patiently the items of one process are tried."""

    #: Application exceptions that send an item to FAILED.
    attempts: int = 3
    #: Bots that may die or hang on an item before it goes to FAILED.
    crashes: int = 3
    first_delay: timedelta = timedelta(seconds=5)
    #: Each further delay is so many times the one before.
    factor: float = 4.0
    longest_delay: timedelta = timedelta(minutes=10)
    #: A delay grows by up to this fraction of itself, so that items do not come back all at once.
    jitter: float = 0.1
    #: How long an item waits when the back-end asks to come back later (record lock, closed).
    postponement: timedelta = timedelta(minutes=1)
    #: It goes to FAILED once it has been postponed so many times in a row…
    postponements: int = 500
    #: …or for this time.
    postponed_for: timedelta = timedelta(hours=12)
    #: Time that bots may spend on one item, in all its transactions; None: no limit but its attempts.
    budget: timedelta | None = None
    #: What holds instead after an exception of this code.
    codes: Mapping[str, Policy] = field(default_factory=dict)

    def after(self, code: str) -> Policy:
        """What holds after an exception of `code`."""
        return self.codes.get(code, self)

    def delay(self, failed: int, jitter: float) -> timedelta:
        """The wait after the `failed`-th failure (from 1); `jitter` in 0..1 picks within the spread."""
        exponent = min(failed - 1, 64)  # more would overflow
        seconds = self.first_delay.total_seconds() * self.factor**exponent
        return self._spread(min(seconds, self.longest_delay.total_seconds()), jitter)

    def postpone(self, jitter: float) -> timedelta:
        """The wait that a try-later costs."""
        return self._spread(self.postponement.total_seconds(), jitter)

    def _spread(self, seconds: float, jitter: float) -> timedelta:
        return timedelta(seconds=seconds * (1 + self.jitter * jitter))


@dataclass(frozen=True, slots=True)
class Decision:
    """What the store is to write at the end of one transaction."""

    state: State
    #: What the bot reported; kept with the transaction.
    outcome: Outcome
    #: The item as it stands from now on: its counts are the new ones.
    item: WorkItem
    #: The basket's code, or what the item was sent back to the queue for; empty when done.
    code: str = ""
    #: The back-end's own message, where there is one.
    message: str = ""
    #: Why this state, for the item's history.
    why: str = ""
    #: Back in the queue, but not before then.
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """The policies of all processes."""

    default: Policy = Policy()
    policies: Mapping[str, Policy] = field(default_factory=dict)
    #: Seed it where delays must be known beforehand.
    random: random.Random = field(default_factory=random.Random)
    #: Time that a back-end which lost its caller may take to finish a commit: looked up earlier, the record
    #: would seem absent, and be keyed again.
    settling: timedelta = timedelta(seconds=10)

    def policy(self, process: str) -> Policy:
        """The policy of `process`."""
        return self.policies.get(process, self.default)

    def decide(self, outcome: Outcome, item: WorkItem, now: datetime) -> Decision:
        """`decide` by the policy of the item's process."""
        return decide(outcome, item, now, policy=self.policy(item.process), jitter=self.random.random())

    def conclude(
        self, decision: Decision, journal: Iterable[JournalEntry], worked: timedelta, now: datetime
    ) -> Decision:
        """What to write, once it is known how long the transaction took and what its journal says."""
        item = replace(decision.item, spent=decision.item.spent + worked)
        decision = within_budget(replace(decision, item=item), self.policy(item.process))
        entries = tuple(journal)
        return let_settle(hold_unresolved(decision, entries), entries, now + self.settling)


def decide(
    outcome: Outcome, item: WorkItem, now: datetime, *, policy: Policy | None = None, jitter: float = 0.0
) -> Decision:
    """What becomes of `item` after `outcome`; `jitter` in 0..1 picks within the spread of its delay."""
    policy = (policy or Policy()).after(outcome.code)
    settled = replace(item, postponements=0, postponed_since=None)
    match outcome.kind:
        case OutcomeKind.DONE:
            decision = Decision(State.DONE, outcome, settled, message=outcome.message, why="done")
        case OutcomeKind.BUSINESS:
            decision = _basket(State.REJECTED, outcome, settled, "business exception")
        case OutcomeKind.HELD:
            decision = _basket(State.HELD, outcome, settled, "nobody can say whether the commit took")
        case OutcomeKind.APPLICATION:
            decision = _after_failure(outcome, settled, now, policy, jitter)
        case OutcomeKind.CRASHED:
            decision = _after_crash(outcome, settled, now, policy, jitter)
        case OutcomeKind.TRY_LATER:
            decision = _after_try_later(outcome, item, now, policy, jitter)
        case OutcomeKind.RETURNED:
            decision = Decision(State.PENDING, outcome, item, why="returned untouched", not_before=now)
    if outcome.unpictured:
        decision = replace(decision, why=f"{decision.why}. {outcome.unpictured}")
    return within_budget(decision, policy)


def within_budget(decision: Decision, policy: Policy) -> Decision:
    """`decision`, or FAILED instead of another attempt at an item whose time is spent.

    One that was returned untouched is none the worse for it.
    """
    if (
        decision.state is not State.PENDING
        or decision.outcome.kind is OutcomeKind.RETURNED
        or policy.budget is None
        or decision.item.spent < policy.budget
    ):
        return decision
    spent, budget = decision.item.spent.total_seconds(), policy.budget.total_seconds()
    why = f"{decision.why}; {spent:.0f} s of {budget:.0f} s spent on it"
    return replace(decision, state=State.FAILED, code=TIME_SPENT, why=why, not_before=None)


def hold_unresolved(decision: Decision, journal: Iterable[JournalEntry]) -> Decision:
    """`decision`, or HELD instead of any end that would hide a commit key pressed without an answer.

    Back in the queue is fine: the next attempt looks the record up before it keys anything.
    """
    steps = unresolved(journal)
    if not steps or decision.state in {State.PENDING, State.HELD}:
        return decision
    why = f"{decision.why}, with {', '.join(steps)} submitted and not accounted for"
    return replace(decision, state=State.HELD, code=STEP_UNRESOLVED, why=why)


def let_settle(decision: Decision, journal: Iterable[JournalEntry], until: datetime) -> Decision:
    """`decision`, but no next attempt before `until` where a commit key was pressed without an answer."""
    if decision.state is not State.PENDING or not unresolved(journal):
        return decision
    return replace(decision, not_before=max(decision.not_before or until, until))


def unresolved(journal: Iterable[JournalEntry]) -> list[str]:
    """The steps whose commit key was pressed with unknown effect."""
    return [entry.step for entry in journal if entry.state is StepState.SUBMITTING]


def _basket(state: State, outcome: Outcome, item: WorkItem, why: str) -> Decision:
    return Decision(state, outcome, item, code=outcome.code, message=outcome.message, why=why)


def _again(outcome: Outcome, item: WorkItem, why: str, not_before: datetime) -> Decision:
    return Decision(
        State.PENDING,
        outcome,
        item,
        code=outcome.code,
        message=outcome.message,
        why=why,
        not_before=not_before,
    )


def _after_failure(
    outcome: Outcome, item: WorkItem, now: datetime, policy: Policy, jitter: float
) -> Decision:
    item = replace(item, failures=item.failures + 1)
    count = f"{item.failures} of {policy.attempts} attempts"
    if item.failures >= policy.attempts:
        return _basket(State.FAILED, outcome, item, f"application exception, {count} spent")
    again = replace(item, attempt=item.attempt + 1)
    return _again(
        outcome, again, f"application exception, {count}", now + policy.delay(item.failures, jitter)
    )


def _after_crash(outcome: Outcome, item: WorkItem, now: datetime, policy: Policy, jitter: float) -> Decision:
    item = replace(item, crashes=item.crashes + 1)
    count = f"{item.crashes} of {policy.crashes} bots"
    if item.crashes >= policy.crashes:
        return replace(
            _basket(State.FAILED, outcome, item, f"{outcome.code}: {count} died on it"), code=BOT_CRASHED
        )
    again = replace(item, attempt=item.attempt + 1)
    why = f"{outcome.code}: {count} died on it"
    # The first death may be the machine's doing, and another bot stands ready; a second one is the item's.
    delay = policy.delay(item.crashes - 1, jitter) if item.crashes > 1 else timedelta()
    return _again(outcome, again, why, now + delay)


def _after_try_later(
    outcome: Outcome, item: WorkItem, now: datetime, policy: Policy, jitter: float
) -> Decision:
    since = item.postponed_since or now
    item = replace(item, postponements=item.postponements + 1, postponed_since=since)
    if item.postponements >= policy.postponements or now - since >= policy.postponed_for:
        why = f"still postponed by the back-end after {item.postponements} times"
        return _basket(State.FAILED, outcome, item, why)
    why = f"postponed by the back-end, {item.postponements} times in a row"
    return _again(outcome, item, why, now + policy.postpone(jitter))
