"""Places that are declared by row and column, or are where the cursor stood. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copiste.screens.pixels.terminal.captions import stands_before
from copiste.screens.pixels.terminal.layout import Slot, Spot


@dataclass(frozen=True, slots=True)
class FoundSpot:
    """Such a place on the rows of a terminal; rows and columns from 0."""

    row: int
    column: int
    length: int
    slot: Slot
    #: Whether its caption stands before it on its row, or above it, as far as one is declared.
    beside_its_caption: bool


def found_spots(
    rows: Sequence[str], spots: Sequence[Spot], leads: Sequence[str], cursor: tuple[int, int] | None
) -> list[FoundSpot]:
    """Those of `spots` that lie on these rows."""
    return list(_found(rows, spots, leads, cursor))


def _found(
    rows: Sequence[str], spots: Sequence[Spot], leads: Sequence[str], cursor: tuple[int, int] | None
) -> Iterator[FoundSpot]:
    for spot in spots:
        at = spot.at or cursor
        if at is None or at[0] >= len(rows):
            continue
        row, column = at
        length = len(rows[row]) - column
        if spot.length is not None:
            length = min(spot.length, length)
        above = rows[row - 1] if row else ""
        beside = (
            not spot.caption
            or stands_before(spot.caption, rows[row][:column], leads)
            or _overlaps(spot.caption, above, column, length)
        )
        yield FoundSpot(row, column, length, spot.slot, beside)


def _overlaps(caption: str, text: str, column: int, length: int) -> bool:
    """Whether a caption stands in `text` over a place, from the column of its attribute byte on."""
    wholes = re.finditer(rf"(?<!\S){re.escape(caption)}(?!\S)", text)
    return any(one.start() < column + length and one.end() >= column for one in wholes)
