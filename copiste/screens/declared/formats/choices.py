"""What is chosen instead of typed: codes, one of several, several of many, yes or no. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from copiste.screens.declared.formats.format import FieldOptions, Format, FormatError, text_of

#: What views show, and take, for a box that is ticked; nothing for one that is not.
TICKED: Final = "X"


def code_format(options: FieldOptions) -> Format:
    """A code, or the text of an option; perhaps under another name on the screen."""
    names = _Names(options)
    return Format(typed=names.theirs, shown=names.ours)


def list_format(options: FieldOptions) -> Format:
    """Several options: a list in the case, a line each in a view, in whatever order."""
    names = _Names(options)

    def typed(value: object) -> str:
        if not isinstance(value, list | tuple):
            raise FormatError(f"expected a list, the case has a {type(value).__name__}")
        return "\n".join(names.theirs(one) for one in value)

    return Format(
        typed=typed,
        shown=lambda text: [names.ours(line) for line in text.split("\n")],
        same=lambda one, other: sorted(one.split("\n")) == sorted(other.split("\n")),
        blank=(),
        lines=True,
    )


def bool_format(options: FieldOptions) -> Format:
    """True or false, under the words that the screen has for them; in a box of a page, ticked or not."""
    if options.yes == options.no:
        raise ValueError("a bool needs yes and no: what the screen shows for each")
    return _yes_or_no(options.yes, options.no)


def check_format(options: FieldOptions) -> Format:
    """True or false in a box that is ticked; on a terminal, by the words declared, or `X` and nothing."""
    if options.yes == options.no:
        return replace(_BOX, native={"check": _BOX})
    return _yes_or_no(options.yes, options.no)


class _Names:
    """The names that the screen has for the case's codes."""

    def __init__(self, options: FieldOptions) -> None:
        self._theirs = options.codes
        self._ours = {theirs: ours for ours, theirs in options.codes.items()}

    def theirs(self, value: object) -> str:
        text = text_of(value)
        if self._theirs and text not in self._theirs:
            raise FormatError(f"the case's code is none of {', '.join(self._theirs)}")
        return self._theirs.get(text, text)

    def ours(self, text: str) -> str:
        return self._ours.get(text, text)


def _yes_or_no(yes: str, no: str) -> Format:
    def typed(value: object) -> str:
        return yes if _is_true(value) else no

    return Format(
        typed=typed, shown=lambda text: {yes: True, no: False}.get(text, text), native={"check": _BOX}
    )


def _is_true(value: object) -> bool:
    if not isinstance(value, bool):
        raise FormatError(f"expected true or false, the case has a {type(value).__name__}")
    return value


_BOX: Final = Format(
    typed=lambda value: TICKED if _is_true(value) else "",
    shown=lambda text: text == TICKED or text,
    blank=False,
    characters=TICKED,
)
