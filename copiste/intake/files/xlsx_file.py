"""XLSX workbooks, streamed; formulas give the values that were computed last, if those are final."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from copiste.intake.errors import FileUnreadableError
from copiste.intake.files.file_form import FileForm
from copiste.intake.files.ooxml.events import PartDamagedError, chunks
from copiste.intake.files.ooxml.number_format import cell_formats
from copiste.intake.files.ooxml.package import Package, SheetPart
from copiste.intake.files.ooxml.sheet import CellContext, SheetReader
from copiste.intake.files.ooxml.strings import shared_strings
from copiste.intake.files.workbook import Row

#: Unpacked bytes beyond which a workbook is not a spreadsheet but an attack or an accident.
_MOST_BYTES: Final = 2 << 30
_DAMAGE: Final = (
    BadZipFile,
    ExpatError,
    PartDamagedError,
    LookupError,
    ValueError,
    OSError,
    EOFError,
    TypeError,
    ArithmeticError,
    RuntimeError,  # zipfile's word for a password; with it, parts packed in a way that it does not know
    zlib.error,
)
#: A row that is not shown, in the bytes of a sheet; the names of elements may have prefixes.
_HIDDEN_ROW: Final = re.compile(
    rb"<(?:\w+:)?row\b[^>]*?\s(?:hidden\s*=\s*[\"'](?:1|true)|ht\s*=\s*[\"']0(?:\.0*)?)[\"']"
)
#: Marks of UTF-16, in which that pattern finds nothing.
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
#: Longest tag of a row that is looked for across the border of two chunks.
_LONGEST_TAG: Final = 1024


class XlsxFile:
    """An XLSX workbook."""

    delimited = False

    def __init__(self, path: Path, form: FileForm) -> None:
        self._path = path
        self._form = form
        #: Sentences that the load tells.
        self.notes: list[str] = []
        self._file = path.open("rb")
        try:
            self._open()
        except BaseException:
            self._file.close()
            raise
        self._done = 0
        self._size = 0
        self._reader: SheetReader | None = None

    def _open(self) -> None:
        try:
            self._package = Package(self._file)
            if self._package.unpacked > _MOST_BYTES:
                raise FileUnreadableError(
                    f"{self._path.name} unpacks to more than 2 GB; split it, or save it as CSV."
                )
            said = self._package.describe()
            recalculated = said.recalculated and self._form.formulas == "computed"
            context = CellContext(since_1904=said.since_1904, recalculated=recalculated)
            if said.strings is not None:
                with self._package.open(said.strings) as part:
                    context = context._replace(strings=shared_strings(part))
            if said.styles is not None:
                with self._package.open(said.styles) as part:
                    context = context._replace(formats=cell_formats(part))
        except _DAMAGE:
            raise self._damaged("") from None  # what is wrong may quote a cell
        if not said.sheets:
            raise self._damaged("")
        self._context = context
        self._sheets: dict[str, SheetPart] = {sheet.name: sheet for sheet in said.sheets}
        self.sheet_names: Sequence[str] = list(self._sheets)

    def rows(self, sheet: str | None) -> Iterator[Row]:
        """Every row of a sheet, header and empty rows included."""
        part = self._sheets[sheet or self.sheet_names[0]].part
        self._done = 0
        try:
            self._size = self._package.size(part)
            with self._package.open(part) as stream:
                self._reader = SheetReader(stream, self._context)
                for found in self._reader.rows():
                    self._done = found.number
                    yield Row(found.number, found.cells, hidden=found.hidden)
        except _DAMAGE:
            raise self._damaged(f" after row {self._done}" if self._done else "") from None

    def is_hidden(self, sheet: str) -> bool:
        """Whether a sheet is not shown."""
        return self._sheets[sheet].hidden

    def hidden_columns(self) -> frozenset[int]:
        """Positions, from 0, of the columns that are not shown in the sheet that is being read."""
        return frozenset(self._reader.hidden_columns) if self._reader is not None else frozenset()

    def has_hidden_rows(self, sheet: str) -> bool:
        """Whether a sheet has rows that are not shown: a quick look at its bytes, which verifies them too.

        Raises:
            FileUnreadableError: the part is damaged.
        """
        before = b""
        found = False
        try:
            with self._package.open(self._sheets[sheet].part) as part:
                for piece in chunks(part):
                    found = found or piece.startswith(_WIDE) or _HIDDEN_ROW.search(before + piece) is not None
                    before = piece[-_LONGEST_TAG:]
        except _DAMAGE:
            raise self._damaged("") from None
        return found

    def progress(self) -> float:
        """How much of the sheet is behind, in bytes."""
        return min(1.0, self._reader.read / self._size) if self._reader is not None and self._size else 0.0

    def close(self) -> None:
        """Close the file."""
        self._package.close()
        self._file.close()

    def _damaged(self, where: str) -> FileUnreadableError:
        return FileUnreadableError(
            f"{self._path.name} cannot be read as an .xlsx workbook{where}; "
            "open it in a spreadsheet and save it again."
        )
