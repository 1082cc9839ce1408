"""One cell, whatever the file: what its reader makes of it, and what it says."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, Final, NamedTuple

from copiste.cases.rules import Rule
from copiste.intake import row_rules
from copiste.intake.errors import IntakeError
from copiste.intake.files.ooxml.number_format import GENERAL, NumberFormat

#: What a cell comes to.
Cell = str | date

_FORMULA_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#CALC!", "#SPILL!"}
)
#: Without two such characters in a row, nothing was UTF-8 once.
_PAIR = re.compile(r"[^\x00-\x7f]{2}")
#: A power of ten as spreadsheets write them, so `1E5` is none, and `12E-05` a reference.
_MANGLED = re.compile(r"[+-]?\d(?:[.,]\d+)?E[+-]\d{2,3}", re.ASCII)
#: Spaces that are not the space.
_SPACES = dict.fromkeys("\u00a0\u202f\u2007\u2009\t", " ")
#: Invisible characters.
_NOTHING = dict.fromkeys("\u200b\ufeff\u00ad", "")
_INVISIBLE = str.maketrans({**_SPACES, **_NOTHING})
#: Signs that people and programs write for one another in names of columns and in words of a list.
_ALIKE = str.maketrans(
    {
        **_SPACES,
        **_NOTHING,
        **dict.fromkeys("\u2019\u2018\u201b\u02bc\u2032\u00b4\u0060\uff07", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"),
        "œ": "oe",
        "Œ": "OE",
        "æ": "ae",
        "Æ": "AE",
    }
)


class CellFaultError(IntakeError):
    """A cell cannot be taken as it stands; `rule` says why."""

    code = "CELL_FAULT"

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule.code)
        self.rule = rule


#: A number as XML writes it, with an exponent that a float can have.
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d{1,3})?", re.ASCII)
#: Digits of a number that a spreadsheet keeps.
_KEPT: Final = 15


class Number(NamedTuple):
    """A number of a workbook.

    Attributes:
        written: As the file writes it, such as `12`, `0.3` or `1.234567890123457e+17`.
        form: How the sheet shows it.
    """

    written: str
    form: NumberFormat = GENERAL

    def shown(self) -> str:
        """The digits, and the fixed signs of its format, that the sheet shows.

        Raises:
            CellFaultError: they are not all the digits, or not the number's.
        """
        number = self.whole()
        if self.form.plain:
            return str(number)
        if self.form.is_scientific:
            raise CellFaultError(row_rules.NUMBER_MANGLED)
        shown = self.form.shown(number)
        if shown is None:
            raise CellFaultError(row_rules.NUMBER_FORMAT)
        return shown

    def whole(self) -> int:
        """The number, whatever its format.

        Raises:
            CellFaultError: it has a sign, decimals or more than 15 digits.
        """
        written = self.written
        if len(written) <= _KEPT and written.isdecimal() and written.isascii():
            return int(written)
        number = self._exact()
        if number.is_signed() or number != number.to_integral_value():
            raise CellFaultError(row_rules.NUMBER_NOT_DIGITS)
        if number.adjusted() >= _KEPT:
            raise CellFaultError(row_rules.NUMBER_TOO_LONG)
        return int(number)

    def plain(self) -> str:
        """The number with all its digits and a decimal point, whatever its format.

        Raises:
            CellFaultError: it has more than 15 digits, or is shown as a percentage.
        """
        if self.form.is_percentage:
            raise CellFaultError(row_rules.NUMBER_FORMAT)
        number = self._exact()
        nearest = float(number)
        kept = Decimal(f"{nearest:.{_KEPT}g}")
        lost = not isfinite(nearest) or float(kept) != nearest or bool(kept) != bool(number)
        if lost or kept.adjusted() >= _KEPT:
            raise CellFaultError(row_rules.NUMBER_TOO_LONG)
        text = f"{kept:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def _exact(self) -> Decimal:
        if _NUMBER.fullmatch(self.written) is None:
            raise CellFaultError(row_rules.NUMBER_NOT_DIGITS)
        return Decimal(self.written)


class Unusable(NamedTuple):
    """A cell that says nothing that can be taken."""

    rule: Rule


#: The cell holds an error.
FAULTY: Final = Unusable(row_rules.FORMULA_ERROR)
#: The cell holds a formula, and the file does not say what it came to.
UNCOMPUTED: Final = Unusable(row_rules.FORMULA_NOT_COMPUTED)


def clean(value: Any) -> Cell:
    """What a cell says, whatever is wanted: text, accents composed, no outer or unusual spaces, or a date.

    An empty cell is empty text, booleans become TRUE and FALSE.

    Raises:
        CellFaultError: an error, a formula without a value, a broken character, a number not shown whole.
    """
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return ""
    if isinstance(value, Number):
        return value.shown()
    if isinstance(value, Unusable):
        raise CellFaultError(value.rule)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else str(value)


def _text(value: str) -> str:
    if value.isascii():
        text = value.replace("\t", " ").strip()
        if text[:1] == "#" and text in _FORMULA_ERRORS:
            raise CellFaultError(row_rules.FORMULA_ERROR)
        if "E" in text and _MANGLED.fullmatch(text):
            raise CellFaultError(row_rules.NUMBER_MANGLED)
        return text
    if "\ufffd" in value or (_PAIR.search(value) and _read_wrongly(value)):
        raise CellFaultError(row_rules.BROKEN_CHARACTER)
    return unicodedata.normalize("NFC", value).translate(_INVISIBLE).strip()


def _read_wrongly(text: str) -> bool:
    """Whether `text` is UTF-8 that somebody read as cp1252 and saved so: `LefÃ¨vre`."""
    try:
        text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return False
    return True


def text_of(cell: Cell) -> str:
    """`cell` as text; a date in ISO form."""
    return cell if isinstance(cell, str) else cell.isoformat()


def fold(text: str) -> str:
    """`text` for comparing names of columns, words of a mapping and joining keys.

    Single spaces, accents composed, one apostrophe and hyphen, ligatures as letters, no difference of case.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.translate(_ALIKE).split()).casefold()
