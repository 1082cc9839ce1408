"""The engine's formats, by the names that declarations use (`type:`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from copiste.screens.declared.formats.charsets import CODES
from copiste.screens.declared.formats.choices import bool_format, check_format, code_format, list_format
from copiste.screens.declared.formats.dates import date_format, datetime_format, month_format, time_format
from copiste.screens.declared.formats.files import FILE
from copiste.screens.declared.formats.format import Format, FormatMaker, squeezed, text_of
from copiste.screens.declared.formats.numbers import number_format


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


#: A text of several lines, whatever ends them. Empty ones at its ends do not count.
_MEMO = Format(
    typed=lambda value: "\n".join(text_of(value).splitlines()),
    shown=lambda text: "\n".join(_lines(text)),
    same=lambda typed, shown: _lines(typed) == _lines(shown),
    lines=True,
)


def _lines(text: str) -> list[str]:
    return [squeezed(line) for line in text.strip().splitlines()]


FORMATS: Mapping[str, Format | FormatMaker] = MappingProxyType(
    {
        "text": Format(),
        "memo": _MEMO,
        "code": code_format,
        "choice": code_format,
        "pick": code_format,
        "list": list_format,
        "entries": list_format,
        "bool": bool_format,
        "check": check_format,
        "number": number_format,
        "date": date_format,
        "time": time_format,
        "datetime": datetime_format,
        "month": month_format,
        "file": FILE,
        "iban": _IBAN,
    }
)
