"""The engine's formats, by the names that declarations use (`type:`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from copiste.screens.declared.formats.charsets import CODES
from copiste.screens.declared.formats.dates import date_format
from copiste.screens.declared.formats.format import FieldOptions, Format, FormatError, FormatMaker, text_of
from copiste.screens.declared.formats.numbers import number_format


def _code(options: FieldOptions) -> Format:
    """A code, perhaps under another name on the screen."""
    names = {theirs: ours for ours, theirs in options.codes.items()}

    def typed(value: object) -> str:
        text = text_of(value)
        if options.codes and text not in options.codes:
            raise FormatError(f"the case's code is none of {', '.join(options.codes)}")
        return options.codes.get(text, text)

    return Format(typed=typed, shown=lambda text: names.get(text, text))


def _bool(options: FieldOptions) -> Format:
    """True or false."""
    if options.yes == options.no:
        raise ValueError("a bool needs yes and no: what the screen shows for each")

    def typed(value: object) -> str:
        if not isinstance(value, bool):
            raise FormatError(f"expected true or false, the case has a {type(value).__name__}")
        return options.yes if value else options.no

    return Format(typed=typed, shown=lambda text: {options.yes: True, options.no: False}.get(text, text))


def _ticked(value: object) -> str:
    if not isinstance(value, bool):
        raise FormatError(f"expected true or false, the case has a {type(value).__name__}")
    return TICKED if value else ""


def _iban_valid(text: str) -> bool:
    from stdnum import iban  # noqa: PLC0415 - faces that read pictures alone ask

    return bool(iban.is_valid(text, check_country=False))


#: An account number of ISO 13616, compared without the blanks and signs that people write in it.
_IBAN = Format(
    typed=lambda value: re.sub(r"[\s.]", "", text_of(value)),
    shown=lambda text: re.sub(r"\s", "", text),
    same=lambda typed, shown: _bare(typed) == _bare(shown),
    valid=_iban_valid,
    characters=CODES,
)


def _bare(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())


#: What faces show, and take, for a box that is ticked; nothing for one that is not.
TICKED: Final = "X"

FORMATS: Mapping[str, Format | FormatMaker] = MappingProxyType(
    {
        "text": Format(),
        "code": _code,
        "number": number_format,
        "date": date_format,
        "bool": _bool,
        "check": Format(typed=_ticked, shown=lambda text: text == TICKED or text, characters=TICKED),
        "choice": _code,
        "iban": _IBAN,
    }
)
