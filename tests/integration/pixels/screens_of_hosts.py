"""Records of the 3270 data stream, written by hand (IBM GA23-0059): what hosts of other houses send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_ERASE_WRITE, _ERASE_WRITE_ALTERNATE, _RESTORE = b"\xf5", b"\x7e", b"\xc2"
_SBA, _SF, _SFE, _IC = b"\x11", b"\x1d", b"\x29", b"\x13"
_BASIC, _HIGHLIGHT, _UNDERSCORE = b"\xc0", b"\x41", b"\xf4"
#: Attribute bytes: unprotected, numeric, hidden, protected.
PLACE, DIGITS, SECRET, TEXT = b"\x40", b"\x50", b"\x4d", b"\x60"


@dataclass(frozen=True)
class Field:
    """A field whose first character is at a row and a column, from 1; its attribute byte is before it."""

    row: int
    column: int
    text: str = ""
    attribute: bytes = TEXT
    underlined: bool = False
    cursor: bool = False


def place(row: int, column: int, length: int, text: str = "", **more: bool | bytes) -> tuple[Field, Field]:
    """A place of that length to type into, and what ends it."""
    wide = {"attribute": PLACE, **more}
    return Field(row, column, text, **wide), Field(row, column + length + 1)  # type: ignore[arg-type]


def screen(
    fields: Sequence[Field], *, columns: int = 80, alternate: bool = False, codec: str = "cp037"
) -> bytes:
    """Erase and write them all, of the terminal's alternate size where asked; the keyboard is free then."""
    out = bytearray((_ERASE_WRITE_ALTERNATE if alternate else _ERASE_WRITE) + _RESTORE)
    for field in fields:
        out += address(field.row, field.column - 1, columns)
        if field.underlined:
            out += _SFE + b"\x02" + _BASIC + field.attribute + _HIGHLIGHT + _UNDERSCORE
        else:
            out += _SF + field.attribute
        out += field.text.encode(codec)
        if field.cursor:
            out += address(field.row, field.column, columns) + _IC
    return bytes(out)


def address(row: int, column: int, columns: int = 80) -> bytes:
    """Go to a place."""
    at = (row - 1) * columns + column - 1
    return _SBA + bytes([at >> 8, at & 0xFF])
