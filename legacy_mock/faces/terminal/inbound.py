"""From a record that a 3270 terminal sent to the neutral `Input`. Pure functions.

A record is an attention key, the cursor, and each modified field: its place, then what it holds. Keys that
send nothing else (CLEAR, PA1 to PA3) are one byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from legacy_mock.faces.terminal.addresses import SIZE, address_of, place
from legacy_mock.faces.terminal.codepage import decode
from legacy_mock.faces.terminal.style import STYLE, Style
from legacy_mock.faces.terminal.telnet import BrokenLineError
from legacy_mock.map import Aid
from legacy_mock.screen import Input

if TYPE_CHECKING:
    from legacy_mock.map import Cell
    from legacy_mock.screen import Screen

_SBA = 0x11
_CLEAR = 0x6D
#: Keys of the terminal by their byte; `Aid.OTHER` for those that no map knows.
_AIDS = {
    0x7D: Aid.ENTER,
    0xF3: Aid.F3,
    0xF4: Aid.F4,
    0xF5: Aid.F5,
    0xF7: Aid.F7,
    0xF8: Aid.F8,
    0x7A: Aid.F10,
    0x7C: Aid.F12,
    _CLEAR: Aid.CLEAR,
}
_OTHERS = bytes.fromhex("F1F2F6F97BC1C2C3C4C5C6C7C8C94A4B4C")
#: Read without the fields: CLEAR, PA1, PA2, PA3.
_SHORT = bytes.fromhex("6D6C6E6B")


@dataclass(frozen=True, slots=True)
class Inbound:
    """What a record says."""

    aid: Aid
    #: Where the cursor stood; 0 when the key does not say.
    cursor: int = 0
    #: What was typed, by the place of the field's first character.
    typed: dict[int, str] = field(default_factory=dict, repr=False)


def read(record: bytes, size: int = SIZE) -> Inbound:
    """Read a record.

    Raises:
        BrokenLineError: it is none that a terminal of so many places sends.
    """
    if not record:
        raise BrokenLineError("an empty record")
    key = record[0]
    if key in _SHORT:
        if len(record) > 3:
            raise BrokenLineError("data behind a key that has none")
        return Inbound(_AIDS.get(key, Aid.OTHER))
    if key not in _AIDS and key not in _OTHERS:
        raise BrokenLineError("a key that no such terminal has")
    try:
        return Inbound(
            _AIDS.get(key, Aid.OTHER), address_of(record[1:3], size), dict(_fields(record[3:], size))
        )
    except ValueError as error:
        raise BrokenLineError(str(error)) from None


def _fields(data: bytes, size: int) -> Iterator[tuple[int, str]]:
    """Yield the place and the text of each modified field; an address may hold the byte of the order."""
    while data:
        if data[0] != _SBA:
            raise ValueError("data without a place")
        end = data.find(_SBA, 3)
        end = len(data) if end < 0 else end
        yield address_of(data[1:3], size), decode(data[3:end])
        data = data[end:]


def answer(screen: Screen, inbound: Inbound, style: Style = STYLE) -> Input:
    """Tell the host what was typed into the screen that it sent: every field, as it stands on the glass.

    Raises:
        BrokenLineError: it was typed where nobody can type.
    """
    map_ = screen.map

    def at(cell: Cell) -> int:
        return place(style.row(map_, cell.row), cell.column, style.size)

    cells = {at(cell): cell for item in map_.typable() for cell in item.cells()}
    for address, text in inbound.typed.items():
        if address not in cells or len(text) > cells[address].length:
            raise BrokenLineError("data for no field of the screen")
    if inbound.aid is Aid.CLEAR:
        return Input(inbound.aid)
    typed = {}
    for item in screen.map.typable():
        shown = item.split(screen.value(item.name))
        places = map(at, item.cells())
        typed[item.name] = tuple(
            inbound.typed.get(address, part) for address, part in zip(places, shown, strict=True)
        )
    return Input(inbound.aid, typed, _field_at(inbound.cursor, cells))


def _field_at(cursor: int, cells: dict[int, Cell]) -> str:
    for first, cell in cells.items():
        if first <= cursor < first + cell.length:
            return cell.field.name
    return ""
