"""Which places of a view are painted over in a picture. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copiste.screens.declared.model import Screen
from copiste.screens.declared.tables import Grid, Table
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.reading.locate import Places, rows
from copiste.screens.reading.tabular import entries, is_drawn
from copiste.screens.reading.view import View

_DIGITS = re.compile(r"(\d[ ./-]?){6,}")


def masked_places(view: View, screen: Screen | None) -> tuple[int, ...]:
    """The places of every sensitive field and column of `screen` in `view`.

    Of a screen that is not known, or on which a sensitive field is not found: every input, and every text
    that holds six digits or more.
    """
    if screen is None:
        return _whatever_may_be(view)
    places = Places(view, screen)
    try:
        return tuple({*_fields(places), *_columns(view, screen)})
    except FieldNotFoundError:
        return _whatever_may_be(view)


def _fields(places: Places) -> Iterator[int]:
    for name, field in places.screen.fields.items():
        if field.sensitive or field.hidden:
            yield from (cell.place for cell in places.cells(name))


def _columns(view: View, screen: Screen) -> Iterator[int]:
    tabular: dict[str, Table | Grid] = {**screen.tables, **screen.grids}
    for name, table in tabular.items():
        sensitive = [column for column, field in table.columns.items() if field.sensitive]
        if sensitive and is_drawn(view):
            for entry in entries(view, table.columns, name):
                yield from (piece.place for column in sensitive for piece in entry.pieces[column])
        elif sensitive:
            yield from (entry[column].place for entry in rows(view, screen, name) for column in sensitive)


def _whatever_may_be(view: View) -> tuple[int, ...]:
    return tuple(cell.place for cell in view.cells() if cell.input or _DIGITS.search(cell.text))
