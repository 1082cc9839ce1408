"""Looking at the queue and deciding about its baskets, through the command line."""

from __future__ import annotations

import json

import pytest

from copiste.queue.item import OutcomeKind, State
from tests.integration.console.conftest import Desk
from tests.unit.cases.factory import address, known_member

PAYLOAD = ("SECRETNAME", "285057800608436")


def rejected(desk: Desk, *references: str) -> None:
    desk.add(*references)
    for _ in references:
        desk.work(OutcomeKind.BUSINESS, "CONTRACT_CLOSED", "CONTRACT_CLOSED: AFF0002 CONTRAT FERME")


def state_of(desk: Desk, number: int) -> State:
    with desk.store() as store:
        return store.item(number).summary.state


@pytest.mark.parametrize("command", [["status"], ["items"], ["show", "A-1"], ["requeue", "A-1"], ["report"]])
def test_without_a_queue_each_command_says_what_to_do_first(desk: Desk, command: list[str]) -> None:
    answer = desk.copiste(*command)
    assert answer.code == 6
    assert "copiste load" in answer.err
    assert not (desk.folder / "var").exists()


def test_status_counts_and_asks_for_a_person(desk: Desk) -> None:
    rejected(desk, "A-1", "A-2")
    desk.add("A-3")
    answer = desk.copiste("status")
    assert answer.code == 1
    assert "CONTRACT_CLOSED" in answer.out
    told = desk.copiste("status", "--json").json
    assert {(c["state"], c["items"]) for c in told["counts"]} == {("PENDING", 1), ("REJECTED", 2)}


def test_status_of_a_queue_with_nothing_to_decide_is_zero(desk: Desk) -> None:
    desk.add("A-1")
    assert desk.copiste("status").code == 0


def test_items_are_filtered_and_say_code_and_message(desk: Desk) -> None:
    rejected(desk, "A-1")
    desk.add("A-2")
    answer = desk.copiste("items", "--baskets")
    assert "A-1" in answer.out
    assert "A-2" not in answer.out
    assert "AFF0002 CONTRAT FERME" in answer.out
    assert [i["reference"] for i in desk.copiste("items", "--state", "pending", "--json").json] == ["A-2"]
    assert desk.copiste("items", "--code", "NONE").out.strip() == "No such item."


def test_more_items_than_the_limit_are_announced(desk: Desk) -> None:
    desk.add(*(f"A-{n}" for n in range(5)))
    answer = desk.copiste("items", "--limit", "3")
    assert answer.out.count("A-") == 3
    assert "More than 3" in answer.err
    assert "More than" not in desk.copiste("items", "--limit", "5").err


def test_unknown_state_names_the_known_ones(desk: Desk) -> None:
    desk.add("A-1")
    answer = desk.copiste("items", "--state", "broken")
    assert answer.code == 6
    assert "REJECTED" in answer.err


def test_show_tells_all_but_the_case(desk: Desk) -> None:
    rejected(desk, "A-1")
    answer = desk.copiste("show", "A-1")
    assert answer.code == 0
    for told in (
        "REJECTED",
        "CONTRACT_CLOSED",
        "RESERVED → REJECTED",
        "var/evidence/00000001-01",
        "requeue A-1",
    ):
        assert told in answer.out
    scripted = desk.copiste("show", "A-1", "--json")
    assert scripted.json["transactions"][0]["outcome"] == "BUSINESS"
    for secret in PAYLOAD:
        assert secret not in answer.out + scripted.out


def test_show_item_writes_the_case_for_a_robot_run_by_hand(desk: Desk) -> None:
    desk.add("A-1")
    told = desk.copiste("show", "A-1", "--item").json
    assert (told["process"], told["reference"]) == ("address", "A-1")
    assert told["payload"]["member"]["last_name"] == "SECRETNAME"


def test_an_item_may_be_named_in_three_ways(desk: Desk) -> None:
    desk.add("A-1")
    desk.add("A-1", process="bank_details")
    both = desk.copiste("show", "A-1")
    assert both.code == 6
    assert "address/A-1" in both.err
    assert desk.copiste("show", "bank_details/A-1", "--json").json["summary"]["id"] == 2
    assert desk.copiste("show", "#1", "--json").json["summary"]["process"] == "address"
    assert desk.copiste("show", "#99").code == 6
    assert desk.copiste("show", "nobody").code == 6


def test_requeue_puts_one_item_back_and_signs_it(desk: Desk) -> None:
    rejected(desk, "A-1")
    answer = desk.copiste("requeue", "A-1", "--who", "claire", "--reason", "contract opened again")
    assert answer.code == 0
    with desk.store() as store:
        record = store.item(1)
    assert record.summary.state is State.PENDING
    assert (record.history[-1].who, record.history[-1].why) == ("claire", "contract opened again")


def test_requeue_by_code_puts_the_whole_basket_back(desk: Desk) -> None:
    rejected(desk, "A-1", "A-2")
    assert desk.copiste("requeue", "--code", "CONTRACT_CLOSED", "--json").json == {
        "requeued": ["address/A-1", "address/A-2"]
    }
    assert [state_of(desk, n) for n in (1, 2)] == [State.PENDING, State.PENDING]
    assert desk.copiste("requeue", "--code", "CONTRACT_CLOSED").code == 6


@pytest.mark.parametrize("arguments", [[], ["A-1", "--code", "X"]])
def test_requeue_wants_items_or_one_code(desk: Desk, arguments: list[str]) -> None:
    rejected(desk, "A-1")
    assert desk.copiste("requeue", *arguments).code == 6
    assert state_of(desk, 1) is State.REJECTED


def test_item_that_is_in_no_basket_cannot_be_requeued(desk: Desk) -> None:
    desk.add("A-1")
    answer = desk.copiste("requeue", "A-1")
    assert answer.code == 6
    assert "PENDING" in answer.err


def corrected(desk: Desk, reference: str = "A-1", **changed: str) -> str:
    """A file as `show --item` writes it, with another address."""
    case = {"member": known_member(), "address": address(**changed)}
    path = desk.folder / "case.json"
    told = {"process": "address", "reference": reference, "payload": case}
    path.write_text(json.dumps(told), encoding="utf-8")
    return str(path)


def test_corrected_case_is_checked_and_replaces_the_old_one(desk: Desk) -> None:
    rejected(desk, "A-1")
    answer = desk.copiste("requeue", "A-1", "--corrected", corrected(desk, town="Villeurbanne"))
    assert answer.code == 0, answer.err
    with desk.store() as store:
        assert store.payload(1)["address"]["town"] == "Villeurbanne"


def test_corrected_case_that_breaks_a_rule_is_refused_without_its_values(desk: Desk) -> None:
    rejected(desk, "A-1")
    answer = desk.copiste("requeue", "A-1", "--corrected", corrected(desk, postal_code="7500"))
    assert answer.code == 6
    assert "address.postal_code" in answer.err
    assert "7500" not in answer.err
    assert state_of(desk, 1) is State.REJECTED


def test_another_items_case_is_refused(desk: Desk) -> None:
    rejected(desk, "A-1")
    assert desk.copiste("requeue", "A-1", "--corrected", corrected(desk, "A-2")).code == 6
    (desk.folder / "case.json").write_text("no json", encoding="utf-8")
    assert desk.copiste("requeue", "A-1", "--corrected", "case.json").code == 6
    assert state_of(desk, 1) is State.REJECTED


def test_close_takes_an_item_out_with_its_reason(desk: Desk) -> None:
    rejected(desk, "A-1")
    assert desk.copiste("close", "A-1").code == 2  # the reason is not optional
    assert desk.copiste("close", "A-1", "--reason", "keyed by hand").code == 0
    with desk.store() as store:
        record = store.item(1)
    assert (record.summary.state, record.history[-1].why) == (State.CLOSED, "keyed by hand")


def test_close_cancels_what_nobody_began(desk: Desk) -> None:
    desk.add("A-1")
    assert desk.copiste("close", "A-1", "--reason", "no longer wanted").code == 0
    assert state_of(desk, 1) is State.CANCELLED


@pytest.mark.parametrize(
    ("answer", "word"),
    [(["--receipt", "26324-000123"], "recorded"), (["--recorded"], "recorded"), (["--absent"], "absent")],
)
def test_held_step_is_resolved_by_who_looked(desk: Desk, answer: list[str], word: str) -> None:
    desk.add("A-1")
    assert desk.work(OutcomeKind.HELD, "COMMIT_UNSEEN") is State.HELD
    assert "copiste resolve address/A-1 address" in desk.copiste("show", "A-1").out
    told = desk.copiste("resolve", "A-1", "address", *answer)
    assert told.code == 0, told.err
    assert word in told.out
    assert state_of(desk, 1) is State.PENDING


def test_a_held_item_is_shown_with_all_that_a_person_needs_to_decide(desk: Desk) -> None:
    desk.add("A-1")
    desk.work(OutcomeKind.HELD, "COMMIT_IN_DOUBT", 'Step "address": another town is shown.')
    picture = desk.folder / "var/evidence/00000001-01/0004-address.jpg"
    picture.parent.mkdir(parents=True)
    picture.touch()
    told = desk.copiste("show", "A-1").out
    assert "In doubt: address" in told
    assert "by ROB01@here, attempt 1" in told
    assert "street=address.street, town=address.town" in told
    assert 'Step "address": another town is shown.' in told
    assert "00000001-01/0004-address.jpg" in told
    assert "copiste resolve address/A-1 address --receipt NUMBER" in told
    assert "copiste resolve address/A-1 address --absent" in told
    (doubt,) = desk.copiste("show", "A-1", "--json").json["held"]
    assert doubt["keyed"] == ["street=address.street", "town=address.town"]
    # The command is as good as it looks.
    command = doubt["commands"][0].removeprefix("copiste ").replace("NUMBER", "26324-000123").split()
    assert desk.copiste(*command).code == 0
    assert "In doubt" not in desk.copiste("show", "A-1").out


def test_resolving_wants_one_answer(desk: Desk) -> None:
    desk.add("A-1")
    desk.work(OutcomeKind.HELD, "COMMIT_UNSEEN")
    assert desk.copiste("resolve", "A-1", "address").code == 6
    assert desk.copiste("resolve", "A-1", "address", "--absent", "--receipt", "26324-000123").code == 6
    assert desk.copiste("resolve", "A-1", "address", "--absent", "--recorded").code == 6
    assert state_of(desk, 1) is State.HELD
