"""What a view draws: whole texts, and inputs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from copiste.screens.reading.view import Box, Cell


@dataclass(eq=False, slots=True)
class Text:
    """A whole text."""

    caption: str = field(repr=False)
    box: Box
    #: Indices of the lines of the view on which its parts stand.
    rows: frozenset[int]
    #: The place to which the page itself ties it.
    link: int | None = None
    #: As wide as its column, where that is known.
    area: Box | None = None
    #: Its first and its last line, where it has several.
    folds: tuple[Box, Box] | None = None
    #: The number of the table in which it stands; -1 outside of any.
    table: int = -1
    #: Other readings, where a line of a wrapped text may stand alone.
    lines: tuple[Text, ...] = field(default=(), repr=False)


@dataclass(eq=False, slots=True)
class Input:
    """A place to type into or to choose in; all buttons of a radio group together."""

    cell: Cell
    box: Box
    #: The radio buttons of a group, in reading order.
    buttons: tuple[Cell, ...] = ()

    @property
    def kind(self) -> str:
        """What it is to type into."""
        return self.cell.control.kind

    @property
    def area(self) -> Box | None:
        """As wide as its column, where that is known."""
        return self.cell.area if len(self.buttons) < 2 else None

    def seen_in(self, cells: Mapping[int, Cell]) -> Cell:
        """Its cell as it is in a later view of the same layout, whose cells these are by place."""
        if len(self.buttons) < 2:
            return cells[self.cell.place]
        now = [cells[button.place] for button in self.buttons]
        options = tuple(
            replace(option, chosen=bool(button.text), disabled=button.protected)
            for option, button in zip(self.cell.options, now, strict=True)
        )
        return replace(
            self.cell,
            text=next((option.text for option in options if option.chosen), ""),
            protected=all(button.protected for button in now),
            control=replace(self.cell.control, options=options),
        )

    @property
    def ticks(self) -> bool:
        """Whether its caption may as well stand to its right."""
        return self.kind in {"check", "radio"} and len(self.buttons) < 2

    @property
    def places(self) -> frozenset[int]:
        """Its places in the view."""
        return frozenset(cell.place for cell in self.buttons) or frozenset((self.cell.place,))


Item = Text | Input
