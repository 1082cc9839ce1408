"""What the loader needs of a file, whatever its kind: sheets by name, each a stream of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from work_items.cases.rules import Rule
from work_items.intake.errors import FileEmptyError, FileMissingError, FileUnreadableError
from work_items.intake.mapping import FileForm


class Row(NamedTuple):
    """One row: its number as a spreadsheet shows it, from 1, and its cells as the reader gives them.

    Attributes:
        number: The row of a workbook; of a CSV file, the line in which the row begins.
        cells: Text, numbers, booleans and dates stay what the file says they are.
        damage: Why the row cannot be taken at all, whatever the mapping makes of its cells.
        lines: How many lines of a CSV file the row takes.
    """

    number: int
    cells: Sequence[Any]
    damage: Rule | None = None
    lines: int = 1


class Workbook(Protocol):
    """A file of rows. Sheets can be read several times, one at a time, and are never held as a whole."""

    #: The sheets' names; none for a CSV file.
    sheet_names: Sequence[str]
    #: Whether signs between the cells separate them, so that one too many shifts the rest.
    delimited: bool

    def rows(self, sheet: str | None) -> Iterator[Row]:
        """Every row of a sheet, header included.

        Raises:
            FileUnreadableError: the file breaks off or is damaged at some row.
        """

    def progress(self) -> float:
        """How much of the sheet being read is behind, 0 to 1, roughly."""

    def close(self) -> None:
        """Close the file."""


def open_workbook(path: Path, form: FileForm) -> Workbook:
    """Open a CSV or XLSX file by its name's ending.

    Raises:
        FileMissingError, FileEmptyError, FileUnreadableError: nothing there, nothing in it, not what its name
        says.
    """
    from work_items.intake.csv_file import CsvFile  # noqa: PLC0415 - the readers know this module
    from work_items.intake.xlsx_file import XlsxFile  # noqa: PLC0415

    if not path.is_file():
        raise FileMissingError(f"There is no file {path.name}; check the path.")
    if path.stat().st_size == 0:
        raise FileEmptyError(f"{path.name} is empty; ask for it again.")
    ending = path.suffix.lower()
    if ending in (".csv", ".txt"):
        return CsvFile(path, form)
    if ending in (".xlsx", ".xlsm"):
        return XlsxFile(path)
    raise FileUnreadableError(
        f"{path.name} is neither .csv nor .xlsx; open it in a spreadsheet and save it as one of them."
    )
