"""EBCDIC of French terminals: code page 297, which is 037 with the national places changed."""

from __future__ import annotations

import codecs

#: What stands elsewhere than in code page 037. Python has no codec of 297.
_NATIONAL = {
    0x44: "@",
    0x48: "\\",
    0x4A: "°",
    0x4F: "!",
    0x51: "{",
    0x54: "}",
    0x5A: "§",
    0x5F: "^",
    0x6A: "ù",
    0x79: "µ",
    0x7B: "£",
    0x7C: "à",
    0x90: "[",
    0xA0: "`",
    0xA1: "¨",
    0xB0: "¢",
    0xB1: "#",
    0xB5: "]",
    0xBA: "¬",
    0xBB: "|",
    0xBD: "~",
    0xC0: "é",
    0xD0: "è",
    0xDD: "¦",
    0xE0: "ç",
}
#: Bytes below are orders and controls of the data stream, not characters.
_FIRST_CHARACTER = 0x40
_LAST_CHARACTER = 0xFE
#: What the host makes of a byte that is no character.
UNKNOWN = "\ufffd"

_table = list(bytes(range(256)).decode("cp037"))
for _place, _character in _NATIONAL.items():
    _table[_place] = _character
_DECODED = "".join(
    character if _FIRST_CHARACTER <= place <= _LAST_CHARACTER else UNKNOWN
    for place, character in enumerate(_table)
)
_ENCODED = codecs.charmap_build(_DECODED)
_SUBSTITUTE = _DECODED.index("?")


def decode(data: bytes) -> str:
    """Give the characters; `UNKNOWN` for each byte that is none."""
    return codecs.charmap_decode(data, "strict", _DECODED)[0].replace("\xad", UNKNOWN)


def encode(text: str) -> bytes:
    """Give one byte for each character; a question mark for what the code page does not have."""
    return b"".join(_byte(character) for character in text)


def _byte(character: str) -> bytes:
    if character == UNKNOWN:
        return bytes([_SUBSTITUTE])
    try:
        return codecs.charmap_encode(character, "strict", _ENCODED)[0]
    except UnicodeEncodeError:
        return bytes([_SUBSTITUTE])
