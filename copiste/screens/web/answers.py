"""From what the page's script answers to a view. Pure."""

from __future__ import annotations

from typing import Any

from copiste.screens.reading.view import Box, Cell, Control, Option, Submitted, View

_PROTECTED, _HIDDEN = 1, 2
_CHOSEN, _UNCHOOSABLE = 1, 2


def view_of(answer: dict[str, Any], dialogs: tuple[str, ...]) -> View:
    """The view that one answer of `page/arriving.js` describes."""
    return View(
        tuple(tuple(_cell(*cell) for cell in line) for line in answer["lines"]),
        answer["token"],
        answer["title"],
        answer["message"],
        dialogs,
        actions=tuple(_action(*action) for action in answer["actions"]),
        address=answer["address"],
        submitted=tuple(_submitted(*one) for one in answer["submitted"]),
    )


def _cell(place: int, text: str, *about: Any) -> Cell:
    """A cell: nothing more is told of an empty one, its box and block of a text, and everything of an input."""
    if len(about) > 7:
        flags, length, left, top, right, bottom, kind, page = about
        control = _control(kind, *page)
        protected, hidden = bool(flags & _PROTECTED), bool(flags & _HIDDEN)
        box = Box(left, top, right, bottom)
        return Cell(text, place, True, protected, hidden, length, box, control=control)
    if not about:
        return Cell(text, place)
    left, top, right, bottom, block, *link = about
    return Cell(text, place, box=Box(left, top, right, bottom), block=block, link=link[0] if link else None)


def _control(
    kind: str, name: str, labels: Any, names: Any, tip: Any, options: Any, value: Any, groups: Any
) -> Control:
    offered = tuple(
        Option(text, bool(flags & _CHOSEN), value, disabled=bool(flags & _UNCHOOSABLE))
        for text, flags, value in options or ()
    )
    if kind == "radio":
        offered = (Option("", False, str(value)),)
    return Control(
        kind,
        tuple(labels or ()),
        tuple(names or ()),
        tip or "",
        name,
        offered,
        name if kind == "radio" else "",
        tuple(groups or ()),
    )


def _action(
    place: int,
    text: str,
    kind: str,
    left: float,
    top: float,
    right: float,
    bottom: float,
    name: str,
    disabled: int,
    groups: Any,
) -> Cell:
    control = Control(kind, name=name, groups=tuple(groups or ()))
    return Cell(text, place, protected=bool(disabled), box=Box(left, top, right, bottom), control=control)


def _submitted(place: int, name: str, values: list[str], labels: list[str], agrees: bool | None) -> Submitted:
    return Submitted(place, name, tuple(values), tuple(labels), agrees)
