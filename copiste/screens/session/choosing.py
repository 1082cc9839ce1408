"""Which of the options that a place offers is meant by a text. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from copiste.screens.declared.formats.choices import TICKED
from copiste.screens.declared.formats.format import squeezed
from copiste.screens.drivers.driver import Keystrokes
from copiste.screens.errors import FieldNotFoundError, ValueNotOfferedError
from copiste.screens.reading.view import Cell, Option

#: Kinds of places that say what they offer.
OFFERING: Final = frozenset({"select", "radio", "list"})


def choices(where: str, name: str, cell: Cell, text: str) -> Iterator[Keystrokes]:
    """Yield what chooses the option `text` of `cell`; of a list, those of all its lines and no others.

    An option is chosen by what a person sees: the same text but for blanks, none less and none nearly. An
    empty `text` chooses the option that says nothing is chosen.

    Raises:
        ValueNotOfferedError: there is no such option, or it cannot be chosen now.
        FieldNotFoundError: two options have this text.
    """
    if cell.kind == "list":
        wanted = [_option(where, name, cell, line) for line in text.split("\n") if line]
        yield Keystrokes(cell.place, "\n".join(option.text for option in wanted), cell.kind)
        return
    option = _option(where, name, cell, text) if text else _blank(where, name, cell)
    if option.chosen:
        return
    if option.place is None:
        yield Keystrokes(cell.place, option.text, cell.kind)
    else:
        yield Keystrokes(option.place, TICKED, cell.kind)


def without_placeholders(cells: Sequence[Cell], texts: Sequence[str]) -> tuple[str, ...]:
    """`texts` without what stands where nothing is chosen (`---------`)."""
    return tuple("" if _shows_none(cell) else text for cell, text in zip(cells, texts, strict=True))


def _shows_none(cell: Cell) -> bool:
    return cell.kind == "select" and not any(option.chosen and option.value for option in cell.options)


def _option(where: str, name: str, cell: Cell, text: str) -> Option:
    found = [option for option in cell.options if normal(option.text) == normal(text)]
    if len(found) > 1:
        raise FieldNotFoundError(f"{where} offers its value {len(found)} times, under one text.")
    if not found or (found[0].disabled and not found[0].chosen):
        raise ValueNotOfferedError(where, name, len(cell.options))
    return found[0]


def _blank(where: str, name: str, cell: Cell) -> Option:
    """The option of `cell` that stands for nothing."""
    found = [option for option in cell.options if not option.value or not option.text]
    if cell.kind == "radio" or len(found) != 1:
        raise ValueNotOfferedError(where, name, len(cell.options))
    return found[0]


def normal(text: str) -> str:
    """What a person sees of an option's text: blanks as one, composed characters."""
    return unicodedata.normalize("NFC", squeezed(text))
