"""The enrolment robot: who the member is, the order of dependants, what is checked at the end."""

from __future__ import annotations

import itertools

import pytest

from copiste.queue.item import OutcomeKind
from tests.unit.keywords.bench import Bench
from tests.unit.keywords.payloads import MEMBER, addition, dependant, enrolment, secrets_of

CHILDREN = (
    dependant("Gaspard", "2015-03-02"),
    dependant("Lison", "2018-01-01", rank=1),
    dependant("Tess", "2018-01-01", rank=2),
)


def test_step_keys_follow_the_dependants_whatever_their_order(bench: Bench) -> None:
    bench.work("enrolment", enrolment(*CHILDREN))
    keys = set(bench.journal.entries())
    for order in itertools.permutations(CHILDREN):
        bench.watch()
        assert bench.work("enrolment", enrolment(*order)).kind is OutcomeKind.DONE
        assert set(bench.journal.entries()) == keys
    assert len(bench.back_end.ledger) == 4 + len(CHILDREN)


def test_step_keys_and_labels_hold_no_value_of_the_case(bench: Bench) -> None:
    payload = enrolment(*CHILDREN)
    outcome = bench.work("enrolment", payload)
    told = [*bench.journal.entries(), *bench.progress, *(timing.step for timing in outcome.timings)]
    assert len(told) == 3 * (4 + len(CHILDREN))
    assert not [text for text in told for secret in secrets_of(payload) if secret.lower() in text.lower()]


def test_labels_number_the_dependants_for_people(bench: Bench) -> None:
    bench.work("enrolment", enrolment(*CHILDREN))
    assert bench.progress == [
        *("member", "address", "bank details", "affiliation"),
        *("dependant 1", "dependant 2", "dependant 3"),
    ]


def test_an_enrolment_without_dependants_is_done(bench: Bench) -> None:
    assert bench.work("enrolment", enrolment()).kind is OutcomeKind.DONE
    assert len(bench.back_end.ledger) == 4


def test_a_known_member_is_reused(bench: Bench) -> None:
    bench.known_member()
    assert bench.work("enrolment", enrolment()).kind is OutcomeKind.DONE
    assert "member 00000001" not in bench.back_end.ledger


def test_a_homonym_with_another_nir_is_somebody_else(bench: Bench) -> None:
    bench.known_member(nir="284037511234614")
    assert bench.work("enrolment", enrolment()).kind is OutcomeKind.DONE
    assert bench.back_end.ledger[0] == "member 00000002"


def test_two_members_who_agree_in_everything_go_to_a_person(bench: Bench) -> None:
    bench.known_member()
    bench.known_member()
    outcome = bench.work("enrolment", enrolment())
    assert (outcome.kind, outcome.code) == (OutcomeKind.BUSINESS, "MEMBER_AMBIGUOUS")
    assert bench.back_end.ledger == []


def test_the_member_is_found_among_homonyms_wherever_in_the_list(bench: Bench) -> None:
    bench.known_member(nir="284037511234614")
    bench.known_member()
    bench.known_member(nir="284037511234711")
    bench.work("dependant", addition())
    assert [len(member.dependants) for member in bench.back_end.members.values()] == [0, 1, 0]


@pytest.mark.parametrize(
    ("process", "payload"),
    [
        ("dependant", addition()),
        ("address", {"member": MEMBER, "address": enrolment()["address"]}),
        ("bank_details", {"member": MEMBER, "bank": enrolment()["bank"]}),
    ],
)
def test_a_process_about_a_member_who_is_not_there_goes_to_a_person(
    bench: Bench, process: str, payload: dict[str, object]
) -> None:
    outcome = bench.work(process, payload)
    assert (outcome.kind, outcome.code) == (OutcomeKind.BUSINESS, "MEMBER_NOT_FOUND")


def test_the_member_s_number_is_taken_from_the_confirmation_and_not_searched_again(bench: Bench) -> None:
    bench.work("enrolment", enrolment())
    assert bench.trace.events.count("go member_search") == 1


def test_a_record_that_the_back_end_shows_otherwise_is_not_done(bench: Bench) -> None:
    bench.work("enrolment", enrolment())
    bench.back_end.members["00000001"].address["town"] = "Quimper"
    bench.watch()
    outcome = bench.work("enrolment", enrolment())
    assert (outcome.kind, outcome.code) == (OutcomeKind.BUSINESS, "SHOWN_DIFFERS")
    assert "town" in outcome.message
    assert "Quimper" not in outcome.message


def test_a_termination_of_an_affiliation_that_is_not_there_goes_to_a_person(bench: Bench) -> None:
    bench.known_member()
    outcome = bench.work("termination", {"member": MEMBER, "termination": {"contract": "C000009999"}})
    assert (outcome.kind, outcome.code) == (OutcomeKind.BUSINESS, "AFFILIATION_NOT_FOUND")


def test_the_end_of_a_dependant_who_is_not_there_goes_to_a_person(bench: Bench) -> None:
    bench.known_member()
    ended = {"first_name": "Gaspard", "birth_date": "2015-03-02", "rank": 1, "end": "2026-06-30"}
    outcome = bench.work("dependant", {"member": MEMBER, "action": "END", "dependant": ended})
    assert (outcome.kind, outcome.code) == (OutcomeKind.BUSINESS, "DEPENDANT_NOT_FOUND")
