"""Say what the present screen is recognised by, where each declared field is, and what stands undeclared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from copiste.screens.declared.field import ScreenField
from copiste.screens.declared.model import Screen
from copiste.screens.errors import ActionNotFoundError, FieldNotFoundError
from copiste.screens.reading.clicking import clickable
from copiste.screens.reading.locate import Places
from copiste.screens.reading.owning.captions import normal
from copiste.screens.reading.owning.layouts import owners_of
from copiste.screens.reading.undeclared import undeclared_inputs
from copiste.screens.reading.view import Cell, View


@dataclass(frozen=True, slots=True)
class TriedField:
    """One declared field on the screen that is shown."""

    name: str
    found: bool
    #: Kind of its input and where its caption is; or why it was not found.
    where: str
    #: Whether it shows something.
    filled: bool = False
    #: What it shows, never in a `repr`; nothing of what is hidden or declared sensitive.
    shown: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Tried:
    """What one look at a recognised screen says about its declaration."""

    screen: str
    #: By what it was recognised.
    because: tuple[str, ...]
    fields: tuple[TriedField, ...]
    #: Captions of inputs that no field declares, and what can be clicked that no action declares.
    undeclared: tuple[str, ...]
    unnamed: tuple[str, ...]
    #: How many links no action declares; their texts may be data.
    links: int
    #: Declared actions that cannot be clicked.
    missing: tuple[str, ...]
    #: Texts where messages are, and of dialogs.
    messages: tuple[str, ...] = field(default=(), repr=False)


def tried(view: View, screen: Screen) -> Tried:
    """What `view`, which was recognised as `screen`, says about its declaration. Pure."""
    places = Places(view, screen)
    clicked, missing = set(), []
    for name, action in screen.actions.items():
        if action.clicked:
            try:
                clicked.add(clickable(view, action).place)
            except ActionNotFoundError as error:
                missing.append(f"{name}: {error}")
    others = [one for one in view.actions if one.text and one.place not in clicked]
    unnamed = (f"{one.kind} {one.text}" for one in others if one.kind != "link")
    return Tried(
        screen.screen,
        tuple(_because(view, screen)),
        tuple(_tried(places, view, name, one) for name, one in screen.fields.items()),
        tuple(dict.fromkeys(undeclared_inputs(view, screen))),
        tuple(dict.fromkeys(unnamed)),
        sum(one.kind == "link" for one in others),
        tuple(missing),
        (*(one.text for one in view.messages or ()), *view.dialogs),
    )


def _because(view: View, screen: Screen) -> Iterator[str]:
    wanted = screen.recognise
    if wanted.title:
        yield f'title "{wanted.title}"' + ("" if view.title else ", as one of its texts")
    if wanted.bare:
        yield "no title"
    yield from (f'text "{text}"' for text in wanted.texts)
    yield from (f'no text "{text}"' for text in wanted.absent)
    if wanted.address:
        yield f"address {wanted.address}"
    yield from (f"text by row and column: {text}" for text in wanted.at)
    if wanted.blank:
        yield "nothing is shown"
    if wanted.says_nothing:
        yield "everything that it declares is there"


def _tried(places: Places, view: View, name: str, declared: ScreenField) -> TriedField:
    try:
        cells = places.cells(name)
    except FieldNotFoundError as error:
        return TriedField(name, found=False, where=str(error))
    text = " ".join(filter(None, (cell.text for cell in cells)))
    secret = declared.hidden or declared.sensitive or any(cell.hidden for cell in cells)
    where = "; ".join(_where(view, declared, cell) for cell in cells)
    return TriedField(name, found=True, where=where, filled=bool(text), shown="" if secret else text)


def _where(view: View, declared: ScreenField, cell: Cell) -> str:
    """What `cell` is, and what tells that it is the field's."""
    parts = [cell.kind if cell.input else "text", "protected" if cell.protected else ""]
    if cell.length:
        parts.append(f"{cell.length} characters")
    if cell.at:
        parts.append(f"row {cell.at[0]}, column {cell.at[1]}")
    parts.append(_evidence(view, declared, cell))
    return ", ".join(filter(None, parts))


def _evidence(view: View, declared: ScreenField, cell: Cell) -> str:
    captions = {normal(caption) for caption, _ in declared.captions if caption}
    if declared.name:
        return f"named {declared.name}"
    if captions & set(map(normal, cell.control.labels)):
        return "its label"
    owners = owners_of(view, frozenset())
    for caption in sorted(captions):
        for candidate in owners.of(caption).candidates:
            if candidate.input.cell.place == cell.place and candidate.side:
                return f"caption {candidate.side}"
    if captions & set(map(normal, (*cell.control.names, cell.control.hint))):
        return "its accessible name"
    return f"after {declared.after}" if declared.after else ""
