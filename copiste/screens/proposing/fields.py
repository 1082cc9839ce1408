"""The fields of a view, each with words that lead to exactly its input. Pure; reads no value of an input."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from copiste.screens.declared.model import Screen
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.reading.locate import Places
from copiste.screens.reading.owning.items import Input
from copiste.screens.reading.owning.layouts import owners_of
from copiste.screens.reading.owning.owners import Candidate, Owners
from copiste.screens.reading.undeclared import captions_of
from copiste.screens.reading.view import View

#: Kinds of inputs → the format that a field of that kind declares; all others are texts.
_TYPES: Final = {
    "check": "check", "radio": "choice", "select": "choice", "list": "list", "memo": "memo", "file": "file",
    "number": "number", "date": "date", "time": "time", "datetime-local": "datetime", "month": "month",
}  # fmt: skip
#: Of these, those for which a browser's own limit of characters means something.
_MEASURED: Final = frozenset({"text", "memo"})
#: More options than this are data, such as a list of customers, and are not written down.
_FEW = 8
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Proposed:
    """One field as a declaration writes it."""

    name: str
    words: Mapping[str, Any]
    #: What it offers, where that is little.
    options: tuple[str, ...] = ()
    #: How many it offers.
    offered: int = 0
    #: What the screen does not say, and somebody has to add.
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """What can be declared of the inputs of a view, and how many inputs nothing leads to."""

    proposed: tuple[Proposed, ...]
    left: int = 0


def propose_fields(view: View) -> Fields:
    """A field for each input to which some words lead, in reading order.

    Words are proposed only when `Places` finds exactly that input by them.
    """
    owners = owners_of(view, frozenset())
    captions = captions_of(owners)
    found: list[Proposed] = []
    inputs = owners.drawing.in_reading_order(owners.drawing.inputs)
    for one in inputs:
        caption = next(iter(captions[one]), "")
        name = unused_name(caption or one.cell.control.name or "field", {proposed.name for proposed in found})
        words = _leading_to(owners, one, captions[one], name, found)
        if words is not None:
            found.append(_proposed(name, words, one))
    return Fields(tuple(found), len(inputs) - len(found))


def unused_name(text: str, taken: Collection[str]) -> str:
    """A name for `text` that keywords can use: small letters, digits and underscores, none of `taken`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST_NAME].strip("_") or "field"
    name = f"n_{name}" if name[0].isdigit() else name
    numbers = (f"{name}_{number}" for number in range(2, len(taken) + 3))
    return name if name not in taken else next(one for one in numbers if one not in taken)


# --- inside -----


def _leading_to(
    owners: Owners, one: Input, captions: Iterable[str], name: str, before: list[Proposed]
) -> dict[str, Any] | None:
    """The first words by which exactly `one` is found; `None` when there are none."""
    about = _about(one)
    for words in _ways(owners, one, captions, before):
        whole = {**words, **about}
        fields = {field.name: dict(field.words) for field in before} if "after" in words else {}
        screen = Screen.model_validate({"screen": "proposed", "fields": {**fields, name: whole}})
        if _leads_to(owners.view, screen, name, one.cell.place):
            return whole
    return None


def _leads_to(view: View, screen: Screen, name: str, place: int) -> bool:
    """Whether field `name` of `screen` is found, and is what stands at `place`."""
    try:
        cells = Places(view, screen).cells(name)
    except FieldNotFoundError:
        return False
    return [cell.place for cell in cells] == [place]


def _ways(
    owners: Owners, one: Input, captions: Iterable[str], before: list[Proposed]
) -> Iterator[dict[str, Any]]:
    """Words that may lead to `one`: what a person would say first, a number as the last resort."""
    captions = tuple(captions)
    groups = [text for text in reversed(one.cell.control.groups) if text]
    for caption in captions:
        yield {"caption": caption}
    for caption in captions:
        side = _side(owners.of(caption).candidates, one)
        if side:
            yield {"caption": caption, "side": side}
        for group in groups:
            yield {"caption": caption, "within": group}
            if side:
                yield {"caption": caption, "side": side, "within": group}
    if one.cell.control.name:
        yield {"name": one.cell.control.name}
    if before:
        last = before[-1].name
        yield from ({"caption": caption, "after": last} for caption in captions)
        yield {"after": last}
    for caption in captions:
        for number in range(1, len(owners.of(caption).candidates) + 1):
            yield {"caption": caption, "nth": number}


def _side(candidates: Iterable[Candidate], one: Input) -> str:
    return next((str(found.side) for found in candidates if found.input is one and found.side), "")


def _about(one: Input) -> dict[str, Any]:
    """What a declaration says of an input besides where it is."""
    cell = one.cell
    about: dict[str, Any] = {}
    if cell.hidden or cell.kind == "password":
        about |= {"hidden": True, "sensitive": True}
    elif cell.kind in _TYPES:
        about["type"] = _TYPES[cell.kind]
    if about.get("type") == "date":
        about["format"] = "YYYY-MM-DD"
    if cell.length and about.get("type", "text") in _MEASURED:
        about["max"] = cell.length
    if cell.protected:
        about["protected"] = True
    return about


def _proposed(name: str, words: Mapping[str, Any], one: Input) -> Proposed:
    offered = [" ".join(option.text.split()) for option in one.cell.options]
    few = tuple(filter(None, offered)) if len(offered) <= _FEW else ()
    return Proposed(name, words, few, len(offered))
