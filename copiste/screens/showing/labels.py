"""Where names stand in a picture: beside what they name, on few texts, never on each other. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from copiste.screens.reading.view import Box

#: Pixels between a box and its name, and between the picture and names in its margin.
_GAP: Final = 2.0
#: What it costs, for each pixel, to stand on another box, on a text, or apart from one's own box.
_ON_BOX, _ON_TEXT, _APART = 3.0, 1.0, 4.0
#: Heights of a name by which it may stand apart from its box; beyond, it goes to the margin.
_FAR = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """One name that is to be placed."""

    #: What it names.
    box: Box
    width: float
    height: float
    #: Whether it may stand on what it names: an empty field, and not a list whose texts are to be read.
    inside: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one name stands."""

    box: Box
    #: It does not touch what it names: a line leads there.
    apart: bool


def place_labels(
    wanted: Sequence[Wanted], texts: Sequence[Box], width: float, height: float
) -> tuple[Placed, ...]:
    """The place of each name, in their order.

    Names that find no place in a picture of `width` × `height` stand in a margin to its right, which is as
    wide as they need, and as long.

    Args:
        wanted: The names.
        texts: What is to stay readable.
        width: The picture's.
        height: The picture's.
    """
    boxes = [one.box for one in wanted if one.inside]
    placed: dict[int, Placed] = {}
    # A name within its own field is in nobody's way, and takes nobody's place.
    order = sorted(range(len(wanted)), key=lambda at: (not _fits(wanted[at]), wanted[at].box.top))
    for at in order:
        one = wanted[at]
        reach = _reach(one)
        taken = [other.box for other in placed.values() if _shared(other.box, reach)]
        free = [
            place
            for place in _places(one)
            if _is_within(place, width, height) and not any(_shared(place, other) for other in taken)
        ]
        others = [box for box in boxes if box is not one.box and _shared(box, reach)]
        near = [text for text in texts if _shared(text, reach)]
        costs = [_cost(place, one.box, others, near) for place in free]
        everywhere = [other.box for other in placed.values()]
        best = free[costs.index(min(costs))] if costs else _in_margin(one, everywhere, width)
        placed[at] = Placed(best, apart=_distance(best, one.box) > _GAP)
    return tuple(placed[at] for at in range(len(wanted)))


# --- inside -----


def _fits(one: Wanted) -> bool:
    box = one.box
    return one.inside and one.width <= box.right - box.left and one.height <= box.height


def _places(one: Wanted) -> Iterator[Box]:
    """Places for a name, those that a person would take first before others."""
    box, middle = one.box, (one.box.top + one.box.bottom - one.height) / 2
    if _fits(one):
        # In a list or a memo, what is read stands at the left and goes on below.
        high = box.height > 2 * one.height
        yield _at(one, box.right - one.width if high else box.left, box.top if high else middle)
        yield _at(one, box.left if high else box.right - one.width, box.top if high else middle)
    above, below = box.top - one.height - _GAP, box.bottom + _GAP
    lefts = (box.left, box.right - one.width)
    yield from (_at(one, left, above) for left in lefts)
    beside = box.top if box.height > 2 * one.height else middle
    yield _at(one, box.right + _GAP, beside)
    yield _at(one, box.left - one.width - _GAP, beside)
    yield from (_at(one, left, below) for left in lefts)
    steps = [step / 2 for step in range(1, 2 * _FAR + 1)]
    across = (box.left, box.right + _GAP, box.left - one.width - _GAP, box.right - one.width)
    for step, left in product(steps, across):
        yield _at(one, left, above - step * one.height)
        yield _at(one, left, below + step * one.height)


def _reach(one: Wanted) -> Box:
    """All that a name may stand on."""
    across, down = one.width + 2 * _GAP, (_FAR + 1) * one.height + 2 * _GAP
    box = one.box
    return Box(box.left - across, box.top - down, box.right + across, box.bottom + down)


def _at(one: Wanted, left: float, top: float) -> Box:
    return Box(left, top, left + one.width, top + one.height)


def _in_margin(one: Wanted, taken: Sequence[Box], width: float) -> Box:
    """The first free place to the right of the picture, from the box's own height down."""
    left, top = width + 4 * _GAP, max(0.0, one.box.top)
    for other in sorted(taken, key=lambda box: box.top):
        place = _at(one, left, top)
        if _shared(place, other):
            top = other.bottom + _GAP
    return _at(one, left, top)


def _cost(place: Box, own: Box, boxes: Sequence[Box], texts: Sequence[Box]) -> float:
    on_boxes = sum(_shared(place, box) for box in boxes)
    on_texts = sum(_shared(place, text) for text in texts)
    apart = _distance(place, own) * place.height
    return _ON_BOX * on_boxes + _ON_TEXT * on_texts + _APART * apart


def _is_within(place: Box, width: float, height: float) -> bool:
    return place.left >= 0 and place.top >= 0 and place.right <= width and place.bottom <= height


def _shared(one: Box, other: Box) -> float:
    """Pixels that both cover."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across * down if across > 0 and down > 0 else 0.0


def _distance(one: Box, other: Box) -> float:
    across = max(one.left - other.right, other.left - one.right, 0.0)
    down = max(one.top - other.bottom, other.top - one.bottom, 0.0)
    return max(across, down)
