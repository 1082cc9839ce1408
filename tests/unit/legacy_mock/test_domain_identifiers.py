"""NIR, IBAN and BIC: check digits against other people's code, and every refusal."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schwifty import IBAN
from stdnum.fr import nir as stdnum_nir

from legacy_mock.domain import Refused
from legacy_mock.domain.iban import check_bic, check_iban, make_iban
from legacy_mock.domain.nir import Birthplace, check_nir, make_nir, nir_key

BORN = date(1982, 6, 4)
DEPARTMENTS = st.sampled_from(["01", "13", "75", "95", "2A", "2B", "971", "974", "99"])


@given(
    sex=st.sampled_from("MF"),
    born=st.dates(date(1976, 1, 1), date(2025, 12, 31)),
    department=DEPARTMENTS,
    commune=st.integers(1, 999),
    order=st.integers(1, 999),
)
def test_a_derived_nir_is_valid_and_agrees_with_its_identity(
    sex: str, born: date, department: str, commune: int, order: int
) -> None:
    nir = make_nir(sex, born, Birthplace(department, commune), order)
    assert stdnum_nir.is_valid(nir)
    check_nir(nir, sex, born)


@given(
    bank=st.integers(0, 99999),
    branch=st.integers(0, 99999),
    account=st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=11, max_size=11),
)
def test_a_made_iban_has_both_keys(bank: int, branch: int, account: str) -> None:
    iban = make_iban(f"{bank:05d}", f"{branch:05d}", account)
    check_iban(iban)
    IBAN(iban, validate_bban=True)


def test_the_published_example_of_a_french_iban_passes() -> None:
    check_iban("FR1420041010050500013M02606")


def _keyed(nir13: str) -> str:
    return nir13 + nir_key(nir13)


@pytest.mark.parametrize(
    ("nir", "number"),
    [
        ("28206699960011", "ADH0002"),  # one short
        ("2820669996001XX", "ADH0002"),  # letters for a key
        (_keyed("2821369996001"), "ADH0002"),  # month 13
        (_keyed("2820600996001"), "ADH0002"),  # department 00
        (_keyed("3820669996001"), "ADH0002"),  # sex 3
        (_keyed("8820669996001"), "ADH0006"),  # provisional
        ("282066999600100", "ADH0003"),  # key
        (_keyed("1820669996001"), "ADH0004"),  # a man's
        (_keyed("2830669996001"), "ADH0005"),  # another year
        (_keyed("2820769996001"), "ADH0005"),  # another month
    ],
)
def test_a_nir_is_refused(nir: str, number: str) -> None:
    with pytest.raises(Refused) as refused:
        check_nir(nir, "F", BORN)
    assert refused.value.number == number


def test_letters_of_corsica_are_refused_before_1976() -> None:
    before = make_nir("F", date(1975, 12, 31), Birthplace("2A", 996), 1)
    with pytest.raises(Refused, match="ADH0005"):
        check_nir(before, "F", date(1975, 12, 31))
    check_nir(make_nir("F", date(1976, 1, 1), Birthplace("2A", 996), 1), "F", date(1976, 1, 1))


@pytest.mark.parametrize("month", [20, 30, 42, 50, 99])
def test_an_unknown_month_of_birth_goes_with_any_month(month: int) -> None:
    check_nir(make_nir("F", BORN, Birthplace("99", 996), 1, month=month), "F", BORN)


@pytest.mark.parametrize("month", [13, 19, 21, 29, 43, 49])
def test_no_month_is_written_like_that(month: int) -> None:
    with pytest.raises(Refused, match="ADH0002"):
        check_nir(make_nir("F", BORN, Birthplace("99", 996), 1, month=month), "F", BORN)


@pytest.mark.parametrize(
    ("iban", "number"),
    [
        ("FR14 2004 1010", "RIB0001"),
        ("FR1420041010050500013M0260", "RIB0001"),
        ("FR14A0041010050500013M02606", "RIB0001"),
        ("GB82WEST12345698765432", "RIB0004"),
        ("FR1520041010050500013M02606", "RIB0002"),
        ("FR8420041010050500013M02607", "RIB0003"),
    ],
)
def test_an_iban_is_refused(iban: str, number: str) -> None:
    with pytest.raises(Refused) as refused:
        check_iban(iban)
    assert refused.value.number == number


@pytest.mark.parametrize(
    "iban",
    [
        *("BE68539007547034", "DE89370400440532013000", "ES9121000418450200051332", "LU280019400644750000"),
        *("IT60X0542811101000000123456", "NL91ABNA0417164300", "PT50000201231234567890154"),
        "MC5811222000010123456789030",
    ],
)
def test_the_published_example_of_another_country_passes_at_its_length_only(iban: str) -> None:
    check_iban(iban)
    for other in (iban[:-1], iban + "0"):
        with pytest.raises(Refused, match="RIB0001"):
            check_iban(other)


def test_a_sign_in_an_iban_of_another_country_is_refused() -> None:
    with pytest.raises(Refused, match="RIB0001"):
        check_iban("DE8937040044053201300-")


@pytest.mark.parametrize(
    ("bic", "number"), [("FICTFR", "RIB0005"), ("FICTFRP1XX", "RIB0005"), ("FICTDEP1", "RIB0006")]
)
def test_a_bic_is_refused(bic: str, number: str) -> None:
    with pytest.raises(Refused) as refused:
        check_bic(bic, "FR1420041010050500013M02606")
    assert refused.value.number == number
