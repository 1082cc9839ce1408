"""Pair captions with inputs as a person does who sees them: which text belongs to which box. Pure.

Every text may caption the input to its right, one that may be ticked to its left, or the one below it. What a
person takes in at a glance is the reading in which as many inputs as possible have a caption, and each the
nearest in the usual place. It is a matching of least cost, and whatever costs hardly more is another reading:
then nobody can tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from copiste.screens.reading.owning.drawing import Drawing, Input, Text, columns_of, level

#: What a reading costs by where the caption stands, besides its distance; by whether the input may be ticked.
_LEFT, _TICK_LEFT = 0.0, 0.1
_RIGHT, _TICK_RIGHT = 0.6, 0.0
_ABOVE = 0.4
#: An input that nothing captions; a text before a box to type into that captions nothing.
_BARE, _IDLE = 3.0, 0.7
#: A reading that costs more than the best one by this much is none.
_MARGIN = 0.3
#: Heights of a line between two parts of one field.
_PART = 1.2
#: Heights of a line beyond which a text above a box, or to the right of one, is not its caption.
_HIGH, _FAR = 3.0, 6.0


class Side(StrEnum):
    """Where a caption stands, seen from its input."""

    LEFT = "left"
    ABOVE = "above"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Edge:
    """One text that may caption one input."""

    text: Text
    input: Input
    side: Side
    cost: float


@dataclass(slots=True)
class Pairing:
    """Which texts may caption which inputs of `drawing`, and the best reading of it."""

    drawing: Drawing
    #: What the page ties by itself takes no part.
    without_texts: frozenset[Text] = frozenset()
    without_inputs: frozenset[Input] = frozenset()
    _edges: list[Edge] = field(init=False)
    _groups: dict[Text, list[Edge]] = field(init=False)
    #: What was found out before, by text.
    _owners: dict[Text, tuple[Edge, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._edges = [
            edge
            for edge in edges_of(self.drawing)
            if edge.text not in self.without_texts and edge.input not in self.without_inputs
        ]
        self._groups = {}
        for group in _components(self._edges):
            for edge in group:
                self._groups[edge.text] = group

    def owners(self, text: Text) -> tuple[Edge, ...]:
        """The inputs that `text` may caption: none, the one, or several that nobody can tell apart."""
        if text not in self._owners:
            self._owners[text] = self._owners_of(text, self._groups.get(text, []))
        return self._owners[text]

    def _owners_of(self, text: Text, group: list[Edge]) -> tuple[Edge, ...]:
        if len(group) < 2:
            return tuple(edge for edge in group if edge.cost <= _MARGIN)
        best = _least(group)
        readings = [
            (
                edge,
                _least([one for one in group if one.text is not text and one.input is not edge.input])
                + edge.cost,
            )
            for edge in group
            if edge.text is text
        ]
        return tuple(edge for edge, cost in readings if cost <= best + _MARGIN)

    def rivals(self, edge: Edge) -> tuple[Text, ...]:
        """Other texts that may as well caption the input of `edge`."""
        group = self._groups[edge.text]
        others = dict.fromkeys(one.text for one in group if one.input is edge.input)
        others.pop(edge.text)
        return tuple(text for text in others if any(one.input is edge.input for one in self.owners(text)))

    def captioned(self, one: Input) -> bool:
        """Whether some text is the caption of `one` in a good reading."""
        texts = {edge.text for edge in self._edges if edge.input is one}
        return any(edge.input is one for text in texts for edge in self.owners(text))


def edges_of(drawing: Drawing) -> Iterator[Edge]:
    """Yield each pair of a text and an input that stand beside or above one another, nothing between."""
    headings = {heading for heading, _ in columns(drawing)}
    leads = _Leads(drawing)
    for one in drawing.inputs:
        for right in (False, True):
            for text in drawing.beside(one, right=right):
                gap = drawing.gap(text, one)
                if isinstance(text, Text) and (not right or gap <= _FAR):
                    yield _beside(text, one, gap, right=right, leads=leads[text])
        for text, aside in () if _is_next_part(drawing, one) else drawing.over(one):
            gap = (one.box.top - text.box.bottom) / drawing.unit
            if text not in headings and -1 < gap <= _HIGH:
                cost = _ABOVE + _near(max(gap, 0.0)) + _near(aside / drawing.unit) - _BARE
                yield Edge(text, one, Side.ABOVE, cost + (_ABOVE if leads[text] else 0.0))


class _Leads(dict[Text, bool]):
    """Whether a box to type into stands to the right of a text."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self._drawing = drawing

    def __missing__(self, text: Text) -> bool:
        beside = self._drawing.beside(text, right=True)
        self[text] = any(isinstance(one, Input) and not one.ticks for one in beside)
        return self[text]


def _is_next_part(drawing: Drawing, one: Input) -> bool:
    """Whether `one` closely follows another input that has a text before it: parts of one field."""
    last = one
    while True:
        beside = drawing.beside(last, right=False)[:1]
        if not beside:
            return False
        if isinstance(beside[0], Text):
            return last is not one
        if drawing.gap(last, beside[0]) > _PART:
            return False
        last = beside[0]


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
        if not following or following[0].box.top - last.box.bottom > _HIGH * drawing.unit:
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
    if len(found) == 1 and not _one_each(first, row):
        # A field of several parts below a line of texts is no table of one row.
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
        item for item in drawing.between(start, start + drawing.unit * (_HIGH + 1)) if item.box.top >= start
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


def _beside(text: Text, one: Input, gap: float, *, right: bool, leads: bool) -> Edge:
    side = (_TICK_RIGHT if one.ticks else _RIGHT) if right else (_TICK_LEFT if one.ticks else _LEFT)
    where = Side.RIGHT if right else Side.LEFT
    return Edge(text, one, where, side + _near(gap) - _BARE - (_IDLE if leads else 0.0))


def _near(gap: float) -> float:
    """What a distance costs: the near ones count most."""
    return gap / (gap + 1.0)


def _components(edges: Sequence[Edge]) -> Iterator[list[Edge]]:
    """Yield the edges in groups that share neither a text nor an input."""
    of: dict[Text | Input, list[Edge]] = {}
    for edge in edges:
        of.setdefault(edge.text, []).append(edge)
        of.setdefault(edge.input, []).append(edge)
    seen: set[Text | Input] = set()
    for start in of:
        group: dict[int, Edge] = {}
        reached = [start]
        while reached:
            end = reached.pop()
            if end not in seen:
                seen.add(end)
                for edge in of[end]:
                    group[id(edge)] = edge
                    reached += [edge.text, edge.input]
        if group:
            yield list(group.values())


def _least(edges: Sequence[Edge]) -> float:
    """The cost of the best matching: each text and each input at most once. Successive shortest paths."""
    by_text: dict[Text, list[Edge]] = {}
    for edge in edges:
        by_text.setdefault(edge.text, []).append(edge)
    matched: dict[Input, Edge] = {}
    of_text: dict[Text, Edge] = {}
    total = 0.0
    while True:
        path = _shortest(by_text, matched, of_text)
        if path is None or path[0] >= -1e-9:
            return total
        total += path[0]
        for edge in path[1]:
            matched[edge.input] = edge
        of_text = {edge.text: edge for edge in matched.values()}


def _shortest(
    by_text: Mapping[Text, Sequence[Edge]], matched: Mapping[Input, Edge], of_text: Mapping[Text, Edge]
) -> tuple[float, list[Edge]] | None:
    """The cheapest way to caption one input more, as edges to take: from a free text to a free input."""
    cost: dict[Text, float] = {text: 0.0 for text in by_text if text not in of_text}
    came: dict[Text, list[Edge]] = {text: [] for text in cost}
    best: tuple[float, list[Edge]] | None = None
    frontier = list(cost)
    while frontier:
        following: list[Text] = []
        for text in frontier:
            for edge in by_text[text]:
                holder = matched.get(edge.input)
                if holder is not None and holder.text is text:
                    continue
                price, way = cost[text] + edge.cost, [*came[text], edge]
                if holder is None:
                    if best is None or price < best[0]:
                        best = (price, way)
                    continue
                price -= holder.cost
                if price < cost.get(holder.text, float("inf")) - 1e-9:
                    cost[holder.text], came[holder.text] = price, way
                    following.append(holder.text)
        frontier = following
    # A text may also give its input up for good.
    for text, price in cost.items():
        if text in of_text and price < -1e-9 and (best is None or price < best[0]):
            best = (price, came[text])
    return best
