"""A neutral `Screen` arranged for HTML: rows of cells, names that change at each page, and the way back.

Nothing here knows the web server: values in, values out.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from legacy_mock.map import BODY_ROWS, Aid
from legacy_mock.screen import Input

if TYPE_CHECKING:
    from legacy_mock.map import Cell, Field
    from legacy_mock.screen import Screen

#: Width of a column of the glass, in pixels of 2003.
_PIXELS = 9


@dataclass(frozen=True, slots=True)
class Box:
    """One place to type into."""

    name: str
    size: int
    value: str
    hidden: bool
    has_list: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """One table cell of a row: blank space, a caption, protected text, or boxes."""

    kind: str
    width: int
    text: str = ""
    boxes: tuple[Box, ...] = ()
    bright: bool = False


class Page:
    """One rendering of a screen; its token tells whether an answer is for the page sent last."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.token = secrets.token_hex(6)
        self._prefix = f"ctl00_x{self.token[:2]}"
        self._first = 10 + secrets.randbelow(30)
        self._cells = [cell for field in screen.map.typable() for cell in field.cells()]
        self._names = {
            (cell.field.name, cell.part): f"{self._prefix}_txt{self._first + index}"
            for index, cell in enumerate(self._cells)
        }

    @property
    def noise(self) -> str:
        """A class name that means nothing and changes at each page."""
        return f"s{self._prefix[-2:]}"

    @property
    def cursor(self) -> str:
        """The name of the box where the cursor goes, empty when nothing can be typed."""
        names = [name for (field, _part), name in self._names.items() if field == self.screen.cursor]
        return (names or list(self._names.values()) or [""])[0]

    @property
    def selection(self) -> str:
        """The name of the box that takes the line of a list, for a click on the line."""
        return self._names.get(("selection", 0), "")

    def field_of(self, name: str) -> str:
        """Give the field that a box belongs to; empty for a name that is not on this page."""
        return next((field for (field, _part), box in self._names.items() if box == name), "")

    def rows_above(self) -> list[list[Piece]]:
        """Give the rows of the body above the list area, or all of them, as pieces from left to right."""
        area = self.screen.map.listing
        return self._rows(range(BODY_ROWS.start, area.row if area else BODY_ROWS.stop))

    def rows_below(self) -> list[list[Piece]]:
        """Give the rows of the body below the list area."""
        area = self.screen.map.listing
        return self._rows(range(area.row, BODY_ROWS.stop)) if area else []

    def answer(self, form: Mapping[str, str]) -> Input | None:
        """Read a form that came back; None when it answers another page, or names no key."""
        if form.get("__ETAT") != self.token:
            return None
        jump = form.get("__SAUT", "")
        key = form.get("__TOUCHE", "")
        if key not in {aid.value for aid in Aid}:
            return None
        typed = {
            field.name: tuple(form.get(self._names[field.name, cell.part], "") for cell in field.cells())
            for field in self.screen.map.typable()
        }
        return Input(Aid(key), typed, self.field_of(form.get("__CURSEUR", "")), jump)

    def _rows(self, rows: range) -> list[list[Piece]]:
        """Give some rows; one without pieces stands for any number of blank rows between two others."""
        arranged: list[list[Piece]] = []
        for row in rows:
            pieces = self._spaced(sorted(self._pieces(row), key=lambda placed: placed[0]))
            if pieces or (arranged and arranged[-1]):
                arranged.append(pieces)
        return arranged

    def _pieces(self, row: int) -> Iterator[tuple[int, Piece]]:
        """Yield (column, piece) of everything on a row outside the list area."""
        for text in self.screen.map.texts:
            if text.row == row:
                yield text.column, Piece("texte", len(text.text), text.text)
        for field in self.screen.map.fields:
            if field.row != row:
                continue
            if field.caption:
                width = field.column - 2 - field.caption_column
                yield field.caption_column, Piece("lib", width, field.caption)
                yield field.column - 2, Piece("dp", 1, ":")
            yield field.column, self._field(field)
            if field.hint:
                yield field.end + 1, Piece("aide", len(field.hint), field.hint)

    def _field(self, field: Field) -> Piece:
        value = self.screen.value(field.name)
        width = field.end - field.column
        bright = field.intensified or field.name in self.screen.bright
        if field.protected:
            return Piece("val", width, value, bright=bright)
        parts = zip(field.cells(), field.split(value), strict=True)
        boxes = tuple(self._box(cell, part) for cell, part in parts)
        return Piece("saisie", width, boxes=boxes, bright=bright)

    def _box(self, cell: Cell, value: str) -> Box:
        field = cell.field
        name = self._names[field.name, cell.part]
        return Box(name, cell.length, value, field.hidden, bool(field.codes))

    @staticmethod
    def _spaced(placed: list[tuple[int, Piece]]) -> list[Piece]:
        """Fill the gaps between the pieces, and turn columns into pixels."""
        row: list[Piece] = []
        at = 1
        for column, piece in placed:
            if column > at:
                row.append(Piece("vide", (column - at) * _PIXELS))
            row.append(Piece(piece.kind, piece.width * _PIXELS, piece.text, piece.boxes, piece.bright))
            at = column + piece.width
        return row
