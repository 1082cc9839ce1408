"""What declarations say about texts: the known ones, and the characters that a field may hold. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterator

from copiste.screens.declared.model import Application, Charset, FieldType, ScreenField
from copiste.screens.pixels.text.text import CODES, DIGITS
from copiste.screens.pixels.text.vocabulary import Vocabulary

#: What is printed on an old screen: capitals, digits and signs.
UPPER = CODES + "'-.,:/&()+*?!#%;="
_DATES = DIGITS + "/-"


def vocabulary_of(application: Application, *more: str) -> Vocabulary:
    """Every caption, title, heading and message that is declared, and `more`."""
    return Vocabulary(text for text in {*_texts(application), *more} if text)


def alphabet_of(field: ScreenField, codes: Container[str] = ()) -> str:
    """The characters that a field may show; empty when any. `codes` are types of fields that hold codes."""
    if field.type is FieldType.DATE:
        return _DATES if "/" in field.format or "-" in field.format else DIGITS
    if field.type is FieldType.NUMBER or field.charset is Charset.DIGITS:
        return DIGITS
    if field.charset is Charset.CODE or field.type in codes:
        return CODES
    return UPPER if field.charset is Charset.LEGACY_UPPER else ""


def _texts(application: Application) -> Iterator[str]:
    for screen in application.screens.values():
        yield from (text.removesuffix("*") for text in screen.recognise.shown)
        yield from screen.recognise.absent
        yield from screen.captions
        for table in screen.tables.values():
            yield from (column.caption for column in table.columns.values())
    for number, message in application.messages.items():
        yield number
        yield from (part.strip() for part in message.text.split("..."))
    yield from application.key_words
