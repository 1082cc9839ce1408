"""Terminations: what is refused, which dates are computed, what ends."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from legacy_mock.domain import Refused, Warned
from legacy_mock.domain.terminations import portability_end_of
from tests.unit.legacy_mock.domain_factories import PLAIN, ROBOT, World, affiliation, done, termination

if TYPE_CHECKING:
    from legacy_mock.domain import TerminationEntry

ON_THE_DAY = "10000042"  # C000000002
NO_PORTABILITY = "10000043"  # C000000004
TWO_REASONS = "10000016"  # C000000005


def test_a_termination_ends_the_affiliation_at_the_month_end(world: World) -> None:
    check = world.backend.check_termination(PLAIN, termination())
    answer = done(world.backend.terminate(PLAIN, termination(), ROBOT))

    assert (check.effect_date, check.portability_end) == (date(2026, 10, 31), None)
    assert answer.notice.text == f"RAD0100 RADIATION ENREGISTREE - ENREGISTREMENT {answer.receipt}"
    (line,) = world.backend.affiliations_of(PLAIN)
    assert (line.end, line.end_receipt) == (date(2026, 10, 31), answer.receipt)
    (row,) = world.rows("terminations")
    assert (row["last_day"], row["effect_date"], row["reason"]) == ("2026-10-14", "2026-10-31", "059")


def test_the_last_day_may_be_the_first(world: World) -> None:
    assert world.backend.check_termination(PLAIN, termination(last_day=date(2019, 1, 1))).warnings == ()


def test_an_unknown_member_is_not_terminated(world: World) -> None:
    assert world.refusal(lambda: world.backend.check_termination("99999999", termination())) == "ADH0032"


def test_a_contract_may_end_on_the_day_itself(world: World) -> None:
    check = world.backend.check_termination(ON_THE_DAY, termination("C000000002"))
    assert check.effect_date == date(2026, 10, 14)


def test_portability_is_recorded_with_its_end(world: World) -> None:
    entry = termination("C000000002", "043", portability=True)
    done(world.backend.terminate(ON_THE_DAY, entry, ROBOT))
    (row,) = world.rows("terminations")
    assert (row["portability"], row["portability_end"]) == (1, "2027-10-14")


@pytest.mark.parametrize(
    ("start", "last_day", "end"),
    [
        (date(2015, 1, 1), date(2026, 10, 14), date(2027, 10, 14)),  # never more than 12 months
        (date(2026, 1, 1), date(2026, 3, 31), date(2026, 6, 30)),  # three whole months
        (date(2026, 1, 1), date(2026, 4, 1), date(2026, 8, 1)),  # a month begun counts whole
        (date(2026, 10, 14), date(2026, 10, 14), date(2026, 11, 14)),  # one day
        (date(2025, 12, 31), date(2026, 1, 31), date(2026, 3, 31)),
    ],
)
def test_cover_is_maintained_as_long_as_the_employment_lasted(start: date, last_day: date, end: date) -> None:
    assert portability_end_of(start, last_day) == end


@pytest.mark.parametrize(
    ("member", "entry", "number"),
    [
        (PLAIN, termination(""), "SAI0001"),
        (PLAIN, termination("C999999999"), "AFF0001"),
        (PLAIN, termination("C000000002"), "RAD0001"),
        ("10000013", termination(), "RAD0002"),
        (PLAIN, termination(reason=""), "SAI0001"),
        (PLAIN, termination(reason="999"), "SAI0004"),
        (TWO_REASONS, termination("C000000005", "043"), "RAD0003"),
        (PLAIN, termination(last_day=date(2018, 12, 31)), "RAD0004"),
        (NO_PORTABILITY, termination("C000000004", "043", portability=True), "RAD0005"),
        (PLAIN, termination(reason="088", portability=True), "RAD0006"),
        (PLAIN, termination(reason="096", portability=True), "RAD0006"),
    ],
)
def test_a_termination_is_refused(world: World, member: str, entry: TerminationEntry, number: str) -> None:
    assert world.refusal(lambda: world.backend.check_termination(member, entry)) == number
    assert world.refusal(lambda: world.backend.terminate(member, entry, ROBOT, confirmed=True)) == number


@pytest.mark.parametrize("reason", ["088", "096"])
def test_gross_misconduct_ends_cover_without_portability(world: World, reason: str) -> None:
    done(world.backend.terminate(PLAIN, termination(reason=reason), ROBOT))


def test_open_claims_ask_for_a_second_look(world: World) -> None:
    answer = world.backend.terminate("10000011", termination(), ROBOT)
    assert isinstance(answer, Warned)
    assert [notice.text for notice in answer.notices] == [
        "RAD0020 PRESTATIONS EN COURS (2) - F10 POUR CONFIRMER"
    ]
    assert world.rows("journal") == []
    done(world.backend.terminate("10000011", termination(), ROBOT, confirmed=True))


def test_a_termination_ends_every_option_of_the_contract_and_no_other_contract(world: World) -> None:
    number = world.new_member()
    for entry in (
        affiliation("C000000010", "BAS"),
        affiliation("C000000010", "SUR"),
        affiliation("C000000009", "HOS"),
    ):
        world.backend.affiliate(number, entry, ROBOT)
    receipt = done(world.backend.terminate(number, termination("C000000010"), ROBOT)).receipt

    ends = {(line.contract, line.option): line.end_receipt for line in world.backend.affiliations_of(number)}
    assert ends == {
        ("C000000010", "BAS"): receipt,
        ("C000000010", "SUR"): receipt,
        ("C000000009", "HOS"): None,
    }


def test_a_termination_does_not_happen_twice(world: World) -> None:
    done(world.backend.terminate(PLAIN, termination(), ROBOT))
    with pytest.raises(Refused, match="RAD0002 AFFILIATION DEJA TERMINEE LE 31/10/2026"):
        world.backend.terminate(PLAIN, termination(), ROBOT)
    assert len(world.rows("terminations")) == 1
