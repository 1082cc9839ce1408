"""From a case's value to what is typed in each part of a field, and back. Pure.

Case values are what JSON holds: ISO dates, a NIR of 15, an IBAN without blanks, names with accents, true and
false. What is typed is what a legacy screen takes: capitals without accents, dates in three parts, O and N.
A value that does not fit is an error that names the field, never the value; nothing is cut in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from copiste.screens.declared.model import Charset, FieldType, ScreenField
from copiste.screens.errors import FieldValueError

#: What Unicode's decomposition leaves alone.
_LETTERS = str.maketrans(
    {
        "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ð": "d", "Ð": "D",
        "þ": "th", "Þ": "TH", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i",
        "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "…": "...",
    }
)  # fmt: skip

_ALLOWED = {
    Charset.LEGACY_UPPER: re.compile(r"[ -_{-~]*"),
    Charset.CODE: re.compile(r"[0-9A-Z]*"),
    Charset.DIGITS: re.compile(r"[0-9]*"),
    Charset.ANY: re.compile(r"[^\x00-\x1f\x7f]*"),
}
#: Day, month and year in a shown date, by its declared form.
_DATE_DIGITS = {
    "JJMMAAAA": re.compile(r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})"),
    "JJ/MM/AAAA": re.compile(r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})"),
    "JJMMAA": re.compile(r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{2})"),
    "AAAA-MM-JJ": re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
}
_DATE_FORM = {"JJMMAAAA": "%d%m%Y", "JJMMAA": "%d%m%y", "JJ/MM/AAAA": "%d/%m/%Y", "AAAA-MM-JJ": "%Y-%m-%d"}
#: Two-digit years from here on belong to the twentieth century (A).
_PIVOT = 30


def typed(name: str, field: ScreenField, value: object) -> tuple[str, ...]:
    """What is typed in each part of `field` for a case's `value`; empty parts for `None` and `""`.

    Raises:
        FieldValueError: the value has the wrong type, a character that the field cannot take, or is too long.
    """
    lengths = field.lengths
    if value is None or value == "":
        return ("",) * len(lengths)
    text = _TYPED[field.type](name, field, value)
    text = _in_charset(name, field, text)
    if len(lengths) == 1:
        if lengths[0] is not None and len(text) > lengths[0]:
            raise FieldValueError(name, f"{len(text)} characters, the screen takes {lengths[0]}")
        return (text,)
    room = sum(length or 0 for length in lengths)
    if len(text) > room:
        raise FieldValueError(name, f"{len(text)} characters, its parts take {room}")
    return _cut(text, lengths)


def shown(field: ScreenField, parts: Sequence[str]) -> object:
    """The value that `parts` of a screen show, in the case's form; `""` when they show nothing.

    What cannot be understood (a date that is none) comes back as the text that is there.
    """
    text = "".join(part.strip() for part in parts) if len(parts) > 1 else parts[0].strip()
    return _SHOWN.get(field.type, _text_shown)(field, text) if text else ""


def same(name: str, field: ScreenField, value: object, parts: Sequence[str]) -> bool:
    """Whether `parts` show the case's `value`, compared in the screen's own form.

    A field declared `cut` shows the beginning of a longer value. What the field could not take is not shown.
    """
    try:
        wanted = typed(name, _roomy(field) if field.cut else field, value)
    except FieldValueError:
        return False
    seen = tuple(_squeezed(part) for part in parts)
    if field.hidden:
        return [len(part) for part in wanted] == [len(part) for part in seen]
    if field.cut and field.max is not None:
        wanted = tuple(_squeezed(part[: field.max]) for part in wanted)
    if field.type in (FieldType.DATE, FieldType.NIR, FieldType.IBAN):
        return _bare("".join(wanted)) == _bare("".join(seen))
    return tuple(_squeezed(part) for part in wanted) == seen


def cut_short(name: str, field: ScreenField, value: object, parts: Sequence[str]) -> bool:
    """Whether `parts` show the beginning of each part of the case's `value`, and not all of it."""
    try:
        wanted = tuple(_squeezed(part) for part in typed(name, field, value))
    except FieldValueError:
        return False
    seen = tuple(_squeezed(part) for part in parts)
    if len(seen) != len(wanted) or seen == wanted or not any(seen):
        return False
    return all(whole.startswith(part) for whole, part in zip(wanted, seen, strict=True))


def legacy_upper(text: str) -> str:
    """Bring `text` to what an old terminal takes: capitals, accents stripped, œ → OE, single spaces."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).translate(_LETTERS)
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return _squeezed(kept).upper()


# --- case → typed -----


def _text_typed(name: str, _field: ScreenField, value: object) -> str:
    if isinstance(value, bool | Mapping | list | tuple):
        raise FieldValueError(name, f"a text is wanted, the case has a {type(value).__name__}")
    return str(value)


def _code_typed(name: str, field: ScreenField, value: object) -> str:
    text = _text_typed(name, field, value)
    if field.codes and text not in field.codes:
        raise FieldValueError(name, f"the case's code is none of {', '.join(field.codes)}")
    return field.codes.get(text, text)


def _date_typed(name: str, field: ScreenField, value: object) -> str:
    if not isinstance(value, date):
        try:
            value = date.fromisoformat(str(value))
        except ValueError:
            raise FieldValueError(name, "an ISO date is wanted (YYYY-MM-DD)") from None
    # strftime does not pad years below 1000 on every platform; none of those is alive.
    return value.strftime(_DATE_FORM[field.format])


def _compact_typed(name: str, field: ScreenField, value: object) -> str:
    return re.sub(r"[\s.]", "", _text_typed(name, field, value))


def _nir_typed(name: str, field: ScreenField, value: object) -> str:
    text = _compact_typed(name, field, value)
    if len(text) not in (13, 15):
        raise FieldValueError(name, "a NIR has 13 characters, or 15 with its key")
    return text


def _bool_typed(name: str, field: ScreenField, value: object) -> str:
    if not isinstance(value, bool):
        raise FieldValueError(name, f"true or false is wanted, the case has a {type(value).__name__}")
    return field.yes if value else field.no


_TYPED: Mapping[FieldType, Callable[[str, ScreenField, object], str]] = {
    FieldType.TEXT: _text_typed,
    FieldType.CODE: _code_typed,
    FieldType.NUMBER: _text_typed,
    FieldType.DATE: _date_typed,
    FieldType.NIR: _nir_typed,
    FieldType.IBAN: _compact_typed,
    FieldType.BOOL: _bool_typed,
}


def _in_charset(name: str, field: ScreenField, text: str) -> str:
    if field.charset is not Charset.ANY:
        text = legacy_upper(text)
    match = _ALLOWED[field.charset].match(text)
    end = match.end() if match else 0
    if end < len(text):
        raise FieldValueError(name, f"character {end + 1} is none that the field takes ({field.charset})")
    return text


def _cut(text: str, lengths: Sequence[int | None]) -> tuple[str, ...]:
    parts, start = [], 0
    for length in lengths:
        parts.append(text[start : start + (length or 0)])
        start += length or 0
    return tuple(parts)


def _roomy(field: ScreenField) -> ScreenField:
    return field.model_copy(update={"max": None})


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _bare(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())


# --- shown → case -----


def _text_shown(_field: ScreenField, text: str) -> str:
    return _squeezed(text)


def _code_shown(field: ScreenField, text: str) -> str:
    return next((ours for ours, theirs in field.codes.items() if theirs == text), text)


def _date_shown(field: ScreenField, text: str) -> str:
    match = _DATE_DIGITS[field.format].fullmatch(_bare(text))
    if match is None:
        return text
    year = int(match["y"])
    if field.format == "JJMMAA":
        year += 1900 if year >= _PIVOT else 2000
    try:
        return date(year, int(match["m"]), int(match["d"])).isoformat()
    except ValueError:
        return text


def _compact_shown(_field: ScreenField, text: str) -> str:
    return re.sub(r"\s", "", text)


def _bool_shown(field: ScreenField, text: str) -> object:
    return {field.yes: True, field.no: False}.get(text, text)


_SHOWN: Mapping[FieldType, Callable[[ScreenField, str], object]] = {
    FieldType.CODE: _code_shown,
    FieldType.DATE: _date_shown,
    FieldType.NIR: _compact_shown,
    FieldType.IBAN: _compact_shown,
    FieldType.BOOL: _bool_shown,
}
