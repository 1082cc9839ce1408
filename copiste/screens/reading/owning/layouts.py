"""Who owns which input, found out once for views that differ only in what says nothing of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from copiste.screens.reading.owning.owners import Owners
from copiste.screens.reading.view import Cell, View

_DIGIT = re.compile(r"\d")
#: What may tell one view from another: digits in texts, and names that the page gives its inputs.
_NUMBERS, _NAMES = "numbers", "names"


def owners_of(
    view: View, without_rows: frozenset[int], words: Iterable[str] | None = None, *, named: bool = True
) -> Owners:
    """Who owns which input of `view`; computed once for views that differ in what inputs hold and no more.

    Where only `words` are going to be asked for, and none of them holds a digit, a text with other digits (a
    date, a counter) is no other view either. Unless inputs are asked for by the page's names (`named`), those
    may differ too: some applications make them up for each page.
    """
    everything = words is None or _has_options(view)
    numbers_tell = everything or any(map(_DIGIT.search, words or ()))
    telling = {_NUMBERS: numbers_tell, _NAMES: everything or named}
    return _owners_of(
        _Layout(view, without_rows, frozenset(what for what, tells in telling.items() if tells))
    )


def _has_options(view: View) -> bool:
    """Whether texts of the drawing are offered as values: those beside radio buttons."""
    return any(cell.input and cell.control.kind == "radio" for cell in view.cells())


class _Layout:
    """A view as the key of a cache: everything but what inputs hold."""

    __slots__ = ("_key", "view", "without_rows")

    def __init__(self, view: View, without_rows: frozenset[int], telling: frozenset[str]) -> None:
        self.view = view
        self.without_rows = without_rows
        lines = tuple(tuple(_layout_of(cell, telling) for cell in line) for line in view.lines)
        self._key = (without_rows, telling, tuple(map(tuple, view.slots)), lines)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Layout) and other._key == self._key


def _layout_of(cell: Cell, telling: frozenset[str]) -> tuple[object, ...]:
    if not cell.input:
        text = cell.text if _NUMBERS in telling else _DIGIT.sub("0", cell.text)
        return (cell.place, text, cell.box, cell.folds, cell.area, cell.table, cell.block, cell.link)
    page = cell.control
    name = page.name if _NAMES in telling else ""
    # What stands for a radio button when it is submitted; which one is chosen is no layout.
    values = tuple(option.value for option in page.options) if page.kind == "radio" else ()
    about = (page.kind, page.labels, page.names, page.hint, page.tip, name, page.group, page.groups, values)
    return (cell.place, cell.box, cell.area, cell.table, cell.block, about)


@lru_cache(maxsize=16)
def _owners_of(layout: _Layout) -> Owners:
    return Owners(layout.view, layout.without_rows)
