"""The keys that a screen names, on the line or lines at its end. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from copiste.screens.reading.view import Cell, View

#: What stands between a key and the word for what it does, and between one key and the next.
_BETWEEN = " =:-.,;/|"


@dataclass(frozen=True, slots=True)
class NamedKey:
    """A key as a screen names it."""

    key: str
    #: The text in which it is named, and from which of its characters to which.
    cell: Cell
    start: int
    end: int
    #: What the screen says that it does; empty when nothing follows.
    does: str


def named_keys(view: View, key_words: Mapping[str, str]) -> tuple[NamedKey, ...]:
    """The keys that the last lines naming some name, from the left: as `F3`, `PF3`, `PF03` or by a word."""
    words = [rf"\b{re.escape(word)}\b" for word in key_words]
    pattern = re.compile("|".join([r"\bP?F0?(?P<number>\d{1,2})\b", *words]))
    found: list[NamedKey] = []
    for line in reversed(view.lines):
        here: list[NamedKey] = []
        for cell in line:
            matches = [] if cell.input else list(pattern.finditer(cell.text))
            for at, match in enumerate(matches):
                following = matches[at + 1].start() if at + 1 < len(matches) else len(cell.text)
                key = f"F{int(match['number'])}" if match["number"] else key_words[match[0]]
                does = cell.text[match.end() : following].strip(_BETWEEN)
                here.append(NamedKey(key, cell, match.start(), match.end(), does))
        if found and not here:
            break
        found = [*here, *found]
    return tuple(found)
