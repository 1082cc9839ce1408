"""Record Once, with the real robots: what the journal says and what a lookup sees decide what is pressed."""

from __future__ import annotations

import itertools

import pytest

from copiste.keywords.transaction import PRESS_WITHIN
from copiste.queue.item import JournalEntry, OutcomeKind, StepState
from copiste.screens.errors import ArrivalTimeoutError, BusinessRefusedError, TryLaterError
from tests.unit.keywords.back_end import Member
from tests.unit.keywords.bench import Bench
from tests.unit.keywords.fakes import CommitAnswer
from tests.unit.keywords.scenes import SCENES, Scene

every_process = pytest.mark.parametrize("scene", SCENES, ids=str)
where_another_is_refused = pytest.mark.parametrize(
    "scene", [scene for scene in SCENES if scene.record_other], ids=str
)
where_another_is_replaced = pytest.mark.parametrize(
    "scene", [scene for scene in SCENES if not scene.record_other], ids=str
)
KEYED_BEFORE = "26001-000042"


def _set(bench: Bench, scene: Scene, *journal: tuple[StepState, str | None]) -> Member:
    """The member is known; the last of `journal` is what an earlier attempt left."""
    member = bench.known_member()
    scene.prepare(bench.back_end, member)
    bench.back_end.ledger.clear()
    bench.journal_says(*(JournalEntry(scene.step, state, receipt) for state, receipt in journal))
    return member


def _state(bench: Bench, scene: Scene) -> StepState:
    return bench.journal.entries()[scene.step].state


def _commits_pressed(bench: Bench) -> list[str]:
    return [event for event in bench.trace.of("press") if event.endswith("validate")]


@every_process
def test_an_absent_record_is_keyed_once_and_its_receipt_journalled(bench: Bench, scene: Scene) -> None:
    _set(bench, scene)
    outcome = bench.work(scene.process, scene.payload)
    assert outcome.kind is OutcomeKind.DONE
    assert bench.back_end.ledger == [scene.ledger]
    assert bench.journal.entries()[scene.step].receipt == "26324-000001"


@every_process
def test_submitting_is_durable_before_the_commit_key_goes_down(bench: Bench, scene: Scene) -> None:
    _set(bench, scene)
    bench.work(scene.process, scene.payload)
    told = [event for event in bench.trace.events if event in _commits_pressed(bench) or "durable" in event]
    assert told == [
        f"durable {scene.step} PREPARED",
        f"durable {scene.step} SUBMITTING",
        f"press {scene.screen} validate",
        f"durable {scene.step} COMMITTED",
        f"durable {scene.step} VERIFIED",
    ]


@every_process
def test_a_record_that_is_there_and_the_same_is_adopted_without_a_key(bench: Bench, scene: Scene) -> None:
    member = _set(bench, scene)
    receipt = scene.record(bench.back_end, member)
    outcome = bench.work(scene.process, scene.payload)
    assert outcome.kind is OutcomeKind.DONE
    assert _commits_pressed(bench) == []
    assert bench.journal.entries()[scene.step] == JournalEntry(scene.step, StepState.VERIFIED, receipt)


@where_another_is_refused
def test_another_record_in_its_place_is_a_business_exception(bench: Bench, scene: Scene) -> None:
    member = _set(bench, scene)
    assert scene.record_other is not None
    scene.record_other(bench.back_end, member)
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (
        OutcomeKind.BUSINESS,
        f"{scene.step.upper().replace(' ', '_')}_DIFFERS",
    )
    assert _commits_pressed(bench) == []
    assert bench.journal.entries() == {}


@where_another_is_replaced
def test_where_the_case_replaces_another_record_is_keyed_over(bench: Bench, scene: Scene) -> None:
    member = _set(bench, scene)
    bench.back_end.replace_address(
        member, {"street": "2 rue Haute", "postal_code": "29000", "town": "Quimper"}
    )
    bench.back_end.replace_bank(member, {"iban": "FR1420041010050500013M02606", "holder": "Autre"})
    bench.back_end.ledger.clear()
    assert bench.work(scene.process, scene.payload).kind is OutcomeKind.DONE
    assert bench.back_end.ledger == [scene.ledger]


@where_another_is_replaced
def test_the_journal_knows_which_record_is_replaced(bench: Bench, scene: Scene) -> None:
    member = _set(bench, scene)
    other = {
        "address": bench.back_end.replace_address(
            member, {"street": "2 rue Haute", "postal_code": "29000", "town": "Quimper"}
        ),
        "bank details": bench.back_end.replace_bank(
            member, {"iban": "FR1420041010050500013M02606", "holder": "Autre"}
        ),
    }
    bench.session.commits = [CommitAnswer(None, recorded=False)]
    bench.work(scene.process, scene.payload)
    entry = bench.journal.entries()[scene.step]
    assert (entry.state, entry.replaces) == (StepState.SUBMITTING, other[scene.step])


@every_process
def test_submitting_and_found_becomes_committed_without_a_key(bench: Bench, scene: Scene) -> None:
    member = _set(bench, scene, (StepState.SUBMITTING, None))
    receipt = scene.record(bench.back_end, member)
    assert bench.work(scene.process, scene.payload).kind is OutcomeKind.DONE
    assert _commits_pressed(bench) == []
    assert bench.journal.entries()[scene.step] == JournalEntry(scene.step, StepState.VERIFIED, receipt)


@every_process
def test_submitting_and_absent_goes_back_to_prepared_and_is_keyed(bench: Bench, scene: Scene) -> None:
    _set(bench, scene, (StepState.SUBMITTING, None))
    assert bench.work(scene.process, scene.payload).kind is OutcomeKind.DONE
    assert bench.back_end.ledger == [scene.ledger]
    assert bench.trace.of("durable")[:2] == [
        f"durable {scene.step} PREPARED",
        f"durable {scene.step} SUBMITTING",
    ]


@where_another_is_refused
def test_submitting_and_another_record_holds_the_item(bench: Bench, scene: Scene) -> None:
    member = _set(bench, scene, (StepState.SUBMITTING, None))
    assert scene.record_other is not None
    scene.record_other(bench.back_end, member)
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (OutcomeKind.HELD, "COMMIT_IN_DOUBT")
    assert _commits_pressed(bench) == []
    assert _state(bench, scene) is StepState.SUBMITTING


@pytest.mark.parametrize("state", [StepState.COMMITTED, StepState.VERIFIED])
@every_process
def test_a_committed_step_is_not_keyed_again(bench: Bench, scene: Scene, state: StepState) -> None:
    member = _set(bench, scene, (state, "26324-000001"))
    scene.record(bench.back_end, member)
    bench.back_end.ledger.clear()
    assert bench.work(scene.process, scene.payload).kind is OutcomeKind.DONE
    assert bench.back_end.ledger == []
    assert _commits_pressed(bench) == []
    assert _state(bench, scene) is StepState.VERIFIED


@every_process
def test_a_committed_step_that_is_not_shown_is_not_keyed_again(bench: Bench, scene: Scene) -> None:
    _set(bench, scene, (StepState.COMMITTED, KEYED_BEFORE))
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (OutcomeKind.BUSINESS, "SHOWN_DIFFERS")
    assert bench.back_end.ledger == []
    assert _state(bench, scene) is StepState.COMMITTED


@every_process
def test_a_record_shown_under_another_receipt_is_not_verified(bench: Bench, scene: Scene) -> None:
    member = _set(bench, scene, (StepState.COMMITTED, KEYED_BEFORE))
    scene.record(bench.back_end, member)
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (OutcomeKind.BUSINESS, "SHOWN_DIFFERS")
    assert "receipt" in outcome.message


@every_process
def test_the_key_is_not_pressed_when_the_journal_refuses_submitting(bench: Bench, scene: Scene) -> None:
    _set(bench, scene)
    bench.journal.refuses = {StepState.SUBMITTING}
    outcome = bench.work(scene.process, scene.payload)
    assert outcome.kind is OutcomeKind.APPLICATION
    assert _commits_pressed(bench) == []
    assert _state(bench, scene) is StepState.PREPARED


@every_process
def test_nothing_is_keyed_when_the_journal_refuses_prepared(bench: Bench, scene: Scene) -> None:
    _set(bench, scene)
    bench.journal.refuses = {StepState.PREPARED}
    assert bench.work(scene.process, scene.payload).kind is OutcomeKind.APPLICATION
    assert f"fill {scene.screen}" not in bench.trace.events
    assert bench.journal.entries() == {}


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (BusinessRefusedError("CONTRACT_CLOSED", "CTR0009", "CONTRAT CLOS"), OutcomeKind.BUSINESS),
        (TryLaterError("RECORD_LOCKED", "SYS0003", "DOSSIER VERROUILLE"), OutcomeKind.TRY_LATER),
    ],
)
@every_process
def test_a_refusal_at_the_commit_key_leaves_the_step_prepared(
    bench: Bench, scene: Scene, error: BusinessRefusedError | TryLaterError, kind: OutcomeKind
) -> None:
    _set(bench, scene)
    bench.session.commits = [CommitAnswer(error)]
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (kind, error.code)
    assert outcome.message == str(error)
    assert _state(bench, scene) is StepState.PREPARED
    assert bench.back_end.ledger == []


@pytest.mark.parametrize("recorded", [True, False])
@every_process
def test_an_unanswered_commit_key_is_looked_up_by_the_next_attempt(
    bench: Bench, scene: Scene, recorded: bool
) -> None:
    _set(bench, scene)
    bench.session.commits = [CommitAnswer(ArrivalTimeoutError("Nothing came."), recorded=recorded)]
    first = bench.work(scene.process, scene.payload)
    assert (first.kind, first.code) == (OutcomeKind.APPLICATION, "ARRIVAL_TIMEOUT")
    assert _state(bench, scene) is StepState.SUBMITTING
    bench.watch()
    assert bench.work(scene.process, scene.payload).kind is OutcomeKind.DONE
    assert bench.back_end.ledger == [scene.ledger]


@every_process
def test_the_journal_knows_what_was_keyed_by_its_names_alone(bench: Bench, scene: Scene) -> None:
    _set(bench, scene)
    bench.session.commits = [CommitAnswer(None, recorded=False)]
    bench.work(scene.process, scene.payload)
    keyed = bench.journal.entries()[scene.step].keyed
    assert keyed
    for pair in keyed:
        field, _, path = pair.partition("=")
        assert field.isidentifier()
        assert path.replace(".", "").isidentifier(), "a path into the case, and no value of it"


@every_process
def test_a_confirmation_without_receipt_is_in_doubt_until_looked_up(bench: Bench, scene: Scene) -> None:
    _set(bench, scene)
    bench.session.commits = [CommitAnswer(None, recorded=False)]
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (OutcomeKind.APPLICATION, "NO_RECEIPT")
    assert _state(bench, scene) is StepState.SUBMITTING


@every_process
def test_a_closing_page_at_the_commit_key_proves_nothing(bench: Bench, scene: Scene) -> None:
    _set(bench, scene)
    closed = TryLaterError("BACK_END_CLOSED", "", "APPLICATION FERMEE")
    bench.session.commits = [CommitAnswer(closed, recorded=True, arrives="closed")]
    assert bench.work(scene.process, scene.payload).kind is OutcomeKind.TRY_LATER
    assert _state(bench, scene) is StepState.SUBMITTING
    bench.watch()
    assert bench.work(scene.process, scene.payload).kind is OutcomeKind.DONE
    assert bench.back_end.ledger == [scene.ledger]


@every_process
def test_a_bot_that_stood_still_before_its_commit_key_does_not_press_it(
    bench: Bench, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set(bench, scene)
    moments = itertools.chain([0.0, PRESS_WITHIN + 1], itertools.repeat(PRESS_WITHIN + 1))
    monkeypatch.setattr("copiste.keywords.pressing.monotonic", lambda: next(moments))
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (OutcomeKind.APPLICATION, "PRESS_TOO_LATE")
    assert _commits_pressed(bench) == []
    assert _state(bench, scene) is StepState.SUBMITTING
