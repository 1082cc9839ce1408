"""The layout of a screen's rows by its declaration: captions and places, headings and columns. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from copiste.screens.declared.base import pick
from copiste.screens.declared.model import Application, Screen, Table
from copiste.screens.pixels.declaration import ApplicationFace, ScreenFace, TerminalFace, TerminalTable


@dataclass(frozen=True, slots=True)
class Slot:
    """What follows one caption."""

    #: The length of each part; `None` when it is not declared.
    lengths: tuple[int | None, ...]
    protected: bool = False
    hidden: bool = False


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

    slots: Mapping[str, Slot]
    #: A declared caption and its lead, in the group `caption`; `None` when no field is declared.
    captions: re.Pattern[str] | None
    listings: tuple[Listing, ...]


def terminal_of(application: Application) -> TerminalFace:
    """The application's declaration of its terminal."""
    return ApplicationFace.model_validate(application.faces.get("pixels", {})).terminal


@lru_cache(maxsize=512)
def _layout(screen: _Known, leads: tuple[str, ...]) -> Layout:
    declared = screen.screen
    face = ScreenFace.model_validate(declared.faces.get("pixels", {})).terminal
    slots: dict[str, Slot] = {}
    for field in declared.fields.values():
        at = 0
        for caption, count in field.captions:
            slots[caption] = Slot(field.lengths[at : at + count], field.protected, field.hidden)
            at += count
    where = f'Screen "{declared.screen}", faces: pixels'
    for name in face.tables:
        pick(declared.tables, name, "table", where)
    listings = tuple(
        _listing(table, face.tables.get(name, TerminalTable()), where)
        for name, table in declared.tables.items()
    )
    return Layout(slots, caption_pattern(slots, leads) if slots else None, listings)


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


def caption_pattern(captions: Iterable[str], leads: Iterable[str]) -> re.Pattern[str]:
    """Where one of `captions` stands as a whole, dots or blanks after it, and a lead.

    A caption is a whole: nothing but the begin of what is searched, or two blanks, comes before it.
    """
    longest_first = sorted(captions, key=len, reverse=True)
    return re.compile(f"{_START}(?P<caption>{_any_of(longest_first)})[ .]*{_lead(leads)}")


@lru_cache(maxsize=8)
def undeclared_pattern(leads: tuple[str, ...]) -> re.Pattern[str]:
    """Where any text with single blanks in it leads to something."""
    return re.compile(rf"{_START}(?P<caption>[^\s.:]\S*(?: [^\s.]\S*)*?)[ .]*{_lead(leads)}")


_START = r"(?:^ ?|(?<=  ))"


def _lead(leads: Iterable[str]) -> str:
    return rf"(?P<lead>{_any_of(leads)})(?= |$)"


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(map(re.escape, texts))


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
