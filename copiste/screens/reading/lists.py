"""Entries of lists, and their pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from copiste.screens.declared import values as form
from copiste.screens.declared.base import pick
from copiste.screens.declared.field import ScreenField
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.reading.locate import Places, rows
from copiste.screens.reading.view import Cell, Values


class Row(Values):
    """One entry of a list: column → value in the case's form. Its `repr` shows the columns only."""

    __slots__ = ("_cells", "_declared", "_texts", "page")

    def __init__(
        self,
        columns: Mapping[str, ScreenField],
        texts: Mapping[str, str],
        page: int,
        cells: Mapping[str, Cell] = MappingProxyType({}),
    ) -> None:
        super().__init__({name: form.shown(columns[name], (text,)) for name, text in texts.items()})
        self._declared = columns
        self._texts = texts
        self._cells = cells
        #: On which page it was seen, from 1.
        self.page = page

    def differences(self, values: Mapping[str, object]) -> tuple[str, ...]:
        """The columns that do not show these case values, compared in the screen's own form.

        Raises:
            UndeclaredError: the list has no such column.
        """
        return tuple(
            name
            for name, value in values.items()
            if not form.same(
                name, pick(self._declared, name, "column", "The list"), value, (self._texts[name],)
            )
        )

    def drawn(self, column: str = "") -> tuple[Cell, ...]:
        """The cells of the row, or the one of `column`, where it was seen."""
        return (self._cells[column],) if column else tuple(self._cells.values())

    def shows(self, values: Mapping[str, object]) -> bool:
        """Whether every one of these case values is shown."""
        return not self.differences(values)


def rows_of(places: Places, table: str, page: int) -> tuple[Row, ...]:
    """The entries of `table` that are shown.

    Raises:
        UnreadableError: a character of one is not known for certain.
    """
    columns = places.screen.table(table).columns
    return tuple(
        Row(columns, {name: _text(places, table, name, cell) for name, cell in entry.items()}, page, entry)
        for entry in rows(places.view, places.screen, table)
    )


def _text(places: Places, table: str, column: str, cell: Cell) -> str:
    (text,) = places.readable(f'list "{table}", column "{column}"', (cell.text,))
    return text


def page_count(field: str, text: str) -> tuple[int, int]:
    """Which page is shown and how many there are, as `field` shows it.

    Raises:
        FieldNotFoundError: it does not read as `1/3`.
    """
    match = re.fullmatch(r"(\d+)\s*/\s*(\d+)", text)
    if match is None:
        raise FieldNotFoundError(f'Field "{field}" does not read as a page of pages (1/3).')
    return int(match[1]), max(1, int(match[2]))
