"""What legacy screens can take of a text: capitals, no accents, few signs."""

from __future__ import annotations

import re
import unicodedata

#: Letters that Unicode does not decompose, and typographic signs with a plain twin.
_PLAIN = str.maketrans(
    {
        "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ẞ": "SS", "ø": "o", "Ø": "O",
        "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ı": "i",
        "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "‐": "-", "‑": "-", "–": "-", "—": "-",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ",
    }
)  # fmt: skip

_NAME = re.compile(r"[A-Z](?:[A-Z' -]*[A-Z'])?")
_TEXT = re.compile(r"[A-Z0-9 '\-.,/()&+]*")


def legacy_text(text: str) -> str:
    """`text` as a legacy screen shows it: capitals, no accents, plain signs, single spaces.

    Ligatures become two letters (`Œ` → `OE`), so the result may be longer. What has no plain twin is left as
    it is, for `fits_name` and `fits_text` to refuse: nothing is dropped silently.
    """
    if text.isascii():
        return " ".join(text.upper().split())
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(plain.upper().split())


def fits_name(legacy: str) -> bool:
    """Whether a person's name in legacy form holds only letters, spaces, hyphens and apostrophes."""
    return _NAME.fullmatch(legacy) is not None


def fits_text(legacy: str) -> bool:
    """Whether an address line in legacy form holds only signs that the screens take."""
    return _TEXT.fullmatch(legacy) is not None
