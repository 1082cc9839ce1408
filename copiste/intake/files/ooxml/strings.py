"""Texts of a workbook: its table of shared strings, and the signs that XML cannot hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import IO

from copiste.intake.files.ooxml.events import chunks, local, parser

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """`text` with `_x000D_` and its like as the signs they stand for (ECMA-376, ST_Xstring)."""
    if "_x" not in text:
        return text
    units = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def shared_strings(part: IO[bytes]) -> list[str]:
    """The table of shared strings: runs joined, phonetic guides left out."""
    table = _Table()
    made = parser()
    made.StartElementHandler = table.start
    made.CharacterDataHandler = table.text
    made.EndElementHandler = table.end
    for piece in chunks(part):
        made.Parse(piece)
    made.Parse(b"", True)
    return table.strings


class _Table:
    def __init__(self) -> None:
        self.strings: list[str] = []
        self._pieces: list[str] = []
        self._phonetic = self._collecting = False

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        element = local(name)
        if element == "t":
            self._collecting = not self._phonetic
        elif element == "rPh":
            self._phonetic = True

    def text(self, data: str) -> None:
        if self._collecting:
            self._pieces.append(data)

    def end(self, name: str) -> None:
        element = local(name)
        if element == "t":
            self._collecting = False
        elif element == "rPh":
            self._phonetic = False
        elif element == "si":
            self.strings.append(unescaped("".join(self._pieces)))
            self._pieces.clear()
