"""Every screen of the back-end, with every place full: what its maps can show at most."""

from __future__ import annotations

import itertools
import string
from collections.abc import Iterator
from datetime import date

from legacy_mock.domain import Notice
from legacy_mock.map import Map
from legacy_mock.maps import CATALOGUE
from legacy_mock.messages import MESSAGES
from legacy_mock.screen import Header, Screen

#: What a member's record may hold.
CAPITALS = string.ascii_uppercase + string.digits + " '-./"
#: All that the French code page shows, but for `¡`, which x3270's font draws like an `i`.
EVERYTHING = "".join(chr(code) for code in (*range(0x21, 0x7F), *range(0xA2, 0x100)) if code != 0xAD)


def every_screen(alphabet: str) -> Iterator[Screen]:
    """Yield each map once, with a message; all messages come when there are more of them than maps."""
    numbers = iter(itertools.cycle(MESSAGES))
    for at, map_ in enumerate(CATALOGUE.values()):
        yield full_screen(map_, alphabet, next(numbers), offset=7 * at)


def every_message() -> Iterator[Screen]:
    """Yield one screen with each message."""
    for number in MESSAGES:
        yield full_screen(CATALOGUE["menu"], CAPITALS, number)


def full_screen(map_: Map, alphabet: str, message: str, *, offset: int = 0) -> Screen:
    """A map whose fields are full of characters of `alphabet`, one after the other."""
    source = itertools.islice(itertools.cycle(alphabet), offset, None)

    def text(length: int) -> str:
        # A value begins and ends with a character that shows.
        return "".join(itertools.islice(source, length)).replace(" ", "X", 1)

    rows: tuple[dict[str, str], ...] = ()
    if map_.listing is not None:
        columns = map_.listing.columns
        rows = tuple(
            {column.name: text(column.length) for column in columns} for _ in range(map_.listing.page)
        )
    names = [name for _, name, _, _ in string.Formatter().parse(MESSAGES[message].template) if name]
    return Screen(
        map_,
        Header(date(2026, 3, 17), "T001", 12345 + offset),
        {field.name: text(field.length) for field in map_.fields},
        rows,
        Notice(message, dict.fromkeys(names, "AB123")),
        bright=frozenset(field.name for field in map_.fields[::3]),
    )
