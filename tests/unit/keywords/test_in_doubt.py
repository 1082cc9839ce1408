"""Record Once where the back-end's answer is no proof: records made late or twice, and cases held."""

from __future__ import annotations

import pytest

from copiste.queue.item import JournalEntry, OutcomeKind, StepState
from copiste.screens.errors import BusinessRefusedError
from tests.unit.keywords.bench import Bench
from tests.unit.keywords.fakes import CommitAnswer
from tests.unit.keywords.payloads import MEMBER
from tests.unit.keywords.scenes import SCENES, Scene
from tests.unit.keywords.test_record_once import every_process, where_another_is_refused

RECEIPT = "26324-000001"


def _exists() -> BusinessRefusedError:
    error = BusinessRefusedError("RECORD_EXISTS", "XXX0001", "DEJA CONNU")
    error.exists = True
    return error


def _known(bench: Bench, scene: Scene, *journal: JournalEntry) -> None:
    member = bench.known_member()
    scene.prepare(bench.back_end, member)
    bench.back_end.ledger.clear()
    bench.journal_says(*journal)


def _pressed(bench: Bench) -> int:
    return sum(event.endswith("validate") for event in bench.trace.of("press"))


@every_process
def test_a_record_that_one_key_made_and_then_refused_is_adopted(bench: Bench, scene: Scene) -> None:
    """The key was handled twice: the second time, the record was there."""
    _known(bench, scene)
    bench.session.commits = [CommitAnswer(_exists(), recorded=True)]
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (OutcomeKind.DONE, "")
    assert bench.journal.entries()[scene.step] == JournalEntry(scene.step, StepState.VERIFIED, RECEIPT)
    assert bench.back_end.ledger == [scene.ledger]
    assert _pressed(bench) == 1


@every_process
def test_a_record_that_came_late_is_adopted_when_the_check_refuses_it(bench: Bench, scene: Scene) -> None:
    """The commit of an earlier attempt came between the lookup and the key."""
    _known(bench, scene, JournalEntry(scene.step, StepState.SUBMITTING))
    member = next(iter(bench.back_end.members.values()))
    session = bench.session

    def verify() -> None:
        scene.record(bench.back_end, member)
        raise _exists()

    session.verify = verify  # type: ignore[method-assign]
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (OutcomeKind.DONE, "")
    assert bench.back_end.ledger == [scene.ledger]
    assert _pressed(bench) == 0


@every_process
def test_a_record_that_is_somebody_else_s_refuses_the_case(bench: Bench, scene: Scene) -> None:
    _known(bench, scene)
    bench.session.commits = [CommitAnswer(_exists())]
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (OutcomeKind.BUSINESS, "RECORD_EXISTS")
    assert bench.journal.entries()[scene.step].state is StepState.PREPARED
    assert bench.back_end.ledger == []


def test_a_second_look_that_fails_leaves_the_step_in_doubt(bench: Bench) -> None:
    bench.known_member()
    bench.session.commits = [CommitAnswer(_exists())]
    scene = next(scene for scene in SCENES if scene.step == "address")
    tasks = "Record Once    address    Enter Address    lookup=Look Once"
    keywords = """
        Look Once
            ${again} =    Get Variable Value    ${LOOKED}    ${False}
            Set Suite Variable    ${LOOKED}    ${True}
            IF    ${again}    Fail    Nothing came.
            ${sighting} =    Nothing Is There
            RETURN    ${sighting}
    """
    outcome = bench.work_tasks(tasks, scene.payload, keywords)
    assert outcome.kind is OutcomeKind.BUSINESS
    assert bench.journal.entries()["address"].state is StepState.SUBMITTING, "whoever settles it holds it"


def test_a_second_look_during_which_the_screen_fails_is_taken_again(bench: Bench) -> None:
    bench.known_member()
    scene = next(scene for scene in SCENES if scene.step == "address")
    tasks = "Record Once    address    Enter Address    lookup=Look Once"
    nothing = """
        Look Once
            ${sighting} =    Nothing Is There
            RETURN    ${sighting}
    """
    failing = """
        Look Once
            ${again} =    Get Variable Value    ${LOOKED}    ${False}
            Set Suite Variable    ${LOOKED}    ${True}
            IF    ${again}
                Go To    member_identity
                Submit    expect=member_summary
            END
            ${sighting} =    Nothing Is There
            RETURN    ${sighting}
    """
    bench.session.commits = [CommitAnswer(_exists())]
    outcome = bench.work_tasks(tasks, scene.payload, failing)
    assert (outcome.kind, outcome.code) == (OutcomeKind.APPLICATION, "SCREEN_UNEXPECTED")
    assert bench.journal.entries()["address"].state is StepState.SUBMITTING
    bench.session.commits = [CommitAnswer(_exists())]
    outcome = bench.work_tasks(tasks, scene.payload, nothing)
    assert (outcome.kind, outcome.code) == (OutcomeKind.BUSINESS, "RECORD_EXISTS")
    assert bench.journal.entries()["address"].state is StepState.PREPARED


@where_another_is_refused
def test_a_held_case_says_what_was_keyed_and_what_was_seen_by_name(bench: Bench, scene: Scene) -> None:
    keyed = ("last_name=dependant.last_name", "rank=dependant.rank")
    _known(bench, scene, JournalEntry(scene.step, StepState.SUBMITTING, None, keyed))
    assert scene.record_other is not None
    scene.record_other(bench.back_end, next(iter(bench.back_end.members.values())))
    outcome = bench.work(scene.process, scene.payload)
    assert outcome.kind is OutcomeKind.HELD
    assert f'Step "{scene.step}"' in outcome.message
    assert "found another record, different in " in outcome.message
    assert "Keyed: last_name=dependant.last_name, rank=dependant.rank." in outcome.message
    assert list(bench.evidence.glob("*held-commit-in-doubt.jpg"))
    for value in MEMBER.values():
        assert str(value) not in outcome.message


def test_a_held_case_whose_lookup_said_nothing_says_so(bench: Bench) -> None:
    bench.known_member()
    bench.journal_says(JournalEntry("address", StepState.SUBMITTING, None, ("street=address.street",)))
    outcome = bench.work_tasks(
        "Record Once    address    Enter Address    lookup=No Operation", {"member": MEMBER}
    )
    assert outcome.kind is OutcomeKind.HELD
    assert "the lookup is not conclusive" in outcome.message
    assert "street=address.street" in outcome.message


@pytest.mark.parametrize("number", ["member_number", ""])
def test_a_number_that_the_answer_does_not_carry_is_found_later(bench: Bench, number: str) -> None:
    bench.known_member()
    outcome = bench.work_tasks(
        "Record Once    address    Keyed    lookup=Nothing Is There",
        {
            "member": MEMBER,
            "address": {"street": "A", "complement": None, "postal_code": "75011", "town": "B"},
        },
        f"""
        Keyed
            Open Member Screen    address
            Fill    street=address.street
            Commit    remember={number}
        """,
    )
    assert outcome.kind is OutcomeKind.DONE
