from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from copiste.queue.item import JournalEntry, Outcome, OutcomeKind, State, StepState, WorkItem
from copiste.queue.policy import CodePolicy, Policy
from copiste.queue.retry import (
    BOT_CRASHED,
    STEP_UNRESOLVED,
    TIME_SPENT,
    Decision,
    Retry,
    decide,
    hold_unresolved,
    let_settle,
)

NOW = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
POLICY = Policy(attempts=3, crashes=2, first_delay=10 * SECOND, factor=3, longest_delay=MINUTE, jitter=0.5)
ITEM = WorkItem(7, "enrolment", "C-7", {})


def changed(**changes: object) -> Policy:
    return Policy(**{**POLICY.model_dump(exclude_unset=True), **changes})


def after(
    kind: OutcomeKind,
    item: WorkItem = ITEM,
    *,
    now: datetime = NOW,
    jitter: float = 0,
    policy: Policy = POLICY,
) -> Decision:
    return decide(Outcome(kind, "CODE", "ADH0012 REFUS"), item, now, policy=policy, jitter=jitter)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (OutcomeKind.BUSINESS, State.REJECTED),
        (OutcomeKind.HELD, State.HELD),
    ],
)
def test_goes_to_its_basket_with_the_back_ends_own_words(kind: OutcomeKind, state: State) -> None:
    decision = after(kind)
    assert (decision.state, decision.code, decision.message) == (state, "CODE", "ADH0012 REFUS")
    assert decision.not_before is None


def test_done_has_no_code() -> None:
    decision = after(OutcomeKind.DONE)
    assert (decision.state, decision.code, decision.item) == (State.DONE, "", ITEM)


class TestPolicyOfACode:
    POLICY = changed(
        codes={"CODE": CodePolicy(attempts=1, postponement=5 * MINUTE), "OTHER": CodePolicy(attempts=9)}
    )

    def test_its_attempts_count(self) -> None:
        assert after(OutcomeKind.APPLICATION).state is State.PENDING
        assert after(OutcomeKind.APPLICATION, policy=self.POLICY).state is State.FAILED

    def test_its_delay_counts(self) -> None:
        decision = after(OutcomeKind.TRY_LATER, policy=self.POLICY)
        assert decision.not_before == NOW + 5 * MINUTE

    def test_other_codes_keep_to_the_process(self) -> None:
        outcome = Outcome(OutcomeKind.APPLICATION, "ANOTHER")
        assert decide(outcome, ITEM, NOW, policy=self.POLICY).state is State.PENDING


def test_a_business_exception_is_never_retried() -> None:
    assert after(OutcomeKind.BUSINESS, policy=changed(attempts=100)).state is State.REJECTED


@pytest.mark.parametrize(
    ("failures", "jitter", "delay"),
    [
        (0, 0, 10 * SECOND),
        (0, 0.5, 12.5 * SECOND),
        (1, 0, 30 * SECOND),
        (1, 1, 45 * SECOND),
        (2, 0, MINUTE),
        (40, 0, MINUTE),
        (4000, 0, MINUTE),
    ],
)
def test_an_application_exception_waits_longer_each_time(
    failures: int, jitter: float, delay: timedelta
) -> None:
    patient = changed(attempts=10_000)
    decision = after(OutcomeKind.APPLICATION, replace(ITEM, failures=failures), jitter=jitter, policy=patient)
    assert (decision.state, decision.not_before) == (State.PENDING, NOW + delay)


def test_an_application_exception_is_retried_until_its_attempts_are_spent() -> None:
    item, states = ITEM, []
    for _ in range(POLICY.attempts):
        decision = after(OutcomeKind.APPLICATION, item)
        item = decision.item
        states.append((decision.state, item.attempt, item.failures))
    assert states == [(State.PENDING, 2, 1), (State.PENDING, 3, 2), (State.FAILED, 3, 3)]
    assert decision.code == "CODE"


def test_crashes_are_counted_apart() -> None:
    item = replace(ITEM, attempt=3, failures=2)
    once = after(OutcomeKind.CRASHED, item)
    assert (once.state, once.item.attempt, once.item.failures, once.item.crashes) == (State.PENDING, 4, 2, 1)
    twice = after(OutcomeKind.CRASHED, once.item)
    assert (twice.state, twice.code, twice.item.crashes) == (State.FAILED, BOT_CRASHED, 2)


class TestTryLater:
    def test_costs_no_attempt(self) -> None:
        decision = after(OutcomeKind.TRY_LATER)
        assert (decision.state, decision.not_before) == (State.PENDING, NOW + POLICY.postponement)
        assert (decision.item.attempt, decision.item.failures) == (1, 0)

    def test_is_bounded_in_number(self) -> None:
        impatient = changed(postponements=2)
        once = after(OutcomeKind.TRY_LATER, policy=impatient)
        twice = after(OutcomeKind.TRY_LATER, once.item, policy=impatient)
        assert (once.state, twice.state, twice.code) == (State.PENDING, State.FAILED, "CODE")

    def test_is_bounded_in_time(self) -> None:
        once = after(OutcomeKind.TRY_LATER)
        end = NOW + POLICY.postponed_for
        assert after(OutcomeKind.TRY_LATER, once.item, now=end - SECOND).state is State.PENDING
        assert after(OutcomeKind.TRY_LATER, once.item, now=end).state is State.FAILED

    def test_counts_those_in_a_row(self) -> None:
        postponed = after(OutcomeKind.TRY_LATER).item
        failed = after(OutcomeKind.APPLICATION, postponed).item
        assert (failed.postponements, failed.postponed_since) == (0, None)

    def test_an_orderly_stop_does_not_break_the_row(self) -> None:
        postponed = after(OutcomeKind.TRY_LATER).item
        returned = after(OutcomeKind.RETURNED, postponed)
        assert (returned.state, returned.item, returned.not_before) == (State.PENDING, postponed, NOW)


class TestUnresolvedStep:
    JOURNAL = (
        JournalEntry("member", StepState.SUBMITTING),
        JournalEntry("address", StepState.COMMITTED, "1"),
    )

    @pytest.mark.parametrize("kind", [OutcomeKind.DONE, OutcomeKind.BUSINESS])
    def test_is_held_instead_of_any_other_end(self, kind: OutcomeKind) -> None:
        decision = hold_unresolved(after(kind), self.JOURNAL)
        assert (decision.state, decision.code) == (State.HELD, STEP_UNRESOLVED)
        assert "member" in decision.why

    @pytest.mark.parametrize("kind", [OutcomeKind.HELD, OutcomeKind.CRASHED, OutcomeKind.RETURNED])
    def test_leaves_alone_what_will_be_looked_at(self, kind: OutcomeKind) -> None:
        assert hold_unresolved(after(kind), self.JOURNAL) == after(kind)

    def test_leaves_alone_what_is_accounted_for(self) -> None:
        assert hold_unresolved(after(OutcomeKind.DONE), self.JOURNAL[1:]) == after(OutcomeKind.DONE)


class TestSettling:
    SUBMITTED = (JournalEntry("member", StepState.SUBMITTING),)
    UNTIL = NOW + 20 * SECOND

    @pytest.mark.parametrize("kind", [OutcomeKind.RETURNED, OutcomeKind.APPLICATION, OutcomeKind.CRASHED])
    def test_no_attempt_before_the_back_end_had_time_to_finish(self, kind: OutcomeKind) -> None:
        assert let_settle(after(kind), self.SUBMITTED, self.UNTIL).not_before == self.UNTIL

    def test_a_longer_wait_stays(self) -> None:
        decision = after(OutcomeKind.TRY_LATER)
        assert let_settle(decision, self.SUBMITTED, self.UNTIL) == decision

    def test_what_was_answered_waits_for_nothing(self) -> None:
        decision = after(OutcomeKind.RETURNED)
        answered = [JournalEntry("member", StepState.COMMITTED, "1"), JournalEntry("x", StepState.PREPARED)]
        assert let_settle(decision, answered, self.UNTIL) == decision

    def test_a_basket_needs_no_wait(self) -> None:
        assert let_settle(after(OutcomeKind.HELD), self.SUBMITTED, self.UNTIL).not_before is None


class TestBudget:
    BOUNDED = changed(budget=10 * MINUTE)
    WORKED_LONG = replace(ITEM, spent=10 * MINUTE)

    @pytest.mark.parametrize("kind", [OutcomeKind.APPLICATION, OutcomeKind.CRASHED, OutcomeKind.TRY_LATER])
    def test_an_item_that_spent_its_time_is_not_tried_again(self, kind: OutcomeKind) -> None:
        decision = after(kind, self.WORKED_LONG, policy=self.BOUNDED)
        assert (decision.state, decision.code, decision.not_before) == (State.FAILED, TIME_SPENT, None)
        assert "600 s of 600 s" in decision.why

    def test_below_it_is_tried_again(self) -> None:
        item = replace(ITEM, spent=10 * MINUTE - SECOND)
        assert after(OutcomeKind.APPLICATION, item, policy=self.BOUNDED).state is State.PENDING

    def test_without_one_there_is_no_limit(self) -> None:
        assert after(OutcomeKind.APPLICATION, replace(ITEM, spent=900 * MINUTE)).state is State.PENDING

    @pytest.mark.parametrize(
        ("kind", "state"), [(OutcomeKind.DONE, State.DONE), (OutcomeKind.RETURNED, State.PENDING)]
    )
    def test_what_is_done_or_was_not_begun_is_left_alone(self, kind: OutcomeKind, state: State) -> None:
        assert after(kind, self.WORKED_LONG, policy=self.BOUNDED).state is state

    def test_the_transaction_that_ends_counts_too(self) -> None:
        retry = Retry(default=self.BOUNDED)
        decision = retry.decide(Outcome(OutcomeKind.APPLICATION), replace(ITEM, spent=6 * MINUTE), NOW)
        assert retry.conclude(decision, (), 3 * MINUTE, NOW).state is State.PENDING
        concluded = retry.conclude(decision, (), 4 * MINUTE, NOW)
        assert (concluded.state, concluded.item.spent) == (State.FAILED, 10 * MINUTE)

    def test_no_budget_hides_a_commit_key_without_an_answer(self) -> None:
        retry = Retry(default=self.BOUNDED)
        decision = retry.decide(Outcome(OutcomeKind.APPLICATION), self.WORKED_LONG, NOW)
        submitted = [JournalEntry("member", StepState.SUBMITTING)]
        assert retry.conclude(decision, submitted, MINUTE, NOW).state is State.HELD


class TestRetry:
    def test_has_a_policy_for_each_process(self) -> None:
        retry = Retry(default=POLICY, policies={"address": changed(attempts=1)})
        failed = Outcome(OutcomeKind.APPLICATION, "SCREEN_UNKNOWN")
        assert retry.decide(failed, ITEM, NOW).state is State.PENDING
        assert retry.decide(failed, replace(ITEM, process="address"), NOW).state is State.FAILED

    def test_spreads_the_delays_and_can_be_foretold(self) -> None:
        failed = Outcome(OutcomeKind.APPLICATION, "SCREEN_UNKNOWN")

        def delays() -> list[datetime | None]:
            retry = Retry(default=POLICY, random=random.Random(3))
            return [retry.decide(failed, ITEM, NOW).not_before for _ in range(5)]

        assert delays() == delays()
        assert len(set(delays())) == 5
        assert all(moment and NOW + 10 * SECOND <= moment <= NOW + 15 * SECOND for moment in delays())
