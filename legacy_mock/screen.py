"""What passes between the host and a face: a `Screen` to show, an `Input` that came back.

Neither knows whether the face is a web page or a 3270 terminal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from legacy_mock.map import COLUMNS, KEYS_ROW, MESSAGE_ROW, ROWS, TITLE_ROW, Aid, Map

if TYPE_CHECKING:
    from legacy_mock.domain import Notice

APPLICATION = "GESTION SANTE"

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Header:
    """What row 1 says beside the name of the application."""

    day: date
    terminal: str
    #: Number of the task that sent the screen; another one at each screen.
    task: int

    def line(self, transaction: str) -> str:
        """Give row 1, 80 columns wide."""
        task = f"TACHE {self.task:05d} TRANSID {transaction:<4}"
        right = f"DATE {self.day:%d/%m/%Y} TERMINAL {self.terminal:<4} {task}"
        return f" {APPLICATION}".ljust(COLUMNS - len(right)) + right


@dataclass(frozen=True, slots=True)
class Screen:
    """A map with its values, ready to be shown."""

    map: Map
    header: Header
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: Entries of the list area, by column name.
    rows: tuple[Row, ...] = ()
    message: Notice | None = None
    #: The field where the cursor stands; the first that can be typed into when empty.
    cursor: str = ""
    #: Fields to show bright, because the message is about them.
    bright: frozenset[str] = frozenset()
    #: True when the host would like the message asked in a dialog, if the face has such a thing: yes is F10.
    dialog: bool = False
    #: True while the host is not ready for a key; the face asks again for the screen a little later.
    keyboard_locked: bool = False

    def value(self, name: str) -> str:
        """Give the value of a field, empty when it has none; a hidden field never gives one."""
        return "" if self.map.field(name).hidden else self.values.get(name, "")

    def picture(self) -> list[str]:
        """Draw the 24 rows of 80 characters that a terminal shows."""
        glass = [[" "] * COLUMNS for _ in range(ROWS)]

        def put(row: int, column: int, text: str) -> None:
            glass[row - 1][column - 1 : column - 1 + len(text)] = text

        if not self.map.bare:
            put(1, 1, self.header.line(self.map.transaction))
            put(TITLE_ROW, (COLUMNS - len(self.map.title)) // 2 + 1, self.map.title)
            put(MESSAGE_ROW, 2, self.message.text if self.message else "")
            put(KEYS_ROW, 2, self.map.key_line)
        for text in self.map.texts:
            put(text.row, text.column, text.text)
        for item in self.map.fields:
            if item.caption:
                put(item.row, item.caption_column, item.caption)
                put(item.row, item.column - 2, ":")
            parts = item.split(self.value(item.name))
            for cell, part in zip(item.cells(), parts, strict=True):
                put(cell.row, cell.column, part)
            put(item.row, item.end + 1, item.hint)
        area = self.map.listing
        if area is not None:
            for column in area.columns:
                put(area.row + column.line, column.column, area.heading(column))
                for index, row in enumerate(self.rows):
                    line = area.row + area.height * (index + 1) + column.line
                    put(line, column.column, row.get(column.name, "")[: column.length])
        return ["".join(line) for line in glass]

    def __str__(self) -> str:
        return "\n".join(line.rstrip() for line in self.picture())


@dataclass(frozen=True, slots=True)
class Input:
    """One press of an attention key, with what was typed since the last screen."""

    aid: Aid
    #: Typed texts by field, one for each part. A field that is left out is unchanged.
    typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    #: The field where the cursor stood.
    cursor: str = ""
    #: A transaction chosen beside the screen (a face may keep a menu there): what was typed is left behind.
    jump: str = ""
