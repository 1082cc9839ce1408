"""What a transaction comes to is decided from what the libraries noted, never from what Robot says failed."""

from __future__ import annotations

import pytest

from copiste.queue.item import JournalEntry, Outcome, OutcomeKind, StepState
from copiste.screens.errors import BusinessRefusedError, ReadBackError, TryLaterError
from tests.unit.keywords.bench import Bench
from tests.unit.keywords.fakes import CommitAnswer
from tests.unit.keywords.payloads import ADDRESS, MEMBER

CASE = {"member": MEMBER, "address": ADDRESS, "dependants": []}
LOCKED = TryLaterError("RECORD_LOCKED", "SYS0003", "DOSSIER VERROUILLE")
REFUSED = BusinessRefusedError("TOWN_UNKNOWN", "ADR0004", "COMMUNE INCONNUE")

RECORD_ADDRESS = "Record Once    address    Enter Address    lookup=Read Address"


def _decided(outcome: Outcome) -> tuple[OutcomeKind, str]:
    return outcome.kind, outcome.code


def _commits(bench: Bench) -> list[str]:
    return [event for event in bench.trace.of("press") if event.endswith("validate")]


def test_a_failure_that_no_library_noted_is_an_application_exception(bench: Bench) -> None:
    outcome = bench.work_tasks("Fail    CONTRACT_UNKNOWN by the look of it", CASE)
    assert _decided(outcome) == (OutcomeKind.APPLICATION, "UNRECORDED_FAILURE")


def test_a_keyword_that_does_not_exist_is_an_application_exception(bench: Bench) -> None:
    outcome = bench.work_tasks("Record Twice    address", CASE)
    assert _decided(outcome) == (OutcomeKind.APPLICATION, "UNRECORDED_FAILURE")


def test_a_lookup_keyword_that_does_not_exist_presses_nothing(bench: Bench) -> None:
    outcome = bench.work_tasks("Record Once    address    Enter Address    lookup=Look Elsewhere", CASE)
    assert _decided(outcome) == (OutcomeKind.APPLICATION, "UNRECORDED_FAILURE")
    assert bench.trace.events == []


def test_an_exception_that_the_robot_swallowed_still_decides(bench: Bench) -> None:
    bench.known_member()
    bench.session.commits = [CommitAnswer(REFUSED)]
    outcome = bench.work_tasks(f"Swallow    {RECORD_ADDRESS}", CASE)
    assert _decided(outcome) == (OutcomeKind.BUSINESS, "TOWN_UNKNOWN")


def test_a_business_refusal_is_not_retried_into_a_success(bench: Bench) -> None:
    bench.known_member()
    bench.session.commits = [CommitAnswer(REFUSED)]
    outcome = bench.work_tasks(f"Wait Until Keyword Succeeds    3x    0s    {RECORD_ADDRESS}", CASE)
    assert _decided(outcome) == (OutcomeKind.BUSINESS, "TOWN_UNKNOWN")


def test_the_first_exception_decides_over_what_followed_from_it(bench: Bench) -> None:
    bench.known_member()
    bench.session.commits = [CommitAnswer(LOCKED)]
    outcome = bench.work_tasks(f"Swallow    {RECORD_ADDRESS}\nRefuse Case    OTHER    Other", CASE)
    assert _decided(outcome) == (OutcomeKind.TRY_LATER, "RECORD_LOCKED")


def test_a_commit_in_doubt_decides_over_everything_before_it(bench: Bench) -> None:
    bench.known_member()
    bench.journal_says(JournalEntry("address", StepState.SUBMITTING))
    outcome = bench.work_tasks(
        "Swallow    Refuse Case    OTHER    Other\n"
        "Record Once    address    Enter Address    lookup=No Operation",
        CASE,
    )
    assert _decided(outcome) == (OutcomeKind.HELD, "COMMIT_IN_DOUBT")


def test_a_lookup_without_a_sighting_after_submitting_holds_the_item(bench: Bench) -> None:
    bench.known_member()
    bench.journal_says(JournalEntry("address", StepState.SUBMITTING))
    outcome = bench.work_tasks("Record Once    address    Enter Address    lookup=No Operation", CASE)
    assert _decided(outcome) == (OutcomeKind.HELD, "COMMIT_IN_DOUBT")
    assert _commits(bench) == []


def test_a_lookup_without_a_sighting_keys_nothing(bench: Bench) -> None:
    bench.known_member()
    outcome = bench.work_tasks("Record Once    address    Enter Address    lookup=No Operation", CASE)
    assert _decided(outcome) == (OutcomeKind.APPLICATION, "LOOKUP_INCONCLUSIVE")
    assert bench.trace.events == []


def test_a_keyword_that_ends_without_commit_is_an_application_exception(bench: Bench) -> None:
    bench.known_member()
    outcome = bench.work_tasks("Record Once    address    No Operation    lookup=Read Address", CASE)
    assert _decided(outcome) == (OutcomeKind.APPLICATION, "COMMIT_MISSING")
    assert bench.journal.entries()["address"].state is StepState.PREPARED


def test_commit_outside_record_once_is_refused_and_presses_nothing(bench: Bench) -> None:
    bench.known_member()
    outcome = bench.work_tasks("Open Member Screen    address\nCommit", CASE)
    assert _decided(outcome) == (OutcomeKind.APPLICATION, "COMMIT_OUTSIDE_STEP")
    assert _commits(bench) == []


@pytest.mark.parametrize("earlier", [None, StepState.PREPARED, StepState.SUBMITTING])
def test_commit_in_a_lookup_is_refused_and_presses_nothing(bench: Bench, earlier: StepState | None) -> None:
    bench.known_member()
    bench.journal_says(*([JournalEntry("address", earlier)] if earlier else []))
    outcome = bench.work_tasks("Record Once    address    No Operation    lookup=Enter Address", CASE)
    assert _decided(outcome) == (OutcomeKind.APPLICATION, "COMMIT_OUTSIDE_STEP")
    assert _commits(bench) == []


def test_commit_is_refused_after_a_step_that_failed_before_its_commit(bench: Bench) -> None:
    bench.known_member()
    bench.work_tasks(
        "Swallow    Record Once    address    Fill And Fail    lookup=Read Address\nCommit",
        CASE,
        keywords="""
            Fill And Fail
                Fill    town=address.town
                Fail
        """,
    )
    assert _commits(bench) == []


@pytest.mark.parametrize("first", [CommitAnswer(None, recorded=True), CommitAnswer(REFUSED)])
def test_the_commit_key_of_a_step_goes_down_once(bench: Bench, first: CommitAnswer) -> None:
    bench.known_member()
    bench.session.commits = [first]
    outcome = bench.work_tasks(
        "Record Once    address    Enter Twice    lookup=Read Address",
        CASE,
        keywords="""
            Enter Twice
                Swallow    Enter Address
                Commit
        """,
    )
    assert outcome.kind is not OutcomeKind.DONE
    assert _commits(bench) == ["press address validate"]


def test_nothing_is_committed_when_a_field_no_longer_holds_what_was_filled(bench: Bench) -> None:
    bench.known_member()
    bench.session.broken = {"verify": ReadBackError("address", ("town",))}
    assert _decided(bench.work_tasks(RECORD_ADDRESS, CASE)) == (OutcomeKind.APPLICATION, "READ_BACK")
    assert _commits(bench) == []
    assert bench.journal.entries()["address"].state is StepState.PREPARED


def test_a_path_that_the_case_does_not_have_is_named_without_a_value(bench: Bench) -> None:
    outcome = bench.work_tasks("Go To    member_search\nFill    last_name=member.surname", CASE)
    assert _decided(outcome) == (OutcomeKind.APPLICATION, "CASE_PATH_UNKNOWN")
    assert "member.surname" in outcome.message
    assert MEMBER["last_name"] not in outcome.message


def test_a_step_is_timed_even_when_it_fails(bench: Bench) -> None:
    bench.known_member()
    bench.session.commits = [CommitAnswer(REFUSED)]
    assert [timing.step for timing in bench.work_tasks(RECORD_ADDRESS, CASE).timings] == ["address"]


def test_a_failure_has_its_picture_and_a_commit_too(bench: Bench) -> None:
    bench.known_member()
    bench.work_tasks(RECORD_ADDRESS, CASE)
    assert [path.name for path in bench.evidence.glob("*.jpg")] == ["0001-address-committed.jpg"]
    bench.watch()
    bench.work_tasks("Refuse Case    NOT_OURS    Somebody else's.", CASE)
    assert [path.name for path in bench.evidence.glob("*.jpg")] == ["0001-business-not-ours.jpg"]


def test_a_picture_that_cannot_be_taken_does_not_hide_the_failure(bench: Bench) -> None:
    bench.session.broken = {"capture": RuntimeError("the browser is gone")}
    outcome = bench.work_tasks("Refuse Case    NOT_OURS    Somebody else's.", CASE)
    assert _decided(outcome) == (OutcomeKind.BUSINESS, "NOT_OURS")
