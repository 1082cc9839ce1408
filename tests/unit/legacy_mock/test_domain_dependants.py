"""Dependants: who may be added, who asks for a second look, and how one ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from legacy_mock.domain import Refused, Warned
from legacy_mock.domain.nir import Birthplace, make_nir
from tests.unit.legacy_mock.domain_factories import (
    PLAIN,
    ROBOT,
    World,
    affiliation,
    child,
    done,
    end_of,
)

if TYPE_CHECKING:
    from legacy_mock.domain import DependantEnd, DependantEntry

#: Contracts: of PLAIN over 25 with proof; of 10000018 over 21 refused.
REFUSES_OVER_21 = "10000018"
RENE = child("RENE", date(1980, 1, 5), kind="CJ", sex="M")


def test_a_child_is_added(world: World) -> None:
    answer = done(world.backend.add_dependant(PLAIN, child(), ROBOT))

    assert answer.notice.text == f"AYD0100 AYANT DROIT AJOUTE - ENREGISTREMENT {answer.receipt}"
    (line,) = world.backend.dependants(PLAIN)
    assert (line.first_name, line.birth_date, line.rank, line.kind) == ("ZELIE", date(2018, 5, 9), 1, "EN")
    assert (line.end, line.last_receipt) == (None, answer.receipt)


@pytest.mark.parametrize(
    ("entry", "number"),
    [
        (child(first_name=""), "SAI0001"),
        (child(kind="XX"), "SAI0004"),
        (child(kind=""), "SAI0001"),
        (child(birth_date=date(2026, 11, 21)), "ADH0001"),
        (child(nir=make_nir("M", date(2018, 5, 9), Birthplace("69", 996), 1)), "ADH0004"),
        (child(nir=make_nir("F", date(2019, 5, 9), Birthplace("69", 996), 1)), "ADH0005"),
        (child(rank=0), "AYD0006"),
        (child(rank=10), "AYD0006"),
        (child(start=date(2018, 5, 8)), "AYD0001"),
        (child(birth_date=date(2010, 5, 9), start=date(2018, 12, 31)), "AYD0002"),
    ],
)
def test_a_dependant_is_refused(world: World, entry: DependantEntry, number: str) -> None:
    assert world.refusal(lambda: world.backend.check_dependant(PLAIN, entry)) == number
    assert world.refusal(lambda: world.backend.add_dependant(PLAIN, entry, ROBOT, confirmed=True)) == number


def test_nobody_is_added_to_a_member_without_cover(world: World) -> None:
    assert world.refusal(lambda: world.backend.add_dependant("10000023", child(), ROBOT)) == "AYD0002"
    assert world.refusal(lambda: world.backend.add_dependant("10000013", child(), ROBOT)) == "AYD0002"


@pytest.mark.parametrize(
    ("start", "number"),
    [
        (date(2019, 5, 31), "AYD0002"),
        (date(2019, 6, 1), ""),
        (date(2025, 6, 30), ""),
        (date(2025, 7, 1), "AYD0002"),
    ],
)
def test_cover_is_from_its_first_to_its_last_day(world: World, start: date, number: str) -> None:
    covered_until_2025_06_30 = "10000013"
    entry = child(start=start)
    if number:
        assert world.refusal(lambda: world.backend.check_dependant(covered_until_2025_06_30, entry)) == number
    else:
        assert world.backend.check_dependant(covered_until_2025_06_30, entry) == ()


def test_a_child_is_covered_from_the_day_of_birth(world: World) -> None:
    assert (
        world.backend.check_dependant(PLAIN, child(birth_date=date(2026, 5, 9), start=date(2026, 5, 9))) == ()
    )


def test_somebody_is_there_until_the_last_day(world: World) -> None:
    done(world.backend.add_dependant(PLAIN, RENE, ROBOT))
    world.backend.end_dependant(PLAIN, end_of(RENE, end=RENE.start), ROBOT)
    back = replace(RENE, start=RENE.start + timedelta(days=1))
    with pytest.raises(Refused, match="AYD0004"):
        world.backend.add_dependant(PLAIN, RENE, ROBOT)
    done(world.backend.add_dependant(PLAIN, back, ROBOT))


def test_one_spouse_at_a_time(world: World) -> None:
    done(world.backend.add_dependant(PLAIN, RENE, ROBOT))
    second = child("BASILE", birth_date=date(1981, 2, 6), kind="CJ", sex="M", start=date(2026, 9, 1))
    with pytest.raises(Refused, match="AYD0003"):
        world.backend.add_dependant(PLAIN, second, ROBOT)
    world.backend.end_dependant(PLAIN, end_of(RENE, end=date(2026, 8, 31), reason="DV"), ROBOT)
    done(world.backend.add_dependant(PLAIN, second, ROBOT))


def test_a_dependant_already_there_is_refused_whatever_the_rank(world: World) -> None:
    lea = child("LEA", date(2015, 3, 2), last_name="MOREAU")
    assert world.refusal(lambda: world.backend.add_dependant("10000008", lea, ROBOT)) == "AYD0004"
    third = child("LEA", date(2015, 3, 2), last_name="MOREAU", rank=3)
    assert world.refusal(lambda: world.backend.add_dependant("10000008", third, ROBOT)) == "AYD0004"


def test_the_rank_is_asked_for_twins(world: World) -> None:
    done(world.backend.add_dependant(PLAIN, child("ZELIE"), ROBOT))
    with pytest.raises(Refused, match="AYD0005 JUMEAUX : RANG 1 DEJA ATTRIBUE - PRECISER LE RANG"):
        world.backend.add_dependant(PLAIN, child("ZOE"), ROBOT)
    done(world.backend.add_dependant(PLAIN, child("ZOE", rank=2), ROBOT))
    assert [(line.first_name, line.rank) for line in world.backend.dependants(PLAIN)] == [
        ("ZELIE", 1),
        ("ZOE", 2),
    ]


def test_a_child_over_the_limit_asks_for_a_proof(world: World) -> None:
    of_26 = child(birth_date=date(2000, 3, 1))
    answer = world.backend.add_dependant(PLAIN, of_26, ROBOT)
    assert isinstance(answer, Warned)
    assert [notice.text for notice in answer.notices] == [
        "AYD0020 ENFANT DE PLUS DE 25 ANS : JUSTIFICATIF EXIGE - F10 POUR CONFIRMER"
    ]
    assert world.rows("journal") == []
    done(world.backend.add_dependant(PLAIN, of_26, ROBOT, confirmed=True))


def test_a_child_on_the_limit_is_within_it(world: World) -> None:
    still_25 = child(birth_date=date(2000, 3, 2))
    assert world.backend.check_dependant(PLAIN, still_25) == ()


def test_a_contract_may_refuse_a_child_over_the_limit(world: World) -> None:
    of_22 = child(birth_date=date(2004, 3, 1))
    assert (
        world.refusal(lambda: world.backend.add_dependant(REFUSES_OVER_21, of_22, ROBOT, confirmed=True))
        == "AYD0007"
    )
    assert world.backend.check_dependant(REFUSES_OVER_21, child(birth_date=date(2004, 3, 2))) == ()


def test_no_proof_helps_over_28(world: World) -> None:
    of_29 = child(birth_date=date(1997, 3, 1))
    assert (
        world.refusal(lambda: world.backend.add_dependant(PLAIN, of_29, ROBOT, confirmed=True)) == "AYD0007"
    )
    assert len(world.backend.check_dependant(PLAIN, child(birth_date=date(1997, 3, 2)))) == 1
    adult = child(birth_date=date(1997, 3, 1), kind="AU")
    assert world.backend.check_dependant(PLAIN, adult) == ()


def test_the_most_favourable_contract_judges_the_age(world: World) -> None:
    # 10000018 gets a second cover whose contract asks for a proof over 25.
    supplement = affiliation(contract="C000000009", option="SUR", start=date(2026, 1, 1))
    world.backend.affiliate("10000018", supplement, ROBOT)
    of_24 = child(birth_date=date(2002, 3, 1), start=date(2026, 3, 1))
    assert world.backend.check_dependant("10000018", of_24) == ()


def test_a_child_under_the_other_parent_asks_for_a_second_look(world: World) -> None:
    emma = child("EMMA", date(2014, 4, 10), last_name="LEROUX")
    other_parent = "10000007"
    answer = world.backend.add_dependant(other_parent, emma, ROBOT)
    assert isinstance(answer, Warned)
    assert [notice.number for notice in answer.notices] == ["AYD0021"]
    done(world.backend.add_dependant(other_parent, emma, ROBOT, confirmed=True))


def test_a_dependant_is_ended(world: World) -> None:
    emma = child("EMMA", date(2014, 4, 10), last_name="LEROUX")
    answer = world.backend.end_dependant("10000006", end_of(emma), ROBOT)

    assert answer.notice.number == "AYD0101"
    ended, other = world.backend.dependants("10000006")
    assert (ended.end, ended.end_reason, ended.last_receipt) == (date(2026, 9, 30), "DE", answer.receipt)
    assert other.end is None
    assert ended.receipt != answer.receipt


EMMA = child("EMMA", date(2014, 4, 10))
STEPHANE = child("STEPHANE", date(1975, 1, 9))


@pytest.mark.parametrize(
    ("member", "entry", "number"),
    [
        ("10000006", end_of(EMMA, rank=2), "AYD0030"),
        ("10000006", end_of(replace(EMMA, rank=0)), "AYD0006"),
        ("10000006", end_of(child("EMILE", date(2014, 4, 10))), "AYD0030"),
        ("10000006", end_of(EMMA, end=date(2018, 12, 31)), "AYD0032"),
        ("10000006", end_of(EMMA, reason="ZZ"), "SAI0004"),
        ("10000006", end_of(child("", date(2014, 4, 10))), "SAI0001"),
        ("10000029", end_of(STEPHANE), "AYD0031"),
    ],
)
def test_the_end_of_a_dependant_is_refused(
    world: World, member: str, entry: DependantEnd, number: str
) -> None:
    assert world.refusal(lambda: world.backend.check_dependant_end(member, entry)) == number
    assert world.refusal(lambda: world.backend.end_dependant(member, entry, ROBOT)) == number


@pytest.mark.parametrize("action", ["check_dependant", "check_dependant_end"])
def test_an_unknown_member_has_no_dependants(world: World, action: str) -> None:
    entry = child() if action == "check_dependant" else end_of(child())
    assert world.refusal(lambda: getattr(world.backend, action)("99999999", entry)) == "ADH0032"


def test_a_dependant_may_come_back_and_end_again(world: World) -> None:
    back = child("STEPHANE", date(1975, 1, 9), last_name="GARNIER", sex="M", kind="CJ")
    done(world.backend.add_dependant("10000029", back, ROBOT))
    world.backend.end_dependant("10000029", end_of(back), ROBOT)
    assert [line.end for line in world.backend.dependants("10000029")] == [
        date(2024, 2, 29),
        date(2026, 9, 30),
    ]
