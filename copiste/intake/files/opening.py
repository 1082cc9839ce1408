"""Opens a file with the reader for what its content is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from copiste.intake.errors import FileEmptyError, FileMissingError, FileUnreadableError
from copiste.intake.files.csv_file import CsvFile
from copiste.intake.files.file_form import FileForm
from copiste.intake.files.file_kinds import FileKind, OtherKindError, kind_of
from copiste.intake.files.workbook import Workbook
from copiste.intake.files.xlsx_file import XlsxFile

_TEXT_ENDINGS: Final = (".csv", ".txt", ".tsv", ".tab")
_BOOK_ENDINGS: Final = (".xlsx", ".xlsm", ".xltx", ".xltm")
#: Endings under which exports write text all the same.
_OTHER_BOOK_ENDINGS: Final = (".xls", ".xlsb", ".ods")
_DELIMITERS: Final = (b";", b",", b"\t", b"|")


def open_workbook(path: Path, form: FileForm) -> Workbook:
    """Open a CSV or XLSX file, as which of them its content says; a name that says something else is noted.

    Raises:
        FileMissingError, FileEmptyError, FileUnreadableError: nothing there, nothing in it, neither.
    """
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
