# ruff: noqa: DTZ001 - cells of a spreadsheet know no time zone
"""Which cells a field takes: every kind of field against every kind of cell."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from copiste.cases import types_of
from copiste.intake.files.cells import FAULTY, UNCOMPUTED, CellFaultError, Number
from copiste.intake.files.ooxml.number_format import NumberFormat
from copiste.intake.mapping.kinds import Kind, kind_of, taker

EURO = NumberFormat('#,##0.00" €"')
PERCENT = NumberFormat("0%")
KINDS = (Kind.TEXT, Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.BOOLEAN)
DAY = date(2015, 2, 3)


@pytest.mark.parametrize(
    ("cell", "of_each"),
    [
        ("Lyon ", ("Lyon", "Lyon", "Lyon", "Lyon", "Lyon")),
        (None, ("", "", "", "", "")),
        (Number("12"), ("12", "12", "12", "NUMBER_NOT_DATE", "12")),
        (
            Number("12.5"),
            ("NUMBER_NOT_DIGITS", "NUMBER_NOT_DIGITS", "12.5", "NUMBER_NOT_DATE", "NUMBER_NOT_DIGITS"),
        ),
        (Number("12", EURO), ("NUMBER_FORMAT", "12", "12", "NUMBER_NOT_DATE", "NUMBER_FORMAT")),
        (Number("1", PERCENT), ("NUMBER_FORMAT", "1", "NUMBER_FORMAT", "NUMBER_NOT_DATE", "NUMBER_FORMAT")),
        (
            Number("1E+15"),
            ("NUMBER_TOO_LONG", "NUMBER_TOO_LONG", "NUMBER_TOO_LONG", "NUMBER_NOT_DATE", "NUMBER_TOO_LONG"),
        ),
        (
            Number("nan"),
            (
                "NUMBER_NOT_DIGITS",
                "NUMBER_NOT_DIGITS",
                "NUMBER_NOT_DIGITS",
                "NUMBER_NOT_DATE",
                "NUMBER_NOT_DIGITS",
            ),
        ),
        (True, ("BOOLEAN_NOT_WANTED",) * 4 + (True,)),
        (DAY, ("DATE_NOT_WANTED", "DATE_NOT_WANTED", "DATE_NOT_WANTED", DAY, "DATE_NOT_WANTED")),
        (datetime(2015, 2, 3), ("DATE_NOT_WANTED",) * 3 + (DAY, "DATE_NOT_WANTED")),
        (datetime(2015, 2, 3, 4), ("DATE_NOT_WANTED",) * 3 + ("DATE_WITH_TIME", "DATE_NOT_WANTED")),
        (time(4, 5), ("DATE_NOT_WANTED",) * 3 + ("DATE_WITH_TIME", "DATE_NOT_WANTED")),
        (timedelta(1), ("DATE_NOT_WANTED",) * 3 + ("DATE_WITH_TIME", "DATE_NOT_WANTED")),
        (FAULTY, ("FORMULA_ERROR",) * 5),
        (UNCOMPUTED, ("FORMULA_NOT_COMPUTED",) * 5),
    ],
)
def test_takes_a_cell_or_says_why_not(cell: Any, of_each: tuple[Any, ...]) -> None:
    assert tuple(taken(kind, cell) for kind in KINDS) == of_each


def taken(kind: Kind, cell: Any) -> Any:
    """What a field of `kind` makes of the cell, or the rule that it breaks."""
    try:
        return taker(kind)(cell)
    except CellFaultError as fault:
        return fault.rule.code


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1.1000000000000001", "1.1"),
        ("1E-3", "0.001"),
        ("-2", "-2"),
        ("1.2E+3", "1200"),
        ("0.10", "0.1"),
        ("100", "100"),
    ],
)
def test_a_number_is_written_in_full(written: str, number: str) -> None:
    assert Number(written).plain() == number


@pytest.mark.parametrize("written", ["0.30000000000000004", "12.000000000000002", "1234567890123456"])
def test_a_number_of_more_digits_than_a_spreadsheet_keeps_is_refused(written: str) -> None:
    with pytest.raises(CellFaultError, match="NUMBER_TOO_LONG"):
        Number(written).plain()


def test_the_models_say_what_their_paths_want() -> None:
    enrolment, termination = types_of("enrolment"), types_of("termination")
    wanted = {path: kind_of(found) for path, found in {**enrolment, **termination}.items()}
    assert wanted["member.nir"] == wanted["address.complement"] == wanted["member.sex"] == Kind.TEXT
    assert wanted["dependants[].nir"] == Kind.TEXT
    assert wanted["member.birth_date"] == wanted["dependants[].start"] == Kind.DATE
    assert wanted["dependants[].rank"] == Kind.INTEGER
    assert wanted["termination.portability"] == Kind.BOOLEAN
    assert types_of("dependant")["action"] is str
