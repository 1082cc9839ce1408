"""What the host accepts from a keyboard, before any program sees it. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legacy_mock.domain import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from legacy_mock.map import Field, Map
    from legacy_mock.screen import Input


def capitals(map_: Map, shown: Mapping[str, str], typed: Input) -> dict[str, str]:
    """Give the value of every field that can be typed into, in capitals, unchecked.

    Parts longer than their place are kept whole only for `check`, which refuses them.
    """
    values: dict[str, str] = {}
    for field in map_.typable():
        parts = typed.typed.get(field.name)
        values[field.name] = shown.get(field.name, "") if parts is None else field.join(_upper(field, parts))
    return values


def check(map_: Map, typed: Input) -> None:
    """Refuse what the keyboard of a terminal could not have sent.

    Raises:
        Refused: SAI0005 too long, SAI0006 an accent or a character unknown to the host, SAI0007 not a digit.
    """
    for field in map_.typable():
        for part, length in zip(typed.typed.get(field.name, ()), field.parts, strict=False):
            text = part.strip().upper()
            if len(text) > length:
                raise Refused("SAI0005", zone=field.caption, longueur=length)
            if not (text.isascii() and text.isprintable()):
                raise Refused("SAI0006", zone=field.caption)
            if field.numeric and text and not text.isdigit():
                raise Refused("SAI0007", zone=field.caption)


def _upper(field: Field, parts: tuple[str, ...]) -> list[str]:
    """Bring the parts to capitals and to their number, cut to what the glass can show."""
    given = [*parts, *[""] * len(field.parts)][: len(field.parts)]
    return [text.strip().upper()[:length] for text, length in zip(given, field.parts, strict=True)]
