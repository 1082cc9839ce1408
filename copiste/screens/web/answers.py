"""From what the page's script answers to a view. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from copiste.screens.reading.view import Box, Cell, Control, Option, Said, Submitted, View

_PROTECTED, _HIDDEN = 1, 2
_CHOSEN, _UNCHOOSABLE = 1, 2


def view_of(answer: dict[str, Any], dialogs: tuple[str, ...]) -> View:
    """The view that one answer of `page/arriving.js` describes."""
    return View(
        tuple(tuple(_cell(answer["slots"], *cell) for cell in line) for line in answer["lines"]),
        answer["token"],
        answer["title"],
        _messages(answer["messages"]),
        dialogs,
        actions=tuple(_action(one) for one in answer["actions"]),
        address=answer["address"],
        unfinished=answer["unfinished"],
        slots=answer["slots"],
        submitted=tuple(_submitted(one) for one in answer["submitted"]),
    )


def _messages(found: list[list[str]] | None) -> tuple[Said, ...] | None:
    """What stands in the places of messages; `None` when none is declared."""
    return None if found is None else tuple(Said(text, place) for place, text in found)


def _cell(slots: Sequence[Sequence[float]], place: int, text: str, *about: Any) -> Cell:
    """A cell: an empty one has only its place, a text its box and block as well, an input everything.

    The last two numbers, where there are any, say in which cell of a table it stands, and that it does alone.
    """
    if not about:
        return Cell(text, place)
    if len(about) < 9:
        left, top, right, bottom, block, link, *tabular = about
        box, folds = Box(left, top, right, bottom), None
        if isinstance(link, list):
            link, head, tail = link
            folds = Box(*head), Box(*tail)
        about_table = _tabular(slots, box, *tabular)
        return Cell(text, place, box=box, block=block, link=link, folds=folds, **about_table)
    flags, length, left, top, right, bottom, block, kind, page, *tabular = about
    box = Box(left, top, right, bottom)
    return Cell(
        text,
        place,
        True,
        bool(flags & _PROTECTED),
        bool(flags & _HIDDEN),
        length,
        box=box,
        block=block,
        control=_control(kind, page),
        **_tabular(slots, box, *tabular),
    )


def _tabular(
    slots: Sequence[Sequence[float]], box: Box, at: int | None = None, alone: int = 0
) -> dict[str, Any]:
    """What a cell of a table says of what stands in it."""
    if at is None:
        return {}
    *corners, table = slots[at]
    slot = Box(*corners)
    area = Box(slot.left, box.top, slot.right, box.bottom) if alone else None
    return {"slot": slot, "table": int(table), "area": area}


def _control(kind: str, about: dict[str, Any]) -> Control:
    name = about["name"]
    if kind == "radio":
        options: tuple[Option, ...] = (Option("", chosen=False, value=about["value"]),)
    else:
        options = tuple(
            Option(text, bool(flags & _CHOSEN), value, disabled=bool(flags & _UNCHOOSABLE))
            for text, flags, value in about.get("options", ())
        )
    return Control(
        kind,
        tuple(about.get("labels", ())),
        tuple(about.get("names", ())),
        about.get("hint", ""),
        about.get("tip", ""),
        name,
        options,
        name if kind == "radio" else "",
        tuple(about.get("groups", ())),
    )


def _action(one: dict[str, Any]) -> Cell:
    control = Control(one["kind"], name=one["name"], groups=tuple(one["groups"]))
    box = Box(*one["box"])
    return Cell(one["text"], one["place"], protected=one["disabled"], box=box, control=control)


def _submitted(one: dict[str, Any]) -> Submitted:
    return Submitted(one["place"], one["name"], tuple(one["values"]), tuple(one["labels"]), one["agrees"])


def why_late(answer: dict[str, Any]) -> str:
    """Why nothing arrived, as far as the page knows."""
    if answer["leaving"]:
        return "The application was asked for another page and has not answered."
    if answer["loading"]:
        return "The page is still loading; a script of it may hang."
    if answer["asking"]:
        return (
            "The page still waits for an answer to one of its own requests. Next step: see whether the "
            "application is slow, or name the request under faces: web: background."
        )
    return "The page did not change."
