"""From a field of the mapping to the function that takes its value out of a row."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from copiste.cases.rules import Rule
from copiste.intake import row_rules
from copiste.intake.files.cells import CellFaultError, Number, Unusable, clean, fold, text_of
from copiste.intake.files.workbook import Row
from copiste.intake.mapping.header import Header
from copiste.intake.mapping.kinds import Kind, Taker, taker
from copiste.intake.mapping.model import FieldSpec, Scalar, Split

Cells = Sequence[Any]
#: How a boolean is written among `values` and in `when`: in English, and in a French Excel.
_SAID: Final[Mapping[bool, tuple[str, str]]] = {True: ("VRAI", "TRUE"), False: ("FAUX", "FALSE")}
#: Takes one value out of a row; None where there is nothing.
Reader = Callable[[Cells], Scalar | None]
_Step = Callable[[str], Scalar]


def compile_field(spec: FieldSpec, header: Header, kind: Kind = Kind.TEXT) -> Reader:
    """The function that reads `spec` out of a row under `header`.

    `kind` is what the case's model wants; the mapping's `type`, `values` and `date` have precedence.

    It raises `CellFaultError` for what it cannot take.

    Raises:
        ColumnMissingError: the header has not a column of `spec`.
    """
    if spec.constant is not None:
        constant = spec.constant
        return lambda _cells: constant
    source = _source(spec, header, _taker(spec, kind))
    steps = _steps(spec)
    finish = _finish(spec)
    default = spec.default

    def read(cells: Cells) -> Scalar | None:
        cell = source(cells)
        if not isinstance(cell, str):
            if isinstance(cell, bool):
                return cell
            return cell.isoformat() if finish is None else finish(cell.isoformat())
        for step in steps:
            cell = step(cell)
        if not cell:
            return default
        return cell if finish is None else finish(cell)

    return read


def _taker(spec: FieldSpec, kind: Kind) -> Taker:
    if spec.values is not None and spec.type is None:
        return _words_taker(frozenset(map(fold, spec.values)))
    kind = spec.type or (Kind.DATE if spec.date else kind)
    compact = any(form.isalpha() for form in spec.date)
    return taker(kind, numbers_as_dates=compact or len(spec.columns) > 1)


def _words_taker(known: frozenset[str]) -> Taker:
    """What takes words of a list, in which booleans are TRUE and FALSE or VRAI and FAUX."""
    text = taker(Kind.TEXT)
    words = {value: next((word for word in _SAID[value] if fold(word) in known), "") for value in _SAID}

    def take(value: Any) -> Any:
        if isinstance(value, bool) and words[value]:
            return words[value]
        return clean(value) if isinstance(value, date) else text(value)

    return take


def _source(spec: FieldSpec, header: Header, take: Taker) -> Callable[[Cells], Any]:
    positions = [header.position(column) for column in spec.columns]
    if len(positions) == 1:
        position = positions[0]
        return lambda cells: take(cells[position]) if position < len(cells) else ""

    def joined(cells: Cells) -> str:
        parts = (_as_text(take(cells[at])) if at < len(cells) else "" for at in positions)
        return spec.by.join(part for part in parts if part)

    return joined


def _as_text(taken: Any) -> str:
    return taken if isinstance(taken, str) else text_of(clean(taken))


def _steps(spec: FieldSpec) -> list[Callable[[str], str]]:
    steps: list[Callable[[str], str]] = []
    if spec.remove:
        removed = str.maketrans("", "", spec.remove)
        steps.append(lambda text: text.translate(removed).strip())
    if spec.split is not None:
        steps.append(_piece(spec.split))
    if spec.digits is not None:
        length = spec.digits
        steps.append(lambda text: text.zfill(length) if text.isdecimal() else text)
    return steps


def _piece(split: Split) -> Callable[[str], str]:
    by, take = split.by, split.take

    def piece(text: str) -> str:
        pieces = [one for one in (part.strip() for part in text.split(by)) if one]
        place = take - 1 if take > 0 else take
        return pieces[place] if -len(pieces) <= place < len(pieces) else ""

    return piece


def _finish(spec: FieldSpec) -> _Step | None:
    if spec.values is not None:
        return _translated(spec.values)
    if spec.date:
        return _iso_date(spec.date)
    return None


def _translated(values: Mapping[str, Scalar]) -> _Step:
    known = {fold(text): value for text, value in values.items()}

    def translate(text: str) -> Scalar:
        value = known.get(fold(text))
        if value is None:
            raise CellFaultError(row_rules.VALUE_UNKNOWN)
        return value

    return translate


def _iso_date(forms: Sequence[str]) -> _Step:
    """Turn dates written in one of `forms` into ISO text; others are left, for the case's model to refuse."""
    patterns = [re.compile(_date_pattern(form), re.ASCII).fullmatch for form in forms]

    def convert(text: str) -> str:
        for matches in patterns:
            found = matches(text)
            if found is not None:
                return f"{found['YYYY']}-{found['MM']:0>2}-{found['DD']:0>2}"
        return text

    return convert


def _date_pattern(form: str) -> str:
    """The pattern of a written date; where signs separate the parts, `3/2/2015` does for `03/02/2015`."""
    separated = len(form) > len("DDMMYYYY")
    short = r"\d{1,2}" if separated else r"\d{2}"
    pattern = re.escape(form)
    for part, digits in (("YYYY", r"\d{4}"), ("MM", short), ("DD", short)):
        pattern = pattern.replace(part, f"(?P<{part}>{digits})")
    return pattern


def matcher(when: Mapping[str, Sequence[str]], header: Header) -> Callable[[Cells], bool]:
    """Whether a row says one of the words of `when` in each of its columns; always, for an empty `when`.

    Raises:
        ColumnMissingError: the header has not a column of `when`.
    """
    tests = [(header.position(column), {fold(word) for word in words}) for column, words in when.items()]

    def matches(cells: Cells) -> bool:
        return all(
            _says(cells[position] if position < len(cells) else None, words) for position, words in tests
        )

    return matches


def _says(value: Any, words: set[str]) -> bool:
    try:
        if isinstance(value, bool):
            return any(fold(word) in words for word in _SAID[value])
        return fold(text_of(clean(value))) in words or _is_written(value, words)
    except CellFaultError:
        return _is_written(value, words)


def _is_written(value: Any, words: set[str]) -> bool:
    """Whether a number is one of `words` whatever its format."""
    return isinstance(value, Number) and value.written in words


def damage_finder(columns: Sequence[str], header: Header) -> Callable[[Row], Rule | None]:
    """What finds a row that says nothing in one of `columns`, which decide what becomes of it: its rule.

    Raises:
        ColumnMissingError: the header has not one of `columns`.
    """
    positions = [header.position(column) for column in columns]

    def find(row: Row) -> Rule | None:
        for position in positions:
            if is_unusable(row, position):
                rule: Rule = row.cells[position].rule
                return rule
        return row.damage

    return find


def is_unusable(row: Row, position: int) -> bool:
    """Whether a cell of a workbook says nothing that can be taken."""
    return position < len(row.cells) and isinstance(row.cells[position], Unusable)


def is_blank(cells: Cells) -> bool:
    """Whether a row says nothing at all."""
    return not any(
        cell is not None and (not isinstance(cell, str) or cell.strip("\u00a0 \t\r\n")) for cell in cells
    )
