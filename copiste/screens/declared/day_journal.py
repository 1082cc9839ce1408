"""The application's own list of what an operator recorded: where it is, and what tells a record's day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from pydantic import model_validator

from copiste.screens.declared.base import Declaration, pick

if TYPE_CHECKING:
    from copiste.screens.declared.model import Screen

#: Days that only a format which says year, month and day tells apart.
_SAMPLES = (date(2026, 11, 20), date(2027, 2, 3))


class RecordDay(Declaration):
    """What tells the day of a record: part of its receipt, or a column of the list."""

    #: A regular expression that matches a whole receipt; its group `day` is the day.
    receipt: str = ""
    #: How that group is written, in the codes of `strptime`: `%y%j`, `%Y%m%d`.
    format: str = ""
    #: A column of the list, of type date.
    column: str = ""

    @model_validator(mode="after")
    def _tells_a_day(self) -> RecordDay:
        if bool(self.receipt) == bool(self.column) or bool(self.receipt) != bool(self.format):
            raise ValueError("give either receipt and format, or column")
        if not self.receipt:
            return self
        try:
            groups = re.compile(self.receipt).groupindex
        except re.error as error:
            raise ValueError(f"receipt is not a regular expression: {error}") from None
        if "day" not in groups:
            raise ValueError("receipt needs a group called day: (?P<day>…)")
        if any(_day(f"{day:{self.format}}", self.format) != day for day in _SAMPLES):
            raise ValueError("format must tell year, month and day, such as %Y%m%d or %y%j")
        return self

    def of_receipt(self, receipt: str) -> date | None:
        """The day that a receipt names; None when it names none."""
        found = re.fullmatch(self.receipt, receipt) if self.receipt else None
        return _day(found["day"], self.format) if found else None

    def of_row(self, row: Mapping[str, object]) -> date | None:
        """The day that an entry of the list shows in its column; None without such a column."""
        return _day(str(row[self.column]), "%Y-%m-%d") if self.column else None


class DayJournal(Declaration):
    """The list that the report holds the queue's receipts against."""

    #: The screen, which is reached without anything but signing on.
    screen: str
    table: str
    #: Columns of the table. Only the receipt is needed; the others tell a person what to look for.
    receipt: str
    transaction: str = ""
    time: str = ""
    #: Without it, a record is taken to be of the day on which the queue noted it.
    day: RecordDay | None = None

    def check(self, screens: Mapping[str, Screen]) -> None:
        """Raise `UndeclaredError` when it names a screen, table or column that is not declared."""
        screen = pick(screens, self.screen, "screen", "day_journal")
        columns = screen.table(self.table).columns
        named = (self.receipt, self.transaction, self.time, self.day.column if self.day else "")
        for column in filter(None, named):
            pick(columns, column, "column", f'day_journal, table "{self.table}"')


def _day(text: str, written: str) -> date | None:
    try:
        return datetime.strptime(text, written).date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None
