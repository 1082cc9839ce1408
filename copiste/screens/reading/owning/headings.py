"""Under which headings an input stands, as a person sees the groups of a form. Pure.

- A text that stands alone in a cell as wide as its table heads what stands in that table below it, up to the
  next such text of the table.
- Any other heading heads what is drawn below it, to its right or, where it stands in the middle of the whole,
  on both sides; up to the next heading, unless that is written smaller.

A long text heads what follows too, for all that anybody can tell, but does not end the group in which it
stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from copiste.screens.reading.owning.drawing import Drawing
from copiste.screens.reading.owning.geometry import level
from copiste.screens.reading.owning.items import Input, Text
from copiste.screens.reading.view import Box

#: A text of more words than this is no title of a group: a hint, a sentence.
_TITLE = 6
#: How much higher a heading is than one that stands in its group.
_HIGHER = 1.05
#: Share of a table's width from which on a cell is as wide as the table.
_WHOLE = 0.9
#: How far from the middle a text may stand that stands there, as a share of the whole width.
_MIDDLE = 0.03


class Headings:
    """The headings of `drawing`, of which `texts` are those that caption nothing."""

    def __init__(self, drawing: Drawing, texts: Sequence[Text], slots: Sequence[Sequence[float]]) -> None:
        self._drawing = drawing
        #: Cells of tables: their corners and the number of the table.
        self._slots = slots
        self._levels = _levels(texts)
        self._areas = {text: area for text in texts if (area := self._area_in_table(text)) is not None}

    def over(self, one: Input) -> list[str]:
        """The headings under which `one` stands, as captions, outermost first."""
        found: list[Text] = []
        ended: dict[int, float] = {}
        for texts in self._levels:
            if texts[0].box.bottom > one.box.top + 1:
                continue
            for table in {text.table for text in texts if _holds(self._areas.get(text), one.box)}:
                (text, *_) = (text for text in texts if text.table == table and text in self._areas)
                if _is_higher(text, ended.get(table, 0.0)):
                    found.append(text)
                _end(ended, table, text)
            if drawn := self._nearest(texts, one):
                if drawn not in self._areas and _is_higher(drawn, ended.get(-1, 0.0)):
                    found.append(drawn)
                _end(ended, -1, drawn)
        return [text.caption for text in reversed(found)]

    # --- inside -----

    def _nearest(self, texts: Sequence[Text], one: Input) -> Text | None:
        """Of the headings of one level above `one`, the one below which it is drawn."""
        if len(texts) == 1 and self._is_in_the_middle(texts[0]):
            return texts[0]
        before = [text for text in texts if self._left(text) <= one.box.right]
        left = [text for text in before if self._left(text) <= one.box.left + self._drawing.unit]
        return max(left or before, key=self._left, default=None)

    def _left(self, text: Text) -> float:
        """From where on it may head something: the left of its table, where it heads one."""
        return self._areas[text].left if text in self._areas else text.box.left

    def _is_in_the_middle(self, text: Text) -> bool:
        left, right = self._width
        off = abs(text.box.left + text.box.right - left - right) / 2
        return off <= _MIDDLE * (right - left)

    @cached_property
    def _width(self) -> tuple[float, float]:
        """From where to where anything is drawn."""
        boxes = [item.box for item in self._drawing.items()]
        return min(box.left for box in boxes), max(box.right for box in boxes)

    def _area_in_table(self, text: Text) -> Box | None:
        """What a text heads that stands alone in a cell as wide as its table; `None` for any other."""
        if text.area is None or text.table not in self._tables:
            return None
        table = self._tables[text.table]
        if text.area.right - text.area.left < _WHOLE * (table.right - table.left):
            return None
        below = Box(table.left, text.box.bottom, table.right, table.bottom)
        return below if any(_holds(below, one.box) for one in self._drawing.inputs) else None

    @cached_property
    def _tables(self) -> dict[int, Box]:
        found: dict[int, Box] = {}
        for left, top, right, bottom, number in self._slots:
            box = found.get(int(number), Box(left, top, right, bottom))
            found[int(number)] = Box(
                min(box.left, left), min(box.top, top), max(box.right, right), max(box.bottom, bottom)
            )
        return found


def _levels(texts: Sequence[Text]) -> list[list[Text]]:
    """The texts level by level, the lowest first."""
    found: list[list[Text]] = []
    for text in sorted(texts, key=lambda text: (text.box.bottom, text.box.left), reverse=True):
        if found and level(found[-1][0].box, text.box):
            found[-1].append(text)
        else:
            found.append([text])
    return found


def _holds(area: Box | None, box: Box) -> bool:
    if area is None:
        return False
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return area.left <= across <= area.right and area.top <= down <= area.bottom


def _height(text: Text) -> float:
    """Of one line of it."""
    return text.folds[0].height if text.folds else text.box.height


def _is_higher(text: Text, height: float) -> bool:
    return _height(text) > _HIGHER * height


def _end(ended: dict[int, float], table: int, text: Text) -> None:
    """Note that `text` ends the groups of headings above it that are no higher."""
    if len(text.caption.split()) <= _TITLE:
        ended[table] = max(ended.get(table, 0.0), _height(text))
