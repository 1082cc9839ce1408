"""One cell, whatever the file: cleaned text, or a date where Excel says it is one."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from work_items.cases.rules import Rule
from work_items.intake import row_rules

#: What a cell comes to.
Cell = str | date

_FORMULA_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#CALC!", "#SPILL!"}
)
_MANGLED = re.compile(r"\d[.,]\d+E\+\d{2}", re.ASCII)
#: Without two such characters in a row, nothing was UTF-8 once.
_PAIR = re.compile(r"[^\x00-\x7f]{2}")
#: Spaces that are not the space.
_SPACES = dict.fromkeys("\u00a0\u202f\u2007\u2009\t", " ")
#: Signs nobody sees.
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


class CellFaultError(Exception):
    """A cell cannot be taken as it stands; `rule` says why."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule.code)
        self.rule = rule


def clean(value: Any) -> Cell:
    """What a cell says: text, accents composed, without outer or unusual spaces, or a date cell's date.

    An empty cell is empty text, whole numbers lose their `.0`, booleans become VRAI and FAUX (French Excel).

    Raises:
        CellFaultError: FORMULA_ERROR, BROKEN_CHARACTER, NUMBER_MANGLED.
    """
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else str(value)


def _text(value: str) -> str:
    if value.isascii():
        text = value.replace("\t", " ").strip()
        if text[:1] == "#" and text in _FORMULA_ERRORS:
            raise CellFaultError(row_rules.FORMULA_ERROR)
        if "E+" in text and _MANGLED.fullmatch(text):
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
