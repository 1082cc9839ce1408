"""A 3270 terminal of a few lines: it reads what the host writes, and writes what a keyboard sends.

Written from IBM GA23-0059 without a look at the mock's own writer, which it is there to check.
"""

from __future__ import annotations

from dataclasses import dataclass, field

SIZE = 24 * 80
NEGOTIATED = b"\xff\xfb\x18\xff\xfa\x18\x00%b\xff\xf0\xff\xfb\x19\xff\xfd\x19\xff\xfb\x00\xff\xfd\x00"


@dataclass(slots=True)
class Glass:
    """What stands on a terminal after an Erase/Write."""

    characters: list[str] = field(default_factory=lambda: [" "] * SIZE)
    #: By place: the attribute byte, its six bits.
    attributes: dict[int, int] = field(default_factory=dict)
    colours: dict[int, int] = field(default_factory=dict)
    cursor: int = 0
    locked: bool = True

    @property
    def rows(self) -> list[str]:
        """24 rows of 80."""
        text = "".join(self.characters)
        return [text[start : start + 80] for start in range(0, SIZE, 80)]

    def attribute_at(self, row: int, column: int) -> int:
        """The attribute byte on a place."""
        return self.attributes[(row - 1) * 80 + column - 1]


def glass_of(stream: bytes, decode: str) -> Glass:
    """Read an Erase/Write; `decode` has the character of each byte."""
    glass = Glass()
    assert stream[0] == 0xF5, "an Erase/Write"
    glass.locked = not stream[1] & 0x02
    at, rest = 0, stream[2:]
    while rest:
        order, used = rest[0], 1
        if order == 0x11:
            at, used = _six(rest[1]) << 6 | _six(rest[2]), 3
        elif order == 0x13:
            glass.cursor = at
        elif order == 0x1D:
            glass.attributes[at], used = _six(rest[1]), 2
            at += 1
        elif order == 0x29:
            pairs = [(rest[2 + 2 * n], rest[3 + 2 * n]) for n in range(rest[1])]
            told = dict(pairs)
            glass.attributes[at], glass.colours[at], used = _six(told[0xC0]), told[0x42], 2 + 2 * len(pairs)
            at += 1
        else:
            assert order >= 0x40, f"order {order:02X}"
            glass.characters[at] = decode[order]
            at += 1
        rest = rest[used:]
        assert at <= SIZE
        at %= SIZE
    return glass


def pressed(aid: int, cursor: int = 0, typed: dict[int, bytes] | None = None) -> bytes:
    """Write what a key sends, without the end of the record."""
    fields = b"".join(b"\x11" + place(address) + data for address, data in (typed or {}).items())
    return bytes([aid]) + place(cursor) + fields


def place(address: int) -> bytes:
    """Write an address in 14 bits, which the host writes in 12."""
    return address.to_bytes(2, "big")


def _six(byte: int) -> int:
    """Read six bits; the two above only make a byte of them that any line carries."""
    return byte & 0x3F
