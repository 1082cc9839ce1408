"""How French identifiers stand on screens, for the `formats.py` of a project's application."""

from __future__ import annotations

import re
import string

from stdnum.fr import nir

from copiste import Format, FormatError


def _typed(value: object) -> str:
    if not isinstance(value, str):
        raise FormatError(f"expected a text, the case has a {type(value).__name__}")
    text = re.sub(r"[\s.]", "", value)
    if len(text) not in (13, 15):
        raise FormatError("a NIR has 13 characters, or 15 with its key")
    return text


def _bare(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())


#: A number of the social security register, with or without its key; compared without blanks and signs.
NIR = Format(
    typed=_typed,
    shown=lambda text: re.sub(r"\s", "", text),
    same=lambda typed, shown: _bare(typed) == _bare(shown),
    # A NIR may stand without its key, which has the check digits.
    valid=lambda text: len(text) != 15 or bool(nir.is_valid(text)),
    characters=string.ascii_uppercase + string.digits,
)
