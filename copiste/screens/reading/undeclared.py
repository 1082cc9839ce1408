"""The inputs of a screen that no declaration knows, by what a person would call them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import pairwise

from copiste.screens.declared.model import Screen
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.reading.grids import grid_places
from copiste.screens.reading.locate import Places, rows
from copiste.screens.reading.owning.captions import is_sign, normal
from copiste.screens.reading.owning.items import Input
from copiste.screens.reading.owning.layouts import owners_of
from copiste.screens.reading.owning.owners import Owners
from copiste.screens.reading.view import Cell, View


def undeclared_inputs(view: View, screen: Screen) -> Iterator[str]:
    """Yield what a person would call each input of `undeclared`."""
    return (caption for _, caption in undeclared(view, screen))


def undeclared(view: View, screen: Screen) -> Iterator[tuple[Input, str]]:
    """Yield each input that takes typing and belongs to nothing that is declared, and what a person calls it.

    Not told again is what is missing already: an input whose caption is that of a field that was not found.
    """
    places = Places(view, screen)
    known = {place for name in screen.grids for place in _grid_places(view, screen, name)}
    known |= {place for name in screen.tables for place in _table_places(view, screen, name)}
    missing: set[str] = set()
    for name, field in screen.fields.items():
        try:
            known.update(cell.place for cell in places.cells(name))
        except FieldNotFoundError:
            missing.update(normal(caption) for caption, _ in field.captions)
    behind = _behind_another(view)
    for one, captions in captions_of(owners_of(view, frozenset())).items():
        cell = one.cell
        if cell.place in known or cell.protected or missing & set(captions):
            continue
        if captions or cell.place not in behind:
            yield one, next(iter(captions), "") or _without_caption(one)


def captions_of(owners: Owners) -> dict[Input, list[str]]:
    """What may be the caption of each input, the text that a person sees first."""
    found: dict[Input, list[str]] = {one: [] for one in owners.drawing.inputs}
    drawn = dict.fromkeys(
        text.caption for text in owners.drawing.texts if text.caption and not is_sign(text.caption)
    )
    for caption in drawn:
        for candidate in owners.of(caption).candidates:
            found[candidate.input].append(caption)
    for one, captions in found.items():
        control = one.cell.control
        group = control.groups[-1:] if len(one.buttons) > 1 else ()
        told = map(normal, (*control.labels, *group, *control.names, control.hint, control.tip))
        captions.extend(text for text in told if text and text not in captions and not is_sign(text))
    return found


def _without_caption(one: Input) -> str:
    at, name = one.cell.at, one.cell.control.name
    return f"row {at[0]}, column {at[1]}" if at else name or f"{one.kind} without a caption"


def _behind_another(view: View) -> frozenset[int]:
    """The places of inputs that follow another one on their line, signs between: parts of a split one."""
    lines = ([cell for cell in line if cell.input or not is_sign(cell.text)] for line in view.lines)
    pairs = (pair for line in lines for pair in pairwise(line))
    return frozenset(cell.place for before, cell in pairs if before.input and cell.input)


def _grid_places(view: View, screen: Screen, name: str) -> Iterable[int]:
    with suppress(FieldNotFoundError):
        yield from grid_places(view, screen, name)


def _table_places(view: View, screen: Screen, name: str) -> Iterable[int]:
    entries: Iterable[Iterable[Cell]] = ()
    with suppress(FieldNotFoundError):
        entries = [entry.values() for entry in rows(view, screen, name)]
    return (cell.place for entry in entries for cell in entry)
