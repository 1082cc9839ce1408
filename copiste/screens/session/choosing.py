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
        if cell.options and cell.options[0].place is not None:
            yield from _ticks(cell, wanted)
        else:
            yield Keystrokes(cell.place, "\n".join(option.text for option in wanted), cell.kind)
        return
    option = _option(where, name, cell, text) if text else _blank(where, name, cell)
    if option.chosen:
        return
    if option.place is None:
        yield Keystrokes(cell.place, option.text, cell.kind)
    else:
        yield Keystrokes(option.place, TICKED, cell.kind)


def _ticks(cell: Cell, wanted: Sequence[Option]) -> Iterator[Keystrokes]:
    """Yield what ticks those of the boxes of a list that are `wanted`, and no others."""
    for option in cell.options:
        if option.chosen != (option in wanted) and option.place is not None:
            yield Keystrokes(option.place, "" if option.chosen else TICKED, "check")


def shows(cell: Cell, text: str) -> bool:
    """Whether the option `text` is chosen, or those of all its lines; for an empty one, none."""
    chosen = [normal(option.text) for option in cell.options if option.chosen]
    wanted = [normal(line) for line in text.split("\n") if line]
    return sorted(chosen) == sorted(wanted) or (not wanted and shows_none(cell))


def shows_none(cell: Cell) -> bool:
    """Whether nothing is chosen, or an option that stands for nothing (`---------`)."""
    chosen = [option for option in cell.options if option.chosen]
    return cell.kind in OFFERING and not [one for one in chosen if one.value or cell.kind != "select"]


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
