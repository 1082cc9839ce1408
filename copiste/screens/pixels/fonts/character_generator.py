"""The order of the glyphs in x3270's own fonts, whose CHARSET_REGISTRY is `3270cg`.

They follow the character generator of a 3270 display rather than a code page. The symbols of the status line
are no Unicode characters: here they have code points of the private use area, the same in every learnt font.
"""

from __future__ import annotations

_FIRST = (
    "\0\u00a0\f\r\n\x19\xff\u00ad><[])(}{ ='\"/\\|¦?!$¢£¥¶¤0123456789ß§#@%_&-.,:+¬¯°·^~¨`´¸"
    "àèìòùãõÿÝýé¼½¾üçäëïöµâêîôûá×íóúñÀÈÌÒÙÃÕ¹²³ªº«»¡¿ÄËÏÖÜÂÊÎÔÛÁÉÍÓÚÑ"
    "abcdefghijklmnopqrstuvwxyzæøå÷\x1e\x1cABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅÇ;*"
)
_LATIN_LATER = {0xD0: "©", 0xD1: "®", 0xD6: "±", 0xD7: "Ð", 0xD9: "Þ", 0xF7: "ð", 0xF9: "þ"}
#: Glyphs of control characters and of empty places, which are not text.
_NOT_TEXT = frozenset({0x00, 0x02, 0x03, 0x04, 0x05, 0x06, 0x9E, 0x9F})

_SYMBOLS = {
    0xD2: "box_a",
    0xD3: "insert",
    0xD4: "box_b",
    0xD5: "box_6",
    0xD8: "right_arrow",
    0xDA: "up_shift",
    0xDB: "human",
    0xDC: "under_b",
    0xDD: "down_shift",
    0xDE: "box_question",
    0xDF: "box_solid",
    0xF0: "bad_line_high",
    0xF1: "line_high",
    0xF2: "line_jag",
    0xF3: "line_low",
    0xF4: "clock_left",
    0xF5: "clock_right",
    0xF6: "lock",
    0xF8: "left_arrow",
    0xFA: "key_left",
    0xFB: "key_right",
    0xFC: "box_4",
    0xFD: "under_a",
    0xFE: "card",
    0xFF: "box_human",
}

#: The character of a symbol of the status line, by its name.
SYMBOLS = {name: chr(0xE000 + code) for code, name in _SYMBOLS.items()}


def is_symbol(character: str) -> bool:
    """Whether it is a symbol of the status line, which a screen never shows."""
    return "\ue000" <= character <= "\uf8ff"


def character(code: int) -> str | None:
    """The character that glyph `code` shows; `None` of a glyph that is not text."""
    if code in _SYMBOLS:
        return SYMBOLS[_SYMBOLS[code]]
    if code < len(_FIRST):
        return None if code in _NOT_TEXT else _FIRST[code]
    return _LATIN_LATER.get(code)
