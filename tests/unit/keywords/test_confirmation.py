"""What confirms a commit, as its screen declares it: a message, a field, the address, or the lookup alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from copiste.keywords import pressing
from copiste.keywords.errors import NoReceiptError
from copiste.keywords.transaction import Step
from copiste.queue.item import JournalEntry, OutcomeKind, StepState
from copiste.screens.declared.catalogue import Confirmation
from copiste.screens.declared.loading import load_application
from copiste.screens.errors import BusinessRefusedError
from copiste.screens.reading.view import View
from copiste.screens.session.session import ScreenSession
from tests.unit.keywords.bench import Bench
from tests.unit.keywords.fakes import CommitAnswer
from tests.unit.keywords.scenes import SCENES, Scene
from tests.unit.keywords.test_record_once import every_process, where_another_is_refused
from tests.unit.screens.factories import view, write_application
from tests.unit.screens.fake_driver import FakeDriver


def _prepare(bench: Bench, scene: Scene, declared: object) -> None:
    """The member is known, and the screens confirm a commit as `declared`."""
    member = bench.known_member()
    scene.prepare(bench.back_end, member)
    bench.back_end.ledger.clear()
    bench.watch()
    _declare(bench, declared)


def _declare(bench: Bench, declared: object) -> None:
    confirmed = {"confirmed_by": Confirmation.model_validate(declared)}
    application = bench.session.application
    screens = {name: screen.model_copy(update=confirmed) for name, screen in application.screens.items()}
    bench.session.application = application.model_copy(update={"screens": screens})


def _entry(bench: Bench, scene: Scene) -> JournalEntry:
    return bench.journal.entries()[scene.step]


def _commits_pressed(bench: Bench) -> int:
    return sum(event.endswith("validate") for event in bench.trace.of("press"))


@every_process
def test_a_look_confirms_a_commit_in_the_same_attempt(bench: Bench, scene: Scene) -> None:
    _prepare(bench, scene, "lookup")
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (OutcomeKind.DONE, "")
    assert bench.back_end.ledger == [scene.ledger]
    assert _entry(bench, scene) == JournalEntry(scene.step, StepState.VERIFIED, "26324-000001")
    assert [event for event in bench.trace.of("durable") if "COMMITTED" in event]


@every_process
def test_a_commit_that_was_answered_and_is_not_there_is_looked_at_again(bench: Bench, scene: Scene) -> None:
    """It may come yet: the step is in doubt until the next attempt's look, and is keyed again after it."""
    _prepare(bench, scene, "lookup")
    bench.session.commits = [CommitAnswer(None, recorded=False)]
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (OutcomeKind.APPLICATION, "COMMIT_ABSENT")
    assert _entry(bench, scene).state is StepState.SUBMITTING
    bench.watch()
    _declare(bench, "lookup")
    assert bench.work(scene.process, scene.payload).kind is OutcomeKind.DONE
    assert bench.back_end.ledger == [scene.ledger]


@every_process
def test_a_commit_that_comes_late_is_not_keyed_again(bench: Bench, scene: Scene) -> None:
    _prepare(bench, scene, "lookup")
    bench.session.commits = [CommitAnswer(None, recorded=False)]
    bench.work(scene.process, scene.payload)
    scene.record(bench.back_end, next(iter(bench.back_end.members.values())))
    bench.watch()
    _declare(bench, "lookup")
    assert bench.work(scene.process, scene.payload).kind is OutcomeKind.DONE
    assert bench.back_end.ledger == [scene.ledger]
    assert _commits_pressed(bench) == 0


@where_another_is_refused
def test_another_record_found_after_the_commit_holds_the_item(bench: Bench, scene: Scene) -> None:
    _prepare(bench, scene, "lookup")
    member, session = next(iter(bench.back_end.members.values())), bench.session
    submit = session.submit

    def somebody_else_is_faster(
        key: str, expect: str | tuple[str, ...] = (), *, commits: bool = False
    ) -> Any:
        if key == "validate":
            session.commits = [CommitAnswer(None, recorded=False)]
            assert scene.record_other is not None
            scene.record_other(bench.back_end, member)
        return submit(key, expect, commits=commits)

    session.submit = somebody_else_is_faster  # type: ignore[method-assign]
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (OutcomeKind.HELD, "COMMIT_IN_DOUBT")
    assert "Keyed: " in outcome.message
    assert _entry(bench, scene).state is StepState.SUBMITTING


def test_a_look_that_says_nothing_after_the_commit_holds_the_item(bench: Bench) -> None:
    scene = next(scene for scene in SCENES if scene.step == "address")
    _prepare(bench, scene, "lookup")
    keywords = """
        Look Once
            ${again} =    Get Variable Value    ${LOOKED}    ${False}
            Set Suite Variable    ${LOOKED}    ${True}
            IF    ${again}    RETURN
            ${sighting} =    Nothing Is There
            RETURN    ${sighting}
    """
    outcome = bench.work_tasks(
        "Record Once    address    Enter Address    lookup=Look Once", scene.payload, keywords
    )
    assert (outcome.kind, outcome.code) == (OutcomeKind.HELD, "COMMIT_IN_DOUBT")


@every_process
def test_a_page_of_its_own_that_proves_nothing_recorded_prepares_the_step_again(
    bench: Bench, scene: Scene
) -> None:
    _prepare(bench, scene, "lookup")
    error = BusinessRefusedError("CONTRACT_CLOSED", "", "The contract is closed")
    error.nothing_recorded = True
    bench.session.commits = [CommitAnswer(error, arrives="refused")]
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (OutcomeKind.BUSINESS, "CONTRACT_CLOSED")
    assert _entry(bench, scene).state is StepState.PREPARED


@every_process
def test_a_page_of_its_own_that_proves_nothing_leaves_the_step_in_doubt(bench: Bench, scene: Scene) -> None:
    _prepare(bench, scene, "lookup")
    error = BusinessRefusedError("CONTRACT_CLOSED", "", "The contract is closed")
    bench.session.commits = [CommitAnswer(error, arrives="refused")]
    outcome = bench.work(scene.process, scene.payload)
    assert (outcome.kind, outcome.code) == (OutcomeKind.BUSINESS, "CONTRACT_CLOSED")
    assert _entry(bench, scene).state is StepState.SUBMITTING, "whoever settles it holds it"


# --- what is read from the screen that arrives -----

_APPLICATION = """
application: shop
sign_on: none
home: {screen: order, leave: F3}
"""
_MESSAGES = """
texts:
  - {text: "Order ... saved.", kind: confirmation, values: {receipt: 'Order (\\d+)'}}
  - {text: "Saved.", kind: confirmation}
  - {text: "Already under ...", kind: information, values: {receipt: 'under (\\d+)'}}
  - {text: "Stock is low.", kind: information}
"""
_FIELD = "fields: {number: {caption: Number}}\n"
_SHOWN = {
    "order": f"recognise: {{title: ORDER}}\n{_FIELD}actions: {{save: F10}}\n",
    "list": "recognise: {title: LIST}\n",
    "done": f"recognise: {{title: DONE}}\n{_FIELD}",
}


def _shown(title: str, *, message: str = "", number: str = "", address: str = "") -> View:
    drawn = view(f"Number | [{number}]8", title=title, message=message, token=title + message + number)
    return replace(drawn, messages=drawn.messages or (), address=address)


def _receipt(folder: Path, declared: object, before: View, after: View) -> str | None:
    """The receipt of a commit on screen `order`, confirmed as `declared`."""
    write_application(folder, _SHOWN, application=_APPLICATION, messages=_MESSAGES)
    for unused in ("sign_on", "menu", "news", "over"):
        (folder / f"{unused}.yaml").unlink()
    application = load_application(folder)
    confirmed = Confirmation.model_validate(declared)
    committed_on = application.screen("order").model_copy(update={"confirmed_by": confirmed})
    session = ScreenSession(application, FakeDriver(before, after))
    session.expect("order")
    step = Step("order", "order", StepState.SUBMITTING, cast("Any", None))
    known = pressing.shown_number(session, committed_on)
    return pressing.receipt(session, committed_on, session.submit("save"), step, known)


@pytest.mark.parametrize(
    ("declared", "before", "after", "receipt"),
    [
        ({}, _shown("ORDER"), _shown("ORDER", message="Order 4711 saved."), "4711"),
        ({}, _shown("ORDER"), _shown("LIST", message="Order 4711 saved."), "4711"),
        ({"message": "receipt"}, _shown("ORDER"), _shown("ORDER", message="Order 4711 saved."), "4711"),
        # As the application says "already recorded" where one key was handled twice.
        ({}, _shown("ORDER"), _shown("ORDER", message="Already under 4711"), "4711"),
        # It confirms, and nothing says that it should show a number.
        ({}, _shown("ORDER"), _shown("LIST", message="Saved."), None),
        ({"field": "number"}, _shown("ORDER"), _shown("DONE", number="4711"), "4711"),
        ({"field": "number"}, _shown("ORDER"), _shown("ORDER", number="4711"), "4711"),
        ({"address": r"id=(\d+)"}, _shown("ORDER"), _shown("LIST", address="/order?id=4711"), "4711"),
        ({"address": r"id=(\d+)"}, _shown("ORDER"), _shown("ORDER", address="/order?id=4711"), "4711"),
    ],
)
def test_the_receipt_is_where_it_is_declared(
    tmp_path: Path, declared: object, before: View, after: View, receipt: str | None
) -> None:
    assert _receipt(tmp_path, declared, before, after) == receipt


@pytest.mark.parametrize(
    ("declared", "before", "after"),
    [
        # The page of the same screen, without a message; another screen, without one; one that only informs.
        ({}, _shown("ORDER"), _shown("ORDER")),
        ({}, _shown("ORDER"), _shown("LIST")),
        ({}, _shown("ORDER"), _shown("LIST", message="Stock is low.")),
        ({"message": "receipt"}, _shown("ORDER"), _shown("LIST", message="Saved.")),
        ({"field": "number"}, _shown("ORDER"), _shown("DONE")),
        ({"field": "number"}, _shown("ORDER"), _shown("LIST", number="4711")),
        # What was there before confirms nothing.
        ({"field": "number"}, _shown("ORDER", number="4711"), _shown("ORDER", number="4711")),
        (
            {"address": r"id=(\d+)"},
            _shown("ORDER", address="/order?id=4711"),
            _shown("ORDER", address="/order?id=4711"),
        ),
        ({"address": r"id=(\d+)"}, _shown("ORDER"), _shown("LIST", address="/orders")),
    ],
)
def test_what_is_not_confirmed_as_declared_is_in_doubt(
    tmp_path: Path, declared: object, before: View, after: View
) -> None:
    with pytest.raises(NoReceiptError) as error:
        _receipt(tmp_path, declared, before, after)
    assert f"(confirmed_by: {Confirmation.model_validate(declared)})" in str(error.value)
    assert "4711" not in str(error.value)
