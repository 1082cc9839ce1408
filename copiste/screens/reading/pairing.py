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

from copiste.screens.reading.drawing import Drawing, Input, Text

#: What a reading costs by where the caption stands, besides its distance; by whether the input may be ticked.
_LEFT, _TICK_LEFT = 0.0, 0.2
_RIGHT, _TICK_RIGHT = 0.6, 0.0
_ABOVE = 0.4
#: An input that nothing captions; a text before a box to type into that captions nothing.
_BARE, _IDLE = 3.0, 0.7
#: A reading that costs more than the best one by this much is none.
_MARGIN = 0.3
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
        group = self._groups.get(text, [])
        if not group:
            return ()
        best = _least(group)
        readings = [
            (edge, _least([one for one in group if one.text is not text and one.input is not edge.input]) + edge.cost)
            for edge in group
            if edge.text is text
        ]
        return tuple(edge for edge, cost in readings if cost <= best + _MARGIN)

    def rivals(self, edge: Edge) -> tuple[Text, ...]:
        """Other texts that may as well caption the input of `edge`."""
        group = self._groups[edge.text]
        others = {one.text for one in group if one.input is edge.input and one.text is not edge.text}
        return tuple(text for text in others if any(one.input is edge.input for one in self.owners(text)))

    def captioned(self, one: Input) -> bool:
        """Whether some text is the caption of `one` in a good reading."""
        texts = {edge.text for edge in self._edges if edge.input is one}
        return any(edge.input is one for text in texts for edge in self.owners(text))


def edges_of(drawing: Drawing) -> Iterator[Edge]:
    """Yield each pair of a text and an input that stand beside or above one another, nothing between."""
    first = {text: _has_box_to_its_right(drawing, text) for text in drawing.texts}
    headings = {heading for heading, _ in columns(drawing)}
    for one in drawing.inputs:
        for right in (False, True):
            for text in drawing.beside(one, right=right):
                if isinstance(text, Text) and (edge := _beside(drawing, text, one, right=right, first=first)):
                    yield edge
        for text in drawing.above(one):
            gap = drawing.gap(text, one)
            if isinstance(text, Text) and text not in headings and gap <= _HIGH:
                cost = _ABOVE + _near(gap) - _BARE
                yield Edge(text, one, Side.ABOVE, cost + (_ABOVE if first[text] else 0.0))


def columns(drawing: Drawing) -> Iterator[tuple[Text, tuple[Input, ...]]]:
    """Yield each heading of a column of inputs, and these.

    A heading stands on a level without inputs, beside another heading; below it is one thing on each level, and
    beside that something below another heading.
    """
    for text in drawing.texts:
        row = drawing.row_of(text)
        others = [other for other in row if isinstance(other, Text) and other is not text]
        if not others or any(isinstance(other, Input) for other in row):
            continue
        column = _column(drawing, text)
        if column and all(_is_in_table(drawing, one, text, others) for one in column):
            yield text, tuple(column)


def _column(drawing: Drawing, heading: Text) -> list[Input]:
    """The inputs below `heading`, from the first on, with nothing but inputs between."""
    found: list[Input] = []
    last: Text | Input = heading
    while True:
        below = drawing.below(last)
        inputs = [one for one in below if isinstance(one, Input) and _under(heading, one)]
        if len(inputs) != 1 or len([one for one in below if _under(heading, one)]) != 1:
            return found
        if drawing.gap(last, inputs[0]) > _HIGH:
            return found
        found.append(inputs[0])
        last = inputs[0]


def _is_in_table(drawing: Drawing, one: Input, heading: Text, others: Sequence[Text]) -> bool:
    mates = [mate for mate in drawing.row_of(one) if mate is not one]
    if any(_under(heading, mate) for mate in mates):
        return False
    return any(_under(other, mate) for other in others for mate in mates)


def _under(heading: Text, item: Text | Input) -> bool:
    a, b = heading.box, item.box
    overlap = min(a.right, b.right) - max(a.left, b.left)
    return overlap > 0 and overlap >= 0.5 * min(a.right - a.left, b.right - b.left)


def _has_box_to_its_right(drawing: Drawing, text: Text) -> bool:
    return any(isinstance(one, Input) and not one.ticks for one in drawing.beside(text, right=True))


def _beside(
    drawing: Drawing, text: Text, one: Input, *, right: bool, first: Mapping[Text, bool]
) -> Edge | None:
    gap = drawing.gap(text, one)
    if right and gap > _FAR:
        return None
    side = (_TICK_RIGHT if one.ticks else _RIGHT) if right else (_TICK_LEFT if one.ticks else _LEFT)
    idle = _IDLE if first[text] else 0.0
    where = Side.RIGHT if right else Side.LEFT
    return Edge(text, one, where, side + _near(gap) - _BARE - idle)


def _near(gap: float) -> float:
    """What a distance costs: the near ones count most."""
    return gap / (gap + 1.0)


def _components(edges: Sequence[Edge]) -> Iterator[list[Edge]]:
    """Yield the edges in groups that share neither a text nor an input."""
    of: dict[object, list[Edge]] = {}
    for edge in edges:
        group = [edge]
        for known in (of.get(edge.text), of.get(edge.input)):
            if known is not None and known is not group:
                if len(known) > len(group):
                    known, group = group, known
                group.extend(one for one in known if one not in group)
        if edge not in group:
            group.append(edge)
        for one in group:
            of[one.text] = of[one.input] = group
    seen: set[int] = set()
    for group in of.values():
        if id(group) not in seen:
            seen.add(id(group))
            yield group


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
