"""Find the lists of a terminal: a row of headings, and the entries in the rows below. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copiste.screens.pixels.terminal.captions import undeclared_pattern
from copiste.screens.pixels.terminal.layout import Listing


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """Where a column is: on which line of an entry, and between which columns of the terminal."""

    caption: str
    line: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class FoundList:
    """A list on the terminal; rows from 0, `bottom` is the first row below it."""

    top: int
    bottom: int
    #: Lines of the headings, and of each entry.
    height: int
    #: In the order in which they are declared.
    columns: tuple[FoundColumn, ...]

    @property
    def entries(self) -> range:
        """The first row of each entry."""
        return range(self.top + self.height, self.bottom, self.height)


def lists_in(rows: Sequence[str], listings: Sequence[Listing], leads: tuple[str, ...]) -> Iterator[FoundList]:
    """Yield each list wherever its headings are; several of one list are refused elsewhere."""
    for listing in listings:
        height = len(listing.headings)
        for top in range(len(rows) - height + 1):
            matches = [
                found
                for line, pattern in enumerate(listing.headings)
                if (found := pattern.match(rows[top + line]))
            ]
            if len(matches) == height:
                columns = _columns(listing, matches)
                yield FoundList(top, _bottom(rows, top, listing, columns, leads), height, columns)


def _columns(listing: Listing, headings: Sequence[re.Match[str]]) -> tuple[FoundColumn, ...]:
    """Each column begins where its heading does, and ends where the next one begins."""
    found: dict[str, FoundColumn] = {}
    for line, (match, columns) in enumerate(zip(headings, listing.lines, strict=True)):
        starts = [match.start(group + 1) for group in range(len(columns))]
        ends = [*starts[1:], len(match.string)]
        for (name, caption), start, end in zip(columns, starts, ends, strict=True):
            found[name] = FoundColumn(caption, line, start, end - start)
    return tuple(found[name] for name in listing.columns if name in found)


def _bottom(
    rows: Sequence[str],
    top: int,
    listing: Listing,
    columns: Sequence[FoundColumn],
    leads: tuple[str, ...],
) -> int:
    """The first row below the list: the declared number of entries is read, whatever they contain."""
    height = len(listing.headings)
    row = top + height
    declared = row + listing.entries * height
    while row + height <= len(rows):
        entry = rows[row : row + height]
        is_blank = not any(map(str.strip, entry))
        if row >= declared and ((listing.entries and is_blank) or not _keeps_to(entry, columns, leads)):
            break
        row += height
    return row


def _keeps_to(entry: Sequence[str], columns: Sequence[FoundColumn], leads: tuple[str, ...]) -> bool:
    """Whether rows may be an entry: a blank before each column, and nothing that leads to a field."""
    if any(column.start and entry[column.line][column.start - 1] != " " for column in columns):
        return False
    return not any(undeclared_pattern(leads).search(text) for text in entry)
