"""What a view draws, as a person takes it in: whole texts, and the inputs between them. Pure.

A caption that is split over two lines, or by emphasis, is one text. Signs between a caption and its box are
none. The radio buttons of one group are one input, whose options are the texts beside the buttons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from copiste.screens.reading.owning.captions import is_sign, normal
from copiste.screens.reading.view import Box, Cell, Option, View

#: Gaps in heights of a line: between parts of one line, and between lines of one text.
_WITHIN_LINE, _BETWEEN_LINES = 0.6, 0.9
#: Share of the lower of two things, or of the narrower, that lies beside or below the other.
_SHARE = 0.5
#: Heights of a line by which a text may begin or end beside what is below it.
_ASIDE = 3.0
#: Heights of a line beyond which nothing above or below belongs to a thing.
_REACH = 6.0
#: How far two neighbours may overlap, in heights of a line.
_TOLERANCE = 0.3


@dataclass(eq=False, slots=True)
class Text:
    """A whole text."""

    caption: str = field(repr=False)
    box: Box
    #: Indices of the lines of the view on which its parts stand.
    rows: frozenset[int]
    #: The place to which the page itself ties it.
    link: int | None = None
    #: As wide as its column, where that is known.
    area: Box | None = None
    #: Its first and its last line, where it has several.
    folds: tuple[Box, Box] | None = None
    #: Other readings, where a line of a wrapped text may stand alone.
    lines: tuple[Text, ...] = field(default=(), repr=False)


@dataclass(eq=False, slots=True)
class Input:
    """A place to type into or to choose in; all buttons of a radio group together."""

    cell: Cell
    box: Box
    #: The radio buttons of a group, in reading order.
    buttons: tuple[Cell, ...] = ()

    @property
    def kind(self) -> str:
        """What it is to type into."""
        return self.cell.control.kind

    @property
    def area(self) -> Box | None:
        """As wide as its column, where that is known."""
        return self.cell.area if len(self.buttons) < 2 else None

    def seen_in(self, cells: Mapping[int, Cell]) -> Cell:
        """Its cell as it is in a later view of the same layout, whose cells these are by place."""
        if len(self.buttons) < 2:
            return cells[self.cell.place]
        now = [cells[button.place] for button in self.buttons]
        options = tuple(
            replace(option, chosen=bool(button.text), disabled=button.protected)
            for option, button in zip(self.cell.options, now, strict=True)
        )
        return replace(
            self.cell,
            text=next((option.text for option in options if option.chosen), ""),
            protected=all(button.protected for button in now),
            control=replace(self.cell.control, options=options),
        )

    @property
    def ticks(self) -> bool:
        """Whether its caption may as well stand to its right."""
        return self.kind in {"check", "radio"} and len(self.buttons) < 2

    @property
    def places(self) -> frozenset[int]:
        """Its places in the view."""
        return frozenset(cell.place for cell in self.buttons) or frozenset((self.cell.place,))


Item = Text | Input


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
        self.inputs = [Input(cell, _box(cell)) for _, cell in pieces if cell.input]
        self.texts = self._texts(pieces)
        self._index()
        self._group_radios()
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

    # --- neighbours -----

    def beside(self, item: Item, *, right: bool, among: Iterable[Item] | None = None) -> list[Item]:
        """What stands to the right of `item`, or to its left, with nothing between."""
        if among is not None:
            return self._beside(item, among, right=right)
        key = (item, right)
        if key not in self._neighbours:
            self._neighbours[key] = self._beside(
                item, self.between(item.box.top, item.box.bottom), right=right
            )
        return self._neighbours[key]

    def _beside(self, item: Item, among: Iterable[Item], *, right: bool) -> list[Item]:
        box, slack = item.box, self.unit * _TOLERANCE
        left, top, end, bottom = box
        found: list[tuple[float, Item]] = []
        for other in among:
            there = other.box
            if there[3] <= top or there[1] >= bottom or other is item or not level(box, there):
                continue
            gap = there[0] - end if right else left - there[2]
            if gap < -slack:
                gap = _gap_of_folds(item, other, right=right)
            if gap >= -slack:
                found.append((gap, other))
        return _unblocked(found, lambda one, other: level(one.box, other.box))

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
            found.append((other, max(-_overlap(one, text), 0.0)))
        straight = [pair for pair in found if pair[1] == 0]
        return [(other, aside) for other, aside in straight or found if isinstance(other, Text)]

    def below(self, item: Item) -> list[Item]:
        """What stands below `item`, with nothing between."""
        return self._stacked(item, lambda box, other: other.top - box.bottom)

    def _stacked(self, item: Item, gap_to: Callable[[Box, Box], float], aside: float = 0.0) -> list[Item]:
        """What stands above or below `item`, or up to `aside` beside that, with nothing between."""
        slack = self.unit * _TOLERANCE
        near = self.between(item.box.top - _REACH * self.unit, item.box.bottom + _REACH * self.unit)
        found = [
            (gap, other)
            for other in near
            if (gap := gap_to(item.box, other.box)) >= -slack
            and _overlap(*columns_of(item, other)) > -aside
            and other is not item
        ]
        return _unblocked(found, lambda one, other: in_column(*columns_of(one, other)))

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
        beside = self.between(item.box.top, item.box.bottom)
        return [other for other in beside if other is item or level(item.box, other.box)]

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

    # --- texts -----

    def _texts(self, pieces: Sequence[tuple[int, Cell]]) -> list[Text]:
        lines: list[list[Text]] = []
        block, link = -1, None
        for row, cell in pieces:
            if cell.input:
                block = -1
                continue
            one = Text(cell.text, _box(cell), frozenset((row,)), cell.link, cell.area, cell.folds)
            goes_on = bool(lines) and block >= 0 and (cell.block, cell.link) == (block, link)
            block, link = cell.block, cell.link
            if not goes_on:
                lines.append([one])
            elif self._continues_line(lines[-1][-1].box, one.box):
                lines[-1][-1] = _joined((lines[-1][-1], one))
            elif self._is_next_line(lines[-1][-1].box, one.box):
                lines[-1].append(one)
            else:
                lines.append([one])
        singles = [text for stack in lines for text in stack if not is_sign(text.caption)]
        return [
            _named(text)
            for stack in lines
            for text in self._wrapped([one for one in stack if not is_sign(one.caption)], singles)
        ]

    def _continues_line(self, box: Box, other: Box) -> bool:
        return level(box, other) and -self.unit < other.left - box.right <= self.unit * _WITHIN_LINE

    def _is_next_line(self, box: Box, other: Box) -> bool:
        gap = other.top - box.bottom
        overlap = min(box.right, other.right) - max(box.left, other.left)
        return (
            -self.unit * _SHARE <= gap <= self.unit * _BETWEEN_LINES and overlap > 0 and not level(box, other)
        )

    def _wrapped(self, stack: Sequence[Text], singles: Sequence[Text]) -> Iterator[Text]:
        """Yield the texts that the lines of one paragraph are.

        Where two lines have each an input of their own, each is a text. Otherwise they are one, and its last
        line alone is another reading, if an input stands beside that one only.
        """
        if len(stack) < 2:
            yield from stack
            return
        own = [self._own_input(line, stack, singles) for line in stack]
        several = len({id(one) for one in own if one}) > 1
        group: list[Text] = []
        for at, line in enumerate(stack):
            group.append(line)
            following = own[at + 1] if at + 1 < len(stack) else None
            if several and own[at] is not None and own[at] is not following:
                yield _with_last(group, own[at])
                group = []
        if group:
            yield _with_last(group, own[len(stack) - 1])

    def _own_input(self, line: Text, stack: Sequence[Text], singles: Sequence[Text]) -> Input | None:
        among: list[Item] = [*(text for text in singles if text not in stack), *self.inputs]
        for right in (True, False):
            for other in self.beside(line, right=right, among=among):
                if isinstance(other, Input) and (right or other.ticks):
                    return other
        return None

    # --- radio buttons -----

    def _group_radios(self) -> None:
        groups: dict[str, list[Input]] = {}
        for one in self.inputs:
            if one.kind == "radio" and one.cell.control.group:
                groups.setdefault(one.cell.control.group, []).append(one)
        for buttons in groups.values():
            if len(buttons) > 1:
                self._group(self.in_reading_order(buttons))

    def _group(self, buttons: list[Input]) -> None:
        beside = self._option_texts(buttons)
        taken: list[Text] = [text for text in beside if text is not None]
        options = tuple(
            Option(
                " ".join(one.cell.control.labels)
                or (text.caption if text else " ".join(one.cell.control.names)),
                bool(one.cell.text),
                one.cell.options[0].value if one.cell.options else "",
                one.cell.place,
                disabled=one.cell.protected,
            )
            for one, text in zip(buttons, beside, strict=True)
        )
        first = buttons[0].cell
        chosen = next((option.text for option in options if option.chosen), "")
        control = replace(first.control, options=options, labels=(), names=())
        closed = all(option.disabled for option in options)
        cell = replace(first, text=chosen, protected=closed, control=control)
        box = _union([*(one.box for one in buttons), *(text.box for text in taken)])
        group = Input(replace(cell, box=box), box, tuple(one.cell for one in buttons))
        at = self.inputs.index(buttons[0])
        self.inputs[at] = group
        self.inputs = [one for one in self.inputs if one not in buttons]
        self.texts = [text for text in self.texts if text not in taken]
        self._index()

    def _option_texts(self, buttons: Sequence[Input]) -> list[Text | None]:
        """The text of each button: tied to it by the page, else right of all, left of all, or above all."""
        linked: list[Text | None] = [
            next((text for text in self.texts if text.link == one.cell.place), None) for one in buttons
        ]
        if all(linked):
            return linked
        right = [self._nearest_text(one, right=True) for one in buttons]
        left = [self._nearest_text(one, right=False) for one in buttons]
        sides = [
            side for side in (right, left) if all(side) and len({id(text) for text in side}) == len(side)
        ]
        if len(sides) == 2:
            # Both readings are whole: the texts that are nearer, to the right where they are as near.
            far, near = (
                sum(self.gap(one, text) for one, text in zip(buttons, side, strict=True) if text)
                for side in sides
            )
            return right if far <= near * 1.2 else left if near <= far * 0.6 else [None] * len(buttons)
        if sides:
            return sides[0]
        over = [self._nearest_above(one) for one in buttons]
        if all(over) and len({id(text) for text in over}) == len(over):
            # Headings of columns: several groups share them.
            return [replace(text) if text else None for text in over]
        return linked

    def _nearest_text(self, item: Item, *, right: bool) -> Text | None:
        nearest = self.beside(item, right=right)[:1]
        return nearest[0] if nearest and isinstance(nearest[0], Text) else None

    def _nearest_above(self, item: Item) -> Text | None:
        over = [
            text
            for text in self.texts
            if text.box.bottom <= item.box.top + 1 and in_column(text.box, item.box)
        ]
        return max(over, key=lambda text: text.box.bottom, default=None)

    def gap(self, one: Item, other: Item) -> float:
        """How far apart two neighbours are, in heights of a line."""
        a, b = one.box, other.box
        across = max(a.left - b.right, b.left - a.right, 0.0)
        down = max(a.top - b.bottom, b.top - a.bottom, 0.0)
        return (across if level(a, b) else max(across, down)) / self.unit


def columns_of(one: Item, other: Item) -> tuple[Box, Box]:
    """The boxes of two things, as wide as their columns where both are known to have one."""
    if one.area is None or other.area is None:
        return one.box, other.box
    return one.area, other.area


def _folds(item: Item) -> tuple[Box, Box]:
    """The first and the last line of a text; twice the box of anything else."""
    return (isinstance(item, Text) and item.folds) or (item.box, item.box)


def _gap_of_folds(one: Item, other: Item, *, right: bool) -> float:
    """How far `other` stands from the line of `one` that ends or begins beside it; below zero for none.

    A text that goes on below what it stands beside begins to the left of that.
    """
    before, behind = (one, other) if right else (other, one)
    last, first = _folds(before)[1], _folds(behind)[0]
    if (last is before.box and first is behind.box) or not level(last, first):
        return float("-inf")
    return first.left - last.right


def level(one: Box, other: Box) -> bool:
    """Whether the lower of the two stands mostly beside the other."""
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0 and overlap >= _SHARE * min(one.height, other.height)


def in_column(one: Box, other: Box) -> bool:
    """Whether the narrower of the two stands mostly above or below the other."""
    overlap = _overlap(one, other)
    return overlap > 0 and overlap >= _SHARE * min(one.right - one.left, other.right - other.left)


def _overlap(one: Box, other: Box) -> float:
    """How wide the part is in which both stand; how far apart they are, below zero."""
    return min(one.right, other.right) - max(one.left, other.left)


def _unblocked(found: list[tuple[float, Item]], hides: Callable[[Item, Item], bool]) -> list[Item]:
    found.sort(key=lambda pair: pair[0])
    seen: list[Item] = []
    for _, item in found:
        if not any(hides(item, nearer) for nearer in seen):
            seen.append(item)
    return seen


def _boxed(cell: Cell, row: int, at: int) -> Cell:
    """A cell of a face that knows only lines and cells stands on its row, at its place in the line."""
    if cell.box is not None or cell.place < 0:
        return cell
    return replace(cell, box=Box(at, row, at + 1, row + 1))


def _box(cell: Cell) -> Box:
    assert cell.box is not None
    return cell.box


def _unit(cells: Iterable[Cell]) -> float:
    heights = [_box(cell).height for cell in cells if not cell.input]
    return float(median(heights)) if heights else 1.0


def _union(boxes: Sequence[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _joined(parts: Sequence[Text]) -> Text:
    return Text(
        " ".join(part.caption for part in parts),
        _union([part.box for part in parts]),
        frozenset().union(*(part.rows for part in parts)),
        parts[0].link,
        parts[0].area,
        (_folds(parts[0])[0], _folds(parts[-1])[1]),
    )


def _with_last(group: Sequence[Text], own: Input | None) -> Text:
    if len(group) == 1:
        return group[0]
    whole = _joined(group)
    if own is not None and not level(own.box, group[-2].box):
        whole.lines = (_named(group[-1]),)
    return whole


def _named(text: Text) -> Text:
    text.caption = normal(text.caption)
    return text
