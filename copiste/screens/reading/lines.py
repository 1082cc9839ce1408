"""Faces that know only lines of cells: values behind captions, and entries below headings. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from copiste.screens.declared.tables import Table
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.reading.owning.captions import normal
from copiste.screens.reading.view import Cell, Line, View

_SEPARATORS = frozenset({"", ":", "/", "-", "."})


def captioned(line: Line, captions: frozenset[str]) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Yield each caption of `line` with the value cells after it.

    On a line where colons follow captions, only what a colon follows is a caption; elsewhere the cell after a
    caption is its value, whatever it says.
    """
    colons = any(_is_colon(cell) or cell.text.endswith(":") for cell in line)
    at = 0
    while at < len(line):
        cell, at = line[at], at + 1
        if cell.input or normal(cell.text) not in captions or (colons and not _leads(line, at - 1)):
            continue
        run, at = _value_cells(line, at, colons)
        yield normal(cell.text), tuple(run)


def columns_in(line: Line, table: Table) -> dict[str, int]:
    """Column → place in `line`; empty when `line` is not the heading of all of them, in this order."""
    places: dict[str, int] = {}
    at = 0
    for name, column in table.columns.items():
        while at < len(line) and (line[at].input or normal(line[at].text) != normal(column.caption)):
            at += 1
        if at == len(line):
            return {}
        places[name] = at
        at += 1
    return places


def lines_below(view: View, table: Table, where: str) -> tuple[Mapping[str, Cell], ...]:
    """The lines after the headings of `table`, as long as they are as long and no colon leads to a field.

    Raises:
        FieldNotFoundError: its heading line is missing, or there are several; the text begins with `where`.
    """
    tops = [index for index, line in enumerate(view.lines) if columns_in(line, table)]
    if len(tops) != 1:
        raise FieldNotFoundError(f"{where}: {len(tops)} lines have its headings. Next step: screens check.")
    heading = view.lines[tops[0]]
    places = columns_in(heading, table)
    found = []
    for line in view.lines[tops[0] + 1 :]:
        if len(line) != len(heading) or any(_is_colon(cell) for cell in line):
            break
        entry = {column: line[at] for column, at in places.items()}
        if any(cell.text for cell in entry.values()):
            found.append(entry)
    return tuple(found)


def _value_cells(line: Line, at: int, colons: bool) -> tuple[list[Cell], int]:
    """The value cells from `at` on, and the index after them."""
    start = at
    while at < len(line) and not line[at].input and _is_colon(line[at]):
        start = at = at + 1
    inputs: list[Cell] = []
    while at < len(line) and (line[at].input or line[at].text in _SEPARATORS):
        if line[at].input:
            inputs.append(line[at])
            start = at + 1
        at += 1
    if inputs:
        return inputs, start
    if colons:
        return _shown_cell(line, start)
    return list(line[start : start + 1]), start + 1


def _shown_cell(line: Line, start: int) -> tuple[list[Cell], int]:
    """The first cell with a text, unless it leads to another field: then the value is empty."""
    at = start
    while at < len(line) and not line[at].text:
        at += 1
    if at < len(line) and not _leads(line, at):
        return [line[at]], at + 1
    return list(line[at - 1 : at] if at > start else line[start : start + 0]), at


def _leads(line: Line, at: int) -> bool:
    """Whether the text at `at` is followed by a colon, its own or in a cell."""
    if line[at].text.endswith(":"):
        return True
    after = at + 1
    while after < len(line) and not line[after].text and not line[after].input:
        after += 1
    return after < len(line) and _is_colon(line[after])


def _is_colon(cell: Cell) -> bool:
    return cell.text == ":" and not cell.input
