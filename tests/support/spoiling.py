"""Spoils what is sound: bytes, and nested values as JSON, TOML and YAML have them. For hypothesis."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Place = tuple[str | int, ...]


@st.composite
def spoiled(draw: st.DrawFn, sound: bytes) -> bytes:
    """`sound` cut off, with bytes changed, put in, left out or repeated; or none of it."""
    what = draw(st.sampled_from(["cut", "change", "insert", "leave out", "repeat", "replace"]))
    first, second = sorted((draw(st.integers(0, len(sound))), draw(st.integers(0, len(sound)))))
    if what == "cut":
        return sound[:first]
    if what == "leave out":
        return sound[:first] + sound[second:]
    if what == "repeat":
        return sound[:second] + sound[first:second] + sound[second:]
    strange: bytes = draw(st.binary(max_size=200 if what == "replace" else 8))
    if what == "replace":
        return strange
    return sound[:first] + strange + sound[first + (len(strange) if what == "change" else 0) :]


def altered(sound: Any, leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """`sound` with one part replaced by one of `leaves`, or left out."""
    places = list(_places(sound))
    return st.builds(
        lambda place, leaf, leave_out: _with(sound, place, leaf, leave_out=leave_out),
        st.sampled_from(places),
        leaves,
        st.booleans(),
    )


def _places(value: Any, here: Place = ()) -> Iterator[Place]:
    parts: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        parts = list(value.items())
    elif isinstance(value, list):
        parts = list(enumerate(value))
    for key, part in parts:
        yield (*here, key)
        yield from _places(part, (*here, key))


def _with(sound: Any, place: Place, leaf: Any, *, leave_out: bool) -> Any:
    made = copy.deepcopy(sound)
    inside = made
    for key in place[:-1]:
        inside = inside[key]
    if leave_out:
        del inside[place[-1]]
    else:
        inside[place[-1]] = leaf
    return made
