"""XLSX workbooks, streamed with openpyxl's read-only reader; formulas give the values Excel computed last."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from work_items.intake.errors import FileUnreadableError
from work_items.intake.workbook import Row

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_CHUNK = 500
#: Unpacked bytes beyond which a workbook is not a spreadsheet but an attack or an accident.
_MOST_BYTES = 2 << 30
_DAMAGE = (
    BadZipFile,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    OSError,
    EOFError,
    TypeError,
    AttributeError,
    IndexError,
    ArithmeticError,
    RuntimeError,  # zipfile's word for a password; with it, parts packed in a way that it does not know
    zlib.error,
)


class XlsxFile:
    """An XLSX workbook."""

    delimited = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._refuse_old()
        self._file = path.open("rb")
        try:
            self._open()
        except BaseException:
            self._file.close()
            raise
        self._lengths = {sheet.title: sheet.max_row or 0 for sheet in self._book.worksheets}
        self._done = 0
        self._rows_about = 0

    def _open(self) -> None:
        try:
            with ZipFile(self._file) as packed:
                unpacked = sum(part.file_size for part in packed.infolist())
            if unpacked > _MOST_BYTES:
                raise FileUnreadableError(
                    f"{self._path.name} unpacks to more than 2 GB; split it, or save it as CSV."
                )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl tells of drawings and validations it does not read
                self._book = openpyxl.load_workbook(
                    self._file, read_only=True, data_only=True, keep_links=False
                )
            self.sheet_names: Sequence[str] = [sheet.title for sheet in self._book.worksheets]
        except _DAMAGE:
            raise self._damaged("") from None  # what is wrong may quote a cell

    def rows(self, sheet: str | None) -> Iterator[Row]:
        """Every row of a sheet, header and empty rows included."""
        worksheet = self._book[sheet or self.sheet_names[0]]
        self._rows_about = self._lengths[worksheet.title]
        worksheet.reset_dimensions()  # what a sheet says of its size is often wrong, and would cut cells off
        self._done = 0
        cells = worksheet.iter_rows(values_only=True)
        while chunk := self._chunk(cells):
            for one in chunk:
                self._done += 1
                yield Row(self._done, one)

    def progress(self) -> float:
        """How much of the sheet is behind, as far as the sheet says how long it is."""
        return min(1.0, self._done / self._rows_about) if self._rows_about else 0.0

    def close(self) -> None:
        """Close the file."""
        self._book.close()
        self._file.close()

    def _chunk(self, cells: Iterator[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return list(islice(cells, _CHUNK))
        except _DAMAGE:
            raise self._damaged(f" after row {self._done}") from None

    def _refuse_old(self) -> None:
        with self._path.open("rb") as file:
            if file.read(4) == _OLD_EXCEL:
                raise FileUnreadableError(
                    f"{self._path.name} is an old .xls or has a password; save it as .xlsx without one."
                )

    def _damaged(self, where: str) -> FileUnreadableError:
        return FileUnreadableError(
            f"{self._path.name} cannot be read as an .xlsx workbook{where}; "
            "open it in a spreadsheet and save it again."
        )
