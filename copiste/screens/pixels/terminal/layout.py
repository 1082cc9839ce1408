"""The layout of a screen's rows by its declaration: captions and places, headings and columns. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from copiste.screens.declared.base import pick
from copiste.screens.declared.model import Application, Screen
from copiste.screens.declared.tables import Table
from copiste.screens.pixels.declaration import (
    ApplicationFace,
    ScreenFace,
    TerminalFace,
    TerminalScreen,
    TerminalTable,
)
from copiste.screens.pixels.terminal.captions import bare_pattern, caption_pattern, is_lead


@dataclass(frozen=True, slots=True)
class Slot:
    """What follows one caption."""

    #: The length of each part; `None` when it is not declared.
    lengths: tuple[int | None, ...]
    protected: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that is declared by row and column, from 0; at the cursor when it has none."""

    at: tuple[int, int] | None
    #: `None` at the cursor, when it is not declared: to the end of the row.
    length: int | None
    #: What stands before it, or above; empty when that is not declared.
    caption: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its headings by line, and how many entries a page has room for."""

    #: Columns in the order in which they are declared.
    columns: tuple[str, ...]
    #: For each line of an entry, its columns from left to right, with their captions.
    lines: tuple[tuple[tuple[str, str], ...], ...]
    #: For each line, what its row of headings looks like; a group for each column.
    headings: tuple[re.Pattern[str], ...]
    entries: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of one screen."""

    slots: Mapping[str, Slot] = field(default_factory=dict)
    #: A declared caption and its lead; `None` when no field is declared by one.
    captions: re.Pattern[str] | None = None
    spots: tuple[Spot, ...] = ()
    listings: tuple[Listing, ...] = ()
    #: Rows of its own for title and message.
    face: TerminalScreen = field(default_factory=TerminalScreen)

    def found_in(self, rows: Iterable[str]) -> frozenset[str]:
        """The captions that stand somewhere in `rows` with a lead after them."""
        if self.captions is None:
            return frozenset()
        return frozenset(found["caption"] for row in rows for found in self.captions.finditer(row))

    def without_lead(self, led: Collection[str]) -> re.Pattern[str] | None:
        """Captions that stand with nothing but a blank after them: all but those that were seen `led`."""
        bare = [one for one in self.slots if is_lead(one) or one not in led]
        return bare_pattern(tuple(bare)) if bare else None


def terminal_of(application: Application) -> TerminalFace:
    """The application's declaration of its terminal."""
    return ApplicationFace.model_validate(application.faces.get("pixels", {})).terminal


@lru_cache(maxsize=512)
def _layout(screen: _Known, leads: tuple[str, ...]) -> Layout:
    declared = screen.screen
    face = ScreenFace.model_validate(declared.faces.get("pixels", {})).terminal
    slots = dict(_slots(declared))
    where = f'Screen "{declared.screen}", faces: pixels'
    for name in face.tables:
        pick(declared.tables, name, "table", where)
    listings = tuple(
        _listing(table, face.tables.get(name, TerminalTable()), where)
        for name, table in declared.tables.items()
    )
    led = [caption for caption in slots if not is_lead(caption)]
    captions = caption_pattern(led, leads) if led else None
    return Layout(slots, captions, tuple(_spots(declared)), listings, face)


def _slots(declared: Screen) -> Iterator[tuple[str, Slot]]:
    """What follows each caption by which a field is found."""
    for one in declared.fields.values():
        at = 0
        for caption, count in one.captions if one.at is None and not one.places else ():
            if caption:
                yield caption, Slot(one.lengths[at : at + count], one.protected, one.hidden)
            at += count


def _spots(declared: Screen) -> Iterator[Spot]:
    for one in declared.fields.values():
        slot = Slot(one.lengths, one.protected, one.hidden)
        if one.at == "cursor":
            yield Spot(None, one.max, one.caption, slot)
        captions = [caption for caption, _ in one.captions]
        for index, place in enumerate(one.places):
            # The caption of a field leads to its first part.
            caption = captions[index] if index < len(captions) else ""
            yield Spot((place.row - 1, place.column - 1), place.length, caption, slot)


class _Known:
    """A screen as the key of a cache: the declaration itself has mappings in it."""

    __slots__ = ("screen",)

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def __hash__(self) -> int:
        return id(self.screen)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.screen is self.screen


def layout_of(screen: Screen, leads: tuple[str, ...]) -> Layout:
    """The layout that `screen` declares; computed once.

    Raises:
        UndeclaredError: its pixel face names a table or a column that it does not declare.
    """
    return _layout(_Known(screen), leads)


def _listing(table: Table, face: TerminalTable, where: str) -> Listing:
    lines = face.lines or (tuple(table.columns),)
    captioned = tuple(
        tuple((name, pick(table.columns, name, "column", where).caption) for name in line) for line in lines
    )
    return Listing(
        tuple(table.columns), captioned, tuple(_heading_pattern(line) for line in captioned), face.entries
    )


def _heading_pattern(line: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """A row that has these headings and nothing else; each may be cut where the next one begins."""
    parts = []
    for index, (_, caption) in enumerate(line):
        last = index == len(line) - 1
        after = r"(?=\s*$)" if last else r" (?=\S)"
        cut = [f"{re.escape(caption[:length])}{after}" for length in range(len(caption) - 1, 0, -1)]
        whole = re.escape(caption) + (r"(?=\s*$)" if last else r" +(?=\S)")
        parts.append("(" + "|".join([whole, *([] if last else cut)]) + ")")
    return re.compile(r"^\s*" + "".join(parts) + r"\s*$")
