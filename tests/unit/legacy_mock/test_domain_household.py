"""Addresses and bank details: what is refused, and that the former ones are kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from legacy_mock.domain import Identity
from legacy_mock.domain.household import is_holder
from legacy_mock.domain.iban import make_iban
from tests.unit.legacy_mock.domain_factories import PLAIN, ROBOT, World, address, bank_details

if TYPE_CHECKING:
    from legacy_mock.domain import Address, BankDetails

#: Who `PLAIN` is.
HOLDER = "LECLERC AURELIE"


def test_a_new_address_replaces_the_former_one_and_keeps_it(world: World) -> None:
    former = world.backend.member(PLAIN).address
    answer = world.backend.set_address(PLAIN, address(complement="BATIMENT C"), ROBOT)

    assert answer.notice.text == f"ADR0100 ADRESSE MODIFIEE - ENREGISTREMENT {answer.receipt}"
    kept = world.backend.member(PLAIN).address
    assert kept
    assert former
    assert (kept.value, kept.receipt) == (address(complement="BATIMENT C"), answer.receipt)
    history = [row["street"] for row in world.ledger.rows("addresses") if row["member_number"] == PLAIN]
    assert history == [former.value.street, "3 RUE DES LILAS"]


@pytest.mark.parametrize(
    ("entry", "number"),
    [
        (address(street=""), "SAI0001"),
        (address(town=""), "SAI0001"),
        (address(street="X" * 33), "SAI0005"),
        (address(town="X" * 27), "SAI0005"),
        (address(street="3 RUE <DES> LILAS"), "SAI0002"),
        (address(town="LYON CEDEX 03"), "ADR0002"),
        (address(complement="CEDEX"), "ADR0002"),
        (address(complement="X" * 33), "SAI0005"),
        (address(complement="ESCALIER *"), "SAI0002"),
        (address(postal_code=""), "SAI0001"),
        (address(postal_code="690030"), "SAI0005"),
        (address(postal_code="6900"), "ADR0001"),
        (address(postal_code="6900A"), "ADR0001"),
        (address(postal_code="00100"), "ADR0003"),
        (address(postal_code="96000"), "ADR0003"),
        (address(postal_code="69003", town="PARIS"), "ADR0004"),
        (address(postal_code="75011", town="LYON"), "ADR0004"),
    ],
)
def test_an_address_is_refused(world: World, entry: Address, number: str) -> None:
    assert world.refusal(lambda: world.backend.check_address(entry)) == number
    assert world.refusal(lambda: world.backend.set_address(PLAIN, entry, ROBOT)) == number


@pytest.mark.parametrize(
    ("postal_code", "town"),
    [
        ("75011", "PARIS 11"),
        ("69003", "LYON 3EME"),
        ("42000", "ST ETIENNE"),
        ("13090", "AIX EN PROVENCE"),
        ("77000", "VAUX-LE-PENIL"),  # one code, two towns
        ("69999", "ANYWHERE"),  # unlisted code of a department that exists
        ("98000", "MONACO"),
        ("97400", "SAINT-DENIS"),
    ],
)
def test_a_town_is_accepted_for_its_code(world: World, postal_code: str, town: str) -> None:
    world.backend.check_address(address(postal_code=postal_code, town=town))


@pytest.mark.parametrize("prefix", [*(f"{number:02d}" for number in range(1, 96)), "971", "974", "978", "98"])
def test_any_town_goes_with_an_unlisted_code_of_a_department(world: World, prefix: str) -> None:
    world.backend.check_address(address(postal_code=prefix.ljust(5, "9"), town="ANYWHERE"))


@pytest.mark.parametrize("prefix", ["00", "96", "970", "979", "99"])
def test_a_code_of_no_department_is_refused(world: World, prefix: str) -> None:
    nowhere = address(postal_code=prefix.ljust(5, "9"), town="ANYWHERE")
    assert world.refusal(lambda: world.backend.check_address(nowhere)) == "ADR0003"


def test_new_bank_details_replace_the_former_ones_and_keep_them(world: World) -> None:
    former = world.backend.member(PLAIN).bank_details
    answer = world.backend.set_bank_details(PLAIN, bank_details(HOLDER), ROBOT)

    assert answer.notice.number == "RIB0100"
    kept = world.backend.member(PLAIN).bank_details
    assert kept
    assert former
    assert (kept.value, kept.receipt) == (bank_details(HOLDER), answer.receipt)
    history = [row["iban"] for row in world.ledger.rows("bank_details") if row["member_number"] == PLAIN]
    assert history == [former.value.iban, bank_details(HOLDER).iban]


@pytest.mark.parametrize(
    ("details", "number"),
    [
        (bank_details(HOLDER, iban=""), "SAI0001"),
        (bank_details(HOLDER, iban="FR00"), "RIB0001"),
        (bank_details(HOLDER, iban="FR1520041010050500013M02606"), "RIB0002"),
        (bank_details(HOLDER, iban="FR8420041010050500013M02607"), "RIB0003"),
        (bank_details(HOLDER, bic="FICT"), "RIB0005"),
        (bank_details(HOLDER, bic="FICTDEP1"), "RIB0006"),
        (bank_details(""), "SAI0001"),
        (bank_details("X" * 26), "SAI0005"),
        (bank_details("LECLERC ROGER"), "RIB0010"),
        (bank_details("LECLERC"), "RIB0010"),
        (bank_details("M OU MME LECLERC"), "RIB0010"),
    ],
)
def test_bank_details_are_refused(world: World, details: BankDetails, number: str) -> None:
    assert world.refusal(lambda: world.backend.check_bank_details(PLAIN, details)) == number
    assert world.refusal(lambda: world.backend.set_bank_details(PLAIN, details, ROBOT)) == number


def test_a_bic_may_be_left_out(world: World) -> None:
    world.backend.check_bank_details(PLAIN, bank_details(HOLDER, bic=""))


def test_an_account_with_letters_has_its_rib_key(world: World) -> None:
    world.backend.check_bank_details(PLAIN, bank_details(HOLDER, make_iban("99901", "00100", "0500013M026")))


@pytest.mark.parametrize(
    ("last_name", "first_name", "holder", "same"),
    [
        ("LECLERC", "AURELIE", "LECLERC AURELIE", True),
        ("LECLERC", "AURELIE", "AURELIE LECLERC", True),
        ("LECLERC", "AURELIE", "MME LECLERC AURELIE", True),
        ("LECLERC", "AURELIE", "M. LECLERC AURELIE", True),
        ("SAINT-MARTIN", "JEAN-BAPTISTE", "JEAN BAPTISTE SAINT MARTI", True),  # cut at 25
        ("SAINT-MARTIN", "JEAN-BAPTISTE", "JEAN BAPTISTE SAINT MART", True),  # cut at 25, on a blank
        ("SAINT-MARTIN", "JEAN-BAPTISTE", "JEAN BAPTISTE SAINT MAR", False),  # not for want of room
        ("D'ALMEIDA", "CHRISTOPHE", "D ALMEIDA CHRISTOPHE", True),
        ("LECLERC", "AURELIE", "LECLERCQ AURELIE", False),
        ("LECLERC", "AURELIE", "", False),
    ],
)
def test_who_counts_as_the_holder(last_name: str, first_name: str, holder: str, *, same: bool) -> None:
    member = Identity(last_name, first_name, "F", date(1982, 6, 4), "")
    assert is_holder(holder, member) is same
