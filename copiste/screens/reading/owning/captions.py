"""When two texts are the same caption: what leads to a field, or marks it, does not count. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Signs between a caption and its field, and marks on it.
_LEADS = " :.*…_"
#: Words in brackets that say whether a field may stay empty.
_MARKS = re.compile(
    r"\((required|optional|mandatory|obligatoire|facultatif|facultative|optionnel|champ obligatoire)\)$",
    re.IGNORECASE,
)
#: Marks that no caption consists of.
_SIGNS = re.compile(r"[\W_]*")
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]+")
_ALIKE = str.maketrans(
    {"\u2019": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-", "\u00ad": None, "\u200b": None}
)


@lru_cache(maxsize=1024)
def normal(text: str) -> str:
    """A caption without what leads to its field or marks it: `Nom :`, `Nom *`, `Nom (required)` are `Nom`.

    Composed and decomposed accents, the two apostrophes, blanks and no-break blanks are the same.
    """
    plain = _BLANKS.sub(" ", unicodedata.normalize("NFC", text).translate(_ALIKE)).strip(_LEADS)
    while (rest := _MARKS.sub("", plain).strip(_LEADS)) != plain:
        plain = rest
    return plain


@lru_cache(maxsize=1024)
def is_sign(text: str) -> bool:
    """Whether a text is only signs (`:`, `/`, `*`), which stand between a caption and its field."""
    return _SIGNS.fullmatch(text) is not None
