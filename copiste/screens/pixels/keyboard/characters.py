"""Characters of Western Europe and their numbers in X11 (keysyms)."""

from __future__ import annotations

#: Latin-9 has these besides Latin-1; their keysyms are older than Unicode.
_LATIN_9 = {
    "€": 0x20AC, "Š": 0x01A9, "š": 0x01B9, "Ž": 0x01AE, "ž": 0x01BE, "Œ": 0x13BC, "œ": 0x13BD, "Ÿ": 0x13BE,
}  # fmt: skip
#: Characters that not every keyboard has: the upper half of Latin-1, and what Latin-9 adds.
ACCENTED = "".join(map(chr, range(0xA0, 0x100))) + "".join(_LATIN_9)
#: All of Latin-1 and Latin-9.
CHARACTERS = "".join(map(chr, range(0x20, 0x7F))) + ACCENTED


def keysym(character: str) -> int:
    """X11's number of a character: that of Latin-1, an older one, or its Unicode number plus an offset."""
    number = ord(character)
    if 0x20 <= number <= 0x7E or 0xA0 <= number <= 0xFF:
        return number
    return _LATIN_9.get(character, 0x1000000 + number)
