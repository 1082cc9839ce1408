"""Cutting the lines of a CSV file into records, so that no quotation mark swallows a line that is a record.

Read strictly: a cell is quoted when it begins with a quotation mark and ends with one before the next
delimiter; marks inside it are doubled. A mark in the middle of an unquoted cell is text. A record whose
quoted cell is still open at the end of its line goes on over the following lines only when it closes, has
the header's width, and none of these lines looks like a record itself. Otherwise lines are refused, each by
its own number.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from typing import Final

from copiste.intake import row_rules
from copiste.intake.files.workbook import Row

#: How far the end of a quoted cell is looked for; and how far beyond the first line that looks like a record.
_FURTHEST: Final = 5_000
_FURTHEST_CHARACTERS: Final = 1 << 24
_PAST_A_RECORD: Final = 500
#: In so narrow a file a delimiter in a line of text is no sign that it is a record.
_NARROW: Final = 4
_LINE_END: Final = "\r\n"
_CLOSING: Final = re.compile(r'[^"]*+(?:""[^"]*+)*+"')
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_DIGITS: Final = re.compile(r"\d+")
_LETTERS: Final = re.compile(r"[^\W\d_]+")


class _Cut(Enum):
    """Why a text could not be cut into cells."""

    #: A quoted cell does not end.
    OPEN = "open"
    #: Something follows the closing mark of a quoted cell.
    BROKEN = "broken"


class Cutter:
    """Cuts the lines of one file.

    Args:
        delimiter: one character.
        width: how many cells the header has; 0 while it is not known, when any record that closes is taken.
        header_ends: up to this line, records are the header and lines above it, of any width.
    """

    def __init__(self, delimiter: str, width: int = 0, header_ends: int = 0) -> None:
        self._delimiter = delimiter
        self._width = width
        self._header_ends = header_ends
        space, sign = "" if delimiter == " " else " *+", re.escape(delimiter)
        self._spaced = (f'{delimiter} "', '" ')
        self._quoted = re.compile(rf'({space})"([^"]*+(?:""[^"]*+)*+)("?)')
        self._after = re.compile(rf"{space}(?:({sign})|\Z)")
        self._escaped = re.compile(rf'"((?:[^"\\]|\\.|"")*+)"(?:({sign})|\Z)', re.DOTALL)

    def records(self, lines: Iterable[str]) -> Iterator[Row]:
        """Put every line of `lines` (with their line ends) into one record, in order."""
        source = iter(lines)
        ahead: deque[str] = deque()
        number = 1
        while (line := ahead.popleft() if ahead else next(source, None)) is not None:
            if '"' not in line:
                yield Row(number, line.rstrip(_LINE_END).split(self._delimiter))
                number += 1
                continue
            cells = self._cells(line.rstrip(_LINE_END))
            if isinstance(cells, list):
                yield Row(number, cells)
                number += 1
            elif cells is _Cut.BROKEN:
                yield _damaged(number)
                number += 1
            else:
                for record in self._continued(number, line, ahead, source):
                    yield record
                    number += record.lines

    def _continued(self, number: int, first: str, ahead: deque[str], source: Iterator[str]) -> list[Row]:
        """The records that begin with the open line `first`; the lines they do not take stay in `ahead`."""
        width = self._width if number > self._header_ends else 0
        lines, characters, alike, inner = [first], len(first), 0, 0
        for line in _following(ahead, source):
            lines.append(line)
            characters += len(line)
            closed, inside = self._closed(line)
            inner += inside
            if width and not (closed is not _Cut.OPEN and self._ends_first_cell(first, inside, width)):
                alike += self._is_like_a_record(first, line, width)
            if closed is _Cut.BROKEN:
                break
            if closed is not _Cut.OPEN:
                for _ in lines[1:]:
                    ahead.popleft()
                cells = self._cells("".join(lines).rstrip(_LINE_END))
                if alike or isinstance(cells, _Cut) or not self._is_whole(cells, inner, width):
                    return [_damaged(number + at) for at in range(len(lines))]
                return [Row(number, cells, lines=len(lines))]
            if len(lines) > (_PAST_A_RECORD if alike else _FURTHEST) or characters > _FURTHEST_CHARACTERS:
                break
        return [_damaged(number)]

    def _is_whole(self, cells: Sequence[str], inner: int, width: int) -> bool:
        """Whether what closed is one record, or lines that may have been records.

        A cell too many shows by the header. Too few are taken, as where empty cells at the end were cut
        off, but not when a further line holds a delimiter inside quotation marks; nor are headings like that.
        """
        return not inner or bool(width and len(cells) >= width)

    def _ends_first_cell(self, first: str, inside: int, width: int) -> bool:
        """Whether a closing line ends a first cell of several lines, so that all its delimiters are real."""
        return not inside and first.startswith('"') and first.count(self._delimiter) < width - 1

    def _is_like_a_record(self, first: str, line: str, width: int) -> bool:
        """Whether `line` has a record's delimiters, or begins as the record of the line `first` does."""
        found = line.count(self._delimiter)
        if found >= width - 1 and width >= _NARROW:
            return True
        shape = self._first_shape(line)
        return found >= 1 and "9" in shape and shape == self._first_shape(first)

    def _first_shape(self, line: str) -> str:
        """The shape of a line's first cell: `T-0012` and `T-7` are `A-9`."""
        cell = line.split(self._delimiter, 1)[0].strip(' "\r\n')[:64]
        return _LETTERS.sub("A", _DIGITS.sub("9", cell))

    def _closed(self, line: str) -> tuple[_Cut | None, int]:
        """What becomes of a quoted cell in a further line; how many delimiters it holds there."""
        found = _CLOSING.match(line)
        if found is None:
            return _Cut.OPEN, line.count(self._delimiter)
        inside = found[0].count(self._delimiter)
        rest = line[found.end() :].rstrip(_LINE_END)
        after = self._after.match(rest)
        if after is None:
            return _Cut.BROKEN, inside
        cells = self._cells(rest[after.end() :]) if after[1] else []
        return (cells if isinstance(cells, _Cut) else None), inside

    def _cells(self, text: str) -> list[str] | _Cut:
        """The cells of a text without line end."""
        if not any(spaced in text for spaced in self._spaced):
            try:
                return next(csv.reader((text,), delimiter=self._delimiter, strict=True), [""])
            except csv.Error:
                pass
        cells = self._strict_cells(text)
        if isinstance(cells, _Cut) and '\\"' in text:
            escaped = self._escaped_cells(text)
            if escaped is not None and len(escaped) == self._width:
                return escaped
        return cells

    def _strict_cells(self, text: str) -> list[str] | _Cut:
        cells: list[str] = []
        at = 0
        while True:
            quoted = self._quoted.match(text, at)
            if quoted is not None:
                after = self._after.match(text, quoted.end()) if quoted[3] else None
                if after is not None:
                    cells.append(quoted[2].replace('""', '"'))
                    if not after[1]:
                        return cells
                    at = after.end()
                    continue
                if not quoted[1]:
                    return _Cut.BROKEN if quoted[3] else _Cut.OPEN
            end = text.find(self._delimiter, at)
            if end < 0:
                cells.append(text[at:])
                return cells
            cells.append(text[at:end])
            at = end + 1

    def _escaped_cells(self, text: str) -> list[str] | None:
        """The cells of a text with a backslash before quotation marks, as some databases write them."""
        cells: list[str] = []
        at = 0
        while True:
            quoted = self._escaped.match(text, at)
            if quoted is not None:
                cells.append(_ESCAPE.sub(r"\1", quoted[1]).replace('""', '"'))
                if not quoted[2]:
                    return cells
                at = quoted.end()
            elif text.startswith('"', at):
                return None
            else:
                end = text.find(self._delimiter, at)
                if end < 0:
                    return [*cells, text[at:]]
                cells.append(text[at:end])
                at = end + 1


def _damaged(number: int) -> Row:
    return Row(number, (), row_rules.QUOTE_UNBALANCED)


def _following(ahead: deque[str], source: Iterator[str]) -> Iterator[str]:
    """The lines not looked at yet and then new ones, which are kept in `ahead`."""
    yield from ahead
    for line in source:
        ahead.append(line)
        yield line
