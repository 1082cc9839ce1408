"""The next step of a way that follows texts: which of several entries with one text is meant. Pure.

A tree shows the entries of an open group directly below it, farther to the right, down to the next entry
that is not. Where there is no such group, what appeared since the step before is meant, or the only entry of
that text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from copiste.screens.errors import WayLostError
from copiste.screens.reading.view import Box, Cell, View

#: Pixels by which an entry stands farther to the right than its group, at least and at most …
_INDENT = (2.0, 90.0)
#: … and how far below the one before it, in heights of it.
_GAP = 1.5


def entries(view: View) -> list[Cell]:
    """What a person may click on `view`, in reading order: what is made for it, and every other text."""
    actions = [one for one in view.actions if one.box and one.text]
    labels = {(one.text, one.box) for one in actions}
    texts = [
        cell
        for cell in view.cells()
        if cell.box and cell.text and not cell.input and not _is_label(cell, labels)
    ]
    return sorted((*actions, *texts), key=lambda one: (one.box.top, one.box.left) if one.box else (0, 0))


def first(view: View, text: str) -> Cell:
    """The entry where a way begins. Raises `WayLostError` when there is none, or several."""
    return _only([one for one in entries(view) if one.text == text], text, "")


def group(view: View, opener: Cell) -> list[Cell]:
    """The entries of the group that stands open below `opener` in a tree; empty when none does."""
    return list(_below(entries(view), opener))


def child(view: View, opener: Cell, text: str) -> Cell | None:
    """The entry `text` of the open group of `opener`; `None` when it is closed, or has it several times."""
    inside = group(view, opener)
    left = min((one.box.left for one in inside if one.box), default=0.0)
    found = [one for one in inside if one.text == text]
    direct = [one for one in found if one.box and one.box.left <= left + _INDENT[0]]
    return direct[0] if len(direct) == 1 else found[0] if len(found) == 1 else None


def following(view: View, before: View, opener: Cell, text: str) -> Cell:
    """The entry `text` that belongs to `opener`, which was clicked on `before`.

    Raises:
        WayLostError: there is none, or several that nothing tells apart.
    """
    now = _again(view, opener)
    if now is not None and (inside := child(view, now, text)):
        return inside
    found = [one for one in entries(view) if one.text == text]
    if len(found) > 1:
        were = Counter(_key(one) for one in entries(before))
        found = [one for one in found if not were[_key(one)]] or found
    if len(found) > 1 and now is not None and now.box:
        found = [one for one in found if one.box and one.box.top >= now.box.top] or found
    return _only(found, text, opener.text)


def _again(view: View, opener: Cell) -> Cell | None:
    """The same entry on a later view."""
    found = [one for one in entries(view) if one.text == opener.text]
    near = [one for one in found if one.box and opener.box and abs(one.box.top - opener.box.top) < 1]
    return near[0] if len(near) == 1 else found[0] if len(found) == 1 else None


def _below(all_entries: Sequence[Cell], opener: Cell) -> Iterator[Cell]:
    above = opener.box
    if above is None:
        return
    column, nearest, farthest = above.left, *_INDENT
    for one in all_entries:
        box = one.box
        if box is None or box.top < above.bottom - 1 or not (column - farthest <= box.left):
            continue
        if box.left - above.left > farthest or box.top - above.bottom > _GAP * above.height:
            # Something else beside the tree, or farther down the page.
            continue
        if box.left - column < nearest:
            return
        yield one
        above = box


def _is_label(cell: Cell, labels: set[tuple[str, Box | None]]) -> bool:
    """Whether a text is that of something that is listed itself."""
    return any(
        cell.text == text and box is not None and cell.box is not None and _holds(box, cell.box)
        for text, box in labels
    )


def _holds(box: Box, inner: Box) -> bool:
    middle = ((inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2)
    return box.left <= middle[0] <= box.right and box.top - 2 <= middle[1] <= box.bottom + 2


def _key(one: Cell) -> tuple[str, float]:
    return (one.text, one.box.left if one.box else 0.0)


def _only(found: Sequence[Cell], text: str, opener: str) -> Cell:
    if len(found) != 1:
        raise WayLostError(text, opener, len(found))
    return found[0]
