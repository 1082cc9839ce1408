"""What a number format shows of a whole number, as Excel shows it in English."""

from __future__ import annotations

import pytest

from copiste.intake.files.ooxml.number_format import NumberFormat, Use


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("General", 0, "0"),
        ("general", 12, "12"),
        ("@", 12, "12"),
        ("0", 12, "12"),
        ("00000", 1000, "01000"),
        ("00000", 123456, "123456"),
        ("#", 12, "12"),
        ("#", 0, None),
        ('"F-"00000', 1000, "F-01000"),
        ("00\\ 000", 1000, "01 000"),
        ("[Red]000", 7, "007"),
        ("000_)", 7, "007"),
        ("*-000", 7, "007"),
        ('General" kg"', 12, "12 kg"),
        ("# ##0", 1234567, "1234 567"),
        ("#,##0", 999, "999"),
        ("#,##0", 1000, None),
        ("0,", 12000, None),
        ("0.", 12, None),
        ("0.00", 12, None),
        ("0%", 1, None),
        ("0.00E+00", 12, None),
        ("# ?/?", 12, None),
        ("[$€-40C]#,##0", 12, "€12"),
        ('#,##0" €"', 12, "12 €"),
        (";;;", 12, None),
        ('"secret"', 12, None),
        ("000;-000;", 0, None),
        ("000;-000;", 7, "007"),
        ("00;-00;000;@", 0, "000"),
        ('[<100]"A"00;"B"000', 7, "A07"),
        ('[<100]"A"00;"B"000', 107, "B107"),
        ('"a;b"0', 7, "a;b7"),
    ],
)
def test_shows_a_whole_number(code: str, number: int, shown: str | None) -> None:
    assert NumberFormat(code).shown(number) == shown


@pytest.mark.parametrize(
    ("code", "use"),
    [
        ("General", "number"),
        ("0.00", "number"),
        ('#,##0" jours"', "number"),
        ("[Red]0", "number"),
        ("[$-40C]d mmmm yyyy", "date"),
        ("mmm", "date"),
        ("dd/mm/yyyy hh:mm", "date"),
        ("h:mm AM/PM", "time"),
        ("[h]:mm:ss", "duration"),
        ("[mm]:ss", "duration"),
        ("0;[Red]-0;d", "number"),
        ("\\d0", "number"),
        ("@", "number"),
    ],
)
def test_knows_what_a_format_is_for(code: str, use: Use) -> None:
    assert NumberFormat(code).use == use


@pytest.mark.parametrize(
    ("code", "scientific", "percentage"),
    [
        ("0E+0", True, False),
        ("##0.0E-0", True, False),
        ("0%", False, True),
        ('0"E+"', False, False),
        ('0"%"', False, False),
    ],
)
def test_knows_powers_and_percentages(code: str, scientific: bool, percentage: bool) -> None:
    form = NumberFormat(code)
    assert (form.is_scientific, form.is_percentage) == (scientific, percentage)
