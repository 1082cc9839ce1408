"""Fill the lines of grids one by one, and read grids back whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from copiste.screens.declared.model import Screen
from copiste.screens.drivers.driver import Keystrokes
from copiste.screens.errors import GridFullError, LineReadBackError
from copiste.screens.reading.grids import GridLine, grid_lines
from copiste.screens.session import filling
from copiste.screens.session.arrival import Arrival
from copiste.screens.session.current_screen import CurrentScreen
from copiste.screens.session.typing_values import type_values

#: What differs where a grid has more or fewer lines than expected; no column can have this name.
NUMBER_OF_LINES = "number of lines"


@dataclass(slots=True)
class _Filled:
    """What was filled into one grid."""

    #: Lines that stood there before.
    before: int
    #: Case values by column, line by line.
    lines: list[Mapping[str, object]] = field(default_factory=list, repr=False)


class Grids:
    """The grids of one session's screens, and what was filled into them since they were reached."""

    def __init__(self, at: CurrentScreen, submit: Callable[[str, str], Arrival]) -> None:
        self._at = at
        self._submit = submit
        self._filled: dict[str, _Filled] = {}

    def forget(self) -> None:
        """What was filled so far belongs to no screen that comes."""
        self._filled = {}

    def fill(self, name: str, values: Mapping[str, object]) -> int:
        """Type the next line of grid `name`, and read it back; its number, from 1, of those that were filled.

        Where no line is free, the grid's action `add` is taken first, and what was filled is read back then.

        Raises:
            UndeclaredError: there is no such grid or column.
            FieldValueError, ValueNotOfferedError, FieldNotFoundError: as for fields.
            GridFullError: no line is free, and none could be added.
            LineReadBackError: a line shows something else than was filled.
        """
        filled, at = self._free(name)
        type_values(_OnLine(self._at, name, at), values)
        filled.lines.append(dict(values))
        self._filled[name] = filled
        self._check_line(name, filled, len(filled.lines))
        return len(filled.lines)

    def check(self) -> None:
        """Read back whole what was filled into grids that the present screen has too.

        Raises:
            LineReadBackError: a line vanished, was doubled or changed, or shows what nobody filled in.
        """
        for name, filled in self._filled.items():
            if name in self._at.screen.grids:
                self._check(name, filled)

    def differences(self, name: str, values: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
        """The columns in which the lines of grid `name` do not show `values`, in this order and number."""
        grid = self._at.screen.grid(name)
        lines = self._lines(name)
        taken = max((line.number for line in lines if line.holds(grid)), default=0)
        wrong = {
            column
            for line, wanted in zip(lines[:taken], values, strict=False)
            for column in filling.differences(line, wanted)
        }
        return (*sorted(wrong), *([NUMBER_OF_LINES] if taken != len(values) else []))

    def is_untouched(self, name: str) -> bool:
        """Whether no line of grid `name` holds anything."""
        grid = self._at.screen.grid(name)
        return not any(line.holds(grid) for line in self._lines(name))

    # --- inside -----

    def _lines(self, name: str) -> tuple[GridLine, ...]:
        return grid_lines(self._at.view, self._at.screen, name, self._at.places.evidence)

    def _free(self, name: str) -> tuple[_Filled, int]:
        """What was filled, and the index of the line that comes next, which is free."""
        at = self._next(name)
        if at is None:
            add = self._at.screen.grid(name).add
            if not add:
                raise GridFullError(self._at.screen.screen, name, len(self._lines(name)), added="")
            self._submit(add, self._at.screen.screen)
            while (at := self._next(name)) is None:
                # Its scripts may not have drawn the new line yet.
                if not self._at.changes():
                    self._check_so_far(name)
                    raise GridFullError(self._at.screen.screen, name, len(self._lines(name)), added=add)
            self._check_so_far(name)
        return self._filled.get(name, _Filled(at)), at

    def _check_so_far(self, name: str) -> None:
        if filled := self._filled.get(name):
            for number in range(1, len(filled.lines) + 1):
                self._check_line(name, filled, number)

    def _next(self, name: str) -> int | None:
        """The index of the free line that comes next; `None` when there is none."""
        grid, lines = self._at.screen.grid(name), self._lines(name)
        if name not in self._filled:
            return next(
                (line.number - 1 for line in lines if line.takes_typing and not line.holds(grid)), None
            )
        filled = self._filled[name]
        at = filled.before + len(filled.lines)
        if at >= len(lines) or not lines[at].takes_typing:
            return None
        if held := lines[at].holds(grid):
            raise LineReadBackError(
                self._at.screen.screen, name, at + 1, held, "was to be free, and shows something in"
            )
        return at

    def _check_line(self, name: str, filled: _Filled, number: int) -> None:
        lines, at = self._lines(name), filled.before + number - 1
        if at >= len(lines):
            columns = tuple(filled.lines[number - 1])
            raise LineReadBackError(self._at.screen.screen, name, at + 1, columns, "was filled, and is gone")
        if wrong := filling.differences(
            lines[at], filling.shown_on(lines[at].screen, filled.lines[number - 1])
        ):
            raise LineReadBackError(
                self._at.screen.screen, name, at + 1, wrong, "does not show what was filled in"
            )

    def _check(self, name: str, filled: _Filled) -> None:
        for number in range(1, len(filled.lines) + 1):
            self._check_line(name, filled, number)
        grid = self._at.screen.grid(name)
        for line in self._lines(name)[filled.before + len(filled.lines) :]:
            if held := line.holds(grid):
                raise LineReadBackError(
                    self._at.screen.screen, name, line.number, held, "was not filled, and shows something in"
                )


class _OnLine:
    """One line of a grid, as what values are typed into; found again each time the screen was redrawn."""

    def __init__(self, at: CurrentScreen, name: str, index: int) -> None:
        self._at = at
        self._name = name
        self._index = index

    @property
    def places(self) -> GridLine:
        return grid_lines(self._at.view, self._at.screen, self._name, self._at.places.evidence)[self._index]

    @property
    def screen(self) -> Screen:
        return self.places.screen

    def type(self, keystrokes: Sequence[Keystrokes]) -> None:
        self._at.type(keystrokes)

    def reloaded(self) -> None:
        self._at.reloaded()
