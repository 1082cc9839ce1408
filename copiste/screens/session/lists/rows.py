"""Take the action of the one row of a list that shows what is wanted, on whatever page it is."""

from __future__ import annotations

from collections.abc import Mapping

from copiste.screens.declared.base import pick
from copiste.screens.errors import ListIncompleteError, RowNotFoundError
from copiste.screens.session.arrival import Arrival
from copiste.screens.session.current_screen import CurrentScreen
from copiste.screens.session.lists.paging import Pages


def take(
    pages: Pages, at: CurrentScreen, action: str, wanted: Mapping[str, object], expect: tuple[str, ...] = ()
) -> Arrival | None:
    """Take `action` in the row of a list whose columns show `wanted`; `None` when no row does.

    Raises:
        RowNotFoundError: several rows show it.
        ListIncompleteError: the row went while the pages were turned.
        UndeclaredError: the screen declares no such list, column or action.
    """
    table, declared = pages.name, at.screen.table(pages.name)
    taken = pick(declared.actions, action, "action", f'Table "{table}"')
    found = [row.page for page in pages.all() for row in page if row.shows(wanted)]
    if not found:
        return None
    if len(found) > 1:
        raise RowNotFoundError(at.screen.screen, table, tuple(wanted), len(found))
    pages.turn_to(found[0])
    here = [row for row in pages.shown(found[0]) if row.shows(wanted)]
    if len(here) != 1:
        raise ListIncompleteError(at.screen.screen, table, "the row went while the pages were turned")
    return at.press(taken, expect, here[0].drawn(taken.column))
