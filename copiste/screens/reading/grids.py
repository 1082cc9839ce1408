"""The lines of a grid: which are taken, which are free, and what each shows. Pure."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path

from copiste.screens.declared.model import Screen
from copiste.screens.declared.tables import Grid
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.reading.locate import Places
from copiste.screens.reading.tabular import Entry, entries
from copiste.screens.reading.view import Cell, View

#: Kinds of inputs of which one option is always chosen.
_CHOSEN = ("select", "radio")


class GridLine(Places):
    """One line of a grid, whose columns are filled and read as the fields of a screen are."""

    def __init__(
        self, view: View, screen: Screen, entry: Entry, number: int, evidence: Callable[[], Path | None]
    ) -> None:
        self.view = view
        #: The line as a screen of its own, whose fields are the columns.
        self.screen = screen
        self.evidence = evidence
        #: From 1.
        self.number = number
        self._entry = entry

    def cells(self, name: str) -> tuple[Cell, ...]:
        """The inputs of column `name`, one for each of its parts, or its text.

        Raises:
            FieldNotFoundError: another number of inputs stands there.
            UndeclaredError: the grid declares no such column.
        """
        field = self.screen.field(name)
        found = self._entry.cells[name]
        if not any(cell.input for cell in found):
            return found or (Cell("", -1),)
        if len(found) != len(field.lengths):
            raise FieldNotFoundError(
                f'Screen "{self.screen.screen}", column "{name}": {len(found)} inputs stand in it, expected '
                f"{len(field.lengths)}. Next step: screens check."
            )
        return found

    @property
    def places(self) -> tuple[int, ...]:
        """The places of everything that stands in it."""
        return tuple(cell.place for cells in self._entry.pieces.values() for cell in cells)

    @property
    def takes_typing(self) -> bool:
        """Whether something can be typed into it."""
        return self._entry.takes_typing

    def holds(self, grid: Grid) -> tuple[str, ...]:
        """The columns that show something else than an untouched line does; none when it is free."""
        return tuple(name for name in grid.columns if not self._is_untouched(name, grid))

    def _is_untouched(self, name: str, grid: Grid) -> bool:
        if grid.columns[name].protected:
            return True
        found = self._entry.cells[name]
        if all(not cell.text or _shows_first_option(cell) for cell in found):
            return True
        return name in grid.untouched and fnmatchcase(self._entry.text(name), grid.untouched[name])


def grid_lines(
    view: View, screen: Screen, name: str, evidence: Callable[[], Path | None] = lambda: None
) -> tuple[GridLine, ...]:
    """The lines of grid `name`, taken and free, from top to bottom.

    What can be typed into is a line, and every line above one. Below the last of them, a line of texts is one
    if its first column says something.

    Raises:
        FieldNotFoundError: its heading line is missing, or there are several; or the face sees lines alone.
        UndeclaredError: the screen declares no such grid.
    """
    grid = screen.grid(name)
    found = entries(view, grid.columns, f'Screen "{screen.screen}", grid "{name}"', grid.until)
    last = max((at for at, entry in enumerate(found) if entry.takes_typing), default=-1)
    first_column = next(iter(grid.columns))
    kept = [entry for at, entry in enumerate(found) if at <= last or entry.text(first_column)]
    return tuple(
        GridLine(view, _as_screen(screen, name, grid, number), entry, number, evidence)
        for number, entry in enumerate(kept, start=1)
    )


def grid_places(view: View, screen: Screen, name: str) -> frozenset[int]:
    """The places of everything in the columns of grid `name`; none where it is not found."""
    try:
        lines = grid_lines(view, screen, name)
    except FieldNotFoundError:
        return frozenset()
    return frozenset(place for line in lines for place in line.places)


def _as_screen(screen: Screen, name: str, grid: Grid, number: int) -> Screen:
    # The columns were checked as parts of the grid.
    return Screen.model_construct(screen=f"{screen.screen}: {name} {number}", fields=grid.columns)


def _shows_first_option(cell: Cell) -> bool:
    return cell.kind in _CHOSEN and bool(cell.options) and cell.options[0].chosen
