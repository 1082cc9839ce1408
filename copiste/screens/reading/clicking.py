"""Which of what can be clicked on a view an action means. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from copiste.screens.declared.action import Action
from copiste.screens.declared.tables import RowAction
from copiste.screens.errors import ActionNotFoundError, FaceError
from copiste.screens.reading.view import Box, Cell, View

#: How alike a text must be to be named where one is missing; of a link, whose text may be data, more.
_ALIKE, _ALIKE_LINK = 0.6, 0.8


def clickable(view: View, action: Action, row: Sequence[Cell] = ()) -> Cell:
    """What `action` clicks on `view`; where `row` is given, in the line of a table that these cells are in.

    By its kind and its text, or accessible name. A person cannot see whether a page makes a button of a link,
    or of anything: another kind of that text, or else a plain text, is taken where none of the kind is there.

    Raises:
        ActionNotFoundError: nothing, or several things, are what it says.
    """
    if isinstance(action, RowAction) and action.column:
        return _in_column(view, action, row)
    kind, text = action.clicked or ("", "")
    named = [one for one in view.actions if one.text == text]
    found = (
        [one for one in named if one.kind == kind]
        or named
        or [cell for cell in view.cells() if cell.text == text and not cell.input and cell.box]
    )
    if row:
        found = [one for one in found if _is_in_row(one, row)]
    if action.within:
        found = _within(view, action.within, found)
    where = ", ".join(sorted(Counter(one.control.groups[-1] for one in found if one.control.groups)))
    if action.nth is not None:
        found = found[action.nth - 1 : action.nth]
    if len(found) != 1:
        raise ActionNotFoundError(kind, text, len(found), where, () if found else _nearest(view, text))
    return found[0]


def key_of(action: Action) -> str:
    """The key of `action`. Raises `FaceError` when it has none: this face has nothing else."""
    if action.key is None:
        raise FaceError(
            f"This face has only keys, and the action {action} declares none. Next step: add a key to it."
        )
    return action.key


def _in_column(view: View, action: RowAction, cells: Iterable[Cell]) -> Cell:
    """The one thing that can be clicked where these cells of a column are."""
    areas = [area for cell in cells if (area := cell.slot or cell.box)]
    found = [one for one in view.actions if one.box and any(_holds(area, one.box) for area in areas)]
    if len(found) != 1:
        raise ActionNotFoundError("link or button", str(action), len(found))
    return found[0]


def _holds(area: Box, box: Box) -> bool:
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return area.left <= across <= area.right and area.top <= down <= area.bottom


def _is_in_row(one: Cell, row: Iterable[Cell]) -> bool:
    boxes = [box for cell in row if (box := cell.slot or cell.box)]
    if one.box is None or not boxes:
        return False
    middle = (one.box.top + one.box.bottom) / 2
    return min(box.top for box in boxes) <= middle <= max(box.bottom for box in boxes)


def _within(view: View, heading: str, found: Sequence[Cell]) -> list[Cell]:
    """Those that stand in the group of this heading, or else below a text that says it."""
    if grouped := [one for one in found if heading in one.control.groups]:
        return grouped
    tops = [cell.box.top for cell in view.cells() if cell.text == heading and cell.box and not cell.input]
    return [one for one in found if one.box and len(tops) == 1 and one.box.bottom > tops[0]]


def _nearest(view: View, text: str) -> tuple[str, ...]:
    plain = [one.text for one in view.actions if one.kind != "link"]
    links = [one.text for one in view.actions if one.kind == "link"]
    near = [
        *get_close_matches(text, plain, cutoff=_ALIKE),
        *get_close_matches(text, links, cutoff=_ALIKE_LINK),
    ]
    return tuple(dict.fromkeys(near))
