"""Headings of columns, and the inputs below them: tables that are typed into. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from copiste.screens.reading.owning.drawing import Drawing
from copiste.screens.reading.owning.geometry import columns_of, level
from copiste.screens.reading.owning.items import Input, Text

#: Heights of a line between two lines of a table.
_APART = 3.0


@lru_cache(maxsize=8)
def columns(drawing: Drawing) -> tuple[tuple[Text, tuple[Input, ...]], ...]:
    """Each heading of a column of inputs, and these.

    A heading stands on a level without inputs. Below it is one thing on each level, and beside that something
    below another heading, or a text to its left by which one tells the rows apart.
    """
    found: list[tuple[Text, tuple[Input, ...]]] = []
    seen: set[Text] = set()
    for one in drawing.inputs:
        for heading, _ in drawing.over(one):
            if heading in seen:
                continue
            row = drawing.row_of(heading)
            texts = [text for text in row if isinstance(text, Text)]
            seen.update(texts)
            if len(texts) == len(row):
                columns_below = ((text, _column(drawing, text, texts)) for text in texts)
                found.extend((text, column) for text, column in columns_below if column)
    return tuple(found)


def _column(drawing: Drawing, heading: Text, row: Sequence[Text]) -> tuple[Input, ...]:
    """The inputs below `heading`, with nothing but inputs between; none if it is no table."""
    found: list[Input] = []
    last: Text | Input = heading
    in_table, keyed = True, None
    first: Sequence[Text | Input] = ()
    while True:
        following = _next_level(drawing, last)
        if not following or following[0].box.top - last.box.bottom > _APART * drawing.unit:
            break
        below = [item for item in following if _heading_of(item, row) is heading]
        if len(below) != 1 or not isinstance(below[0], Input):
            break
        has_key = _has_key(following, heading)
        if keyed is not None and has_key is not keyed:
            # What follows is no line of this table: its boxes have captions of their own.
            break
        keyed = has_key
        if not _is_row(following, below[0], row, keyed=keyed):
            in_table = False
        first = first or following
        found.append(below[0])
        last = below[0]
    if len(found) == 1 and (len(row) == 1 or not _one_each(first, row)):
        # One text above one box heads no table, nor do texts above a field of several parts.
        return ()
    return tuple(found) if in_table else ()


def _one_each(items: Sequence[Text | Input], row: Sequence[Text]) -> bool:
    """Whether each input of a line stands below a heading of its own."""
    headings = [_heading_of(item, row) for item in items if isinstance(item, Input)]
    return len(set(headings)) == len(headings)


def _next_level(drawing: Drawing, last: Text | Input) -> list[Text | Input]:
    """What stands on the first level below `last`."""
    start = last.box.bottom - drawing.unit * 0.3
    below = [
        item for item in drawing.between(start, start + drawing.unit * (_APART + 1)) if item.box.top >= start
    ]
    if not below:
        return []
    first = min(below, key=lambda item: item.box.top)
    return [item for item in below if level(item.box, first.box)]


def _heading_of(item: Text | Input, row: Sequence[Text]) -> Text | None:
    """The heading in whose column `item` stands: the one that covers most of it, or is near beside it."""
    best = max(row, key=lambda text: _cover(text, item))
    near = best.box.height if isinstance(item, Input) and item.area is None else 0.0
    return best if _cover(best, item) > -near else None


def _cover(heading: Text, item: Text | Input) -> float:
    one, other = columns_of(heading, item)
    return min(one.right, other.right) - max(one.left, other.left)


def _has_key(items: Sequence[Text | Input], heading: Text) -> bool:
    """Whether a text to the left of the column tells this line from others."""
    return any(isinstance(mate, Text) and mate.box.right <= heading.box.left for mate in items)


def _is_row(items: Sequence[Text | Input], one: Input, row: Sequence[Text], *, keyed: bool) -> bool:
    mates = [item for item in items if item is not one]
    return keyed or (len(row) > 1 and any(_heading_of(mate, row) is not None for mate in mates))
