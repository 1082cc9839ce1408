"""Tell which declared screen a view shows. Pure."""

from __future__ import annotations

from copiste.screens.declared.model import Application, Screen
from copiste.screens.declared.recognition import Recognise
from copiste.screens.errors import ActionNotFoundError, FieldNotFoundError, ScreenNotRecognisedError
from copiste.screens.reading.clicking import clickable
from copiste.screens.reading.locate import Places
from copiste.screens.reading.view import View


def recognise(view: View, application: Application) -> Screen | None:
    """The one declared screen that `view` shows; `None` when there is none.

    Raises:
        ScreenNotRecognisedError: several declared screens match.
    """
    texts = view.texts()
    matching = [screen for screen in application.screens.values() if _is_shown(screen, view, texts)]
    if len(matching) > 1:
        names = ", ".join(screen.screen for screen in matching)
        raise ScreenNotRecognisedError(f"The view is recognised as several screens: {names}.")
    return matching[0] if matching else None


def said_about(view: View, application: Application) -> str:
    """What an error may say about a view that is not declared: none of its values."""
    known = any(
        screen.recognise.has_title(view.title) for screen in application.screens.values() if view.title
    )
    title = "declared" if known else "not declared" if view.title else "empty"
    inputs = sum(cell.input for cell in view.cells())
    return f"title cell {title}, {len(view.lines)} lines, {inputs} inputs"


def _is_shown(screen: Screen, view: View, texts: frozenset[str]) -> bool:
    return _matches(screen.recognise, view, texts) and (
        not screen.recognise.says_nothing or _shows_all(screen, view)
    )


def _shows_all(screen: Screen, view: View) -> bool:
    """Whether every field that is declared, and everything to click, is there; at least one thing."""
    places = Places(view, screen)
    try:
        for name in screen.fields:
            places.cells(name)
        clicked = [clickable(view, action) for action in screen.actions.values() if action.clicked]
    except (FieldNotFoundError, ActionNotFoundError):
        return False
    return bool(screen.fields or clicked)


def _matches(wanted: Recognise, view: View, texts: frozenset[str]) -> bool:
    if wanted.blank:
        return bool(view.rows) and not any(map(str.strip, view.rows))
    if not all(text.stands_in(view.rows) for text in wanted.at):
        return False
    if wanted.bare and view.title:
        return False
    if wanted.title and not (
        wanted.has_title(view.title) if view.title else any(wanted.has_title(text) for text in texts)
    ):
        return False
    if wanted.address and not wanted.has_address(view.address):
        return False
    return texts.issuperset(wanted.texts) and texts.isdisjoint(wanted.absent)
