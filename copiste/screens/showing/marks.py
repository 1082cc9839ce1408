"""What is marked in a picture of a screen, and what is painted over in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from copiste.screens.declared.model import Screen
from copiste.screens.declared.tables import Grid, Table
from copiste.screens.errors import ActionNotFoundError, FieldNotFoundError
from copiste.screens.proposing.rest import propose_tables
from copiste.screens.reading.clicking import clickable
from copiste.screens.reading.keys import named_keys
from copiste.screens.reading.locate import Places, rows
from copiste.screens.reading.masks import masked_places
from copiste.screens.reading.owning.captions import normal
from copiste.screens.reading.tabular import area_of, entries, is_drawn
from copiste.screens.reading.undeclared import undeclared
from copiste.screens.reading.view import Box, Cell, View

_DIGITS = re.compile(r"(\d[ ./-]?){6,}")
_LONGEST_LABEL = 48


class Kind(StrEnum):
    """What a mark stands for."""

    FIELD = "field"
    LIST = "list or grid"
    ACTION = "action"
    MESSAGES = "messages"
    UNDECLARED = "not declared"


@dataclass(frozen=True, slots=True)
class Mark:
    """One box with a name."""

    kind: Kind
    label: str
    #: In the unit of the view's boxes.
    box: Box


def marks(
    view: View, screen: Screen, messages: Mapping[str, Box], key_words: Mapping[str, str]
) -> tuple[Mark, ...]:
    """What of `view`, which was recognised as `screen`, is what of its declaration; several for split fields.

    Args:
        view: What is shown.
        screen: Its declaration.
        messages: Where messages are, by the name of the place.
        key_words: By the words that the application has for keys, the keys.
    """
    personal = {normal(cell.text) for cell in _personal(view, screen)}
    return (
        *(Mark(Kind.MESSAGES, f"messages {name}".strip(), box) for name, box in messages.items()),
        *_lists(view, screen),
        *_fields(view, screen),
        *_actions(view, screen, key_words),
        *(
            Mark(Kind.UNDECLARED, "" if normal(caption) in personal else _short(caption), one.cell.box)
            for one, caption in undeclared(view, screen)
            if one.cell.box
        ),
    )


def missing(view: View, screen: Screen) -> Iterator[str]:
    """Yield each declared name that `view` does not show, and why; keys are there as far as one can see."""
    places = Places(view, screen)
    for name in screen.fields:
        try:
            places.cells(name)
        except FieldNotFoundError as error:
            yield f"{name}: {_why(error)}"
    for name in (*screen.tables, *screen.grids):
        try:
            _list_area(view, screen, name)
        except FieldNotFoundError as error:
            yield f"{name}: {_why(error)}"


def without_a_place(view: View, screen: Screen) -> Iterator[str]:
    """Yield the fields that are there but show nothing, and so nothing that could be marked."""
    places = Places(view, screen)
    for name in screen.fields:
        with suppress(FieldNotFoundError):
            if not any(cell.box for cell in places.cells(name)):
                yield name


def personal_boxes(view: View, screen: Screen) -> Iterator[Box]:
    """Yield what may show a person's data: values of inputs, fields and lists, messages, long numbers.

    More than evidence hides, because such pictures go into documentation.
    """
    yield from (cell.box for cell in _personal(view, screen) if cell.box)
    if view.rows:
        # What stands between the declared columns of a terminal's list is no cell.
        lines = (line.box for line in _lines(view, screen))
        yield from (Box(0, line.top, len(view.rows[0]), line.bottom) for line in lines)


def _personal(view: View, screen: Screen) -> Iterator[Cell]:
    hidden = {*masked_places(view, screen), *_values(view, screen)}
    said = {normal(one.text) for one in view.messages or ()}
    lines = [*_lines(view, screen)]
    for cell in view.cells():
        if cell.text:
            personal = cell.input or cell.place in hidden or _DIGITS.search(cell.text)
            if personal or normal(cell.text) in said or any(_stands_in(cell, line) for line in lines):
                yield cell


# --- what is marked -----


def _fields(view: View, screen: Screen) -> Iterator[Mark]:
    places = Places(view, screen)
    for name in screen.fields:
        with suppress(FieldNotFoundError):
            boxes = [cell.box for cell in places.cells(name) if cell.box]
            for number, box in enumerate(boxes, start=1):
                yield Mark(Kind.FIELD, name if len(boxes) == 1 else f"{name} {number}/{len(boxes)}", box)


def _lists(view: View, screen: Screen) -> Iterator[Mark]:
    for name in (*screen.tables, *screen.grids):
        with suppress(FieldNotFoundError):
            columns = screen.tables[name].columns if name in screen.tables else screen.grids[name].columns
            yield Mark(Kind.LIST, _short(f"{name}: {', '.join(columns)}"), _list_area(view, screen, name))


def _actions(view: View, screen: Screen, key_words: Mapping[str, str]) -> Iterator[Mark]:
    named = {one.key: one for one in named_keys(view, key_words)}
    for name, action in screen.actions.items():
        box = None
        if action.clicked:
            with suppress(ActionNotFoundError):
                box = clickable(view, action).box
        if box is None and action.key in named:
            key = named[action.key]
            box = key.cell.box and _part(key.cell.box, key.cell.text, key.start, key.end)
        if box:
            yield Mark(Kind.ACTION, name, box)


def _part(box: Box, text: str, start: int, end: int) -> Box:
    """Where some characters of a text are, as wide as the others."""
    one = (box.right - box.left) / len(text)
    return Box(box.left + start * one, box.top, box.left + end * one, box.bottom)


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"


def _why(error: FieldNotFoundError) -> str:
    """What an error says of a field, without the screen and the next step."""
    return str(error).partition(": ")[2].partition(" Next step")[0]


# --- lists -----


@dataclass(frozen=True, slots=True)
class _Line:
    box: Box
    table: int = -1


def _list_area(view: View, screen: Screen, name: str) -> Box:
    """Where list or grid `name` is, with its headings. Raises `FieldNotFoundError`."""
    table = screen.tables.get(name) or screen.grid(name)
    if is_drawn(view) or name in screen.grids:
        where = f'Screen "{screen.screen}", list "{name}"'
        return area_of(view, table.columns, where, table.until)
    wanted = {normal(column.caption) for column in table.columns.values()}
    cells = [cell for entry in rows(view, screen, name) for cell in entry.values()]
    for line in view.lines:
        if wanted <= {normal(cell.text) for cell in line}:
            cells += [cell for cell in line if normal(cell.text) in wanted]
    return _around(cell.box for cell in cells if cell.box)


def _lines(view: View, screen: Screen) -> Iterator[_Line]:
    """Yield the lines of every list and grid, and of tables that look like lists."""
    tabular: dict[str, Table | Grid] = {**screen.tables, **screen.grids}
    for name, table in tabular.items():
        with suppress(FieldNotFoundError):
            if is_drawn(view):
                for entry in entries(view, table.columns, name, table.until):
                    cells = [cell for pieces in entry.pieces.values() for cell in pieces]
                    yield _Line(entry.box, max((cell.table for cell in cells), default=-1))
            elif name in screen.tables:
                for row in rows(view, screen, name):
                    yield _Line(_around(cell.box for cell in row.values() if cell.box))
    for number in propose_tables(view).numbers:
        slots = {cell.slot for cell in view.cells() if cell.table == number and cell.slot}
        first = min(slot.top for slot in slots)
        yield from (_Line(slot, number) for slot in slots if slot.top > first)


def _stands_in(cell: Cell, line: _Line) -> bool:
    """Whether `cell` is on `line`, in one of its columns, declared or not."""
    if cell.box is None or not line.box.top <= (cell.box.top + cell.box.bottom) / 2 <= line.box.bottom:
        return False
    within = line.box.left <= (cell.box.left + cell.box.right) / 2 <= line.box.right
    return within or (line.table >= 0 and cell.table == line.table)


def _values(view: View, screen: Screen) -> Iterator[int]:
    """Yield the places of declared fields that are only shown."""
    places = Places(view, screen)
    for name, field in screen.fields.items():
        if field.protected:
            with suppress(FieldNotFoundError):
                yield from (cell.place for cell in places.cells(name))


def _around(boxes: Iterable[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))
