"""The kinds of cells that a field takes, and what it makes of each.

Text is taken everywhere, for the case's model to check: a CSV file has nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Final

from copiste.intake import row_rules
from copiste.intake.files.cells import Cell, CellFaultError, Number, clean

#: Takes a cell; blank ones become empty text.
Taker = Callable[[Any], Cell | bool]


class Kind(StrEnum):
    """What a field wants."""

    #: Whole numbers too, as the digits that the sheet shows.
    TEXT = "text"
    #: A whole number, however the sheet shows it.
    INTEGER = "integer"
    #: A number, decimals with a point, however the sheet shows it.
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"


def kind_of(wanted: type) -> Kind:
    """The kind of cells for a value of the case's model."""
    return _OF_TYPE.get(wanted, Kind.TEXT)


def taker(kind: Kind, *, numbers_as_dates: bool = False) -> Taker:
    """What takes the cells of `kind`.

    Args:
        kind: what the field wants.
        numbers_as_dates: whether a date may be written with digits alone, a number for a spreadsheet.

    The function raises `CellFaultError` for a cell of a kind that the field does not take.
    """
    if kind is Kind.DATE:
        return _date_or_digits if numbers_as_dates else _date
    return _TAKERS[kind]


def _text(value: Any) -> Cell:
    if isinstance(value, str):  # most cells
        return clean(value)
    if isinstance(value, bool):
        raise CellFaultError(row_rules.BOOLEAN_NOT_WANTED)
    if _is_moment(value):
        raise CellFaultError(row_rules.DATE_NOT_WANTED)
    return clean(value)


def _integer(value: Any) -> Cell:
    return str(value.whole()) if isinstance(value, Number) else _text(value)


def _number(value: Any) -> Cell:
    return value.plain() if isinstance(value, Number) else _text(value)


def _date(value: Any) -> Cell:
    if isinstance(value, Number):
        raise CellFaultError(row_rules.NUMBER_NOT_DATE)
    return _date_or_digits(value)


def _date_or_digits(value: Any) -> Cell:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        raise CellFaultError(row_rules.BOOLEAN_NOT_WANTED)
    if isinstance(value, datetime):
        if value.time() != time():
            raise CellFaultError(row_rules.DATE_WITH_TIME)
    elif _is_moment(value) and not isinstance(value, date):
        raise CellFaultError(row_rules.DATE_WITH_TIME)
    return clean(value)


def _boolean(value: Any) -> Cell | bool:
    return value if isinstance(value, bool) else _text(value)


def _is_moment(value: Any) -> bool:
    """Whether a cell holds a date, a time or a duration."""
    return value is not None and not isinstance(value, str | tuple)


_TAKERS: Final[Mapping[Kind, Taker]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _boolean,
}
_OF_TYPE: Final[Mapping[type, Kind]] = {
    int: Kind.INTEGER,
    float: Kind.NUMBER,
    bool: Kind.BOOLEAN,
    date: Kind.DATE,
}
