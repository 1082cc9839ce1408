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
        actions=tuple(_action(one) for one in answer["actions"]),
        address=answer["address"],
        unfinished=answer["unfinished"],
        submitted=tuple(_submitted(one) for one in answer["submitted"]),
    )


def _cell(place: int, text: str, *about: Any) -> Cell:
    """A cell: nothing more is told of an empty one, its box and block of a text, and everything of an input.

    The last two numbers, where there are any, say how wide the cell of a table is in which it stands alone.
    """
    if not about:
        return Cell(text, place)
    if len(about) < 9:
        left, top, right, bottom, block, link, *wide = about
        area = Box(wide[0], top, wide[1], bottom) if wide else None
        return Cell(text, place, box=Box(left, top, right, bottom), block=block, link=link, area=area)
    flags, length, left, top, right, bottom, block, kind, page, *wide = about
    return Cell(
        text,
        place,
        True,
        bool(flags & _PROTECTED),
        bool(flags & _HIDDEN),
        length,
        Box(left, top, right, bottom),
        Box(wide[0], top, wide[1], bottom) if wide else None,
        block,
        control=_control(kind, page),
    )


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
