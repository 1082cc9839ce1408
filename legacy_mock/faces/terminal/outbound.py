"""From a neutral `Screen` to a 3270 data stream: the characters of its picture, the attributes of its map.

IBM GA23-0059, 3270 Data Stream Programmer's Reference. Pure functions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from legacy_mock.faces.terminal.addresses import GRAPHIC, place, written
from legacy_mock.faces.terminal.codepage import encode
from legacy_mock.faces.terminal.style import STYLE, Style
from legacy_mock.map import COLUMNS, KEYS_ROW, MESSAGE_ROW, TITLE_ROW
from legacy_mock.messages import Kind

if TYPE_CHECKING:
    from legacy_mock.map import Field
    from legacy_mock.screen import Screen

ERASE_WRITE, ERASE_WRITE_ALTERNATE = 0xF5, 0x7E
#: Write control character: bits of six, in the graphic code.
_RESTORE_KEYBOARD, _RESET_MODIFIED = 0x02, 0x01
_SBA, _SF, _SFE, _IC = 0x11, 0x1D, 0x29, 0x13
_BASIC, _COLOUR = 0xC0, 0x42
#: A gap shorter than this is cheaper written than jumped over.
_GAP = 4


class Colour(IntEnum):
    """Colours of a 3279."""

    BLUE = 0xF1
    RED = 0xF2
    GREEN = 0xF4
    TURQUOISE = 0xF5
    YELLOW = 0xF6
    WHITE = 0xF7


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a terminal knows of one field."""

    colour: Colour
    protected: bool = True
    #: On a protected field: the cursor skips it after a full field before it, as keyed data flow on.
    numeric: bool = True
    bright: bool = False
    hidden: bool = False

    def basic(self) -> int:
        """Give the attribute byte; a new screen has no modified field."""
        shown = 0x0C if self.hidden else 0x08 if self.bright else 0
        return GRAPHIC[self.protected << 5 | self.numeric << 4 | shown]

    def order(self, *, extended: bool) -> bytes:
        """Give the order that starts such a field."""
        if extended:
            return bytes([_SFE, 2, _BASIC, self.basic(), _COLOUR, self.colour])
        return bytes([_SF, self.basic()])


#: Captions, and whatever has nothing of its own.
REST = Attribute(Colour.TURQUOISE)
HEADER = Attribute(Colour.BLUE)
TITLE = Attribute(Colour.WHITE, bright=True)
SHOWN = Attribute(Colour.GREEN)
BRIGHT = Attribute(Colour.WHITE, bright=True)
_MESSAGES = {
    Kind.CONFIRMATION: Attribute(Colour.WHITE, bright=True),
    Kind.INFORMATION: Attribute(Colour.WHITE),
    Kind.WARNING: Attribute(Colour.YELLOW, bright=True),
}
_REFUSALS = Attribute(Colour.RED, bright=True)


def written_screen(screen: Screen, *, extended: bool, locked: bool = False, style: Style = STYLE) -> bytes:
    """Write a whole screen, cursor and all; the keyboard stays locked if so told."""
    control = _RESET_MODIFIED if locked else _RESET_MODIFIED | _RESTORE_KEYBOARD
    command = ERASE_WRITE_ALTERNATE if style.alternate(screen.map) else ERASE_WRITE
    stream = bytearray([command, GRAPHIC[control]])
    at = 0
    for address, piece, width in _pieces(screen, style, extended=extended):
        if address != at:
            stream += bytes([_SBA]) + written(address)
        stream += piece
        at = address + width
    return bytes(stream) + bytes([_SBA]) + written(cursor_of(screen, style)) + bytes([_IC])


def cursor_of(screen: Screen, style: Style = STYLE) -> int:
    """Give the place where the cursor stands: a field to type into, or the first place of all."""
    fields = screen.map.typable()
    field = next((field for field in fields if field.name == screen.cursor), fields[0] if fields else None)
    return place(style.row(screen.map, field.row), field.column, style.size) if field else 0


def attributes_of(screen: Screen) -> dict[int, Attribute]:
    """Give the attribute bytes of a screen by their places."""
    return _attributes(screen, STYLE, "".join(STYLE.picture(screen)))


def _attributes(screen: Screen, style: Style, glass: str) -> dict[int, Attribute]:
    starts, ends = {0: REST}, {}
    for map_row, column, length, attribute in _stretches(screen, style):
        row = style.row(screen.map, map_row)
        starts[place(row, column - 1, len(glass))] = attribute
        end = place(row, column + length, len(glass))
        if glass[end] == " ":
            ends[end] = REST
    return dict(sorted({**ends, **starts}.items()))


def _pieces(screen: Screen, style: Style, *, extended: bool) -> Iterator[tuple[int, bytes, int]]:
    """Yield what is written: place, bytes, places taken. Blanks are left to the terminal's erasing."""
    glass = "".join(style.picture(screen))
    attributes = _attributes(screen, style, glass)
    starts = [*attributes, len(glass)]
    for start, end in pairwise(starts):
        yield start, attributes[start].order(extended=extended), 1
        for first, text in _runs(glass[start + 1 : end]):
            yield start + 1 + first, encode(text), len(text)


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the words of a stretch with where they begin; short gaps stay in."""
    at = 0
    for word in text.split(" " * _GAP):
        run = word.strip(" ")
        if run:
            yield at + word.index(run), run
        at += len(word) + _GAP


def _stretches(screen: Screen, style: Style) -> Iterator[tuple[int, int, int, Attribute]]:
    """Yield row, column, length and attribute of all that is a field of the terminal's."""
    map_ = screen.map
    if not map_.bare:
        yield 1, 2, COLUMNS - 1, HEADER
        if not style.plain:
            yield TITLE_ROW, (COLUMNS - len(map_.title)) // 2 + 1, len(map_.title), TITLE
        kind = screen.message.kind if screen.message else Kind.INFORMATION
        yield MESSAGE_ROW, 2, COLUMNS - 1, _MESSAGES.get(kind, _REFUSALS)
        yield KEYS_ROW, 2, COLUMNS - 1, HEADER
    for text in map_.texts:
        if text.intensified:
            yield text.row, text.column, len(text.text), BRIGHT
    for field in map_.fields:
        attribute = _attribute(field, bright=field.intensified or field.name in screen.bright)
        for cell in field.cells():
            yield cell.row, cell.column, cell.length, attribute
    area = map_.listing
    if area is None:
        return
    for column in area.columns:
        yield area.row + column.line, column.column, len(area.heading(column)), HEADER
        for entry in range(len(screen.rows)):
            yield area.row + area.height * (entry + 1) + column.line, column.column, column.length, SHOWN


def _attribute(field: Field, *, bright: bool) -> Attribute:
    if field.protected:
        return BRIGHT if bright else SHOWN
    colour = Colour.RED if bright else Colour.GREEN
    return Attribute(
        colour,
        protected=False,
        numeric=field.numeric,
        bright=bright and not field.hidden,
        hidden=field.hidden,
    )
