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

from copiste.screens.reading.owning.captions import normal
from copiste.screens.reading.owning.columns import columns
from copiste.screens.reading.owning.drawing import Drawing
from copiste.screens.reading.owning.geometry import columns_of, in_column
from copiste.screens.reading.owning.items import Input, Text

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
        self._edges = _without_misnamed(
            [
                edge
                for edge in edges_of(self.drawing)
                if edge.text not in self.without_texts and edge.input not in self.without_inputs
            ]
        )
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


def _without_misnamed(edges: list[Edge]) -> list[Edge]:
    """The edges, but for those to inputs that the page names by other words, of texts that have another.

    What sticks to the window while the page scrolls comes to stand beside texts that are not its own.
    """
    misnamed = {id(edge) for edge in edges if _is_misnamed(edge)}
    if not misnamed:
        return edges
    others = [edge for edge in edges if id(edge) not in misnamed]
    beside = {edge.text for edge in others if edge.side is not Side.ABOVE}
    above = {edge.text for edge in others if in_column(*columns_of(edge.text, edge.input))}
    return [
        edge
        for edge in edges
        if id(edge) not in misnamed
        or not (edge.text in beside or (edge.text in above and edge.side is not Side.LEFT))
    ]


def _is_misnamed(edge: Edge) -> bool:
    """Whether the page names the input, and by other words than the text."""
    control = edge.input.cell.control
    named = (*control.labels, *control.names)
    return bool(named) and edge.text.caption not in map(normal, named)


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
