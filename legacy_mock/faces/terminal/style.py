"""How terminals lay out the screens: as the maps say, or as applications of other houses do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from legacy_mock.map import COLUMNS, MESSAGE_ROW, ROWS, TITLE_ROW

if TYPE_CHECKING:
    from legacy_mock.map import Map
    from legacy_mock.screen import Screen

#: Screens that keep to 24 rows on every terminal.
_SMALL = frozenset({"sign_on", "menu", "session_expired", "closed", "technical"})


@dataclass(frozen=True, slots=True)
class Style:
    """What holds for every terminal of a host."""

    #: With more than 24, screens behind the menu are of the alternate size: their bodies stand in the middle,
    #: messages and keys at the bottom.
    rows: int = ROWS
    #: No title, no caption and no hint is shown.
    plain: bool = False

    @property
    def size(self) -> int:
        """Places of the largest screen."""
        return self.rows * COLUMNS

    def alternate(self, map_: Map) -> bool:
        """Whether a map is shown in the alternate size."""
        return self.rows > ROWS and map_.name not in _SMALL

    def rows_of(self, map_: Map) -> int:
        """Rows of the screen that shows a map."""
        return self.rows if self.alternate(map_) else ROWS

    def row(self, map_: Map, row: int) -> int:
        """Where a row of a map is shown, both from 1."""
        more = self.rows_of(map_) - ROWS
        if row <= TITLE_ROW:
            return row
        return row + (more if row >= MESSAGE_ROW else more // 2)

    def picture(self, screen: Screen) -> list[str]:
        """The rows of characters that a terminal shows."""
        map_ = screen.map
        drawn = screen.picture()
        if self.plain and not map_.bare:
            drawn[TITLE_ROW - 1] = ""
            for field in map_.fields:
                row = drawn[field.row - 1]
                if field.caption:
                    row = _blanked(row, field.caption_column, field.column - field.caption_column)
                drawn[field.row - 1] = _blanked(row, field.end + 1, len(field.hint))
        shown = [" " * COLUMNS] * self.rows_of(map_)
        for number, text in enumerate(drawn, 1):
            if text.strip():
                shown[self.row(map_, number) - 1] = text.ljust(COLUMNS)
        return shown


#: As the maps say.
STYLE = Style()


def _blanked(row: str, column: int, length: int) -> str:
    """A row with blanks from a column, counted from 1."""
    return row[: column - 1] + " " * length + row[column - 1 + length :]
