"""Number formats (ECMA-376, 18.8.31): what a format shows of a number, in digits and fixed signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import IO, Final, Literal

from openpyxl.styles.numbers import BUILTIN_FORMATS

from copiste.intake.files.ooxml.events import elements

#: What a format is for: numbers, days with or without a time, times of day, durations.
Use = Literal["number", "date", "time", "duration"]

_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.', re.DOTALL)
_SECTION = re.compile(r'((?:"[^"]*"|\\.|[^;])*)(;|\Z)', re.DOTALL)
_BRACKET = re.compile(r"\[[^\]]*\]")
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+)\]")
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_SIGNS = re.compile(r'"([^"]*)"|\\(.)|(_).|(\*).|(General)|([0#?])|(.)', re.DOTALL | re.IGNORECASE)
_COMPARED: Final[Mapping[str, Callable[[int, int], bool]]] = {
    "<": int.__lt__,
    ">": int.__gt__,
    "<=": int.__le__,
    ">=": int.__ge__,
    "=": int.__eq__,
    "<>": int.__ne__,
}
#: Signs that change what the digits say, or stand where their look depends on the language.
_CHANGING: Final = frozenset(".,%eE/@")
_PLAIN: Final = frozenset({"general", "0", "@", ""})


class NumberFormat:
    """One format code."""

    def __init__(self, code: str) -> None:
        self._code = code
        #: Whole numbers are shown as their digits.
        self.plain = code.strip().casefold() in _PLAIN
        self.use: Use = _use(code)

    @property
    def is_scientific(self) -> bool:
        """Whether it shows a power of ten."""
        return re.search(r"[0#?.]E[+-]", _LITERALS.sub("", self._code), re.IGNORECASE) is not None

    @property
    def is_percentage(self) -> bool:
        """Whether it shows hundredfold numbers."""
        return "%" in _LITERALS.sub("", self._code)

    def shown(self, number: int) -> str | None:
        """What a whole number, not negative, looks like; None where this is not digits and fixed signs."""
        if self.plain:
            return str(number)
        for applies, signs in self._sections:
            if applies(number):
                return _rendered(number, signs) if signs is not None else None
        return None

    @cached_property
    def _sections(self) -> list[tuple[Callable[[int], bool], list[str] | None]]:
        sections = _split(self._code)
        conditions = [_CONDITION.search(section) for section in sections]
        applied: list[Callable[[int], bool]]
        if any(conditions):
            applied = [_condition(found) for found in conditions]
        elif len(sections) > 2:
            applied = [lambda number: number > 0, lambda _number: False, lambda number: number == 0]
        else:
            applied = [lambda _number: True]
        return list(zip(applied, map(_signs, sections), strict=False))


def _split(code: str) -> list[str]:
    sections = []
    for section, end in _SECTION.findall(code):
        sections.append(section)
        if not end:
            break
    return sections


def _use(code: str) -> Use:
    section = _LITERALS.sub("", code.partition(";")[0])
    if _ELAPSED.search(section):
        return "duration"
    letters = _BRACKET.sub("", section).casefold()
    if "general" in letters:
        return "number"
    if "d" in letters or "y" in letters or "aaa" in letters:
        return "date"
    if "h" in letters or "s" in letters:
        return "time"
    return "date" if "m" in letters else "number"


def _condition(found: re.Match[str] | None) -> Callable[[int], bool]:
    if found is None:
        return lambda _number: True
    compare, bound = _COMPARED[found[1]], int(found[2])
    return lambda number: compare(number, bound)


def _signs(section: str) -> list[str] | None:
    """Placeholders, `G` for `General`, signs behind a quotation mark, `,` last if grouped.

    None: more than digits and fixed signs is shown.
    """
    section = _BRACKET.sub("", _CURRENCY.sub(lambda found: f'"{found[1]}"', section))
    signs: list[str] = []
    grouped = False
    for quoted, escaped, space, fill, general, place, other in _SIGNS.findall(section):
        if place:
            signs.append(place)
        elif general:
            signs.append("G")
        elif other == "," and signs and signs[-1] in "0#?":
            grouped = True
        elif other in _CHANGING and other:
            return None
        elif not fill:
            signs.append('"' + (quoted or escaped or other or (" " if space else "")))
    places = [at for at, sign in enumerate(signs) if sign in "0#?G"]
    if not places or (grouped and _ends_in_comma(section)):
        return None
    return [*signs, ","] if grouped else signs


def _ends_in_comma(section: str) -> bool:
    """Whether a comma stands behind the last placeholder: the number is shown in thousands."""
    return re.search(r"[0#?],+[^0#?]*$", _LITERALS.sub("", section)) is not None


def _rendered(number: int, signs: list[str]) -> str | None:
    if signs[-1] == ",":
        if number >= 1000:
            return None  # the sign between the thousands is the reader's language's
        signs = signs[:-1]
    digits = str(number) if number else ""
    shown: list[str] = []
    first = next(at for at, sign in enumerate(signs) if sign in "0#?G")
    for at in range(len(signs) - 1, -1, -1):
        sign = signs[at]
        if sign[0] == '"':
            shown.append(sign[1:])
        elif sign == "G":
            shown.append(str(number))
        elif at == first:
            shown.append(digits or {"0": "0", "?": " ", "#": ""}[sign])
        else:
            shown.append(digits[-1:] or {"0": "0", "?": " ", "#": ""}[sign])
            digits = digits[:-1]
    text = "".join(reversed(shown)).strip()
    return text if any(map(str.isdigit, text)) else None


#: Where a workbook says nothing of a format.
GENERAL: Final = NumberFormat("General")


def cell_formats(part: IO[bytes]) -> list[NumberFormat]:
    """The number format of each cell format of the styles part."""
    codes: dict[int, str] = dict(BUILTIN_FORMATS)
    numbers: list[int] = []
    inside = False

    def tell(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            if not numbers:  # later ones belong to conditional formats, with numbers of their own
                codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name == "xf" and inside:
            numbers.append(int(attributes.get("numFmtId", "0")))
        else:
            inside = name == "cellXfs" or (inside and name in _WITHIN)

    elements(part, tell)
    made = {number: NumberFormat(codes.get(number) or _undefined(number)) for number in set(numbers)}
    return [made[number] for number in numbers]


def _undefined(number: int) -> str:
    """A code for a format that the workbook does not define: a date of East Asian languages, or not known."""
    return "yyyy/mm/dd" if 27 <= number <= 36 or 50 <= number <= 58 else "?/?"


#: What a cell format holds.
_WITHIN: Final = frozenset({"alignment", "protection", "extLst", "ext"})
