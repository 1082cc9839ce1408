"""Go To, Submit and the keywords that look: what they press, and what sighting they return."""

from __future__ import annotations

from typing import Any

import pytest

from copiste.queue.item import OutcomeKind
from tests.unit.keywords.bench import Bench
from tests.unit.keywords.payloads import ADDRESS, AFFILIATION, MEMBER, dependant, ending

CASE: dict[str, Any] = {"member": MEMBER, "address": ADDRESS, "affiliation": AFFILIATION, "dependants": []}


def _moves(bench: Bench) -> list[str]:
    """Ways to the address screen, after the member was found."""
    return [event for event in bench.trace.of("go") if event == "go address"]


def test_go_to_stays_on_a_screen_that_was_reached_so_and_not_touched(bench: Bench) -> None:
    bench.known_member()
    looks = "Read Address\n" * 3
    assert bench.work_tasks(looks, CASE).kind is OutcomeKind.DONE
    assert len(_moves(bench)) == 1


@pytest.mark.parametrize(
    "touch",
    ["Fill    town=address.town", "Submit    validate    expect=address"],
    ids=["fill", "key"],
)
def test_go_to_reloads_a_screen_after_a_fill_or_a_key(bench: Bench, touch: str) -> None:
    bench.known_member()
    assert bench.work_tasks(f"Read Address\n{touch}\nRead Address", CASE).kind is OutcomeKind.DONE
    assert len(_moves(bench)) == 2


def test_go_to_reloads_a_screen_that_was_left_in_between(bench: Bench) -> None:
    bench.known_member()
    tasks = "Read Address\nOpen Member Screen    bank_details\nRead Address"
    assert bench.work_tasks(tasks, CASE).kind is OutcomeKind.DONE
    assert len(_moves(bench)) == 2


def test_go_to_reloads_the_same_screen_for_another_member(bench: Bench) -> None:
    bench.known_member()
    bench.known_member(nir="284037511234614")
    tasks = "Go To    address    member_number=first.number\nGo To    address    member_number=second.number"
    case = {"first": {"number": "00000001"}, "second": {"number": "00000002"}}
    assert bench.work_tasks(tasks, case).kind is OutcomeKind.DONE
    assert len(_moves(bench)) == 2


def test_the_next_case_does_not_trust_the_screen_of_the_last(bench: Bench) -> None:
    bench.known_member()
    bench.work_tasks("Read Address", CASE)
    bench.work_tasks("Read Address", CASE)
    assert len(_moves(bench)) == 2


def test_submit_returns_the_screen_that_came(bench: Bench) -> None:
    tasks = (
        "Go To    member_search\n"
        "Fill    last_name=member.last_name    birth_date=member.birth_date\n"
        "${screen} =    Submit    search    expect=member_list,member_search\n"
        "Should Be Equal    ${screen}    member_search"
    )
    assert bench.work_tasks(tasks, CASE).kind is OutcomeKind.DONE


def test_submit_refuses_a_screen_that_was_not_expected(bench: Bench) -> None:
    tasks = "Go To    member_identity\nSubmit    expect=member_summary"
    assert bench.work_tasks(tasks, CASE).code == "SCREEN_UNEXPECTED"


def _sighting(bench: Bench, look: str, case: dict[str, Any] = CASE, first: str = "No Operation") -> str:
    """What `look` saw, told by failing with it."""
    told = "Refuse Case    ${sighting.seen}    As it was seen."
    return bench.work_tasks(f"{first}\n${{sighting}} =    {look}\n{told}", case).code


def test_an_empty_screen_means_absent_and_a_partly_filled_one_different(bench: Bench) -> None:
    member = bench.known_member()
    assert _sighting(bench, "Read Address") == "absent"
    member.address = {"town": "Quimper"}
    assert _sighting(bench, "Read Address") == "different"
    member.address = {**ADDRESS, "receipt": "26324-000001"}
    assert _sighting(bench, "Read Address") == "found"


def test_a_field_that_the_case_leaves_open_must_be_empty(bench: Bench) -> None:
    bench.known_member().address = {**ADDRESS, "complement": "Bat. B"}
    assert _sighting(bench, "Read Address") == "different"


def test_one_field_can_say_whether_there_is_a_record(bench: Bench) -> None:
    bench.known_member().address = {"town": "Quimper"}
    look = "Compare With Case    absent=street    street=address.street    town=address.town"
    assert _sighting(bench, look, first="Open Member Screen    address") == "absent"


@pytest.mark.parametrize(
    ("there", "seen"),
    [
        ({}, "absent"),
        ({"town": ADDRESS["town"]}, "different"),
        ({"town": "Quimper"}, "different"),
        (ADDRESS, "found"),
    ],
)
def test_a_record_on_several_screens_is_what_all_of_them_say(
    bench: Bench, there: dict[str, str], seen: str
) -> None:
    bench.known_member().address = there
    header = "Open Member Screen    address\n${header} =    Compare With Case    town=address.town"
    look = "Compare With Case    header=${header}    street=address.street"
    assert _sighting(bench, look, first=header) == seen


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_member_found_among_homonyms_is_the_one_whose_file_is_open(bench: Bench, place: int) -> None:
    for number in range(3):
        bench.known_member(**({} if number == place else {"nir": f"28403751123461{number}"}))
    assert _sighting(bench, "Compare With Case    nir=member.nir", first="Find Member") == "found"


@pytest.mark.parametrize(
    ("there", "seen"),
    [
        ([], "absent"),
        ([{**AFFILIATION, "start": "2019-01-01"}], "absent"),
        ([{**AFFILIATION, "contract": "C000009999"}], "absent"),
        ([AFFILIATION], "found"),
        ([{**AFFILIATION, "population": "OUV"}], "different"),
        ([{**AFFILIATION, "population": "OUV"}, AFFILIATION], "found"),
    ],
)
def test_an_affiliation_is_the_case_s_by_contract_option_and_start(
    bench: Bench, there: list[dict[str, Any]], seen: str
) -> None:
    member = bench.known_member()
    for row in there:
        bench.back_end.affiliate(member, row)
    assert _sighting(bench, "Find Affiliation") == seen


@pytest.mark.parametrize(
    ("ends", "seen"),
    [
        ([""], "absent"),
        (["2026-06-30"], "found"),
        (["2026-06-12"], "found"),
        (["2026-05-31"], "different"),
        (["2019-12-31", ""], "absent"),
        (["2019-12-31", "2026-06-30"], "found"),
    ],
)
def test_a_termination_is_seen_by_its_end_at_the_last_day_or_its_month_s(
    bench: Bench, ends: list[str], seen: str
) -> None:
    member = bench.known_member()
    for end in ends:
        bench.back_end.affiliate(member, AFFILIATION)
        member.affiliations[-1].update(end=end, end_receipt="26324-000009" if end else "")
    case = {"member": MEMBER, "termination": {"contract": AFFILIATION["contract"], "last_day": "2026-06-12"}}
    assert _sighting(bench, "Find Termination", case) == seen


@pytest.mark.parametrize(
    ("there", "seen"),
    [
        ([], "absent"),
        ([dependant()], "found"),
        ([dependant(kind="AU")], "different"),
        ([dependant(rank=2)], "different"),
        ([dependant(start="2019-01-01")], "absent"),
        ([dependant(start="2019-01-01"), dependant()], "found"),
    ],
)
def test_a_dependant_who_ended_and_begins_again_is_not_there_yet(
    bench: Bench, there: list[dict[str, Any]], seen: str
) -> None:
    member = bench.known_member()
    for row in there:
        bench.back_end.add_dependant(member, row)
        if row["start"] == "2019-01-01":
            member.dependants[-1]["end"] = "2024-12-31"
    assert _sighting(bench, "Find Dependant", {"member": MEMBER, "dependant": dependant()}) == seen


@pytest.mark.parametrize(
    ("ends", "seen"),
    [
        ([""], "absent"),
        (["2026-06-30"], "found"),
        (["2026-05-31"], "different"),
        (["2024-12-31", ""], "absent"),
        (["2024-12-31", "2026-06-30"], "found"),
    ],
)
def test_the_end_of_a_dependant_is_seen_by_its_date(bench: Bench, ends: list[str], seen: str) -> None:
    member = bench.known_member()
    for end in ends:
        bench.back_end.add_dependant(member, dependant())
        member.dependants[-1]["end"] = end
    assert _sighting(bench, "Find Dependant End", ending()) == seen


def test_twins_are_told_apart(bench: Bench) -> None:
    member = bench.known_member()
    bench.back_end.add_dependant(member, dependant("Lison", rank=1))
    case = {"member": MEMBER, "dependant": dependant("Tess", rank=2)}
    assert _sighting(bench, "Find Dependant", case) == "absent"


def test_for_each_forgets_its_element_afterwards(bench: Bench) -> None:
    case = {"dependants": [dependant()]}
    look = "The Case Says    dependant.first_name"
    assert bench.work_tasks(f"For Each Dependant    {look}\n{look}", case).code == "CASE_PATH_UNKNOWN"


@pytest.mark.parametrize(
    ("path", "said"),
    [("action=ADD", True), ("action=END", False), ("portability", True), ("open", False), ("nothing", False)],
)
def test_the_case_says(bench: Bench, path: str, said: bool) -> None:
    case = {"action": "ADD", "portability": True, "open": None, "nothing": False}
    tasks = f"${{said}} =    The Case Says    {path}\nShould Be Equal    ${{said}}    ${{{said}}}"
    assert bench.work_tasks(tasks, case).kind is OutcomeKind.DONE


def test_a_record_is_found_where_the_application_shows_no_receipt(bench: Bench) -> None:
    """Neither in a list nor on a screen of its own does a field have to be called `receipt`."""
    bench.known_member()
    search = (
        "Go To    member_search\n"
        "Fill    last_name=member.last_name    first_name=member.first_name    birth_date=member.birth_date\n"
        "Submit    search    expect=member_list,member_search\n"
        "${sighting} =    Find In List    members    by=member_number    screen=member_file\n"
        "...    confirm=nir=member.nir    ambiguous=MEMBER_AMBIGUOUS    receipt=${EMPTY}\n"
        "...    last_name=member.last_name    birth_date=member.birth_date\n"
        "Should Be Equal    ${sighting.receipt}    ${None}\n"
        "Refuse Case    ${sighting.seen}    As it was seen."
    )
    assert bench.work_tasks(search, CASE).code == "found"


def _without_receipts(bench: Bench) -> None:
    """No screen declares a field called `receipt`, and no list shows one."""
    application = bench.session.application
    bench.session.application = application.model_copy(
        update={
            "screens": {
                name: screen.model_copy(
                    update={"fields": {n: f for n, f in screen.fields.items() if n != "receipt"}}
                )
                for name, screen in application.screens.items()
            }
        }
    )
    for member in bench.back_end.members.values():
        for record in (member.identity, member.address, *member.affiliations):
            record.pop("receipt", None)


@pytest.mark.parametrize(
    "look",
    [
        "Find In List    members    by=member_number    screen=member_file    confirm=nir=member.nir"
        "    ambiguous=MEMBER_AMBIGUOUS    last_name=member.last_name",
        "Find Affiliation",
        "Read Address",
    ],
)
def test_without_a_field_called_receipt_none_is_looked_for(bench: Bench, look: str) -> None:
    member = bench.known_member()
    bench.back_end.replace_address(member, ADDRESS)
    bench.back_end.affiliate(member, AFFILIATION)
    _without_receipts(bench)
    search = (
        "Go To    member_search\n"
        "Fill    last_name=member.last_name    first_name=member.first_name    birth_date=member.birth_date\n"
        "Submit    search    expect=member_list,member_search\n"
        f"${{sighting}} =    {look}\n"
        "Should Be Equal    ${sighting.receipt}    ${None}\n"
        "Refuse Case    ${sighting.seen}    As it was seen."
    )
    assert bench.work_tasks(search, CASE).code == "found"


def test_without_receipts_what_is_replaced_is_known_by_a_hash_of_what_was_shown(bench: Bench) -> None:
    member = bench.known_member()
    replaced = []
    for town in ("Ys", "Lorient", "Ys"):
        bench.back_end.replace_address(member, {**ADDRESS, "town": town})
        _without_receipts(bench)
        tasks = (
            "${sighting} =    Read Address To Replace\nRefuse Case    ${sighting.seen}    ${sighting.instead}"
        )
        outcome = bench.work_tasks(tasks, CASE)
        assert outcome.code == "absent"
        replaced.append(outcome.message)
    assert replaced[0] == replaced[2] != replaced[1]
    assert "Ys" not in replaced[0]


@pytest.mark.parametrize(("value", "seen"), [("${True}", "found"), ("${False}", "different")])
def test_a_box_that_no_case_knows_is_filled_with_true_or_false(bench: Bench, value: str, seen: str) -> None:
    first = f"Go To    member_search\nFill    last_name={value}    first_name=member.first_name"
    look = "Compare With Case    receipt=${EMPTY}    last_name=ticked    first_name=member.first_name"
    assert _sighting(bench, look, {**CASE, "ticked": True}, first) == seen
