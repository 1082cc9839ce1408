"""Places of a terminal's screen, by row and column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field

from copiste.screens.declared.base import Declaration

_Count = Annotated[int, Field(ge=1)]


class Place(Declaration):
    """Where a field is on a terminal; rows and columns count from 1, as its status line counts them."""

    row: _Count
    column: _Count
    #: Characters that it takes: the same as the field's `max`.
    length: _Count | None = None

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}"


class TextAt(Declaration):
    """A text at a place of a terminal."""

    row: _Count
    column: _Count
    text: Annotated[str, Field(min_length=1)]

    def stands_in(self, rows: Sequence[str]) -> bool:
        """Whether it stands there in the rows of a terminal; a face without rows shows it nowhere."""
        row = rows[self.row - 1] if self.row <= len(rows) else ""
        return row[self.column - 1 : self.column - 1 + len(self.text)] == self.text

    def excludes(self, other: TextAt) -> bool:
        """Whether no screen can show both."""
        if self.row != other.row:
            return False
        first, second = sorted((self, other), key=lambda one: one.column)
        shared = first.text[second.column - first.column :]
        return any(one != another for one, another in zip(shared, second.text, strict=False))


def in_a_row(first: Place, lengths: Sequence[int | None]) -> tuple[Place, ...]:
    """The places of parts from left to right, with one attribute byte between two of them."""
    return tuple(_in_a_row(first, lengths))


def _in_a_row(first: Place, lengths: Sequence[int | None]) -> Iterator[Place]:
    column = first.column
    for length in lengths:
        yield Place(row=first.row, column=column, length=length)
        column += (length or 0) + 1
