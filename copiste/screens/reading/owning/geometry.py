"""How what is drawn stands to one another: on one level, in one column, beside, and how far apart. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from copiste.screens.reading.owning.items import Item, Text
from copiste.screens.reading.view import Box, Cell

#: Share of the lower of two things, or of the narrower, that lies beside or below the other.
SHARE = 0.5
#: How far two neighbours may overlap, in heights of a line.
TOLERANCE = 0.3


def box_of(cell: Cell) -> Box:
    """The box of a cell that has one."""
    assert cell.box is not None
    return cell.box


def level(one: Box, other: Box) -> bool:
    """Whether the lower of the two stands mostly beside the other."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0 and shared >= SHARE * min(one.height, other.height)


def in_column(one: Box, other: Box) -> bool:
    """Whether the narrower of the two stands mostly above or below the other."""
    shared = overlap(one, other)
    return shared > 0 and shared >= SHARE * min(one.right - one.left, other.right - other.left)


def overlap(one: Box, other: Box) -> float:
    """How wide the part is in which both stand; how far apart they are, below zero."""
    return min(one.right, other.right) - max(one.left, other.left)


def union(boxes: Sequence[Box]) -> Box:
    """The box around them all."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def columns_of(one: Item, other: Item) -> tuple[Box, Box]:
    """The boxes of two things, as wide as their columns where both are known to have one."""
    if one.area is None or other.area is None:
        return one.box, other.box
    return one.area, other.area


def folds_of(item: Item) -> tuple[Box, Box]:
    """The first and the last line of a text; twice the box of anything else."""
    return (isinstance(item, Text) and item.folds) or (item.box, item.box)


def gap(one: Item, other: Item, unit: float) -> float:
    """How far apart two neighbours are, in heights of a line."""
    a, b = one.box, other.box
    across = max(a.left - b.right, b.left - a.right, 0.0)
    down = max(a.top - b.bottom, b.top - a.bottom, 0.0)
    return (across if level(a, b) else max(across, down)) / unit


def beside(item: Item, among: Iterable[Item], *, right: bool, unit: float) -> list[Item]:
    """What stands to the right of `item`, or to its left, with nothing between."""
    box, slack = item.box, unit * TOLERANCE
    left, top, end, bottom = box
    found: list[tuple[float, Item]] = []
    for other in among:
        there = other.box
        if there[3] <= top or there[1] >= bottom or other is item or not level(box, there):
            continue
        far = there[0] - end if right else left - there[2]
        if far < -slack:
            far = _gap_of_folds(item, other, right=right)
        if far >= -slack:
            found.append((far, other))
    return unblocked(found, lambda one, other: level(one.box, other.box))


def unblocked(found: list[tuple[float, Item]], hides: Callable[[Item, Item], bool]) -> list[Item]:
    """Of things by their distance, the nearest first, those that no nearer one hides."""
    found.sort(key=lambda pair: pair[0])
    seen: list[Item] = []
    for _, item in found:
        if not any(hides(item, nearer) for nearer in seen):
            seen.append(item)
    return seen


def _gap_of_folds(one: Item, other: Item, *, right: bool) -> float:
    """How far `other` stands from the line of `one` that ends or begins beside it; below zero for none.

    A text that goes on below what it stands beside begins to the left of that.
    """
    before, behind = (one, other) if right else (other, one)
    last, first = folds_of(before)[1], folds_of(behind)[0]
    if (last is before.box and first is behind.box) or not level(last, first):
        return float("-inf")
    return first.left - last.right
