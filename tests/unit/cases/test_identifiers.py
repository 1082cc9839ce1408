from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from copiste.cases.fr.identifiers import (
    check_bic,
    check_iban,
    check_nir,
    check_nir_of,
    nir_key,
)
from tests.unit.cases.factory import IBAN, nir


def rule_of(judge: Callable[[], object]) -> str:
    with pytest.raises(PydanticCustomError) as caught:
        judge()
    return caught.value.type


def keyed(number: str) -> str:
    return number + nir_key(number)


@pytest.mark.parametrize(
    "written",
    [
        "2 95 10 99 126 111 93",
        "295109912611193",
        "2.95.10.99.126.111.93",
        "295109912611193\u00a0",
    ],
)
def test_takes_a_nir_as_people_write_it(written: str) -> None:
    assert check_nir(written) == "295109912611193"


@pytest.mark.parametrize("month", ["01", "12", "20", "30", "42", "50", "99"])
def test_takes_the_months_of_a_nir(month: str) -> None:
    number = keyed(f"185{month}69996001")
    assert check_nir(number) == number


@pytest.mark.parametrize("month", ["00", "13", "19", "21", "29", "43", "49"])
def test_refuses_other_months_although_the_key_is_right(month: str) -> None:
    assert rule_of(lambda: check_nir(keyed(f"185{month}69996001"))) == "NIR_MONTH"


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("", "NIR_FORMAT"),
        ("29510991261119", "NIR_FORMAT"),
        ("2951099126111934", "NIR_FORMAT"),
        ("2951O9912611193", "NIR_FORMAT"),
        ("２95109912611193", "NIR_FORMAT"),
        ("295102C12611193", "NIR_FORMAT"),
        (keyed("2951000996001"), "NIR_FORMAT"),
        ("295109912611194", "NIR_KEY"),
        ("295109912611293", "NIR_KEY"),
        (keyed("7851269996001"), "NIR_PROVISIONAL"),
        (keyed("8851269996001"), "NIR_PROVISIONAL"),
        (keyed("3851269996001"), "NIR_SEX"),
    ],
)
def test_refuses_a_nir_that_cannot_be(written: str, rule: str) -> None:
    assert rule_of(lambda: check_nir(written)) == rule


def test_reads_corsica_as_19_and_18_for_the_key() -> None:
    assert check_nir("253072B07300470") == "253072B07300470"
    assert check_nir("253072a07300443") == "253072A07300443"
    assert rule_of(lambda: check_nir("253072A07300470")) == "NIR_KEY"


@given(
    st.text("0123456789", min_size=13, max_size=13),
    st.integers(0, 12),
    st.text("0123456789", min_size=1, max_size=1),
)
def test_one_wrong_digit_never_passes_the_key(number: str, place: int, digit: str) -> None:
    wrong = number[:place] + digit + number[place + 1 :]
    if wrong != number:
        assert nir_key(wrong) != nir_key(number)


@pytest.mark.parametrize(
    ("number", "born", "sex", "rule"),
    [
        ("2850769996001", date(1985, 7, 2), "M", "NIR_SEX_MISMATCH"),
        ("1850769996001", date(1985, 7, 2), "F", "NIR_SEX_MISMATCH"),
        ("2850769996001", date(1986, 7, 2), "F", "NIR_YEAR_MISMATCH"),
        ("2850769996001", date(1985, 8, 2), "F", "NIR_MONTH_MISMATCH"),
        ("275122A996001", date(1975, 12, 31), "F", "NIR_CORSICA"),
        ("276012B996001", date(1976, 1, 1), "F", None),
        ("2760120996001", date(1976, 1, 1), "F", "NIR_CORSICA"),
        ("2751220996001", date(1975, 12, 31), "F", None),
        ("2853169996001", date(1985, 7, 2), "F", None),
        ("2850769996001", None, None, None),
        ("2850769996001", None, "M", "NIR_SEX_MISMATCH"),
    ],
)
def test_holds_a_nir_against_the_person(
    number: str, born: date | None, sex: str | None, rule: str | None
) -> None:
    if rule is None:
        check_nir_of(keyed(number), born, sex)
    else:
        assert rule_of(lambda: check_nir_of(keyed(number), born, sex)) == rule


def test_a_year_of_the_last_century_and_of_this_look_alike_in_a_nir() -> None:
    check_nir_of(nir("F", "2015-03-02"), date(1915, 3, 2), "F")


@pytest.mark.parametrize(
    "written",
    ["FR14 2004 1010 0505 0001 3M02 606", "fr1420041010050500013m02606", "FR14-2004-1010-0505-0001-3M02-606"],
)
def test_takes_an_iban_as_people_write_it(written: str) -> None:
    assert check_iban(written) == IBAN


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("", "IBAN_FORMAT"),
        ("nobody's", "IBAN_FORMAT"),
        ("XX1420041010050500013M02606", "IBAN_FORMAT"),
        ("FR14 2004 1010 0505 0001 3M02 60é", "IBAN_FORMAT"),
        ("FR1420041010050500013M0260", "IBAN_LENGTH"),
        ("FR1520041010050500013M02606", "IBAN_CHECK_DIGITS"),
        ("FR1420041010050500013M02607", "IBAN_CHECK_DIGITS"),
        ("FR8420041010050500013M02607", "IBAN_RIB_KEY"),
        ("SA0380000000608010167519", "IBAN_COUNTRY"),
        ("MT84MALT011000012345MTLCAST001S", "IBAN_TOO_LONG"),
    ],
)
def test_refuses_an_iban_that_cannot_be(written: str, rule: str) -> None:
    assert rule_of(lambda: check_iban(written)) == rule


def test_takes_a_foreign_iban_without_warning_that_its_national_key_is_unchecked() -> None:
    assert check_iban("BE68 5390 0754 7034") == "BE68539007547034"
    assert check_iban("LU28 0019 4006 4475 0000") == "LU280019400644750000"


@pytest.mark.parametrize("written", ["BNPAFRPP", "bnpafrppxxx", "BNPA FR PP"])
def test_takes_a_bic(written: str) -> None:
    assert check_bic(written).startswith("BNPAFRPP")


@pytest.mark.parametrize("written", ["", "BNPAFRP", "BNPAXXPP", "BNPAFRPPX", "BNPÀFRPP"])
def test_refuses_a_bic_that_cannot_be(written: str) -> None:
    assert rule_of(lambda: check_bic(written)) == "BIC_FORMAT"


def test_no_error_shows_or_chains_to_the_identifier() -> None:
    for judge in (check_nir, check_iban, check_bic):
        with pytest.raises(PydanticCustomError) as caught:
            judge("SECRET4242")
        error: BaseException | None = caught.value
        while error is not None:
            assert "SECRET" not in f"{error} {error!r}"
            error = error.__cause__ or error.__context__
