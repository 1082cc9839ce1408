"""Find declared fields and tables in a view by their captions. Pure, and the same for every face.

A caption is a text cell; the cells after it on its line hold the value: as many inputs as the field has
parts (slashes and dashes between them do not count), or, where nothing can be typed, the text that is shown.
Zero or several matches is an error, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from copiste.screens.declared.field import ScreenField
from copiste.screens.declared.model import Screen
from copiste.screens.declared.tables import Table
from copiste.screens.errors import FieldNotFoundError, UnreadableError
from copiste.screens.reading.view import UNKNOWN, Cell, Line, View

_SEPARATORS = frozenset({"", ":", "/", "-", "."})


@dataclass(slots=True)
class Places:
    """Where the fields of `screen` are in `view`."""

    view: View
    screen: Screen
    #: Takes the picture that goes with the error about a value that cannot be read.
    evidence: Callable[[], Path | None] = field(default=lambda: None, repr=False)
    #: Caption → the runs of value cells found after it.
    _runs: dict[str, list[tuple[Cell, ...]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._runs = {}
        headings = {id(line) for table in self.screen.tables.values() for line in _headings(self.view, table)}
        captions = self.screen.captions
        for line in self.view.lines:
            if id(line) in headings:
                continue
            for caption, cells in _captioned(line, captions):
                self._runs.setdefault(caption, []).append(cells)

    def cells(self, name: str) -> tuple[Cell, ...]:
        """The cells of field `name`, one for each of its parts.

        Raises:
            FieldNotFoundError: its caption is missing, has no such inputs, or several captions match.
            UndeclaredError: the screen declares no such field.
        """
        declared = self.screen.field(name)
        if self.view.rows and (declared.places or declared.at == "cursor"):
            return self._at(name, declared)
        found: list[Cell] = []
        for caption, count in declared.captions:
            found.extend(self._one(name, declared, caption, count))
        return tuple(found)

    def texts(self, name: str) -> tuple[str, ...]:
        """What the parts of field `name` show.

        Raises:
            UnreadableError: a character of it is not known for certain.
            FieldNotFoundError, UndeclaredError: as `cells` does.
        """
        return self.readable(f'field "{name}"', (cell.text for cell in self.cells(name)))

    def readable(self, what: str, texts: Iterable[str]) -> tuple[str, ...]:
        """The same `texts`. Raises `UnreadableError`, naming `what`, when a character is not known."""
        known = tuple(texts)
        if any(UNKNOWN in text for text in known):
            raise UnreadableError.of(f'Screen "{self.screen.screen}", {what}', self.evidence())
        return known

    def _at(self, name: str, declared: ScreenField) -> tuple[Cell, ...]:
        """The cells by their row and column."""
        wanted: list[tuple[int, int] | None] = [(place.row, place.column) for place in declared.places]
        wanted = wanted or [self.view.cursor]
        by_place = {cell.at: cell for cell in self.view.cells() if cell.input and cell.at}
        found = tuple(by_place[at] for at in wanted if at in by_place)
        if len(found) != len(wanted):
            where = ", ".join(map(str, declared.places)) or "the cursor"
            beside = f", beside caption {declared.caption!r}" if declared.caption else ""
            raise FieldNotFoundError(
                f'Screen "{self.screen.screen}", field "{name}": no place at {where}{beside}. '
                "Next step: screens check."
            )
        return found

    def _one(self, name: str, declared: ScreenField, caption: str, count: int) -> tuple[Cell, ...]:
        if not caption:
            raise FieldNotFoundError(
                f'Screen "{self.screen.screen}", field "{name}" is declared by row and column, which this '
                "face does not have. Next step: give it a caption too."
            )
        runs = self._runs.get(caption, [])
        fitting = [run for run in runs if _fits(run, declared, count)]
        if len(fitting) != 1:
            seen = "no caption" if not runs else f"{len(runs)} caption(s), {len(fitting)} of them fitting"
            raise FieldNotFoundError(
                f'Screen "{self.screen.screen}", field "{name}": {seen} for {caption!r} with {count} '
                f"{'value' if declared.protected else 'input'}(s). Next step: screens check."
            )
        return fitting[0][:count]


def rows(view: View, screen: Screen, name: str) -> tuple[Mapping[str, Cell], ...]:
    """The entries of table `name` on this page, as column → cell; empty entries are left out.

    They are the lines after the headings, as long as they have as many cells and no colon leads to a field.

    Raises:
        FieldNotFoundError: its heading line is missing, or there are several.
        UndeclaredError: the screen declares no such table.
    """
    table = screen.table(name)
    tops = [index for index, line in enumerate(view.lines) if _columns(line, table)]
    if len(tops) != 1:
        raise FieldNotFoundError(
            f'Screen "{screen.screen}", table "{name}": {len(tops)} lines have its headings. '
            "Next step: screens check."
        )
    heading = view.lines[tops[0]]
    places = _columns(heading, table)
    entries = []
    for line in view.lines[tops[0] + 1 :]:
        if len(line) != len(heading) or any(_is_colon(cell) for cell in line):
            break
        entry = {column: line[at] for column, at in places.items()}
        if any(cell.text for cell in entry.values()):
            entries.append(entry)
    return tuple(entries)


def normal(text: str) -> str:
    """A caption without the colon or dots that lead to its field."""
    return text.rstrip(" :.")


def _captioned(line: Line, captions: frozenset[str]) -> Iterator[tuple[str, tuple[Cell, ...]]]:
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


def _fits(run: Sequence[Cell], declared: ScreenField, count: int) -> bool:
    if len(run) != count:
        return False
    return declared.protected or all(cell.input for cell in run)


def _headings(view: View, table: Table) -> Iterator[Line]:
    yield from (line for line in view.lines if _columns(line, table))


def _columns(line: Line, table: Table) -> dict[str, int]:
    """Column → place in `line`; empty when `line` is not the heading of all of them, in this order."""
    places: dict[str, int] = {}
    at = 0
    for name, column in table.columns.items():
        while at < len(line) and (line[at].input or normal(line[at].text) != column.caption):
            at += 1
        if at == len(line):
            return {}
        places[name] = at
        at += 1
    return places
