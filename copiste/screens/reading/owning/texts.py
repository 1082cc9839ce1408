"""A caption that is split over two lines, or by emphasis, is one text. Signs that lead to a box are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copiste.screens.reading.owning.captions import is_sign, normal
from copiste.screens.reading.owning.geometry import SHARE, beside, box_of, folds_of, level, union
from copiste.screens.reading.owning.items import Input, Item, Text
from copiste.screens.reading.view import Box, Cell

#: Gaps in heights of a line: between parts of one line, and between lines of one text.
_WITHIN_LINE, _BETWEEN_LINES = 0.6, 0.9


class WholeTexts:
    """Puts texts together, of a view whose lines of text are `unit` high."""

    def __init__(self, inputs: Sequence[Input], unit: float) -> None:
        self._inputs = inputs
        self._unit = unit

    def of(self, pieces: Sequence[tuple[int, Cell]]) -> list[Text]:
        """The texts that `pieces` are, each with the line of the view on which it stands."""
        lines: list[list[Text]] = []
        block, link = -1, None
        for row, cell in pieces:
            if cell.input:
                block = -1
                continue
            one = Text(
                cell.text, box_of(cell), frozenset((row,)), cell.link, cell.area, cell.folds, cell.table
            )
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
        return level(box, other) and -self._unit < other.left - box.right <= self._unit * _WITHIN_LINE

    def _is_next_line(self, box: Box, other: Box) -> bool:
        gap = other.top - box.bottom
        overlap = min(box.right, other.right) - max(box.left, other.left)
        return (
            -self._unit * SHARE <= gap <= self._unit * _BETWEEN_LINES
            and overlap > 0
            and not level(box, other)
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
        among: list[Item] = [*(text for text in singles if text not in stack), *self._inputs]
        for right in (True, False):
            for other in beside(line, among, right=right, unit=self._unit):
                if isinstance(other, Input) and (right or other.ticks):
                    return other
        return None


def _joined(parts: Sequence[Text]) -> Text:
    return Text(
        " ".join(part.caption for part in parts),
        union([part.box for part in parts]),
        frozenset().union(*(part.rows for part in parts)),
        parts[0].link,
        parts[0].area,
        (folds_of(parts[0])[0], folds_of(parts[-1])[1]),
        parts[0].table,
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
