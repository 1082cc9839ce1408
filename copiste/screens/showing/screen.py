"""From a photograph of a declared screen to the picture that goes to the disk."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from copiste.screens.declared.model import Application, Screen
from copiste.screens.drivers.driver import Photograph
from copiste.screens.reading.view import View
from copiste.screens.showing.drawing import Drawing, drawn
from copiste.screens.showing.marks import (
    Kind,
    Mark,
    marks,
    missing,
    personal_boxes,
    without_a_place,
)


def show(
    photograph: Photograph, application: Application, name: str, title: str, gone: Collection[str] = ()
) -> bytes:
    """A PNG with a box around everything that screen `name` declares, named, and nobody's data in it.

    Args:
        photograph: Of what was recognised as that screen.
        application: Declares it.
        name: The screen.
        title: What stands above it.
        gone: Actions that cannot be taken.
    """
    view, screen = photograph.view, application.screen(name)
    marked = marks(view, screen, photograph.messages, application.key_words)
    covered = [*personal_boxes(view, screen)]
    texts = [cell.box for cell in view.cells() if cell.text and cell.box and cell.box not in covered]
    return drawn(
        Drawing(
            photograph.png,
            title,
            [Mark(mark.kind, mark.label, photograph.pixels(mark.box)) for mark in marked],
            [*map(photograph.pixels, covered)],
            [*map(photograph.pixels, texts)],
            [*_notes(view, screen, {mark.label for mark in marked if mark.kind is Kind.ACTION}, gone)],
        )
    )


def _notes(
    view: View, screen: Screen, marked: Collection[str], gone: Collection[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what no box can say; `marked` are the actions that have one."""
    yield "Not found", (*missing(view, screen), *(f"{name}: nothing to click for it" for name in gone))
    if empty := ", ".join(without_a_place(view, screen)):
        yield "Shows nothing now", (empty,)
    actions = screen.actions.items()
    around = (f"{name} = {one}" for name, one in actions if not one.key and name not in {*marked, *gone})
    yield "Not on this part of the page, or only sometimes there", tuple(around)
    if keys := ", ".join(f"{name} = {one.key}" for name, one in actions if one.key):
        yield "Keys", (keys,)
