"""24×80 maps: what a screen of the back-end looks like, before any value is in it.

A map is a declaration: title, captions, fields, one list area, keys. It is checked when it is made, so a
map that overlaps itself or leaves the glass never reaches a terminal. Rows and columns count from 1.

Positions obey the 3270 rule, although the web face ignores it: the attribute byte of a field takes the
column before it, and another one after it ends it. Nothing visible may lie in those columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

ROWS = 24
COLUMNS = 80
TITLE_ROW = 3
#: Body items lie between these two rows, both included.
BODY_ROWS = range(4, 22)
MESSAGE_ROW = 22
KEYS_ROW = 24

CAPTION_COLUMN = 4
FIELD_COLUMN = 26


class MapError(ValueError):
    """A map that no 24×80 terminal could show; the text names the map, the item and the place."""


class Aid(StrEnum):
    """The attention keys a face may send to the host."""

    ENTER = "ENTER"
    F3 = "F3"
    F4 = "F4"
    F5 = "F5"
    F7 = "F7"
    F8 = "F8"
    F10 = "F10"
    F12 = "F12"
    #: The key of a terminal that wipes its screen; the web face has none.
    CLEAR = "CLEAR"
    #: Any other key of a terminal (F1, PA1…): no map accepts it.
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Key:
    """An attention key that a map accepts, and the word for it on the keys line."""

    aid: Aid
    label: str

    def __str__(self) -> str:
        return f"{'ENTREE' if self.aid is Aid.ENTER else self.aid} {self.label}"


NEXT = Key(Aid.ENTER, "SUITE")
LEAVE = Key(Aid.F3, "FIN")
LIST = Key(Aid.F4, "LISTE")
REFRESH = Key(Aid.F5, "RAFRAICHIR")
BACK = Key(Aid.F7, "PRECEDENT")
FORWARD = Key(Aid.F8, "SUIVANT")
COMMIT = Key(Aid.F10, "VALIDER")
CANCEL = Key(Aid.F12, "ANNULER")


@dataclass(frozen=True, slots=True)
class Cell:
    """One stretch of the glass that takes or shows characters: a field, or one part of a split field."""

    field: Field
    part: int
    row: int
    column: int
    length: int
    #: Where this part starts in the value of the whole field.
    offset: int


@dataclass(frozen=True, slots=True)
class Field:
    """A named place for a value, with its caption.

    A split field (a date in 2-2-4, an IBAN in fours) is one field with several `parts`; its value is one
    string in which each part keeps its full width, short parts padded with spaces.
    """

    name: str
    caption: str
    row: int
    #: Lengths of the parts; most fields have one.
    parts: tuple[int, ...]
    column: int = FIELD_COLUMN
    caption_column: int = CAPTION_COLUMN
    protected: bool = False
    #: Typed characters do not show (a password).
    hidden: bool = False
    #: Only digits are taken.
    numeric: bool = False
    intensified: bool = False
    #: The code list that F4 opens here, by its name; none when empty.
    codes: str = ""
    #: A few words shown after the field, such as the order of a date.
    hint: str = ""

    @property
    def length(self) -> int:
        """Characters in the whole value."""
        return sum(self.parts)

    def cells(self) -> Iterator[Cell]:
        """Yield the parts from left to right, one attribute byte between them."""
        column, offset = self.column, 0
        for part, length in enumerate(self.parts):
            yield Cell(self, part, self.row, column, length, offset)
            column += length + 1
            offset += length

    @property
    def end(self) -> int:
        """The column of the attribute byte that ends the field."""
        return self.column + self.length + len(self.parts) - 1

    def join(self, typed: list[str]) -> str:
        """Make one value of what was typed in the parts; empty when all of them are."""
        if not any(part.strip() for part in typed):
            return ""
        return "".join(text.ljust(length) for text, length in zip(typed, self.parts, strict=True)).rstrip()

    def split(self, value: str) -> list[str]:
        """Cut a value into its parts, without their padding."""
        return [value[cell.offset : cell.offset + cell.length].strip() for cell in self.cells()]


@dataclass(frozen=True, slots=True)
class Text:
    """Constant text in the body of a map."""

    row: int
    column: int
    text: str
    intensified: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list area."""

    name: str
    caption: str
    column: int
    length: int
    #: On which line of an entry it lies, from 0; entries of one line have 0 everywhere.
    line: int = 0


@dataclass(frozen=True, slots=True)
class ListArea:
    """A protected list: a line of headings, then `page` entries of `height` lines each."""

    row: int
    page: int
    columns: tuple[Column, ...]

    @property
    def height(self) -> int:
        """Lines taken by one entry."""
        return 1 + max(column.line for column in self.columns)

    def heading(self, column: Column) -> str:
        """The caption of a column, cut where the next heading starts (old screens do that)."""
        after = [c.column for c in self.columns if c.line == column.line and c.column > column.column]
        return column.caption[: min(after, default=COLUMNS + 1) - column.column - 1]


@dataclass(frozen=True, slots=True)
class Map:
    """One screen of the back-end. Raises `MapError` when a 24×80 terminal could not show it."""

    name: str
    #: The code shown as TRANSID; empty on screens that belong to no transaction.
    transaction: str
    title: str
    fields: tuple[Field, ...] = ()
    texts: tuple[Text, ...] = ()
    listing: ListArea | None = None
    keys: tuple[Key, ...] = ()
    #: A bare map has no header, title or keys line: what a technical failure leaves on the glass.
    bare: bool = False

    def __post_init__(self) -> None:
        _check(self)

    @property
    def key_line(self) -> str:
        """What row 24 says."""
        return " - ".join(str(key) for key in self.keys)

    def field(self, name: str) -> Field:
        """Find a field by name. Raises KeyError."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def typable(self) -> tuple[Field, ...]:
        """The fields a person may type into, in reading order."""
        return tuple(field for field in self.fields if not field.protected)

    def accepts(self, aid: Aid) -> bool:
        """Say whether the keys line offers this key."""
        return any(key.aid is aid for key in self.keys)


def _check(map_: Map) -> None:
    """Raise MapError at the first thing that leaves the glass, overlaps, or has a name twice."""
    names = [field.name for field in map_.fields]
    if len(set(names)) != len(names):
        raise MapError(f"Map {map_.name}: two fields have the same name.")
    if len(map_.key_line) > COLUMNS - 1:
        raise MapError(f"Map {map_.name}: the keys line takes {len(map_.key_line)} columns of {COLUMNS - 1}.")
    taken: dict[tuple[int, int], str] = {}
    for stretch in _stretches(map_):
        _check_place(map_, stretch)
        for place in stretch.places():
            if place in taken:
                raise MapError(f"Map {map_.name}: {stretch.what} overlaps {taken[place]} at {place}.")
            taken[place] = stretch.what
    for stretch in _stretches(map_):
        for place in stretch.attributes():
            if place in taken:
                raise MapError(
                    f"Map {map_.name}: no attribute byte between {stretch.what} and {taken[place]}, {place}."
                )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Something visible: what it is, for a message, and where."""

    what: str
    row: int
    column: int
    length: int
    #: Only fields need attribute bytes that nothing covers.
    is_field: bool = False

    def places(self) -> list[tuple[int, int]]:
        return [(self.row, column) for column in range(self.column, self.column + self.length)]

    def attributes(self) -> list[tuple[int, int]]:
        ends = (self.column - 1, self.column + self.length) if self.is_field else ()
        return [(self.row, column) for column in ends]


def _check_place(map_: Map, stretch: _Stretch) -> None:
    """Raise MapError when something lies outside the glass, or in the rows kept for the host."""
    if not map_.bare and stretch.row not in BODY_ROWS:
        raise MapError(f"Map {map_.name}: {stretch.what} is on row {stretch.row}, outside the body.")
    if stretch.column < 2 or stretch.column + stretch.length - 1 > COLUMNS:
        raise MapError(
            f"Map {map_.name}: {stretch.what} does not fit on row {stretch.row}, "
            f"columns {stretch.column} to {stretch.column + stretch.length - 1}."
        )


def _stretches(map_: Map) -> Iterator[_Stretch]:
    """Yield everything visible in the body."""
    for field in map_.fields:
        if field.caption:
            yield _Stretch(f"caption {field.caption}", field.row, field.caption_column, len(field.caption))
            yield _Stretch(f"colon of {field.name}", field.row, field.column - 2, 1)
        for cell in field.cells():
            yield _Stretch(f"field {field.name}", cell.row, cell.column, cell.length, is_field=True)
        if field.hint:
            yield _Stretch(f"hint of {field.name}", field.row, field.end + 1, len(field.hint))
    for text in map_.texts:
        yield _Stretch(f"text {text.text!r}", text.row, text.column, len(text.text))
    area = map_.listing
    if area is None:
        return
    for column in area.columns:
        heading = area.heading(column)
        yield _Stretch(f"heading {column.caption}", area.row + column.line, column.column, len(heading))
        first = area.row + area.height + column.line
        for row in range(first, first + area.page * area.height, area.height):
            yield _Stretch(f"column {column.name}", row, column.column, column.length, is_field=True)
