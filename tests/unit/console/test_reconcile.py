"""Queue, journal and day journal held against each other."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

from copiste.console.report.data import DayJournalLine, DayReading, DayReadings
from copiste.console.report.reconcile import LAG, UNDECLARED, reconcile
from copiste.queue.item import State, StepState
from copiste.screens.declared.day_journal import RecordDay
from tests.unit.console.report_factory import (
    BY_RECEIPT,
    DAY,
    START,
    case,
    committed,
    journal_of,
    receipt_record,
    receipts_of,
    step,
)

NEXT_DAY = DAY + timedelta(days=1)

CASE = case("E-1", State.DONE, committed("member", "26323-000001"), committed("address", "26323-000002"))
RECEIPTS = receipts_of(CASE)


def reading(*numbers: str, hours: float = 2, day: date = DAY) -> DayReading:
    lines = tuple(DayJournalLine(number, "ADHV", "21:04", "ROB01") for number in numbers)
    return DayReading(day, START + timedelta(hours=hours), ("ROB01",), lines)


def read(*readings: DayReading) -> DayReadings:
    return DayReadings(readings, record_day=BY_RECEIPT)


def test_same_receipts_on_both_sides_tell_one_story() -> None:
    found = reconcile((CASE,), RECEIPTS, journal_of(CASE))
    assert (found.in_both, found.differences) == (RECEIPTS, 0)


def test_receipt_that_the_back_end_does_not_show_is_a_difference() -> None:
    found = reconcile((CASE,), RECEIPTS, read(reading("26323-000001")))
    assert [receipt.receipt for receipt in found.only_queue] == ["26323-000002"]
    assert found.differences == 1


def test_record_that_no_case_claims_is_a_difference() -> None:
    found = reconcile((CASE,), RECEIPTS, read(reading("26323-000001", "26323-000002", "26323-000003")))
    assert [line.receipt for line in found.only_back_end] == ["26323-000003"]
    assert found.differences == 1


def test_record_of_an_earlier_day_was_adopted_and_is_no_difference() -> None:
    old = receipt_record("26300-000009")
    found = reconcile((CASE,), (*RECEIPTS, old), journal_of(CASE))
    assert found.adopted == (old,)
    assert found.differences == 0


def test_a_colleague_s_record_of_the_same_day_was_adopted_and_is_no_difference() -> None:
    theirs = receipt_record("26323-000005", ours=False)
    found = reconcile((CASE,), (*RECEIPTS, theirs), journal_of(CASE))
    assert found.adopted == (theirs,)
    assert found.differences == 0


def test_a_journal_read_just_after_may_lag_and_one_read_later_may_not() -> None:
    receipt = receipt_record("26323-000077")
    soon = read(reading(hours=LAG / timedelta(hours=1) / 2))
    found = reconcile((), (receipt,), soon)
    assert (found.not_yet, found.differences) == ((receipt,), 0)
    later = read(reading(hours=LAG / timedelta(hours=1)))
    assert reconcile((), (receipt,), later).only_queue == (receipt,)


def test_receipt_noted_after_the_last_reading_is_not_compared_and_is_no_difference() -> None:
    late = receipt_record("26323-000077", at=START + timedelta(hours=3))
    found = reconcile((CASE,), (*RECEIPTS, late), journal_of(CASE))
    assert found.uncompared == (late,)
    assert found.differences == 0


def test_receipt_of_a_day_that_nobody_read_is_not_compared() -> None:
    next_day = receipt_record("26324-000001", at=START + timedelta(hours=20))
    found = reconcile((CASE,), (*RECEIPTS, next_day), journal_of(CASE))
    assert found.uncompared == (next_day,)


def test_a_night_over_midnight_is_compared_with_both_readings() -> None:
    after = dataclasses.replace(RECEIPTS[0], receipt="26324-000001", at=START + timedelta(hours=6))
    journal = read(reading("26323-000001", "26323-000002"), reading("26324-000001", hours=8, day=NEXT_DAY))
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


def test_case_done_without_any_record_is_a_difference_even_when_nothing_was_read() -> None:
    bare = case("E-2", State.DONE)
    found = reconcile((bare,), (), DayReadings(unread="closed"))
    assert found.without_record == (bare,)
    assert found.unread == "closed"
    assert found.differences == 1


def test_case_whose_records_have_no_receipt_is_no_difference() -> None:
    looked_up = case("E-2", State.DONE, step("member", StepState.COMMITTED))
    begun = case("E-3", State.DONE, step("member", StepState.PREPARED))
    found = reconcile((looked_up, begun), (), DayReadings())
    assert found.without_record == (begun,)
    assert [(one.item.reference, its.step) for one, its in found.basis.without_receipt] == [("E-2", "member")]


def test_without_a_declared_day_journal_the_records_rest_on_receipts_and_lookups() -> None:
    seen = receipt_record("B-1", state=StepState.VERIFIED)
    told = receipt_record("B-2")
    there = receipt_record("B-3", ours=False)
    found = reconcile((), (seen, told, there), DayReadings(declared=False, unread="It was not asked."))
    assert (found.unread, found.undeclared) == (UNDECLARED, True)
    assert (found.basis.verified, found.basis.receipts, found.basis.found) == ((seen,), (told,), (there,))
    assert (found.basis.records, found.differences) == (3, 0)


def test_readings_kept_from_before_are_compared_with_whatever_is_declared_now() -> None:
    found = reconcile((CASE,), RECEIPTS, DayReadings(journal_of(CASE).readings, declared=False))
    assert (found.in_both, found.undeclared, found.unread) == (RECEIPTS, False, "")


def test_receipts_that_name_no_day_are_of_the_day_on_which_they_were_noted() -> None:
    plain = receipt_record("77", at=START + timedelta(minutes=1))
    missing = reconcile((), (plain,), DayReadings((reading(),)))
    assert missing.only_queue == (plain,)
    next_day = receipt_record("78", at=START + timedelta(hours=20))
    assert reconcile((), (next_day,), DayReadings((reading(),))).uncompared == (next_day,)


def test_a_receipt_of_another_house_names_its_day_in_its_own_way() -> None:
    by_month = RecordDay(receipt=r"S(?P<day>\d{6})/\d+", format="%d%m%y")
    old = receipt_record("S181126/4")
    today = receipt_record("S191126/5")
    found = reconcile((), (old, today), DayReadings((reading(),), record_day=by_month))
    assert (found.adopted, found.only_queue) == ((old,), (today,))
