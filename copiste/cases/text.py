"""What legacy screens can take of a text: capitals, no accents, few signs."""

from __future__ import annotations

import re
import unicodedata

#: Letters that Unicode does not decompose, and typographic signs with a plain twin.
_TWINS = {
    "œ": "OE", "Œ": "OE", "æ": "AE", "Æ": "AE", "ß": "SS", "ẞ": "SS", "ø": "O", "Ø": "O", "ł": "L", "Ł": "L",
    "đ": "D", "Đ": "D", "ð": "D", "Ð": "D", "þ": "TH", "Þ": "TH", "ı": "I",
    "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "‐": "-", "‑": "-", "–": "-", "—": "-",
}  # fmt: skip


class _Capitals(dict[int, str]):
    """For `str.translate`: each sign's capitals without accents, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        plain = _TWINS.get(sign, sign)
        if (
            unicodedata.category(sign)[0] in "LMZ"
        ):  # an accent that stands alone is no letter's: left, and refused
            decomposed = unicodedata.normalize("NFKD", plain)
            plain = "".join(
                _TWINS.get(one, one) for one in decomposed if not unicodedata.combining(one)
            ).upper()
        return self.setdefault(code, plain)


_CAPITALS = _Capitals()
_NAME = re.compile(r"[A-Z](?:[A-Z' -]*[A-Z])?")
_TEXT = re.compile(r"[A-Z0-9 '\-.,/]*")


def legacy_text(text: str) -> str:
    """`text` as a legacy screen shows it: capitals, no accents, plain signs, single spaces.

    Ligatures become two letters (`Œ` → `OE`), so the result may be longer. What has no plain twin is left as
    it is, for `fits_name` and `fits_text` to refuse: nothing is dropped silently.
    """
    if text.isascii():
        return " ".join(text.upper().split())
    return " ".join(text.translate(_CAPITALS).split())


def fits_name(legacy: str) -> bool:
    """Whether a person's name in legacy form holds only letters, spaces, hyphens and apostrophes."""
    return _NAME.fullmatch(legacy) is not None


def fits_text(legacy: str) -> bool:
    """Whether an address line in legacy form holds only signs that the screens take."""
    return _TEXT.fullmatch(legacy) is not None
