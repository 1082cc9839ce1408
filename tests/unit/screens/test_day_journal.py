"""The declared day journal: what tells a record's day, and mistakes in its declaration."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from copiste.screens.declared.day_journal import RecordDay
from copiste.screens.declared.loading import load_application
from copiste.screens.errors import DeclarationError
from tests.unit.screens.factories import APPLICATION, write_application

LISTING = """
recognise: {title: OPERATIONS}
reach: {code: OPER}
tables:
  operations:
    columns:
      number: {caption: NUMERO}
      kind: {caption: TYPE}
      made_on: {caption: DATE, type: date}
"""


def declared(folder: Path, day_journal: str) -> Path:
    application = f"{APPLICATION}day_journal: {day_journal}\n"
    return write_application(folder, {"listing": LISTING}, application=application)


@pytest.mark.parametrize(
    ("pattern", "written", "receipt", "day"),
    [
        (r"(?P<day>\d{5})-\d{6}", "%y%j", "26324-000123", date(2026, 11, 20)),
        (r"\d{2}/(?P<day>\d{8})/\d+", "%Y%m%d", "01/20261120/7", date(2026, 11, 20)),
        (r"(?P<day>\d{5})-\d{6}", "%y%j", "26324-00012", None),
        (r"(?P<day>\d{5})-\d{6}", "%y%j", "X26324-000123", None),
        (r"(?P<day>\d{5})-\d{6}", "%y%j", "26399-000123", None),
    ],
)
def test_a_receipt_tells_its_day_when_it_is_written_as_declared(
    pattern: str, written: str, receipt: str, day: date | None
) -> None:
    assert RecordDay(receipt=pattern, format=written).of_receipt(receipt) == day


def test_a_column_tells_the_day_and_a_receipt_then_does_not() -> None:
    by_column = RecordDay(column="made_on")
    assert by_column.of_row({"made_on": "2026-11-20"}) == date(2026, 11, 20)
    assert by_column.of_row({"made_on": "??"}) is None
    assert by_column.of_receipt("26324-000123") is None
    assert RecordDay(receipt="(?P<day>.*)", format="%y%j").of_row({"made_on": "2026-11-20"}) is None


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, "either receipt and format, or column"),
        ({"receipt": "(?P<day>.*)"}, "either receipt and format, or column"),
        ({"receipt": "(?P<day>.*)", "format": "%y%j", "column": "made_on"}, "either"),
        ({"column": "made_on", "format": "%y%j"}, "either"),
        ({"receipt": "(?P<day>", "format": "%y%j"}, "not a regular expression"),
        ({"receipt": r"(\d{5})", "format": "%y%j"}, "a group called day"),
        ({"receipt": "(?P<day>.*)", "format": "%m%d"}, "must tell year, month and day"),
        ({"receipt": "(?P<day>.*)", "format": "YYYYMMDD"}, "must tell year, month and day"),
    ],
)
def test_a_day_that_cannot_be_told_is_refused(told: dict[str, str], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        RecordDay(**told)


def test_an_application_has_a_day_journal_when_it_declares_one(tmp_path: Path) -> None:
    whole = load_application(
        declared(tmp_path, "{screen: listing, table: operations, receipt: number, day: {column: made_on}}")
    )
    assert whole.day_journal is not None
    assert (whole.day_journal.receipt, whole.day_journal.transaction) == ("number", "")


def test_an_application_without_one_is_loaded_too(tmp_path: Path) -> None:
    assert load_application(write_application(tmp_path, {})).day_journal is None


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("{screen: listin, table: operations, receipt: number}", "Did you mean listing?"),
        ("{screen: listing, table: operation, receipt: number}", "Did you mean operations?"),
        ("{screen: listing, table: operations, receipt: numbers}", "Did you mean number?"),
        ("{screen: listing, table: operations, receipt: number, time: made_at}", "Did you mean made_on?"),
        (
            "{screen: listing, table: operations, receipt: number, day: {column: made_at}}",
            "Did you mean made_on?",
        ),
        ("{screen: listing, table: operations}", "day_journal.receipt"),
        ("{screen: listing, table: operations, receipt: number, opertor: x}", "is no known key"),
    ],
)
def test_a_mistake_in_it_is_told_with_the_file_and_the_nearest_name(
    tmp_path: Path, told: str, why: str
) -> None:
    with pytest.raises(DeclarationError) as error:
        load_application(declared(tmp_path, told))
    assert str(error.value).startswith("application.yaml")
    assert why in str(error.value)
