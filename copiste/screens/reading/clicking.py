"""Which of what can be clicked on a view an action means. Pure."""

from __future__ import annotations

from copiste.screens.declared.action import Action
from copiste.screens.errors import ActionNotFoundError, FaceError
from copiste.screens.reading.view import Cell, View


def clickable(view: View, action: Action) -> Cell:
    """What `action` clicks on `view`.

    Raises:
        ActionNotFoundError: nothing, or several things, are what it says.
    """
    kind, text = action.clicked or ("", "")
    found = [one for one in view.actions if one.text == text]
    if action.nth is not None:
        found = found[action.nth - 1 : action.nth]
    if len(found) != 1:
        raise ActionNotFoundError(kind, text, len(found))
    return found[0]


def key_of(action: Action) -> str:
    """The key of `action`. Raises `FaceError` when it has none: this face has nothing else."""
    if action.key is None:
        raise FaceError(f"This face has only keys, and the action {action} declares none.")
    return action.key
