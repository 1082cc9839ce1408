"""Creating members, finding them, reading their file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from legacy_mock.domain import Recorded, Refused, Situation, Warned, keyed_date
from tests.unit.legacy_mock.domain_factories import PLAIN, ROBOT, World, address, done, identity

if TYPE_CHECKING:
    from legacy_mock.domain import Identity

#: Of two members of the seed too, with other NIRs.
MARIE_MARTIN = identity("MARTIN", "MARIE", "F", date(1980, 5, 12))


def test_a_member_is_created_once_with_number_and_receipt(world: World) -> None:
    answer = done(world.backend.create_member(identity(), Situation("AM", "M", "0199000001"), ROBOT))

    assert answer.member_number == "20000001"
    assert answer.receipt == "26324-000001"
    assert answer.notice.text == "ADH0100 ADHERENT 20000001 CREE - ENREGISTREMENT 26324-000001"
    (row,) = world.rows("members")
    assert (row["number"], row["last_name"], row["regime"], row["receipt"]) == (
        "20000001",
        "VAUQUELIN",
        "AM",
        "26324-000001",
    )
    file = world.backend.member("20000001")
    assert file.identity == identity()
    assert file.situation == Situation("AM", "M", "0199000001")
    assert (file.state, file.address, file.bank_details) == ("SANS AFFILIATION", None, None)


def test_new_members_are_numbered_one_after_the_other(world: World) -> None:
    numbers = [world.new_member(), world.new_member(identity(first_name="SIMONE", order=2))]
    assert numbers == ["20000001", "20000002"]


def test_the_same_person_is_not_created_twice(world: World) -> None:
    first = world.new_member()
    with pytest.raises(Refused, match="ADH0011 ADHERENT DEJA CONNU SOUS LE NUMERO " + first):
        world.backend.create_member(identity(), Situation(), ROBOT, confirmed=True)
    assert len(world.rows("members")) == 1


def test_a_nir_belongs_to_one_person(world: World) -> None:
    known = world.backend.member(PLAIN).identity
    other = identity(sex=known.sex, birth_date=known.birth_date, nir=known.nir)
    assert world.refusal(lambda: world.backend.create_member(other, Situation(), ROBOT)) == "ADH0012"


def test_a_homonym_is_created_only_when_confirmed(world: World) -> None:
    answer = world.backend.create_member(MARIE_MARTIN, Situation(), ROBOT)

    assert isinstance(answer, Warned)
    assert [notice.text for notice in answer.notices] == [
        "ADH0020 HOMONYME EXISTANT (2) - F10 POUR CONFIRMER LA CREATION"
    ]
    assert world.rows("journal") == []
    assert isinstance(world.backend.create_member(MARIE_MARTIN, Situation(), ROBOT, confirmed=True), Recorded)


def test_texts_are_kept_in_capitals_without_outer_blanks(world: World) -> None:
    world.new_member(identity(" vauquelin ", "odette"))
    (row,) = world.rows("members")
    assert (row["last_name"], row["first_name"]) == ("VAUQUELIN", "ODETTE")


@pytest.mark.parametrize(
    ("entry", "number"),
    [
        (identity(last_name=""), "SAI0001"),
        (identity(first_name=""), "SAI0001"),
        (identity(last_name="V" * 26), "SAI0005"),
        (identity(first_name="O" * 21), "SAI0005"),
        (identity(last_name="VAUQUELIN2"), "SAI0002"),
        (identity(last_name="GUÉRIN"), "SAI0002"),
        (identity(last_name="-VAUQUELIN"), "SAI0002"),
        (identity(sex="X"), "SAI0004"),
        (identity(sex=""), "SAI0001"),
        (identity(birth_date=date(1899, 12, 31)), "ADH0001"),
        (identity(birth_date=date(2026, 11, 21)), "ADH0001"),
        (identity(nir=""), "SAI0001"),
        (identity(nir="123"), "ADH0002"),
        (identity(nir=identity(sex="M").nir), "ADH0004"),
    ],
)
def test_an_identity_is_refused(world: World, entry: Identity, number: str) -> None:
    assert world.refusal(lambda: world.backend.check_identity(entry)) == number
    assert world.refusal(lambda: world.backend.create_member(entry, Situation(), ROBOT)) == number


@pytest.mark.parametrize("born", [date(1900, 1, 1), date(2026, 11, 20)])
def test_the_first_and_the_last_possible_birth_are_taken(world: World, born: date) -> None:
    assert world.backend.check_identity(identity(birth_date=born)) == ()


@pytest.mark.parametrize(
    ("situation", "number"),
    [
        (Situation("ZZ"), "SAI0004"),
        (Situation(""), "SAI0001"),
        (Situation("GE", "X"), "SAI0004"),
        (Situation("GE", "C", "1234567890"), "ADH0007"),
        (Situation("GE", "C", "019900001"), "ADH0007"),
    ],
)
def test_a_situation_is_refused(world: World, situation: Situation, number: str) -> None:
    assert world.refusal(lambda: world.backend.check_situation(situation)) == number
    assert world.refusal(lambda: world.backend.create_member(identity(), situation, ROBOT)) == number


def test_homonyms_are_found_by_name_and_birth_date(world: World) -> None:
    page = world.backend.search_members("DUPONT", "JEAN", date(1975, 3, 3))
    assert [line.number for line in page.rows] == ["10000003", "10000004", "10000005"]
    assert page.total == 3


def test_a_search_takes_the_beginning_of_names(world: World) -> None:
    found = {line.last_name for line in world.backend.search_members("mar").rows}
    assert found == {"MARTIN", "MARCHAND"}
    assert world.backend.search_members("MARTINO").rows == ()


def test_a_search_can_ask_for_a_contract(world: World) -> None:
    page = world.backend.search_members("DUPONT", contract="C000000004")
    assert [line.number for line in page.rows] == ["10000004"]
    assert world.refusal(lambda: world.backend.search_members("DUPONT", contract="C999999999")) == "AFF0001"


def test_the_list_shows_the_current_town_if_any(world: World) -> None:
    world.backend.set_address(PLAIN, address(), ROBOT)
    towns = [world.backend.search_members(name).rows[0].town for name in ("LECLERC", "GAUTIER")]
    assert towns == ["LYON", ""]


def test_a_search_needs_two_letters(world: World) -> None:
    assert world.refusal(lambda: world.backend.search_members(" D ")) == "ADH0030"


def test_a_search_is_given_by_pages(world: World) -> None:
    everyone = world.backend.search_members("LE").rows
    pages = [world.backend.search_members("LE", offset=offset, limit=3) for offset in range(0, 12, 3)]
    assert tuple(line for page in pages for line in page.rows) == everyone[:12]
    assert {page.total for page in pages} == {len(everyone)}


def test_the_state_follows_the_back_ends_date(world: World) -> None:
    terminated = "10000013"
    assert world.backend.member(terminated).state == "RADIE"
    world.backend.set_date(date(2025, 6, 30))
    assert world.backend.member(terminated).state == "ACTIF"
    assert world.backend.member("10000023").state == "SANS AFFILIATION"


def test_an_unknown_member_is_refused(world: World) -> None:
    assert world.refusal(lambda: world.backend.member("99999999")) == "ADH0032"
    assert world.refusal(lambda: world.backend.affiliations_of("99999999")) == "ADH0032"
    assert world.refusal(lambda: world.backend.dependants("99999999")) == "ADH0032"


def test_a_keyed_date_is_a_real_one() -> None:
    assert keyed_date("29", "02", "2024", "NE LE") == date(2024, 2, 29)
    assert keyed_date("1", "2", "2024", "NE LE") == date(2024, 2, 1)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("", " ", ""), "SAI0001 ZONE NE LE OBLIGATOIRE"),
        (("29", "02", "2023"), "SAI0003 ZONE NE LE : DATE INEXISTANTE"),
        (("1", "", "2023"), "SAI0003 ZONE NE LE : DATE INEXISTANTE"),
        (("01", "01", "23"), "SAI0003 ZONE NE LE : DATE INEXISTANTE"),
        (("01", "01", "0000"), "SAI0003 ZONE NE LE : DATE INEXISTANTE"),
        (("٠١", "01", "2023"), "SAI0003 ZONE NE LE : DATE INEXISTANTE"),
    ],
)
def test_a_keyed_date_is_refused(parts: tuple[str, str, str], text: str) -> None:
    with pytest.raises(Refused) as refused:
        keyed_date(*parts, "NE LE")
    assert refused.value.text == text
