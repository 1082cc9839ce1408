from __future__ import annotations

import string
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copiste.screens.declared import values as form
from copiste.screens.declared.field import ScreenField
from copiste.screens.declared.formats.charsets import legacy_upper
from copiste.screens.errors import FieldValueError
from tests.unit.screens.factories import FRENCH

NIR = {
    "type": "nir",
    "parts": [{"caption": "NIR", "max": 13}, {"caption": "CLE", "max": 2}],
    "charset": "code",
}
IBAN = {"caption": "IBAN", "type": "iban", "parts": [4, 4, 4, 4, 4, 4, 3], "charset": "code"}


def field(**declared: Any) -> ScreenField:
    return ScreenField.model_validate({"caption": "ZONE", **declared}, context=FRENCH)


@pytest.mark.parametrize(
    ("declared", "value", "typed"),
    [
        ({}, "Lefèvre", ("LEFEVRE",)),
        ({}, "  Jean-Noël   d’Œuvre ", ("JEAN-NOEL D'OEUVRE",)),
        ({}, "Ærøskøbing", ("AEROSKOBING",)),
        ({}, "Straße — 3 bis", ("STRASSE - 3 BIS",)),
        ({}, "Łódź", ("LODZ",)),
        ({"charset": "any"}, "Sésame!", ("Sésame!",)),
        ({"charset": "digits", "max": 5}, "01450", ("01450",)),
        ({"type": "number", "charset": "digits", "max": 1}, 2, ("2",)),
        ({"type": "date", "parts": [2, 2, 4]}, "1984-03-02", ("02", "03", "1984")),
        ({"type": "date", "parts": [2, 2, 4]}, date(1984, 3, 2), ("02", "03", "1984")),
        ({"type": "date", "format": "DDMMYY"}, "1984-03-02", ("020384",)),
        ({"type": "date", "format": "DD/MM/YYYY"}, "1984-03-02", ("02/03/1984",)),
        (NIR, "184037599900123", ("1840375999001", "23")),
        (NIR, "2 84 10 2B 990 021 75", ("284102B990021", "75")),
        (NIR, "1840375999001", ("1840375999001", "")),
        (IBAN, "FR76 3000 1000 1234 5678 9018 506", ("FR76", "3000", "1000", "1234", "5678", "9018", "506")),
        (IBAN, "BE68539007547034", ("BE68", "5390", "0754", "7034", "", "", "")),
        ({"type": "bool"}, True, ("O",)),
        ({"type": "bool", "yes": "1", "no": "0"}, False, ("0",)),
        ({"type": "code", "codes": {"M": "1", "F": "2"}}, "F", ("2",)),
        ({}, None, ("",)),
        (IBAN, "", ("",) * 7),
    ],
)
def test_types_case_values_as_the_screen_takes_them(
    declared: dict[str, Any], value: object, typed: tuple[str, ...]
) -> None:
    assert form.typed("zone", field(**declared), value) == typed


@pytest.mark.parametrize(
    ("declared", "value", "why"),
    [
        ({"max": 5}, "Lefèvre", "7 characters, the screen takes 5"),
        ({"max": 1}, "œ", "2 characters, the screen takes 1"),
        ({}, "Nguyễn Hồng 阮", "character 13"),
        ({"charset": "digits"}, "12A45", "character 3"),
        ({"charset": "code"}, "C-1", "character 2"),
        ({"charset": "any"}, "a\tb", "character 2"),
        ({"type": "date"}, "1984-02-30", "ISO date"),
        ({"type": "date"}, "02/03/1984", "ISO date"),
        (NIR, "18403759990012", "13 characters, or 15"),
        (IBAN, "FR7630001000123456789018506X", "28 characters, its parts take 27"),
        ({"type": "bool"}, "O", "expected true or false"),
        ({}, True, "expected a text"),
        ({"type": "code", "codes": {"M": "1"}}, "X", "none of M"),
    ],
)
def test_refuses_what_does_not_fit_and_names_the_field_alone(
    declared: dict[str, Any], value: object, why: str
) -> None:
    with pytest.raises(FieldValueError, match=why) as refused:
        form.typed("zone", field(**declared), value)
    assert refused.value.field == "zone"
    assert refused.value.kind == "business"
    assert str(value) not in str(refused.value)


@pytest.mark.parametrize(
    ("declared", "parts", "value"),
    [
        ({}, (" DUPONT ",), "DUPONT"),
        ({"type": "date", "parts": [2, 2, 4]}, ("02", "03", "1984"), "1984-03-02"),
        ({"type": "date", "format": "DD/MM/YYYY"}, ("02/03/1984",), "1984-03-02"),
        ({"type": "date", "format": "DDMMYY"}, ("020384",), "1984-03-02"),
        ({"type": "date", "format": "DDMMYY"}, ("020312",), "2012-03-02"),
        ({"type": "date", "format": "DD/MM/YYYY"}, ("99/99/9999",), "99/99/9999"),
        ({"type": "date", "format": "DD/MM/YYYY"}, ("SANS",), "SANS"),
        (NIR, ("1840375999001", "23"), "184037599900123"),
        ({"type": "iban"}, ("FR76 3000 1000",), "FR7630001000"),
        ({"type": "bool"}, ("N",), False),
        ({"type": "bool"}, ("?",), "?"),
        ({"type": "code", "codes": {"M": "1"}}, ("1",), "M"),
        ({"type": "date"}, ("",), ""),
    ],
)
def test_reads_what_is_shown_in_the_case_s_form(
    declared: dict[str, Any], parts: tuple[str, ...], value: object
) -> None:
    assert form.shown(field(**declared), parts) == value


@pytest.mark.parametrize(
    ("declared", "value", "parts", "same"),
    [
        ({"max": 25}, "Lefèvre", ("LEFEVRE",), True),
        ({"max": 25}, "Lefèvre", ("LEFEBVRE",), False),
        ({"max": 3, "cut": True}, "Lefèvre", ("LEF",), True),
        ({"max": 4, "cut": True}, "Le Gall", ("LE G",), True),
        ({"max": 3, "cut": True}, "Le Gall", ("LE",), True),
        ({"max": 3}, "Lefèvre", ("LEF",), False),
        ({"type": "date", "format": "DD/MM/YYYY"}, "1984-03-02", ("02/03/1984",), True),
        ({"type": "iban"}, "FR76 3000", ("FR763000",), True),
        ({"hidden": True, "charset": "any"}, "secret", ("••••••",), True),
        ({"hidden": True, "charset": "any"}, "secret", ("•••••",), False),
        ({}, None, ("",), True),
        ({}, None, ("X",), False),
        ({"type": "date"}, "no date", ("",), False),
    ],
)
def test_compares_in_the_screen_s_own_form(
    declared: dict[str, Any], value: object, parts: tuple[str, ...], same: bool
) -> None:
    assert form.same("zone", field(**declared), value, parts) is same


@given(st.dates(date(1000, 1, 1)))
def test_reads_back_every_date_that_it_typed(day: date) -> None:
    declared = field(type="date", parts=[2, 2, 4])
    assert form.shown(declared, form.typed("zone", declared, day.isoformat())) == day.isoformat()


@given(st.text(st.characters(max_codepoint=0x24F), max_size=40))
def test_types_capitals_or_nothing_at_all(text: str) -> None:
    try:
        (typed,) = form.typed("zone", field(), text)
    except FieldValueError:
        return
    assert set(typed) <= set(string.printable) - set(string.ascii_lowercase)
    assert form.same("zone", field(), text, (typed,))


@given(st.text(string.ascii_letters + "éèêàçïœ' -", max_size=30), st.integers(1, 30))
def test_never_cuts_in_silence(text: str, length: int) -> None:
    declared = field(max=length)
    whole = legacy_upper(text)
    if len(whole) > length:
        with pytest.raises(FieldValueError):
            form.typed("zone", declared, text)
    else:
        assert form.typed("zone", declared, text) == (whole,)
