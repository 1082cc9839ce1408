"""Texts of a workbook: its table of shared strings, and the signs that XML cannot hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import IO

from work_items.intake.ooxml.events import chunks, local, parser

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """`text` with `_x000D_` and its like as the signs they stand for (ECMA-376, ST_Xstring)."""
    if "_x" not in text:
        return text
    units = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def shared_strings(part: IO[bytes]) -> list[str]:
    """The table of shared strings: runs joined, phonetic guides left out."""
    made = parser()
    table: list[str] = []
    pieces: list[str] = []
    phonetic = collecting = False

    def start(name: str, _attributes: Mapping[str, str]) -> None:
        nonlocal phonetic, collecting
        name = local(name)
        if name == "t":
            collecting = not phonetic
        elif name == "rPh":
            phonetic = True

    def text(data: str) -> None:
        if collecting:
            pieces.append(data)

    def end(name: str) -> None:
        nonlocal phonetic, collecting
        name = local(name)
        if name == "t":
            collecting = False
        elif name == "rPh":
            phonetic = False
        elif name == "si":
            table.append(unescaped("".join(pieces)))
            pieces.clear()

    made.StartElementHandler = start
    made.CharacterDataHandler = text
    made.EndElementHandler = end
    for piece in chunks(part):
        made.Parse(piece)
    made.Parse(b"", True)
    return table
