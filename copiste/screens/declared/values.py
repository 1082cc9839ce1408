"""From a case's value to what is typed in each part of a field, and back. Pure.

Case values are what JSON holds: texts, numbers, ISO dates, true and false, lists. What is typed is what the
screen takes, by the field's format and character set; a page's own controls (`kind`) hold some values in a
form of their own. A value that does not fit is an error that names the field, never the value; nothing is cut
in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from copiste.screens.declared.field import ScreenField
from copiste.screens.declared.formats.format import Charset, Format, FormatError, squeezed
from copiste.screens.errors import FieldValueError, FormatFailedError

#: The kind of a place that takes characters, and of everything on a face that knows no kinds.
TEXT: Final = "text"
#: Kinds of places that take no characters: what they offer is chosen as it stands.
CHOSEN: Final = frozenset({"select", "radio", "list", "check", "file"})


def typed(name: str, field: ScreenField, value: object, kind: str = TEXT) -> tuple[str, ...]:
    """What is typed in each part of `field` for a case's `value`; empty parts for `None` and `""`.

    Raises:
        FieldValueError: the value has the wrong type, a character that the field cannot take, or is too long.
        FormatFailedError: the field's format is defective.
    """
    lengths = field.lengths
    if value is None or value == "":
        return ("",) * len(lengths)
    native = field.form.native.get(kind)
    try:
        text = (native or field.form).typed(value)
        if native is None and kind not in CHOSEN:
            text = _converted(text, field.form, field.takes)
    except FormatError as error:
        raise FieldValueError(name, str(error)) from None
    except Exception as error:
        raise _defective(field, error) from None
    if native is not None or kind in CHOSEN:
        return (text,) * len(lengths)
    if len(lengths) > 1:
        return _cut(name, text, lengths, lines=field.form.lines)
    if lengths[0] is not None and units(text) > lengths[0]:
        raise FieldValueError(name, f"{units(text)} characters, the screen takes {lengths[0]}")
    return (text,)


def shown(field: ScreenField, parts: Sequence[str], kind: str = TEXT) -> object:
    """The value that `parts` of a screen show, in the case's form.

    What cannot be understood (a date that is none) comes back as the text that is there.

    Raises:
        FormatFailedError: the field's format is defective.
    """
    form = field.form.native.get(kind, field.form)
    between = "\n" if field.form.lines else ""
    text = between.join(part.strip() for part in parts).strip()
    if not text:
        return form.blank
    try:
        if field.afterwards is not None and form is field.form:
            form, takes = field.afterwards
            text = takes.bare(text) or text
        return form.shown(text)
    except FormatError:
        return text
    except Exception as error:
        raise _defective(field, error) from None


def same(name: str, field: ScreenField, value: object, parts: Sequence[str], kind: str = TEXT) -> bool:
    """Whether `parts` show the case's `value`, compared in the screen's own form.

    A field declared `cut` shows the beginning of a longer value. What the field could not take is not shown.

    Raises:
        FormatFailedError: the field's format is defective.
    """
    try:
        wanted = typed(name, _roomy(field) if field.cut else field, value, kind)
    except FieldValueError:
        return False
    if field.hidden:
        return [len(part) for part in wanted] == [len(squeezed(part)) for part in parts]
    if field.cut and field.max is not None:
        wanted = tuple(squeezed(part[: field.max]) for part in wanted)
    form = field.form.native.get(kind, field.form)
    if _alike(field, form, wanted, tuple(parts)):
        return True
    if field.afterwards is None or form is not field.form or not any(wanted):
        return False
    return _alike_afterwards(field, *field.afterwards, value, parts)


def cut_short(name: str, field: ScreenField, value: object, parts: Sequence[str]) -> bool:
    """Whether `parts` show the beginning of each part of the case's `value`, and not all of it."""
    try:
        wanted = tuple(squeezed(part) for part in typed(name, field, value))
    except FieldValueError:
        return False
    seen = tuple(squeezed(part) for part in parts)
    if len(seen) != len(wanted) or seen == wanted or not any(seen):
        return False
    return all(whole.startswith(part) for whole, part in zip(wanted, seen, strict=True))


def units(text: str) -> int:
    """How many characters a screen counts: a browser counts those beyond the first 65,536 twice."""
    return len(text.encode("utf-16-le")) // 2


def _alike(field: ScreenField, form: Format, wanted: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether what is typed and what is shown are the same."""
    seen = tuple(map(squeezed, parts))
    whole, there = "".join(wanted), "".join(seen)
    if form.lines:
        whole, there = "\n".join(wanted).strip(), "\n".join(parts).strip()
    if form.same is None or not whole or not there:
        return tuple(map(squeezed, wanted)) == seen
    try:
        return form.same(whole, there)
    except FormatError:
        return False
    except Exception as error:
        raise _defective(field, error) from None


def _alike_afterwards(
    field: ScreenField, form: Format, takes: Charset, value: object, parts: Sequence[str]
) -> bool:
    """Whether `parts` show what the page makes of `value`."""
    try:
        wanted = takes.bare(form.typed(value))
    except FormatError:
        return False
    except Exception as error:
        raise _defective(field, error) from None
    seen = takes.bare("".join(parts))
    return bool(wanted and seen) and _alike(field, form, (wanted or "",), (seen or "",))


def _defective(field: ScreenField, error: Exception) -> FormatFailedError:
    """The error about a format's own mistake. The text of `error` is dropped: it may hold the value."""
    return FormatFailedError(field.type, type(error).__name__)


def _converted(text: str, form: Format, takes: Charset) -> str:
    """`text` as the field takes it; line by line where it has some, for their ends are no characters."""
    if not form.lines:
        return takes.converted(text)
    return "\n".join(takes.converted(line) for line in text.split("\n"))


def _cut(name: str, text: str, lengths: Sequence[int | None], *, lines: bool) -> tuple[str, ...]:
    """`text` over the parts of a field: so many characters each, or a line each. Raises `FieldValueError`."""
    if lines:
        return _cut_lines(name, text.split("\n"), lengths)
    room = sum(length or 0 for length in lengths)
    if len(text) > room:
        raise FieldValueError(name, f"{len(text)} characters, its parts take {room}")
    parts, start = [], 0
    for length in lengths:
        parts.append(text[start : start + (length or 0)])
        start += length or 0
    return tuple(parts)


def _cut_lines(name: str, lines: Sequence[str], lengths: Sequence[int | None]) -> tuple[str, ...]:
    if len(lines) > len(lengths):
        raise FieldValueError(name, f"{len(lines)} lines, the screen takes {len(lengths)}")
    for number, (line, length) in enumerate(zip(lines, lengths, strict=False), 1):
        if length is not None and len(line) > length:
            raise FieldValueError(
                name, f"line {number} has {len(line)} characters, the screen takes {length}"
            )
    return (*lines, *[""] * (len(lengths) - len(lines)))


def _roomy(field: ScreenField) -> ScreenField:
    return field.model_copy(update={"max": None})
