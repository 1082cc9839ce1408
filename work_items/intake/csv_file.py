"""CSV files, streamed: delimiter and encoding are declared or sniffed; a broken byte never stops a load."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from work_items.intake.errors import FileUnreadableError, MappingError
from work_items.intake.mapping import FileForm
from work_items.intake.workbook import Row

_DELIMITERS = ";,\t|"
_CHUNK = 1 << 20
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
#: What `surrogateescape` makes of a byte that is no UTF-8.
_ESCAPED = re.compile("[\udc80-\udcff]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class CsvFile:
    """A CSV file as a workbook of one sheet without a name."""

    sheet_names: Sequence[str] = ()
    delimited = True

    def __init__(self, path: Path, form: FileForm) -> None:
        self._path = path
        #: Sentences that the load tells.
        self.notes: list[str] = []
        self._size = path.stat().st_size
        self._bytes: BinaryIO | None = None
        self.encoding = _known(form.encoding) if form.encoding else sniff_encoding(path)
        self._delimiter = form.delimiter
        try:
            with self._text() as lines:
                first = lines.readline(_CHUNK)
        except UnicodeError:
            raise self._other_encoding() from None
        #: Excel writes such a line to say what separates the cells.
        self._told = first.rstrip("\r\n")[4:] if first.lower().startswith("sep=") else ""
        self.delimiter = form.delimiter or self._told or _sniff_delimiter(first)

    def rows(self, sheet: str | None) -> Iterator[Row]:  # noqa: ARG002 - there is only one
        """Every row, header included; a broken byte becomes U+FFFD, which is refused where a cell is used."""
        with self._text() as lines:
            reader = csv.reader(lines, delimiter=self.delimiter)
            number = 0
            try:
                for number, cells in enumerate(reader, start=1):
                    if number > 1 or not self._told:
                        yield Row(number, cells)
            except UnicodeError:
                raise self._other_encoding() from None
            except csv.Error:
                raise FileUnreadableError(
                    f"{self._path.name} breaks off after row {number}: probably an unclosed quotation mark. "
                    "Correct it and load the file again; what was loaded stays and is not loaded twice."
                ) from None

    def progress(self) -> float:
        """How much of the file is behind, in bytes."""
        file = self._bytes
        return 1.0 if file is None or file.closed else min(1.0, file.tell() / self._size)

    def close(self) -> None:
        """Close the file."""
        if self._bytes is not None:
            self._bytes.close()

    def _other_encoding(self) -> FileUnreadableError:
        return FileUnreadableError(
            f"{self._path.name} is not {self.encoding}. Correct `encoding` under `file` in the mapping, "
            "or leave it out: it is told from the file."
        )

    def _text(self) -> io.TextIOWrapper:
        self.close()
        self._bytes = self._path.open("rb")
        return io.TextIOWrapper(self._bytes, encoding=self.encoding, errors="replace", newline="")


def _known(encoding: str) -> str:
    try:
        b"a".decode(encoding, "replace")  # some codecs are for other things than text
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):
        raise MappingError(
            f'file.encoding: no encoding "{encoding}"; usual ones are utf-8, utf-8-sig and cp1252.'
        ) from None


def sniff_encoding(path: Path) -> str:
    """Tell UTF-8, UTF-16 (by its mark) and cp1252 apart, from the whole file.

    A file with more characters of several bytes than broken ones is UTF-8 that somebody damaged, not cp1252:
    read as cp1252, its accents would turn into pairs of signs that look like letters.
    """
    with path.open("rb") as file:
        head = file.read(4)
        for mark, name in _BOMS:
            if head.startswith(mark):
                return name
        file.seek(0)
        if _is_utf8(file):
            return "utf-8"
        file.seek(0)
        good, broken = _utf8_signs(file)
    return "utf-8" if good > broken else "cp1252"


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _utf8_signs(file: BinaryIO) -> tuple[int, int]:
    """How many characters beyond ASCII are sound UTF-8, and how many bytes are not."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    good = broken = 0
    while chunk := file.read(_CHUNK):
        text = decoder.decode(chunk)
        escaped = len(_ESCAPED.findall(text))
        broken += escaped
        good += len(_NOT_ASCII.findall(text)) - escaped
    return good, broken


def _sniff_delimiter(header: str) -> str:
    """The delimiter that cuts the header into most cells."""
    return max(_DELIMITERS, key=lambda one: len(next(csv.reader([header], delimiter=one), [])))
