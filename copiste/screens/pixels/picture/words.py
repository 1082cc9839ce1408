"""What declarations say about texts: the known ones, and the characters that a field may hold. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from copiste.screens.declared.catalogue import CatalogueEntry
from copiste.screens.declared.field import ScreenField
from copiste.screens.declared.formats.charsets import CHARSETS
from copiste.screens.declared.model import Application
from copiste.screens.pixels.text.vocabulary import Vocabulary

#: What is printed on an old screen: capitals, digits and signs.
UPPER = CHARSETS["legacy_upper"].characters


def vocabulary_of(application: Application, *more: str) -> Vocabulary:
    """Every caption, title, heading and message that is declared, and `more`."""
    return Vocabulary(text for text in {*_texts(application), *more} if text)


def alphabet_of(field: ScreenField) -> str:
    """The characters that a field may show; empty when any."""
    return field.form.characters or field.takes.characters


def _texts(application: Application) -> Iterator[str]:
    for screen in application.screens.values():
        for message in screen.messages:
            yield from _words(message)
        yield from (text.removesuffix("*") for text in screen.recognise.shown)
        yield from screen.recognise.absent
        yield from screen.captions
        for table in screen.tables.values():
            yield from (column.caption for column in table.columns.values())
    for number, numbered in application.messages.items():
        yield number
        yield from _words(numbered)
    for one in application.texts:
        yield from _words(one)
    yield from application.key_words


def _words(message: CatalogueEntry) -> Iterator[str]:
    return (part.strip() for part in message.text.split("..."))
