"""Lists of which several are chosen: boxes to tick under one heading, or all that a list holds. Pure."""

from __future__ import annotations

from dataclasses import replace

from copiste.screens.reading.owning.captions import normal
from copiste.screens.reading.view import Cell, Option, View


def boxes_under(view: View, caption: str) -> Cell | None:
    """The boxes in the group that is headed `caption`, as one list; `None` when there is no such group."""
    wanted = normal(caption)
    boxes = [
        cell
        for cell in view.cells()
        if cell.kind == "check" and wanted in map(normal, cell.control.groups[-1:])
    ]
    if not boxes:
        return None
    options = tuple(
        Option(
            " ".join((*box.control.labels, *box.control.names)[:1]),
            chosen=bool(box.text),
            place=box.place,
            disabled=box.protected,
        )
        for box in boxes
    )
    return replace(
        boxes[0],
        text="\n".join(option.text for option in options if option.chosen),
        protected=all(option.disabled for option in options),
        control=replace(boxes[0].control, kind="list", options=options),
    )


def with_all(cell: Cell) -> Cell:
    """A list whose value is all that it holds, marked or not; any other cell as it is."""
    if cell.kind != "list":
        return cell
    options = tuple(replace(option, chosen=True) for option in cell.options)
    text = "\n".join(option.text for option in options)
    return replace(cell, text=text, control=replace(cell.control, options=options))
