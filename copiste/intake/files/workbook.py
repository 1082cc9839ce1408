"""What the loader needs of a file, whatever its kind: sheets by name, each a stream of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol, runtime_checkable

from copiste.cases.rules import Rule
from copiste.intake.errors import FileEmptyError, FileMissingError, FileUnreadableError
from copiste.intake.files.file_kinds import FileKind, OtherKindError, kind_of
from copiste.intake.mapping.model import FileForm

_TEXT_ENDINGS: Final = (".csv", ".txt", ".tsv", ".tab")
_BOOK_ENDINGS: Final = (".xlsx", ".xlsm", ".xltx", ".xltm")
#: Endings under which exports write text all the same.
_OTHER_BOOK_ENDINGS: Final = (".xls", ".xlsb", ".ods")
_DELIMITERS: Final = (b";", b",", b"\t", b"|")


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


def open_workbook(path: Path, form: FileForm) -> Workbook:
    """Open a CSV or XLSX file, as which of them its content says; a name that says something else is noted.

    Raises:
        FileMissingError, FileEmptyError, FileUnreadableError: nothing there, nothing in it, neither.
    """
    from copiste.intake.files.csv_file import CsvFile  # noqa: PLC0415 - the readers know this module
    from copiste.intake.files.xlsx_file import XlsxFile  # noqa: PLC0415

    if not path.is_file():
        raise FileMissingError(f"There is no file {path.name}; check the path.")
    if path.stat().st_size == 0:
        raise FileEmptyError(f"{path.name} is empty; ask for it again.")
    ending = path.suffix.lower()
    try:
        kind = kind_of(path)
    except OtherKindError as error:
        raise FileUnreadableError(f"{path.name} {error}.") from None
    if kind is not FileKind.WORKBOOK and ending in _TEXT_ENDINGS:
        return CsvFile(path, form)
    if kind is FileKind.TEXT and ending in _BOOK_ENDINGS + _OTHER_BOOK_ENDINGS and _looks_delimited(path):
        text = CsvFile(path, form)
        text.notes.append(f"{path.name} is no workbook but CSV text, and was read as that.")
        return text
    if kind is FileKind.WORKBOOK or ending in _BOOK_ENDINGS:
        book = XlsxFile(path, form)
        if ending not in _BOOK_ENDINGS:
            book.notes.append(f"{path.name} is an .xlsx workbook, and was read as that.")
        return book
    raise FileUnreadableError(
        f"{path.name} is neither .csv nor .xlsx; open it in a spreadsheet and save it as one of them."
    )


def _looks_delimited(path: Path) -> bool:
    with path.open("rb") as file:
        first = file.readline(1 << 16)
    return any(sign in first for sign in _DELIMITERS)
