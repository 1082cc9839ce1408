"""Queue, journal and day journal held against each other."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from copiste.console.report.data import DayJournal, DayJournalLine, DayReading, Receipt
from copiste.console.report.reconcile import LAG, reconcile
from copiste.queue.item import State
from tests.unit.console.report_factory import START, case, committed, journal_of, receipts_of

CASE = case("E-1", State.DONE, committed("member", "26323-000001"), committed("address", "26323-000002"))
RECEIPTS = receipts_of(CASE)


def reading(*numbers: str, hours: float = 2, day: str = "26323") -> DayReading:
    lines = tuple(DayJournalLine(number, "ADHV", "21:04", "ROB01") for number in numbers)
    return DayReading(day, START + timedelta(hours=hours), ("ROB01",), lines)


def test_same_receipts_on_both_sides_tell_one_story() -> None:
    found = reconcile((CASE,), RECEIPTS, journal_of(CASE))
    assert (found.in_both, found.differences) == (RECEIPTS, 0)


def test_receipt_that_the_back_end_does_not_show_is_a_difference() -> None:
    found = reconcile((CASE,), RECEIPTS, DayJournal((reading("26323-000001"),)))
    assert [receipt.receipt for receipt in found.only_queue] == ["26323-000002"]
    assert found.differences == 1


def test_record_that_no_case_claims_is_a_difference() -> None:
    found = reconcile(
        (CASE,), RECEIPTS, DayJournal((reading("26323-000001", "26323-000002", "26323-000003"),))
    )
    assert [line.receipt for line in found.only_back_end] == ["26323-000003"]
    assert found.differences == 1


def test_record_of_an_earlier_day_was_adopted_and_is_no_difference() -> None:
    old = Receipt("26300-000009", "E-2", "enrolment", "member", START)
    found = reconcile((CASE,), (*RECEIPTS, old), journal_of(CASE))
    assert found.adopted == (old,)
    assert found.differences == 0


def test_a_colleague_s_record_of_the_same_day_was_adopted_and_is_no_difference() -> None:
    theirs = Receipt("26323-000005", "E-2", "enrolment", "member", START, ours=False)
    found = reconcile((CASE,), (*RECEIPTS, theirs), journal_of(CASE))
    assert found.adopted == (theirs,)
    assert found.differences == 0


def test_a_journal_read_just_after_may_lag_and_one_read_later_may_not() -> None:
    receipt = Receipt("26323-000077", "E-2", "enrolment", "member", START)
    soon = DayJournal((reading(hours=LAG / timedelta(hours=1) / 2),))
    found = reconcile((), (receipt,), soon)
    assert (found.not_yet, found.differences) == ((receipt,), 0)
    later = DayJournal((reading(hours=LAG / timedelta(hours=1)),))
    assert reconcile((), (receipt,), later).only_queue == (receipt,)


def test_receipt_noted_after_the_last_reading_is_not_compared_and_is_no_difference() -> None:
    late = Receipt("26323-000077", "E-2", "enrolment", "member", START + timedelta(hours=3))
    found = reconcile((CASE,), (*RECEIPTS, late), journal_of(CASE))
    assert found.uncompared == (late,)
    assert found.differences == 0


def test_receipt_of_a_day_that_nobody_read_is_not_compared() -> None:
    next_day = Receipt("26324-000001", "E-2", "enrolment", "member", START + timedelta(hours=20))
    found = reconcile((CASE,), (*RECEIPTS, next_day), journal_of(CASE))
    assert found.uncompared == (next_day,)


def test_a_night_over_midnight_is_compared_with_both_readings() -> None:
    after = dataclasses.replace(RECEIPTS[0], receipt="26324-000001", at=START + timedelta(hours=6))
    journal = DayJournal(
        (reading("26323-000001", "26323-000002"), reading("26324-000001", hours=8, day="26324"))
    )
    found = reconcile((CASE,), (*RECEIPTS, after), journal)
    assert len(found.in_both) == 3
    assert (found.uncompared, found.differences) == ((), 0)


def test_record_that_two_cases_rest_on_is_said_and_is_no_difference() -> None:
    other = case("E-2", State.DONE, committed("member", "26323-000001"))
    found = reconcile((CASE, other), receipts_of(CASE, other), journal_of(CASE))
    ((number, claims),) = found.shared
    assert number == "26323-000001"
    assert [claim.reference for claim in claims] == ["E-1", "E-2"]
    assert found.differences == 0


def test_case_done_without_any_receipt_is_a_difference_even_when_nothing_was_read() -> None:
    bare = case("E-2", State.DONE)
    found = reconcile((bare,), (), DayJournal(unread="closed"))
    assert found.without_receipt == (bare,)
    assert found.unread == "closed"
    assert found.differences == 1
