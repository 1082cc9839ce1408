"""The lists of codes behind F4, as the map that a one-glass terminal shows over its screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legacy_mock import paging
from legacy_mock.domain import Refused
from legacy_mock.map import Aid
from legacy_mock.maps.service import CODE_LIST
from legacy_mock.program import Show

if TYPE_CHECKING:
    from legacy_mock.domain import Backend
    from legacy_mock.map import Field
    from legacy_mock.screen import Row

_SIZE = CODE_LIST.listing.page if CODE_LIST.listing else 0


def rows_for(backend: Backend, field: Field) -> list[Row]:
    """Give every code that a field takes, with its label."""
    return [{"code": code.code, "label": code.label} for code in backend.codes(field.codes)]


def opened(backend: Backend, field: Field, page: int = 0) -> Show:
    """Show one page of the codes of a field."""
    rows = rows_for(backend, field)
    values = {"list_name": field.caption, "page": paging.written(page, len(rows), _SIZE)}
    return Show(CODE_LIST.name, values, tuple(paging.cut(rows, page, _SIZE)))


def whole(backend: Backend, field: Field) -> Show:
    """Show every code of a field at once, for a face whose window scrolls."""
    values = {"list_name": field.caption, "page": paging.written(0, 1, 1)}
    return Show(CODE_LIST.name, values, tuple(rows_for(backend, field)))


def turned(backend: Backend, field: Field, shown_page: str, aid: Aid, selection: str) -> Show | str:
    """Answer a key in an open list: another page, or the chosen code (empty: none, back to the screen).

    Raises:
        Refused: LST0001, LST0002 no page there; LST0003 no such line in the list.
    """
    if aid is Aid.F12 or (aid is Aid.ENTER and not selection):
        return ""
    rows = rows_for(backend, field)
    if aid is Aid.ENTER:
        if selection not in {row["code"] for row in rows}:
            raise Refused("LST0003", selection=selection)
        return selection
    page = paging.turn(int(shown_page.partition("/")[0]) - 1, aid, len(rows), _SIZE)
    return opened(backend, field, page)
