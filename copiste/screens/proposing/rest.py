"""What a view shows besides fields: what tells it from others, what can be clicked, lists. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from copiste.screens.declared.action import CLICKED, Action
from copiste.screens.declared.model import Screen
from copiste.screens.errors import ActionNotFoundError, FieldNotFoundError
from copiste.screens.proposing.fields import unused_name
from copiste.screens.reading.clicking import clickable
from copiste.screens.reading.locate import rows
from copiste.screens.reading.owning.captions import is_sign
from copiste.screens.reading.view import Box, Cell, View

#: How many links are proposed: a page of many is a menu or a list.
_MOST_LINKS = 20
#: Times the height of an ordinary text from which a text is a heading.
_TALLER: Final = 1.2


def propose_recognise(view: View, captions: frozenset[str]) -> Mapping[str, str]:
    """The tallest text that is no caption, where one is taller than the others, and the page's address.

    The address tells it from screens whose declarations know theirs; numbers in it are those of a record.
    """
    clicked = {one.text for one in view.actions}
    texts = [cell for cell in view.cells() if cell.box and not cell.input and cell.text]
    heights = sorted(cell.box.height for cell in texts if cell.box and not cell.folds)
    usual = heights[len(heights) // 2] if heights else 0
    headings = [
        cell
        for cell in texts
        if cell.box
        and not cell.folds
        and cell.box.height >= _TALLER * usual
        and cell.text not in captions | clicked
        and not cell.text.endswith("*")
        and cell.table < 0
        and not any(map(str.isdigit, cell.text))
    ]
    found = {}
    if headings:
        found["title"] = max(headings, key=lambda cell: cell.box.height if cell.box else 0).text
    elif (first := next(view.cells(), None)) and first in texts and len(view.lines[0]) == 1:
        # Old pages begin with what they are, as large as the rest.
        told = first.text not in captions | clicked and not any(map(str.isdigit, first.text))
        found |= {"title": first.text} if told else {}
    path = view.address.partition("?")[0]
    if path.strip("/") or (path and not found):
        found["address"] = "/".join("*" if part.isdigit() else part for part in path.split("/"))
    return found


@dataclass(frozen=True, slots=True)
class Actions:
    """What can be clicked, by name, and how many things nothing leads to or are left out."""

    proposed: Mapping[str, Mapping[str, Any]]
    left: int = 0


def propose_actions(view: View, tables: frozenset[int]) -> Actions:
    """Buttons, images, tabs and links, but none in `tables`, whose texts are data."""
    areas = [_area(view, number) for number in tables]
    found: dict[str, Mapping[str, Any]] = {}
    left = links = 0
    for one in view.actions:
        if one.kind not in CLICKED or not one.text or any(_holds(area, one.box) for area in areas):
            continue
        links += one.kind == "link"
        words = None if one.kind == "link" and links > _MOST_LINKS else _clicking(view, one)
        if words is None:
            left += 1
        elif words not in found.values():
            found[unused_name(one.text, found)] = words
    return Actions(found, left)


def _area(view: View, number: int) -> Box:
    slots = [cell.slot for cell in view.cells() if cell.slot and cell.table == number]
    left, top, right, bottom = zip(*slots, strict=True)
    return Box(min(left), min(top), max(right), max(bottom))


def _holds(area: Box, box: Box | None) -> bool:
    return (
        box is not None
        and area.top <= (box.top + box.bottom) / 2 <= area.bottom
        and (area.left <= (box.left + box.right) / 2 <= area.right)
    )


def _clicking(view: View, one: Cell) -> Mapping[str, Any] | None:
    """The first words by which exactly `one` is clicked."""
    alike = sum(other.text == one.text for other in view.actions)
    ways: list[dict[str, Any]] = [{}]
    ways += [{"within": group} for group in reversed(one.control.groups)]
    ways += [{"nth": number} for number in range(1, alike + 1)]
    for way in ways:
        words = {one.kind: one.text, **way}
        try:
            if clickable(view, Action.model_validate(words)).place == one.place:
                return words
        except ActionNotFoundError:
            continue
    return None


@dataclass(frozen=True, slots=True)
class Tables:
    """Lists by name as declarations write them, and the numbers of their tables on the page."""

    proposed: Mapping[str, Mapping[str, Any]]
    numbers: frozenset[int]


def propose_tables(view: View) -> Tables:
    """Tables whose first line is two headings or more, and whose other lines nothing can be typed into."""
    found: dict[str, Mapping[str, Any]] = {}
    numbers = set()
    for number in sorted({cell.table for cell in view.cells() if cell.table >= 0}):
        headings = _headings(view, number)
        columns: dict[str, Any] = {}
        for heading in headings:
            columns[unused_name(heading, columns)] = {"caption": heading}
        name = unused_name("list", found)
        if columns and _is_list(view, name, columns):
            found[name] = {"columns": columns}
            numbers.add(number)
    return Tables(found, frozenset(numbers))


def _headings(view: View, number: int) -> Sequence[str]:
    """The texts of the first line of a table; none where it is no list, as far as one can see."""
    lines = list(_lines(view, number))
    if len(lines) < 2 or any(cell.input for line in lines for cell in line):
        return ()
    first = [cell.text for cell in lines[0] if cell.text and not is_sign(cell.text)]
    edges = [{cell.slot.left for cell in line if cell.slot} for line in lines]
    data = any(character.isdigit() for text in first for character in text)
    return first if len(first) > 1 and edges[1] <= edges[0] and not data else ()


def _lines(view: View, number: int) -> Iterator[list[Cell]]:
    cells = [cell for cell in view.cells() if cell.table == number and cell.slot]
    for top in sorted({cell.slot.top for cell in cells if cell.slot}):
        yield [cell for cell in cells if cell.slot and cell.slot.top == top]


def _is_list(view: View, name: str, columns: Mapping[str, Any]) -> bool:
    screen = Screen.model_validate({"screen": "proposed", "tables": {name: {"columns": columns}}})
    try:
        return bool(rows(view, screen, name))
    except FieldNotFoundError:
        return False
