"""The rows of a terminal once they are cut: cells, and where each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from copiste.screens.declared.model import Screen
from copiste.screens.reading.view import Box, Line, Said, View


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring characters of one row; rows and columns count from 0."""

    row: int
    column: int
    length: int

    @property
    def end(self) -> int:
        """The column after it."""
        return self.column + self.length

    @property
    def box(self) -> Box:
        """As it is drawn, in rows and columns."""
        return Box(self.column, self.row, self.end, self.row + 1)


@dataclass(frozen=True, slots=True)
class Cut:
    """The rows of one terminal, cut."""

    lines: tuple[Line, ...] = field(repr=False)
    title: str = field(repr=False)
    messages: tuple[Said, ...] | None = field(repr=False)
    #: By the places of the cells, where each is; several where a value takes several lines.
    stretches: tuple[Stretch, ...]
    #: The declaration by which it was cut; `None` when no declared screen is shown.
    screen: Screen | None
    rows: tuple[str, ...] = field(repr=False)
    #: Row and column from 0 of the cursor when the screen arrived.
    cursor: tuple[int, int] | None
    #: Whether typed-into places were guessed from captions without a lead: where they begin, only the
    #: tabulator tells.
    unsure: bool = False
    #: The row from 0 of messages, where one is declared.
    message: int | None = None

    @property
    def name(self) -> str:
        """The declared screen's; empty when none is shown."""
        return self.screen.screen if self.screen else ""

    @property
    def leads(self) -> tuple[Stretch, ...]:
        """Where captions lead to something: tells layouts of a screen apart."""
        cells = (cell for line in self.lines for cell in line)
        return tuple(self.stretches[cell.place] for cell in cells if cell.text == ":" and not cell.input)

    def is_at_cursor(self, place: int) -> bool:
        """Whether the cell of that place is declared to be where the cursor stands."""
        at = self.stretches[place]
        declared = self.screen is not None and any(one.at == "cursor" for one in self.screen.fields.values())
        return declared and self.cursor == (at.row, at.column)

    def view(self, token: str) -> View:
        """The view that the session above works on."""
        cursor = self.cursor and (self.cursor[0] + 1, self.cursor[1] + 1)
        return View(
            self.lines, token, self.title, self.messages, rows=self.rows, cursor=cursor, lists_cut=True
        )


def all_shown_rows(rows: Sequence[str]) -> list[Stretch]:
    """The whole of each row that shows anything, so that not even the length of its text is visible."""
    return [Stretch(row, 0, len(text)) for row, text in enumerate(rows) if text.strip()]
