"""The circuit breaker: what follows from what happened, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from copiste.errors import Blame
from copiste.orchestrator.breaker import Breaker, Turn
from copiste.queue.item import Outcome, OutcomeKind
from copiste.settings import BreakerRules

NOW = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FAILED = Outcome(OutcomeKind.APPLICATION, "ARRIVAL_TIMEOUT", blame=Blame.BACK_END)
UNOPENED = Outcome(OutcomeKind.RETURNED, "UNREACHABLE", blame=Blame.BACK_END, unopened=True)
DONE = Outcome(OutcomeKind.DONE)
RULES = BreakerRules(failures=3, first_probe=4 * SECOND, longest=10 * SECOND)
REOPEN = 2 * SECOND


def opened(*, at: datetime = NOW) -> Breaker:
    """A breaker that three failures opened."""
    breaker = Breaker(RULES, REOPEN)
    told = [breaker.note(seat, FAILED, at) for seat in ("R1", "R2", "R1")]
    assert told == [False, False, True]
    return breaker


def test_seats_claim_until_so_many_failures_came_in_a_row() -> None:
    breaker = Breaker(RULES, REOPEN)
    for outcome in (FAILED, FAILED, DONE, FAILED, FAILED):
        assert not breaker.note("R1", outcome, NOW)
        assert breaker.turn("R1", NOW) is Turn.CLAIM
    assert breaker.note("R2", FAILED, NOW)
    assert {breaker.turn(seat, NOW) for seat in ("R1", "R2", "R3")} == {Turn.WAIT}
    assert breaker.why == FAILED


@pytest.mark.parametrize("kind", [OutcomeKind.BUSINESS, OutcomeKind.TRY_LATER, OutcomeKind.HELD])
def test_any_answer_of_the_back_end_ends_a_row(kind: OutcomeKind) -> None:
    breaker = Breaker(RULES, REOPEN)
    for outcome in (FAILED, FAILED, Outcome(kind, "X"), FAILED, FAILED):
        breaker.note("R1", outcome, NOW)
    assert not breaker.is_open


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome(OutcomeKind.CRASHED, "BOT_DIED", blame=Blame.ROBOT),
        Outcome(OutcomeKind.APPLICATION, "NO_ROBOT", blame=Blame.ROBOT),
        Outcome(OutcomeKind.APPLICATION, "PRESS_TOO_LATE", blame=Blame.MACHINE),
        Outcome(OutcomeKind.APPLICATION, "QUEUE_DAMAGED", blame=Blame.QUEUE),
        Outcome(OutcomeKind.RETURNED, "STOPPED"),
        Outcome(OutcomeKind.RETURNED, "LEASE_LOST", blame=Blame.MACHINE),
        Outcome(OutcomeKind.RETURNED, "QUEUE_UNUSABLE", blame=Blame.QUEUE),
    ],
    ids=lambda outcome: str(outcome.code),
)
def test_what_says_nothing_about_the_back_end_neither_counts_nor_ends_a_row(outcome: Outcome) -> None:
    breaker = Breaker(RULES, REOPEN)
    for told in (FAILED, outcome, FAILED, outcome):
        breaker.note("R1", told, NOW)
    assert not breaker.is_open
    assert breaker.note("R1", FAILED, NOW)


def test_one_seat_probes_when_it_is_time_and_the_others_wait() -> None:
    breaker = opened()
    assert breaker.turn("R1", NOW + 3 * SECOND) is Turn.WAIT
    assert breaker.turn("R1", NOW + 4 * SECOND) is Turn.OPEN
    assert breaker.turn("R2", NOW + 5 * SECOND) is Turn.WAIT
    assert breaker.note("R1", None, NOW + 5 * SECOND)
    assert breaker.turn("R2", NOW + 5 * SECOND) is Turn.CLAIM


def test_probes_that_fail_come_at_growing_intervals_up_to_the_longest() -> None:
    breaker = opened()
    now, waits = NOW, []
    for _ in range(4):
        began = now
        while breaker.turn("R1", now) is Turn.WAIT:
            now += SECOND
        waits.append(now - began)
        assert not breaker.note("R1", UNOPENED, now)
    assert waits == [4 * SECOND, 8 * SECOND, 10 * SECOND, 10 * SECOND]


def test_a_transaction_that_was_in_flight_is_no_probe() -> None:
    breaker = opened()
    breaker.note("R2", FAILED, NOW + SECOND)
    assert breaker.turn("R1", NOW + 4 * SECOND) is Turn.OPEN
    assert breaker.note("R2", DONE, NOW + 4 * SECOND), "one that went well says that the back-end is there"


def test_a_prober_that_leaves_lets_another_one_probe() -> None:
    breaker = opened()
    assert breaker.turn("R1", NOW + 4 * SECOND) is Turn.OPEN
    breaker.leave("R1")
    assert breaker.turn("R2", NOW + 4 * SECOND) is Turn.OPEN


def test_a_seat_alone_that_cannot_open_tries_again_without_an_item() -> None:
    breaker = Breaker(RULES, REOPEN)
    breaker.note("R1", UNOPENED, NOW)
    breaker.note("R2", DONE, NOW)
    assert breaker.turn("R1", NOW + SECOND) is Turn.WAIT
    assert breaker.turn("R2", NOW + SECOND) is Turn.CLAIM
    assert breaker.turn("R1", NOW + 2 * SECOND) is Turn.OPEN
    breaker.note("R1", None, NOW + 2 * SECOND)
    assert breaker.turn("R1", NOW + 2 * SECOND) is Turn.CLAIM


def test_patience_is_counted_from_when_it_opened_or_the_seat_could_not() -> None:
    breaker = opened()
    assert breaker.longer_than(60 * SECOND, "R9", NOW + 59 * SECOND) is None
    assert breaker.longer_than(60 * SECOND, "R9", NOW + 60 * SECOND) == FAILED
    alone = Breaker(RULES, REOPEN)
    alone.note("R1", UNOPENED, NOW)
    alone.note("R2", DONE, NOW)
    alone.note("R1", UNOPENED, NOW + 50 * SECOND)
    assert alone.longer_than(60 * SECOND, "R1", NOW + 60 * SECOND) == UNOPENED
    assert alone.longer_than(60 * SECOND, "R2", NOW + 60 * SECOND) is None


def test_once_it_is_closed_every_seat_may_claim_at_once() -> None:
    breaker = Breaker(RULES, REOPEN)
    for seat in ("R1", "R2", "R3"):
        breaker.note(seat, UNOPENED, NOW)
    assert breaker.turn("R1", NOW + 4 * SECOND) is Turn.OPEN
    breaker.note("R1", None, NOW + 4 * SECOND)
    assert {breaker.turn(seat, NOW + 4 * SECOND) for seat in ("R1", "R2", "R3")} == {Turn.CLAIM}


NO_DISK = Outcome(OutcomeKind.RETURNED, "DISK", "/tmp: the disk is full.", blame=Blame.DISK, unopened=True)


def test_a_disk_that_bots_need_stops_everybody_at_once_and_is_looked_at_until_it_is_well() -> None:
    breaker = Breaker(RULES, REOPEN)
    assert breaker.note("R1", NO_DISK, NOW)
    assert {breaker.turn(seat, NOW) for seat in ("R1", "R2")} == {Turn.WAIT}
    assert breaker.why == NO_DISK
    assert breaker.turn("R2", NOW + 4 * SECOND) is Turn.OPEN
    assert not breaker.note("R2", NO_DISK, NOW + 4 * SECOND)
    assert breaker.turn("R2", NOW + 11 * SECOND) is Turn.WAIT, "twice as long"
    assert breaker.turn("R2", NOW + 12 * SECOND) is Turn.OPEN
    assert breaker.longer_than(10 * SECOND, "R1", NOW + 12 * SECOND) == NO_DISK
    assert breaker.note("R2", None, NOW + 12 * SECOND)
    assert {breaker.turn(seat, NOW + 12 * SECOND) for seat in ("R1", "R2")} == {Turn.CLAIM}


def test_a_disk_under_a_robot_that_is_well_again_says_nothing_about_the_back_end() -> None:
    breaker = Breaker(RULES, REOPEN)
    for _ in range(9):
        assert not breaker.note("R1", Outcome(OutcomeKind.APPLICATION, "DISK", blame=Blame.DISK), NOW)


@pytest.mark.parametrize("blame", [Blame.BACK_END, Blame.SEAT, Blame.MACHINE, Blame.ROBOT])
def test_whoever_keeps_a_bot_from_opening_its_seat_waits_and_the_others_after_a_row(blame: Blame) -> None:
    breaker = Breaker(RULES, REOPEN)
    unopened = Outcome(OutcomeKind.RETURNED, "X", blame=blame, unopened=True)
    assert [breaker.note("R1", unopened, NOW) for _ in range(3)] == [False, False, True]
    assert breaker.turn("R1", NOW) is Turn.WAIT


@pytest.mark.parametrize("blame", [Blame.BACK_END, Blame.SEAT])
def test_a_seat_that_the_back_end_throws_out_in_mid_case_counts_as_its_failure(blame: Blame) -> None:
    breaker = Breaker(RULES, REOPEN)
    thrown_out = Outcome(OutcomeKind.APPLICATION, "X", blame=blame)
    assert [breaker.note("R1", thrown_out, NOW) for _ in range(3)] == [False, False, True]
