"""Screens that are not as they were declared, and keyboards of which not all arrives. Pure."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from legacy_mock.map import BODY_ROWS, Field, Map, MapError
from legacy_mock.screen import Input

#: A field of fewer characters than this is not drawn to be truncated: it is a code or a part of one.
_LONG = 10


def truncatable(map_: Map, draw: Random, name: str = "") -> Field | None:
    """Choose a field of which characters may be lost; None without one, or not the one named."""
    fields = [field for field in map_.typable() if len(field.parts) == 1 and not field.hidden]
    if name:
        return next((field for field in fields if field.name == name), None)
    return _drawn([field for field in fields if field.length >= _LONG and not field.codes], draw)


def captioned(map_: Map, draw: Random, name: str = "") -> Field | None:
    """Choose a field with a caption, one to type into unless it is named; None without one."""
    fields = [field for field in map_.fields if field.caption and (name or not field.protected)]
    if name:
        return next((field for field in fields if field.name == name), None)
    return _drawn(fields, draw)


def moved(map_: Map, field: Field) -> Map | None:
    """Give the map with the field, caption and all, on another row; None when there is no room for it."""
    for row in reversed(BODY_ROWS):
        if row != field.row:
            try:
                return _with(map_, field, replace(field, row=row))
            except MapError:
                continue
    return None


def renamed(map_: Map, field: Field, caption: str = "") -> Map | None:
    """Give the map with another caption at the field; None when it does not fit there."""
    try:
        return _with(map_, field, replace(field, caption=(caption or f"{field.caption} BIS").upper()))
    except MapError:
        return None


def cut(typed: Input, field: str, characters: int | None) -> Input:
    """Give the key with fewer characters in a field of one part: two thirds, when not told how many."""
    parts = typed.typed.get(field)
    if parts is None or len(parts) != 1:
        return typed
    text = parts[0].strip()
    kept = text[: len(text) * 2 // 3 if characters is None else characters]
    return replace(typed, typed={**typed.typed, field: (kept,)})


def _with(map_: Map, old: Field, new: Field) -> Map:
    return replace(map_, fields=tuple(new if field is old else field for field in map_.fields))


def _drawn(fields: list[Field], draw: Random) -> Field | None:
    return draw.choice(fields) if fields else None
