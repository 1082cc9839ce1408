"""The first lines that a person reads in the morning."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import pytest

from copiste.console.report.data import DayReadings, IntakeReject, ReportData, Unpictured
from copiste.console.report.figures import baskets
from copiste.console.report.reconcile import reconcile
from copiste.console.report.verdict import Level, Verdict, commands, judge
from copiste.queue.item import State, StepState
from tests.unit.console.report_factory import case, committed, night, report


def verdict(data: ReportData) -> Verdict:
    return judge(data, reconcile(data.cases, data.receipts, data.day_journal))


DONE = case("E-1", State.DONE, committed("member", "26323-000001"))


def test_all_done_and_proven_is_well_with_nothing_to_do() -> None:
    told = verdict(report(DONE))
    assert (told.level, told.headline) == (Level.WELL, "All is well: 1 case done")
    assert "exactly once" in told.sentence
    assert told.actions == ()


def test_nothing_worked_is_well() -> None:
    assert verdict(report()).headline == "Nothing was worked in this period"


def test_basket_needs_a_person_and_says_what_to_type() -> None:
    rejected = case("E-2", State.REJECTED, code="CONTRACT_UNKNOWN", message="CTR0003 CONTRAT INCONNU")
    told = verdict(report(DONE, rejected))
    assert (told.level, told.headline) == (Level.PERSON, "1 done, 1 needs a person")
    (action,) = told.actions
    assert action.commands == ("copiste show E-2",)
    assert action.why == "CTR0003 CONTRAT INCONNU"


def test_several_cases_of_one_code_are_requeued_together() -> None:
    some = [case(f"E-{n}", State.REJECTED, code="X") for n in range(3)]
    (basket,) = baskets(some)
    assert commands(basket) == ("copiste show E-0", "copiste requeue --code X")
    (alone,) = baskets(some[:1])
    assert commands(alone) == ("copiste show E-0", "copiste requeue E-0")


def test_difference_alarms_and_stands_first() -> None:
    data = report(DONE, case("E-2", State.REJECTED, code="X"))
    (reading,) = data.day_journal.readings
    data = dataclasses.replace(data, day_journal=DayReadings((dataclasses.replace(reading, lines=()),)))
    told = verdict(data)
    assert told.level is Level.ALARM
    assert told.actions[0].pressing
    assert "copiste show E-1" in told.actions[0].commands
    assert "exactly once" not in told.sentence


def test_back_end_that_was_not_read_proves_nothing() -> None:
    told = verdict(report(DONE, day_journal=DayReadings(unread="It is closed.")))
    assert "exactly once" not in told.sentence
    assert "It is closed." in told.actions[0].why


def test_application_without_a_day_journal_is_well_and_says_what_that_rests_on() -> None:
    told = verdict(report(DONE, day_journal=DayReadings(declared=False, unread="It was not asked.")))
    assert (told.level, told.headline) == (Level.WELL, "All is well: 1 case done")
    assert told.sentence == (
        "1 record: 1 keyed, with the receipt that the screen showed. "
        "The application declares no day journal to compare with."
    )
    assert told.actions == ()


def test_held_is_pressing_and_names_the_lookup() -> None:
    held = case("E-2", State.HELD, code="COMMIT_UNSEEN")
    action = verdict(report(DONE, held)).actions[0]
    assert action.pressing
    assert "Look the record up" in action.why


@pytest.mark.parametrize("state", [State.PENDING, State.RESERVED])
def test_what_still_waits_is_said(state: State) -> None:
    told = verdict(report(DONE, case("E-2", state)))
    assert told.headline == "1 done, 1 still waiting"
    assert told.actions[-1].commands == ("copiste run",)


def test_refused_rows_count_once_each_whatever_rules_they_break() -> None:
    rows = [IntakeReject("a.csv", "", 4, "NIR", "NIR_KEY"), IntakeReject("a.csv", "", 4, "IBAN", "IBAN_KEY")]
    told = verdict(report(DONE, rejects=tuple(rows)))
    assert told.headline == "1 done, 1 row refused at intake"


def test_headline_of_a_whole_night_adds_up() -> None:
    data = night()
    done = sum(c.state is State.DONE for c in data.cases)
    needed = sum(c.waits_for_a_person for c in data.cases)
    assert verdict(data).headline == f"{done} done, {needed} need a person"
    assert all(step.state is not StepState.PREPARED for c in data.cases for step in c.steps)


@pytest.mark.parametrize(
    ("items", "title"),
    [
        (12, "Pictures are missing for 12 cases since 21:14"),
        (1, "Pictures are missing for 1 case since 21:14"),
        (None, "Pictures are missing since 21:14"),
    ],
)
def test_missing_pictures_are_for_a_person_who_reads_since_when_and_which_disk(
    items: int | None, title: str
) -> None:
    since = datetime(2026, 11, 20, 21, 14).astimezone()
    why = "No pictures: /srv/evidence: the disk at /srv is full."
    told = verdict(dataclasses.replace(report(DONE), unpictured=(Unpictured(since, why, items),)))
    assert (told.level, told.headline) == (Level.PERSON, "1 done, pictures are missing")
    assert [(action.title, action.why) for action in told.actions] == [(title, why)]
