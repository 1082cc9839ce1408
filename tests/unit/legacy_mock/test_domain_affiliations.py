"""Affiliations: what a contract allows, and what may not overlap."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.unit.legacy_mock.domain_factories import PLAIN, ROBOT, World, affiliation

if TYPE_CHECKING:
    from legacy_mock.domain import AffiliationEntry


def test_an_affiliation_is_recorded_with_its_risk(world: World) -> None:
    number = world.new_member()
    contract = world.backend.check_affiliation(number, affiliation())
    answer = world.backend.affiliate(number, affiliation(), ROBOT)

    assert contract.company == "ATELIERS DU LAC BLEU"
    assert answer.notice.text == f"AFF0100 AFFILIATION ENREGISTREE - ENREGISTREMENT {answer.receipt}"
    (line,) = world.backend.affiliations_of(number)
    assert (line.contract, line.option, line.population, line.risk) == ("C000000001", "BAS", "ENS", "SAN")
    assert (line.start, line.end, line.receipt, line.end_receipt) == (
        date(2026, 3, 1),
        None,
        answer.receipt,
        None,
    )
    assert world.backend.member(number).state == "ACTIF"


@pytest.mark.parametrize(
    ("entry", "number"),
    [
        (affiliation(contract=""), "SAI0001"),
        (affiliation(contract="C999999999"), "AFF0001"),
        (affiliation(contract="C000000003"), "AFF0002"),
        (affiliation(option=""), "SAI0001"),
        (affiliation(option="XXX"), "SAI0004"),
        (affiliation(option="PRM"), "AFF0003"),
        (affiliation(population=""), "SAI0001"),
        (affiliation(population="XXX"), "SAI0004"),
        (affiliation(population="CAD"), "AFF0004"),
        (affiliation(start=date(2014, 12, 31)), "AFF0005"),
        (affiliation(contract="C000000007", start=date(2027, 1, 1)), "AFF0006"),
    ],
)
def test_an_affiliation_is_refused_by_its_contract(
    world: World, entry: AffiliationEntry, number: str
) -> None:
    newcomer = "10000023"
    assert world.refusal(lambda: world.backend.check_affiliation(newcomer, entry)) == number
    assert world.refusal(lambda: world.backend.affiliate(newcomer, entry, ROBOT)) == number


@pytest.mark.parametrize(
    ("entry", "number"),
    [
        (affiliation(), "AFF0007"),  # the same contract and option
        (affiliation(option="CFT"), "AFF0008"),  # the same risk, same contract
        (affiliation(contract="C000000010", option="PRM"), "AFF0008"),  # the same risk, another contract
        (affiliation(start=date(2015, 1, 1)), "AFF0007"),  # begins before, has no end
    ],
)
def test_an_affiliation_is_refused_by_another_one_in_force(
    world: World, entry: AffiliationEntry, number: str
) -> None:
    assert world.refusal(lambda: world.backend.affiliate(PLAIN, entry, ROBOT)) == number


def test_an_unknown_member_is_not_affiliated(world: World) -> None:
    assert world.refusal(lambda: world.backend.check_affiliation("99999999", affiliation())) == "ADH0032"


def test_another_risk_goes_beside(world: World) -> None:
    world.backend.affiliate(PLAIN, affiliation(contract="C000000009", option="SUR"), ROBOT)
    world.backend.affiliate(PLAIN, affiliation(contract="C000000009", option="HOS"), ROBOT)


def test_an_ended_affiliation_leaves_room_from_the_day_after(world: World) -> None:
    ended_on_2025_06_30 = "10000013"
    on_the_last_day = affiliation(start=date(2025, 6, 30))
    assert (
        world.refusal(lambda: world.backend.affiliate(ended_on_2025_06_30, on_the_last_day, ROBOT))
        == "AFF0007"
    )
    world.backend.affiliate(ended_on_2025_06_30, affiliation(start=date(2025, 7, 1)), ROBOT)


def test_the_first_and_the_last_day_of_a_contract_are_inside(world: World) -> None:
    last = affiliation(contract="C000000007", start=date(2026, 12, 31))
    first = affiliation(contract="C000000006", start=date(2026, 1, 1))
    world.backend.check_affiliation("10000023", last)
    world.backend.check_affiliation("10000023", first)
