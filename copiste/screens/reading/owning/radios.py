"""The radio buttons of one group are one input, whose options are the texts beside the buttons. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from copiste.screens.reading.owning.geometry import in_column, union
from copiste.screens.reading.owning.items import Input, Item, Text
from copiste.screens.reading.view import Option

if TYPE_CHECKING:
    from copiste.screens.reading.owning.drawing import Drawing


def radio_groups(inputs: Sequence[Input]) -> Iterator[list[Input]]:
    """Yield the buttons of each group of several."""
    groups: dict[str, list[Input]] = {}
    for one in inputs:
        if one.kind == "radio" and one.cell.control.group:
            groups.setdefault(one.cell.control.group, []).append(one)
    yield from (buttons for buttons in groups.values() if len(buttons) > 1)


class RadioButtons:
    """Makes one input of the buttons of a group of `drawing`."""

    def __init__(self, drawing: Drawing) -> None:
        self._drawing = drawing

    def grouped(self, buttons: Sequence[Input]) -> tuple[Input, list[Text]]:
        """The one input that `buttons`, in reading order, are, and the texts that are its options."""
        beside = self._option_texts(buttons)
        taken: list[Text] = [text for text in beside if text is not None]
        options = tuple(
            Option(
                " ".join(one.cell.control.labels)
                or (text.caption if text else " ".join(one.cell.control.names)),
                bool(one.cell.text),
                one.cell.options[0].value if one.cell.options else "",
                one.cell.place,
                disabled=one.cell.protected,
            )
            for one, text in zip(buttons, beside, strict=True)
        )
        first = buttons[0].cell
        chosen = next((option.text for option in options if option.chosen), "")
        control = replace(first.control, options=options, labels=(), names=())
        closed = all(option.disabled for option in options)
        cell = replace(first, text=chosen, protected=closed, control=control)
        box = union([*(one.box for one in buttons), *(text.box for text in taken)])
        return Input(replace(cell, box=box), box, tuple(one.cell for one in buttons)), taken

    def _option_texts(self, buttons: Sequence[Input]) -> list[Text | None]:
        """The text of each button: tied to it by the page, else right of all, left of all, or above all."""
        linked: list[Text | None] = [
            next((text for text in self._drawing.texts if text.link == one.cell.place), None)
            for one in buttons
        ]
        if all(linked):
            return linked
        right = [self._nearest_text(one, right=True) for one in buttons]
        left = [self._nearest_text(one, right=False) for one in buttons]
        sides = [
            side for side in (right, left) if all(side) and len({id(text) for text in side}) == len(side)
        ]
        if len(sides) == 2:
            # Both readings are whole: the texts that are nearer, to the right where they are as near.
            far, near = (
                sum(self._drawing.gap(one, text) for one, text in zip(buttons, side, strict=True) if text)
                for side in sides
            )
            return right if far <= near * 1.2 else left if near <= far * 0.6 else [None] * len(buttons)
        if sides:
            return sides[0]
        over = [self._nearest_above(one) for one in buttons]
        if all(over) and len({id(text) for text in over}) == len(over):
            # Headings of columns: several groups share them.
            return [replace(text) if text else None for text in over]
        return linked

    def _nearest_text(self, item: Item, *, right: bool) -> Text | None:
        nearest = self._drawing.beside(item, right=right)[:1]
        return nearest[0] if nearest and isinstance(nearest[0], Text) else None

    def _nearest_above(self, item: Item) -> Text | None:
        over = [
            text
            for text in self._drawing.texts
            if text.box.bottom <= item.box.top + 1 and in_column(text.box, item.box)
        ]
        return max(over, key=lambda text: text.box.bottom, default=None)
