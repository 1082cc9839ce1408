"""A format: one kind of value on screens, as a small frozen value. Engine and projects write them alike.

A declaration names it (`type: date`); the table of names holds either a `Format`, or a function that makes
one from what the field declares besides (`format: DD/MM/YYYY`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from copiste.errors import Blame, CopisteError
from copiste.screens.declared.base import Declaration


class FormatError(CopisteError, ValueError):
    """A value does not fit its format. The text says why, and holds nothing of the value."""

    code = "FORMAT"
    blame = Blame.CASE


class FieldOptions(Declaration):
    """What a field may declare for its format. An application may declare the same for all its fields."""

    #: Name of the characters that the field takes, and what is done to a value to get there.
    charset: str = "any"
    #: A pattern that the format reads as it likes: of a date, such as `DD/MM/YYYY`.
    format: str = ""
    #: Of a date with the month's name: the twelve names that the screen writes; English ones when left out.
    months: tuple[str, ...] = ()
    #: Of a date with a two-digit year: the earliest year of the hundred that it may mean.
    century: Annotated[int, Field(ge=1000, le=9900)] = 1969
    #: Of a number: the sign before its decimals, and the one between its thousands.
    decimal: Annotated[str, Field(max_length=1)] = ""
    thousands: Annotated[str, Field(max_length=1)] = ""
    #: Of a bool, and of a check box on a terminal: what is typed for yes and for no.
    yes: str = ""
    no: str = ""
    #: Of a code, a choice, a list or a pick: what the screen calls each of the case's codes.
    codes: Mapping[str, str] = Field(default_factory=dict)


def text_of(value: Any) -> str:
    """A case's text or number as it stands. Raises `FormatError` for anything else."""
    if isinstance(value, bool | Mapping | list | tuple):
        raise FormatError(f"expected a text, the case has a {type(value).__name__}")
    return str(value)


def squeezed(text: str) -> str:
    """`text` with runs of blanks as one, and none at its ends."""
    return " ".join(text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a case's value and the characters on a screen correspond. Everything left out is a text's."""

    #: The characters to type for a case's value, which is never `None` or empty. Raises `FormatError`.
    typed: Callable[[Any], str] = text_of
    #: The case's value for the characters shown (those of a split field joined), never empty. What it refuses
    #: with `FormatError` is read as the text that is there.
    shown: Callable[[str], object] = squeezed
    #: Whether characters typed and shown say the same; without it, each part has to be the same text.
    same: Callable[[str, str], bool] | None = None
    #: Whether characters shown can be right, as far as their check digits tell. Faces that read pictures take
    #: what fails for misread; nothing else asks.
    valid: Callable[[str], bool] | None = None
    #: Every character that it may show; any when empty. For faces that read pictures.
    characters: str = ""
    #: The case's value where nothing is shown.
    blank: object = ""
    #: Whether a value may have several lines; of a field with parts, each takes a line.
    lines: bool = False
    #: By kind of a page's own control (`date`, `number`, `check`): what it holds, whatever is declared.
    native: Mapping[str, Format] = field(default_factory=dict)


#: Makes a field's format from what the field declares. Raises `ValueError`, which says what is missing.
FormatMaker: TypeAlias = Callable[[FieldOptions], Format]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charset:
    """Which characters a field takes, and what is done to a value's characters to get there."""

    #: Regular expression of one character that it takes: `[0-9]`.
    takes: str
    convert: Callable[[str], str] = str
    #: Every character that it may show; any when empty. For faces that read pictures.
    characters: str = ""

    def bare(self, text: str) -> str | None:
        """`text` without blanks and signs that the field does not take; `None` if it holds other letters."""
        text = self.convert(text)
        if any(character.isalnum() for character in re.sub(self.takes, "", text)):
            return None
        return "".join(re.findall(self.takes, text))

    def converted(self, text: str) -> str:
        """`text` as the field takes it. Raises `FormatError` when it cannot take all of it."""
        text = self.convert(text)
        match = _several(self.takes).match(text)
        end = match.end() if match else 0
        if end < len(text):
            raise FormatError(f"the field does not take character {end + 1}")
        return text


@lru_cache(maxsize=64)
def _several(character: str) -> re.Pattern[str]:
    return re.compile(f"(?:{character})*")
