"""The engine's character sets, by the names that declarations use."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from copiste.screens.declared.formats.format import Charset, squeezed

#: What Unicode's decomposition leaves alone.
_LETTERS = str.maketrans(
    {
        "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ð": "d", "Ð": "D",
        "þ": "th", "Þ": "TH", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i",
        "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "…": "...",
    }
)  # fmt: skip

DIGITS = string.digits
CODES = string.ascii_uppercase + string.digits
#: What is printed on an old screen: capitals, digits and signs.
_UPPER = CODES + "'-.,:/&()+*?!#%;="
_PRINTABLE = r"[^\x00-\x1f\x7f]"


def legacy_upper(text: str) -> str:
    """Bring `text` to what an old terminal takes: capitals, accents stripped, œ → OE, single spaces."""
    if text.isascii() and "`" not in text:
        return squeezed(text).upper()
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).translate(_LETTERS)
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return squeezed(kept).upper()


CHARSETS: Mapping[str, Charset] = MappingProxyType(
    {
        # As it is; only control characters are refused.
        "any": Charset(takes=_PRINTABLE),
        # Likewise, in capitals or in small letters.
        "upper": Charset(takes=_PRINTABLE, convert=str.upper),
        "lower": Charset(takes=_PRINTABLE, convert=str.lower),
        # Printable ASCII in capitals: accents stripped, œ → OE, typographic quotes and dashes made plain.
        "legacy_upper": Charset(takes=r"[ -_{-~]", convert=legacy_upper, characters=_UPPER),
        # Capital letters and digits.
        "code": Charset(takes=r"[0-9A-Z]", convert=legacy_upper, characters=CODES),
        "digits": Charset(takes=r"[0-9]", convert=legacy_upper, characters=DIGITS),
    }
)
