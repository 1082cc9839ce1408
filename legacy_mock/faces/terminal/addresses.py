"""Places of the terminal's buffer, and how the data stream writes them. Pure functions."""

from __future__ import annotations

from legacy_mock.map import COLUMNS, ROWS

SIZE = ROWS * COLUMNS
#: Six bits as a byte that any line carries (GA23-0059, figure C-1); attributes are written so too.
GRAPHIC = bytes.fromhex(
    "40C1C2C3C4C5C6C7C8C94A4B4C4D4E4F50D1D2D3D4D5D6D7D8D95A5B5C5D5E5F"
    "6061E2E3E4E5E6E7E8E96A6B6C6D6E6FF0F1F2F3F4F5F6F7F8F97A7B7C7D7E7F"
)


def place(row: int, column: int, size: int = SIZE) -> int:
    """Give the address of a row and a column, both from 1; behind the last place comes the first."""
    return ((row - 1) * COLUMNS + column - 1) % size


def written(address: int) -> bytes:
    """Write an address in 12 bits, as the first terminals took it."""
    return bytes([GRAPHIC[address >> 6], GRAPHIC[address & 0x3F]])


def address_of(data: bytes, size: int = SIZE) -> int:
    """Read two bytes of address, in 12 or 14 bits, on a glass of so many places.

    Raises:
        ValueError: it is no address, or none of this glass.
    """
    if len(data) != 2 or data[0] & 0xC0 == 0x80:
        raise ValueError("no address")
    twelve_bits = data[0] & 0xC0
    address = (data[0] & 0x3F) << 6 | data[1] & 0x3F if twelve_bits else (data[0] & 0x3F) << 8 | data[1]
    if address >= size:
        raise ValueError("an address outside the glass")
    return address
