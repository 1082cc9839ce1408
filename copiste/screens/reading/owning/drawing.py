"""What a view draws, as a person takes it in: whole texts, and the inputs between them. Pure.

`texts` puts the texts together, `radios` makes one input of the radio buttons of a group, `geometry` says how
two things stand to one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from copiste.screens.reading.owning.geometry import (
    TOLERANCE,
    beside,
    box_of,
    columns_of,
    gap,
    in_column,
    level,
    overlap,
    unblocked,
)
from copiste.screens.reading.owning.items import Input, Item, Text
from copiste.screens.reading.owning.radios import RadioButtons, radio_groups
from copiste.screens.reading.owning.texts import WholeTexts
from copiste.screens.reading.view import Box, Cell, View

#: Heights of a line by which a text may begin or end beside what is below it.
_ASIDE = 3.0
#: Heights of a line beyond which nothing above or below belongs to a thing.
_REACH = 6.0


class Drawing:
    """The texts and inputs of one view, and who stands beside whom."""

    def __init__(self, view: View) -> None:
        cells = [
            (row, _boxed(cell, row, at))
            for row, line in enumerate(view.lines)
            for at, cell in enumerate(line)
            if cell.input or cell.text
        ]
        pieces = [(row, cell) for row, cell in cells if cell.box]
        #: Height of a line of text.
        self.unit = _unit(cell for _, cell in pieces)
        self.inputs = [Input(cell, box_of(cell)) for _, cell in pieces if cell.input]
        self.texts = WholeTexts(self.inputs, self.unit).of(pieces)
        self._index()
        for buttons in list(radio_groups(self.inputs)):
            self._group(self.in_reading_order(buttons))
        #: By place.
        self.of_place = {place: one for one in self.inputs for place in one.places}

    def _index(self) -> None:
        """Sort everything into bands of equal height."""
        self._band = 4 * self.unit
        self._neighbours: dict[tuple[Item, bool], list[Item]] = {}
        self._texts_over: dict[Item, list[tuple[Text, float]]] = {}
        self._bands: dict[int, list[Item]] = {}
        for item in self.items():
            for band in range(int(item.box.top // self._band), int(item.box.bottom // self._band) + 1):
                self._bands.setdefault(band, []).append(item)

    def _group(self, buttons: Sequence[Input]) -> None:
        """Put one input in the place of the radio buttons of a group, and of the texts of its options."""
        group, options = RadioButtons(self).grouped(buttons)
        self.inputs[self.inputs.index(buttons[0])] = group
        self.inputs = [one for one in self.inputs if one not in buttons]
        self.texts = [text for text in self.texts if text not in options]
        self._index()

    # --- neighbours -----

    def beside(self, item: Item, *, right: bool) -> list[Item]:
        """What stands to the right of `item`, or to its left, with nothing between."""
        key = (item, right)
        if key not in self._neighbours:
            among = self.between(item.box.top, item.box.bottom)
            self._neighbours[key] = beside(item, among, right=right, unit=self.unit)
        return self._neighbours[key]

    def over(self, item: Item) -> list[tuple[Text, float]]:
        """The texts above `item` with nothing between, and how far to the side each stands.

        One that stands a little to the side counts where nothing stands straight above.
        """
        if item not in self._texts_over:
            self._texts_over[item] = self._over(item)
        return self._texts_over[item]

    def _over(self, item: Item) -> list[tuple[Text, float]]:
        found = []
        for other in self._stacked(item, lambda box, other: box.top - other.bottom, _ASIDE * self.unit):
            one, text = columns_of(item, other)
            found.append((other, max(-overlap(one, text), 0.0)))
        straight = [pair for pair in found if pair[1] == 0]
        return [(other, aside) for other, aside in straight or found if isinstance(other, Text)]

    def below(self, item: Item) -> list[Item]:
        """What stands below `item`, with nothing between."""
        return self._stacked(item, lambda box, other: other.top - box.bottom)

    def _stacked(self, item: Item, gap_to: Callable[[Box, Box], float], aside: float = 0.0) -> list[Item]:
        """What stands above or below `item`, or up to `aside` beside that, with nothing between."""
        slack = self.unit * TOLERANCE
        near = self.between(item.box.top - _REACH * self.unit, item.box.bottom + _REACH * self.unit)
        found = [
            (far, other)
            for other in near
            if (far := gap_to(item.box, other.box)) >= -slack
            and overlap(*columns_of(item, other)) > -aside
            and other is not item
        ]
        return unblocked(found, lambda one, other: in_column(*columns_of(one, other)))

    def items(self) -> Iterator[Item]:
        """Yield the texts and the inputs."""
        yield from self.texts
        yield from self.inputs

    def between(self, top: float, bottom: float) -> Iterator[Item]:
        """Yield what stands, at least in part, between two heights."""
        first, last = int(top // self._band), int(bottom // self._band)
        if first == last:
            yield from self._bands.get(first, ())
            return
        found = {id(item): item for band in range(first, last + 1) for item in self._bands.get(band, ())}
        yield from found.values()

    def row_of(self, item: Item) -> list[Item]:
        """What stands on the same level as `item`, itself among it."""
        near = self.between(item.box.top, item.box.bottom)
        return [other for other in near if other is item or level(item.box, other.box)]

    def in_reading_order(self, inputs: Iterable[Input]) -> list[Input]:
        """From top to bottom, and on one level from left to right."""
        rows: list[list[Input]] = []
        for one in sorted(inputs, key=lambda one: (one.box.top, one.box.left)):
            if rows and level(rows[-1][0].box, one.box):
                rows[-1].append(one)
            else:
                rows.append([one])
        return [one for row in rows for one in sorted(row, key=lambda one: one.box.left)]

    def paragraph(self, one: Input) -> tuple[Input, ...]:
        """The inputs of one paragraph, in the order of the page; they may be drawn on several lines."""
        block = one.cell.block
        return tuple(other for other in self.inputs if other.cell.block == block) if block >= 0 else (one,)

    def gap(self, one: Item, other: Item) -> float:
        """How far apart two neighbours are, in heights of a line."""
        return gap(one, other, self.unit)


def _boxed(cell: Cell, row: int, at: int) -> Cell:
    """A cell of a face that knows only lines and cells stands on its row, at its place in the line."""
    if cell.box is not None or cell.place < 0:
        return cell
    return replace(cell, box=Box(at, row, at + 1, row + 1))


def _unit(cells: Iterable[Cell]) -> float:
    heights = [box_of(cell).height for cell in cells if not cell.input]
    return float(median(heights)) if heights else 1.0
