"""What the loader needs of a file, whatever its kind: sheets by name, each a stream of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

from copiste.cases.rules import Rule


class Row(NamedTuple):
    """One row: its number as a spreadsheet shows it, from 1, and its cells as the reader gives them.

    Attributes:
        number: The row of a workbook; of a CSV file, the line in which the row begins.
        cells: Text, numbers, booleans and dates stay what the file says they are (see `cells`).
        damage: Why the row cannot be taken at all, whatever the mapping makes of its cells.
        hidden: Whether the sheet does not show the row: hidden, filtered away, of no height.
        lines: How many lines of a CSV file the row takes.
    """

    number: int
    cells: Sequence[Any]
    damage: Rule | None = None
    lines: int = 1
    hidden: bool = False


class Workbook(Protocol):
    """A file of rows. Sheets can be read several times, one at a time, and are never held as a whole."""

    #: The sheets' names; none for a CSV file.
    sheet_names: Sequence[str]
    #: Whether signs between the cells separate them, so that one too many shifts the rest.
    delimited: bool
    #: Sentences about the file that the load tells.
    notes: list[str]

    def rows(self, sheet: str | None) -> Iterator[Row]:
        """Every row of a sheet, header included.

        Raises:
            FileUnreadableError: the file breaks off or is damaged at some row.
        """

    def progress(self) -> float:
        """How much of the sheet being read is behind, 0 to 1, roughly."""

    def close(self) -> None:
        """Close the file."""


@runtime_checkable
class HidingWorkbook(Workbook, Protocol):
    """A workbook in which rows, columns and sheets may be hidden."""

    def is_hidden(self, sheet: str) -> bool:
        """Whether a sheet is not shown."""

    def hidden_columns(self) -> frozenset[int]:
        """Positions, from 0, of the columns that are not shown in the sheet that is being read."""

    def has_hidden_rows(self, sheet: str) -> bool:
        """Whether a sheet has rows that are not shown; it takes a small part of the time of reading them.

        Raises:
            FileUnreadableError: the sheet is damaged.
        """
