"""The keys that a screen names, on the line or lines at its end. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from copiste.screens.reading.owning.captions import is_sign
from copiste.screens.reading.view import UNKNOWN, Cell, Line, View

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
    return tuple(one for one in _named(view, key_words) if UNKNOWN not in one.key)


def may_be_named(view: View, key_words: Mapping[str, str], key: str) -> bool:
    """Whether these lines name function key `key`, or one whose number was not read and may be that."""
    number = key.removeprefix("F")
    return any(
        re.fullmatch(one.key.removeprefix("F").replace(UNKNOWN, r"\d"), written)
        for one in _named(view, key_words)
        if one.key.startswith("F")
        for written in (number, number.zfill(2))
    )


def _named(view: View, key_words: Mapping[str, str]) -> tuple[NamedKey, ...]:
    """The keys as `named_keys` gives them, and those of which a part of the number was not read."""
    words = [rf"\b{re.escape(word)}\b" for word in key_words]
    function_key = rf"\bP?F0?(?P<number>[\d{UNKNOWN}]{{1,2}})(?![\w{UNKNOWN}])"
    pattern = re.compile("|".join([function_key, *words]))
    found: list[NamedKey] = []
    for line in reversed(view.lines):
        here = list(_named_on(line, pattern, key_words))
        if found and not here:
            break
        found = [*here, *found]
    return tuple(found)


def _named_on(line: Line, pattern: re.Pattern[str], key_words: Mapping[str, str]) -> Iterator[NamedKey]:
    texts = [cell for cell in line if not cell.input and not is_sign(cell.text)]
    for cell, after in zip_longest(texts, texts[1:]):
        matches = list(pattern.finditer(cell.text))
        for match, following in zip_longest(matches, matches[1:]):
            number = match["number"]
            key = f"F{number if UNKNOWN in number else int(number)}" if number else key_words[match[0]]
            does = cell.text[match.end() : following.start() if following else None].strip(_BETWEEN)
            if not (does or following) and after and not pattern.search(after.text):
                # `F3: Exit` and `F3   Exit` are several texts.
                does = after.text.strip(_BETWEEN)
            yield NamedKey(key, cell, match.start(), match.end(), does)
