"""From a case's value to what is typed in each part of a field, and back. Pure.

Case values are what JSON holds: texts, numbers, ISO dates, true and false. What is typed is what the screen
takes, by the field's format and character set. A value that does not fit is an error that names the field,
never the value; nothing is cut in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from copiste.screens.declared.field import ScreenField
from copiste.screens.declared.formats.format import FormatError, squeezed
from copiste.screens.errors import FieldValueError, FormatFailedError

_Answer = TypeVar("_Answer")


def typed(name: str, field: ScreenField, value: object) -> tuple[str, ...]:
    """What is typed in each part of `field` for a case's `value`; empty parts for `None` and `""`.

    Raises:
        FieldValueError: the value has the wrong type, a character that the field cannot take, or is too long.
        FormatFailedError: the field's format is defective.
    """
    lengths = field.lengths
    if value is None or value == "":
        return ("",) * len(lengths)
    try:
        text = _asked(field, lambda: field.takes.converted(field.form.typed(value)))
    except FormatError as error:
        raise FieldValueError(name, str(error)) from None
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

    Raises:
        FormatFailedError: the field's format is defective.
    """
    text = "".join(part.strip() for part in parts) if len(parts) > 1 else parts[0].strip()
    if not text:
        return ""
    try:
        return _asked(field, lambda: field.form.shown(text))
    except FormatError:
        return text


def same(name: str, field: ScreenField, value: object, parts: Sequence[str]) -> bool:
    """Whether `parts` show the case's `value`, compared in the screen's own form.

    A field declared `cut` shows the beginning of a longer value. What the field could not take is not shown.

    Raises:
        FormatFailedError: the field's format is defective.
    """
    try:
        wanted = typed(name, _roomy(field) if field.cut else field, value)
    except FieldValueError:
        return False
    seen = tuple(squeezed(part) for part in parts)
    if field.hidden:
        return [len(part) for part in wanted] == [len(part) for part in seen]
    if field.cut and field.max is not None:
        wanted = tuple(squeezed(part[: field.max]) for part in wanted)
    compare = field.form.same
    whole, there = "".join(wanted), "".join(seen)
    if compare is not None and whole and there:
        return _asked(field, lambda: compare(whole, there))
    return tuple(squeezed(part) for part in wanted) == seen


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


def _asked(field: ScreenField, question: Callable[[], _Answer]) -> _Answer:
    """What a format answers. Texts of other errors than `FormatError` are dropped: they may hold a value."""
    try:
        return question()
    except FormatError:
        raise
    except Exception as error:
        raise FormatFailedError(field.type, type(error).__name__) from None


def _cut(text: str, lengths: Sequence[int | None]) -> tuple[str, ...]:
    parts, start = [], 0
    for length in lengths:
        parts.append(text[start : start + (length or 0)])
        start += length or 0
    return tuple(parts)


def _roomy(field: ScreenField) -> ScreenField:
    return field.model_copy(update={"max": None})
