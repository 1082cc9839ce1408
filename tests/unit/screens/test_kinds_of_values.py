"""Case values in the forms of the controls that hold them, and what a page makes of what is typed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from copiste.screens.declared import values as form
from copiste.screens.declared.field import ScreenField
from copiste.screens.errors import FieldValueError

FRENCH_MONTHS = [
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
]
#: What the page makes of amounts and dates.
AMOUNT = {"type": "number", "decimal": ".", "shown_as": {"decimal": ",", "thousands": "."}}
DAY = {"type": "date", "format": "DDMMYYYY", "shown_as": {"format": "D MMM YYYY"}}
FRENCH = {"type": "date", "format": "D MMM YYYY", "months": FRENCH_MONTHS}
LINES = {"type": "memo", "parts": [{"caption": "1", "max": 3}, {"caption": "2", "max": 3}]}
WHEN = {"type": "datetime", "format": "D/M/YYYY HH:mm"}
CAPITALS = {"charset": "legacy_upper", "max": 3}


def field(**declared: Any) -> ScreenField:
    return ScreenField.model_validate({"caption": "Field", **declared})


@pytest.mark.parametrize(
    ("declared", "kind", "value", "typed"),
    [
        ({"type": "date", "format": "DD/MM/YYYY"}, "date", "2026-05-03", "2026-05-03"),
        ({"type": "date", "format": "DD/MM/YYYY"}, "text", "2026-05-03", "03/05/2026"),
        ({"type": "date", "format": "DDMMYY", **CAPITALS}, "date", "2126-05-03", "2126-05-03"),
        ({"type": "time", "format": "h:mm A"}, "time", "13:05:00", "13:05"),
        ({"type": "time", "format": "h:mm A"}, "text", "13:05", "1:05 PM"),
        ({"type": "time", "format": "HH.mm"}, "text", "00:05", "00.05"),
        (WHEN, "datetime-local", "2026-05-03T13:05:07", "2026-05-03T13:05:07"),
        (WHEN, "text", "2026-05-03T13:05", "3/5/2026 13:05"),
        ({"type": "month", "format": "MM/YYYY"}, "month", "2026-05", "2026-05"),
        ({"type": "month", "format": "MMMM YYYY"}, "text", "2026-05", "May 2026"),
        ({"type": "date", "format": "D MMM YYYY"}, "text", "2026-12-24", "24 Dec 2026"),
        (FRENCH, "text", "2026-08-01", "1 août 2026"),
        ({"type": "number", "decimal": ",", "thousands": " "}, "number", "1234.5", "1234.5"),
        ({"type": "number", "decimal": ","}, "range", -0.25, "-0.25"),
        ({"type": "number"}, "number", "007", "007"),
        ({"type": "check"}, "check", True, "X"),
        ({"type": "check", "yes": "O", "no": "N"}, "check", False, ""),
        ({"type": "bool", "yes": "O", "no": "N"}, "check", True, "X"),
        ({"type": "check", "yes": "O", "no": "N"}, "text", False, "N"),
        ({"type": "check"}, "text", True, "X"),
        ({"type": "check"}, "text", False, ""),
        ({"type": "choice", **CAPITALS}, "select", "Côté", "Côté"),
        ({"type": "choice", "codes": {"M": "Mr."}}, "radio", "M", "Mr."),
        ({"type": "choice", "charset": "legacy_upper"}, "text", "Côté", "COTE"),
        ({"type": "list", "codes": {"a": "A 1", "b": "B"}}, "list", ["b", "a"], "B\nA 1"),
        ({"type": "memo"}, "memo", "a\r\nb\rc", "a\nb\nc"),
        ({"type": "memo", "charset": "legacy_upper"}, "memo", "é\nb", "E\nB"),
        ({"charset": "upper"}, "text", "Lefèvre", "LEFÈVRE"),
        ({"charset": "lower"}, "text", "É@X", "é@x"),
    ],
)
def test_types_what_the_control_holds(declared: dict[str, Any], kind: str, value: object, typed: str) -> None:
    assert form.typed("field", field(**declared), value, kind) == (typed,)


@pytest.mark.parametrize(
    ("declared", "kind", "value", "why"),
    [
        ({"type": "time", "format": "HH:mm"}, "text", "8 o'clock", "an ISO time"),
        ({"type": "time", "format": "HH:mm"}, "text", "08:00:30", "takes no seconds"),
        ({"type": "time", "format": "HH:mm"}, "time", "08:00+01:00", "an ISO time"),
        (WHEN, "datetime-local", "2026-05-03T08:00Z", "without a zone"),
        ({"type": "month", "format": "MM/YYYY"}, "text", "2026-13", "an ISO month"),
        ({"type": "number", "decimal": ","}, "number", "twelve", "expected a number"),
        ({"type": "check"}, "check", "yes", "expected true or false"),
        ({"type": "list"}, "list", "one", "expected a list"),
        ({"type": "choice", "codes": {"M": "Mr."}}, "select", "X", "none of M"),
        ({"type": "memo"}, "memo", "a\tb", "does not take character 2"),
        ({}, "text", "a\nb", "does not take character 2"),
        (LINES, "text", "a\nbcde", "line 2 has 4"),
    ],
)
def test_refuses_what_no_such_control_holds(
    declared: dict[str, Any], kind: str, value: object, why: str
) -> None:
    with pytest.raises(FieldValueError, match=why) as refused:
        form.typed("field", field(**declared), value, kind)
    assert str(value) not in str(refused.value)


@pytest.mark.parametrize(
    ("declared", "kind", "shown", "value"),
    [
        ({"type": "date", "format": "D MMM YYYY"}, "text", "24 DEC 2026", "2026-12-24"),
        ({"type": "date", "format": "D M YYYY"}, "text", "1  12 2026", "2026-12-01"),
        ({"type": "date", "format": "D M YYYY"}, "text", "11 2 2026", "2026-02-11"),
        ({"type": "time", "format": "h:mm A"}, "text", "12:05 am", "00:05"),
        ({"type": "time", "format": "h:mm A"}, "text", "13:05 pm", "13:05 pm"),
        ({"type": "datetime", "format": "DD/MM/YYYY HH:mm"}, "text", "03/05/2026 24:00", "03/05/2026 24:00"),
        ({"type": "datetime", "format": "YYYY-MM-DDTHH:mm"}, "text", "2026-05-03T08:00", "2026-05-03T08:00"),
        ({"type": "month", "format": "MM/YYYY"}, "month", "2026-05", "2026-05"),
        ({"type": "check"}, "check", "", False),
        ({"type": "check"}, "check", "X", True),
        ({"type": "bool", "yes": "O", "no": "N"}, "text", "", ""),
        ({"type": "list", "codes": {"a": "A 1"}}, "list", "A 1\nB", ["a", "B"]),
        ({"type": "list"}, "list", "", ()),
        ({"type": "memo"}, "memo", "a  b\n\nc\n", "a b\n\nc"),
        ({"shown_as": "digits"}, "text", "06 11.22", "061122"),
        (AMOUNT, "text", "1.234,50", "1234.50"),
    ],
)
def test_reads_it_in_the_case_s_form(declared: dict[str, Any], kind: str, shown: str, value: object) -> None:
    assert form.shown(field(**declared), (shown,), kind) == value


@pytest.mark.parametrize(
    ("declared", "value", "shown", "same"),
    [
        ({"shown_as": "digits"}, "0611223344", "06 11 22 33 44", True),
        ({"shown_as": "digits"}, "0611223344", "06 11 22 33 4", False),
        ({"shown_as": "digits"}, "0611223344", "06 11 22 33 45", False),
        ({"shown_as": "digits"}, "0611223344", "", False),
        ({"shown_as": "digits"}, "AB12", "12", False),
        ({"shown_as": "digits"}, "12", "AB12", False),
        ({"shown_as": "upper"}, "Lefèvre", "LEFÈVRE", True),
        ({"shown_as": "upper"}, "Lefèvre", "LEFEVRE", False),
        ({"shown_as": "legacy_upper"}, "Lefèvre", "LEFEVRE", True),
        ({"shown_as": "upper"}, "Lefèvre", "LEFÈVR", False),
        (AMOUNT, 1234.5, "1.234,50", True),
        (AMOUNT, 1234.5, "12.345,0", False),
        (DAY, "2026-05-03", "3 May 2026", True),
        (DAY, "2026-05-03", "5 Mar 2026", False),
        ({"shown_as": {"type": "iban"}}, "BE68539007547034", "BE68 5390 0754 7034", True),
        ({"type": "memo"}, "a\r\nb", "a\nb", True),
        ({"type": "memo"}, "a\nb", "a b", False),
        ({"type": "list"}, ["a", "b"], "b\na", True),
        ({"type": "list"}, ["a"], "b\na", False),
        ({"type": "list"}, [], "", True),
        ({"type": "file"}, "", "proof.pdf", False),
    ],
)
def test_compares_by_what_it_is_worth(
    declared: dict[str, Any], value: object, shown: str, same: bool
) -> None:
    assert form.same("field", field(**declared), value, (shown,)) is same


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        ({"type": "time"}, "a time needs its format"),
        ({"type": "time", "format": "HH"}, "does not say one time of a day"),
        ({"type": "time", "format": "hh:mm"}, "h and A (AM or PM) belong together"),
        ({"type": "datetime", "format": "DD/MM/YYYY"}, "does not say one day and time"),
        ({"type": "month", "format": "DD/MM/YYYY"}, "does not say one month"),
        ({"type": "date", "format": "D MMM YYYY", "months": ["a", "b"]}, "months holds twelve names"),
        ({"shown_as": "shouted"}, 'there is no charset "shouted"'),
        ({"shown_as": {"type": "nubmer"}}, "Did you mean number?"),
        ({"type": "number", "shown_as": {"decimal": ",", "thousands": ","}}, "must be different signs"),
    ],
)
def test_a_declaration_that_cannot_work_says_why(declared: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError) as error:
        field(**declared)
    assert why in str(error.value)


@given(st.times(), st.sampled_from(["HH:mm:ss", "HHmmss", "H.mm.ss", "h:mm:ss A"]))
def test_reads_back_every_time_that_it_typed(time: Any, pattern: str) -> None:
    declared, value = field(type="time", format=pattern), time.replace(microsecond=0, tzinfo=None)
    typed = form.typed("field", declared, value.isoformat())
    assert form.shown(declared, typed) == value.isoformat("seconds" if value.second else "minutes")
    assert form.same("field", declared, value.isoformat(), typed)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])))
def test_counts_characters_as_a_browser_does(text: str) -> None:
    # What JavaScript calls the length of a string.
    assert form.units(text) == sum(2 if ord(character) > 0xFFFF else 1 for character in text)
