"""Dates by any pattern, amounts by their signs; and what a declaration gets wrong about them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from copiste.screens.declared import values as form
from copiste.screens.declared.field import ScreenField
from copiste.screens.errors import FieldValueError


def field(**declared: Any) -> ScreenField:
    """A field of an application that declares no defaults."""
    return ScreenField.model_validate({"caption": "ZONE", **declared})


def day(pattern: str, **declared: Any) -> ScreenField:
    return field(type="date", format=pattern, **declared)


@pytest.mark.parametrize(
    ("pattern", "iso", "text"),
    [
        ("DDMMYYYY", "2026-03-02", "02032026"),
        ("MM-DD-YYYY", "2026-03-02", "03-02-2026"),
        ("DD/MM/YY", "1984-03-02", "02/03/84"),
        ("YYYY-MM-DD", "1899-12-31", "1899-12-31"),
        ("DD.MM.YYYY", "2026-12-24", "24.12.2026"),
        ("YYMMDD", "2031-01-09", "310109"),
        ("D.M.YYYY", "2026-03-02", "2.3.2026"),
        ("M/D/YYYY", "2026-12-24", "12/24/2026"),
        ("D. M. YYYY", "2026-03-02", "2. 3. 2026"),
        ("YYDDD", "2024-12-31", "24366"),
        ("DDD/YYYY", "2026-02-01", "032/2026"),
    ],
)
def test_a_date_is_typed_by_its_pattern_and_read_back(pattern: str, iso: str, text: str) -> None:
    declared = day(pattern)
    assert form.typed("zone", declared, iso) == (text,)
    assert form.shown(declared, (text,)) == iso
    assert form.same("zone", declared, iso, (text,))


@pytest.mark.parametrize(
    ("pattern", "iso", "shown", "same"),
    [
        # Where numbers are as long as declared, the signs between them do not count.
        ("DDMMYYYY", "2026-03-02", "02/03/2026", True),
        ("DD/MM/YYYY", "2026-03-02", "02 03 2026", True),
        ("MM-DD-YYYY", "2026-03-02", "02-03-2026", False),
        ("DD/MM/YYYY", "2026-03-02", "2/3/2026", False),
        ("DD/MM/YYYY", "2026-03-02", "X02/03/2026", False),
        # Where they are not, they do: 1/22 is not 12/2.
        ("M/D/YYYY", "2026-01-22", "01/22/2026", True),
        ("M/D/YYYY", "2026-01-22", "12/2/2026", False),
        ("M/D/YYYY", "2026-01-22", "1222026", False),
        ("D. M. YYYY", "2026-03-02", "2.3.2026", True),
    ],
)
def test_a_date_is_compared_as_a_date(pattern: str, iso: str, shown: str, same: bool) -> None:
    assert form.same("zone", day(pattern), iso, (shown,)) is same


@pytest.mark.parametrize(
    ("century", "shown", "iso"),
    [
        (None, "010169", "1969-01-01"),
        (None, "010168", "2068-01-01"),
        (1930, "010130", "1930-01-01"),
        (1930, "010129", "2029-01-01"),
        (2000, "010199", "2099-01-01"),
    ],
)
def test_a_two_digit_year_is_one_of_the_hundred_declared(century: int | None, shown: str, iso: str) -> None:
    declared = day("DDMMYY", **({"century": century} if century else {}))
    assert form.shown(declared, (shown,)) == iso
    assert form.typed("zone", declared, iso) == (shown,)


@pytest.mark.parametrize("iso", ["1968-12-31", "2069-01-01", "1884-03-02"])
def test_a_year_that_two_digits_do_not_mean_is_refused(iso: str) -> None:
    with pytest.raises(FieldValueError, match="its year is not in 1969 to 2068"):
        form.typed("zone", day("DDMMYY"), iso)


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("DD/MM/YYYY", "31/02/2026"),
        ("DD/MM/YYYY", "12/2026"),
        ("YYDDD", "26366"),
        ("YYDDD", "26000"),
        ("M/D/YYYY", "13/1/2026"),
    ],
)
def test_what_is_no_date_is_read_as_the_text_that_is_there(pattern: str, shown: str) -> None:
    assert form.shown(day(pattern), (shown,)) == shown


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        ({"type": "date"}, "a date needs its format"),
        ({"type": "date", "format": "JJMMAAAA"}, '"JJ" is no part of a date'),
        ({"type": "date", "format": "DD/MMMMM/YYYY"}, '"MMMMM" is no part of a date'),
        ({"type": "date", "format": "MM/YYYY"}, "does not say one day of one year"),
        ({"type": "date", "format": "DD/DD/YYYY"}, "does not say one day of one year"),
        ({"type": "date", "format": "DMYYYY"}, "signs must stand between the numbers"),
        ({"type": "bool"}, "a bool needs yes and no"),
        ({"type": "bool", "yes": "X", "no": "X"}, "a bool needs yes and no"),
        ({"type": "number", "decimal": ",", "thousands": ","}, "must be different signs"),
        ({"type": "number", "decimal": ", "}, "at most 1 character"),
        (
            {"type": "dte"},
            'there is no type "dte". Did you mean date? Known: bool, check, choice, code, date, datetime, '
            "entries, file, iban, list, memo, month, number, pick, text, time.",
        ),
        (
            {"charset": "caps"},
            'there is no charset "caps". Known: any, code, digits, legacy_upper, lower, upper',
        ),
    ],
)
def test_a_declaration_that_cannot_work_says_why(declared: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError) as error:
        field(**declared)
    assert why in str(error.value)


@pytest.mark.parametrize(
    ("declared", "value", "typed"),
    [
        ({"decimal": ","}, 1234.5, "1234,5"),
        ({"decimal": ",", "thousands": " "}, "1234.50", "1234,50"),
        ({"decimal": "."}, -7, "-7"),
        ({"decimal": ","}, 1e16, "10000000000000000"),
        ({"thousands": ","}, 1234567, "1234567"),
        # Without signs it is an identifier.
        ({}, "00045", "00045"),
        ({}, 45, "45"),
    ],
)
def test_a_number_is_typed_with_the_sign_of_the_screen(
    declared: dict[str, Any], value: object, typed: str
) -> None:
    assert form.typed("zone", field(type="number", **declared), value) == (typed,)


@pytest.mark.parametrize(
    ("declared", "value", "why"),
    [
        ({"decimal": ","}, "1234,5", "expected a number"),
        ({"decimal": ","}, "twelve", "expected a number"),
        ({"decimal": ","}, "NaN", "finite"),
        ({"decimal": ","}, True, "expected a text"),
        ({"thousands": " "}, 12.5, "whole number"),
    ],
)
def test_a_number_that_does_not_fit_is_refused(declared: dict[str, Any], value: object, why: str) -> None:
    with pytest.raises(FieldValueError, match=why) as refused:
        form.typed("zone", field(type="number", **declared), value)
    assert str(value) not in str(refused.value)


@pytest.mark.parametrize(
    ("declared", "shown", "value"),
    [
        ({"decimal": ",", "thousands": " "}, "1 234 567,50", "1234567.50"),
        ({"decimal": ",", "thousands": " "}, "1\u202f234,5", "1234.5"),
        ({"decimal": ",", "thousands": "."}, "1.234,50", "1234.50"),
        ({"decimal": "."}, "1234.50", "1234.50"),
        ({"thousands": "'"}, "1'234", "1234"),
        ({"decimal": ",", "thousands": " "}, "12,50-", "-12.50"),
        ({"decimal": ","}, "- 12,50", "-12.50"),
        ({"decimal": ","}, "****", "****"),
        ({}, "00045", "00045"),
    ],
)
def test_a_number_is_read_in_the_case_s_form(declared: dict[str, Any], shown: str, value: str) -> None:
    assert form.shown(field(type="number", **declared), (shown,)) == value


@pytest.mark.parametrize(
    ("declared", "value", "shown", "same"),
    [
        ({"decimal": ",", "thousands": " "}, 1234.5, "1 234,50", True),
        ({"decimal": ",", "thousands": " "}, 1234.5, "1 234,05", False),
        ({"decimal": ",", "thousands": " "}, 1234.5, "12 345", False),
        ({"decimal": ","}, -3, "3,00-", True),
        ({"decimal": ","}, 3, "3,00-", False),
        ({"decimal": ","}, 3, "", False),
        ({"decimal": ","}, 3, "****", False),
        # Identifiers are compared as they stand.
        ({}, "00045", "45", False),
        ({}, "00045", "00045", True),
    ],
)
def test_a_number_is_compared_by_its_worth_where_signs_are_declared(
    declared: dict[str, Any], value: object, shown: str, same: bool
) -> None:
    assert form.same("zone", field(type="number", **declared), value, (shown,)) is same


def test_a_field_that_declares_nothing_takes_a_text_as_it_is() -> None:
    assert form.typed("zone", field(), "Zoé d’Œuvre") == ("Zoé d’Œuvre",)


@given(
    st.dates(date(1000, 1, 1)),
    st.permutations(["DD", "MM", "YYYY"]),
    st.sampled_from(["", "/", "-", ".", " ", ", "]),
)
def test_every_date_that_is_typed_by_a_pattern_is_read_back(on: date, parts: list[str], between: str) -> None:
    declared = day(between.join(parts))
    (text,) = form.typed("zone", declared, on.isoformat())
    assert form.shown(declared, (text,)) == on.isoformat()


@given(st.dates(date(1000, 1, 1)), st.dates(date(1000, 1, 1)), st.permutations(["D", "M", "YYYY"]))
def test_no_two_dates_without_leading_zeros_are_taken_for_one(
    one: date, other: date, parts: list[str]
) -> None:
    declared = day("/".join(parts))
    shown = form.typed("zone", declared, other.isoformat())
    assert form.same("zone", declared, one.isoformat(), shown) is (one == other)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_every_amount_that_is_typed_is_read_back(amount: Any) -> None:
    declared = field(type="number", decimal=",", thousands=" ")
    text = form.typed("zone", declared, str(amount))
    assert form.same("zone", declared, str(amount), text)
    grouped = f"{amount:,}".replace(",", " ").replace(".", ",")
    assert form.same("zone", declared, str(amount), (grouped,))
