"""CSV files, streamed: encoding and delimiter are declared or detected; no line is lost."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from copiste.intake.errors import FileUnreadableError, MappingError
from copiste.intake.files.delimited.encoding import Encoding, tell_encoding
from copiste.intake.files.delimited.lines import count_lines
from copiste.intake.files.delimited.records import Cutter
from copiste.intake.files.file_form import FileForm
from copiste.intake.files.workbook import Row

_DELIMITERS: Final = ";,\t|"
#: Excel writes such a line to name the delimiter.
_TOLD: Final = re.compile(r'"?sep=([^"\r\n])', re.IGNORECASE)
_QUOTED: Final = re.compile(r'"[^"]*+"')
#: Number of lines that may hold the column names, from which the delimiter is detected.
_HEAD_LINES: Final = 20
_HEAD_CHARACTERS: Final = 1 << 20
#: NUL and ^Z: what some programs write in place of a character that they lost.
_LOST: Final = {0x00: "\ufffd", 0x1A: "\ufffd"}


class CsvFile:
    """A CSV file as a workbook of one sheet without a name.

    Raises:
        FileUnreadableError: its encoding cannot be detected, or is not the declared one.
        MappingError: the declared encoding or delimiter is none.
    """

    sheet_names: Sequence[str] = ()
    delimited = True

    def __init__(self, path: Path, form: FileForm) -> None:
        self._path = path
        #: Sentences that the load tells.
        self.notes: list[str] = []
        self._size = path.stat().st_size
        self._bytes: BinaryIO | None = None
        self.encoding = _declared(path, form.encoding) if form.encoding else tell_encoding(path)
        self._width = self._header_ends = 0
        try:
            self._physical = count_lines(path, self.encoding.name)
            with self._text() as lines:
                head = list(islice(iter(lambda: lines.readline(_HEAD_CHARACTERS), ""), _HEAD_LINES))
        except UnicodeError:
            raise self._other_encoding() from None
        told = _TOLD.match(head[0]) if head else None
        #: Lines above the first row: `sep=;`, which only names the delimiter.
        self.separator_lines = 1 if told else 0
        self.delimiter = form.delimiter or (told[1] if told else _sniff_delimiter(head))
        if self.delimiter in '"\r\n':
            raise MappingError(
                "file.delimiter: cells cannot be separated by that; usual ones are ; , | and tab."
            )

    @property
    def line_count(self) -> int:
        """How many lines the file has, by its bytes alone."""
        return self._physical.lines

    def expect(self, width: int, header_ends: int) -> None:
        """Take notice of the header: its cells and its line; open quotation marks are judged by it."""
        self._width, self._header_ends = width, header_ends

    def rows(self, sheet: str | None) -> Iterator[Row]:  # noqa: ARG002 - there is only one
        """Every row, header included; a broken byte becomes U+FFFD, which is refused where a cell is used."""
        cutter = Cutter(self.delimiter, self._width, self._header_ends)
        with self._text() as text:
            try:
                yield from islice(cutter.records(self._lines(text)), self.separator_lines, None)
            except UnicodeError:
                raise self._other_encoding() from None

    def progress(self) -> float:
        """How much of the file is behind, in bytes."""
        file = self._bytes
        return 1.0 if file is None or file.closed else min(1.0, file.tell() / self._size)

    def close(self) -> None:
        """Close the file."""
        if self._bytes is not None:
            self._bytes.close()

    def _lines(self, text: Iterable[str]) -> Iterable[str]:
        lines = text
        if self._physical.controls:
            lines = _without_controls(lines)
        if self.encoding.doubtful:
            lines = _without_words(lines, self.encoding.doubtful)
        return lines

    def _other_encoding(self) -> FileUnreadableError:
        return FileUnreadableError(
            f"{self._path.name} is not {self.encoding.name}. Correct `encoding` under `file` in the mapping, "
            "or leave it out: it is detected."
        )

    def _text(self) -> io.TextIOWrapper:
        self.close()
        self._bytes = self._path.open("rb")
        return io.TextIOWrapper(self._bytes, encoding=self.encoding.name, errors="replace", newline="")


def _declared(path: Path, name: str) -> Encoding:
    try:
        b"a".decode(name, "replace")  # some codecs are for other things than text
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        raise MappingError(
            f'file.encoding: no encoding "{name}"; usual ones are utf-8, utf-8-sig and cp1252.'
        ) from None
    if found == "utf-8":
        with path.open("rb") as file:
            found = "utf-8-sig" if file.read(3) == codecs.BOM_UTF8 else found
    return Encoding(found, f"read as {found}: the mapping says so")


def _without_controls(lines: Iterable[str]) -> Iterator[str]:
    """The lines with lost characters shown as such, and without the ^Z that ends files of old systems."""
    last: str | None = None
    for line in lines:
        if last is not None:
            yield last.translate(_LOST)
        last = line
    if last is not None:
        end = re.search("\x1a[\x1a\0]*+[\r\n]*+$", last)
        yield (last[: end.start()] if end else last).translate(_LOST)


def _without_words(lines: Iterable[str], words: frozenset[str]) -> Iterator[str]:
    """The lines with words that are in another encoding shown as broken."""
    found = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    for line in lines:
        yield line if line.isascii() else found.sub("\ufffd", line)


def _sniff_delimiter(head: Sequence[str]) -> str:
    """The delimiter that cuts the header into most cells; what is quoted does not count."""
    header = ""
    for line in head:
        header += line
        if header.count('"') % 2:
            continue  # the names go on in the next line
        bare = _QUOTED.sub("", header)
        if any(sign in bare for sign in _DELIMITERS):
            break
        header = ""
    bare = _QUOTED.sub("", header)
    return max(_DELIMITERS, key=bare.count)
