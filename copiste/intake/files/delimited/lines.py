"""Every physical line of a CSV file belongs to one record; counted apart from what cuts records."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, auto
from pathlib import Path
from typing import Final

from copiste.intake.errors import LinesUnaccountedError

_CHUNK: Final = 1 << 20


class Fate(IntEnum):
    """What became of a line."""

    SEPARATOR = auto()
    HEADER = auto()
    #: Of a case that entered the queue, or was there already.
    CASE = auto()
    ATTACHED = auto()
    REFUSED = auto()
    SKIPPED = auto()
    BLANK = auto()


@dataclass(frozen=True, slots=True)
class Physical:
    """What the bytes of a file say of its lines, whatever its cells are."""

    lines: int
    #: Whether there is a NUL or a ^Z, which stand for lost characters or the end of the file.
    controls: bool


def count_lines(path: Path, encoding: str) -> Physical:
    """Count the lines that end in LF, CR or CR LF, or with the file."""
    decoder = None if _ends_lines_as_ascii(encoding) else codecs.getincrementaldecoder(encoding)("replace")
    lines, last, controls = 0, "\n", False
    with path.open("rb") as file:
        chunk = b"-"
        while chunk:
            chunk = file.read(_CHUNK)
            # Each byte a character: what is counted is below 0x80 in every encoding that comes this way.
            text = decoder.decode(chunk, final=not chunk) if decoder else chunk.decode("latin-1")
            if not text:
                continue
            lines += text.count("\n") + text.count("\r") - text.count("\r\n")
            lines -= last == "\r" and text[0] == "\n"
            controls = controls or "\0" in text or "\x1a" in text
            last = text[-1]
    return Physical(lines + (last not in "\r\n"), controls)


def _ends_lines_as_ascii(encoding: str) -> bool:
    return "\r\n".encode(encoding).removeprefix(codecs.BOM_UTF8) == b"\r\n"


class LineAccount:
    """Which lines the records of one file took, and what became of them.

    Args:
        file: its name, for messages.
        lines: how many lines it has, counted by somebody else.
    """

    def __init__(self, file: str, lines: int) -> None:
        self._file = file
        self._lines = lines
        self._next = 1
        self._wrong: int | None = None
        self._fates = [0] * (max(Fate) + 1)

    @property
    def by_fate(self) -> Mapping[str, int]:
        """Fate → lines, in the order of `Fate`."""
        return {fate.name.lower(): self._fates[fate] for fate in Fate if self._fates[fate]}

    def take(self, number: int, lines: int, fate: Fate) -> None:
        """Account for the record of `lines` lines that begins in line `number`."""
        if number != self._next and self._wrong is None:
            self._wrong = min(number, self._next)
        self._next = number + lines
        self._fates[fate] += lines

    def move(self, lines: int, fate: Fate, to: Fate) -> None:
        """Correct what became of `lines` lines."""
        self._fates[fate] -= lines
        self._fates[to] += lines

    def check(self) -> None:
        """See that every line was taken once.

        Raises:
            LinesUnaccountedError: the first line that was not.
        """
        taken = sum(self._fates)
        if self._wrong is None and (self._next != self._lines + 1 or taken != self._lines):
            self._wrong = min(self._next, self._lines + 1)
        if self._wrong is not None:
            raise LinesUnaccountedError(
                f"{self._file}: {self._lines:,} lines, in records {taken:,}; line {self._wrong:,} belongs "
                "to none of them or to two. This is a fault of Copiste; what was loaded stays in the queue. "
                "Report it, and compare the queue with the file from that line on."
            )
