"""What was keyed, made into values: capitals, lengths, characters, dates in three zones."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from legacy_mock.domain.answers import Refused

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Entry = TypeVar("Entry", bound=DataclassInstance)

_NAME = re.compile(r"[A-Z](?:[A-Z '\-]*[A-Z])?")
_LINE = re.compile(r"[A-Z0-9 '\-.,/]*")


def keyed_date(day: str, month: str, year: str, zone: str) -> date:
    """Make a date of three keyed zones (2-2-4); ``zone`` is its caption, for the message.

    Raises:
        Refused: SAI0001 when all three are empty, SAI0003 when no such day exists.
    """
    parts = (day.strip(), month.strip(), year.strip())
    if not any(parts):
        raise Refused("SAI0001", zone=zone)
    if not all(part.isascii() and part.isdigit() for part in parts) or len(parts[2]) != 4:
        raise Refused("SAI0003", zone=zone)
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        raise Refused("SAI0003", zone=zone) from None


def in_capitals(entry: Entry) -> Entry:
    """Give the entry with every text in capitals and without blanks around it, as the host keeps it."""
    texts: dict[str, Any] = {}
    for field in fields(entry):
        value = getattr(entry, field.name)
        if isinstance(value, str):
            texts[field.name] = value.strip().upper()
    return replace(entry, **texts)


def check_name(value: str, zone: str, longest: int) -> None:
    """Check a name: letters, blanks, hyphens, apostrophes; letters at both ends.

    Raises:
        Refused: SAI0001 empty, SAI0005 too long, SAI0002 another character.
    """
    _check(value, zone, longest, _NAME)


def check_line(value: str, zone: str, longest: int, *, optional: bool = False) -> None:
    """Check a line of text: letters, digits, and the few signs of an address.

    Raises:
        Refused: SAI0001 empty (unless optional), SAI0005 too long, SAI0002 another character.
    """
    if value or not optional:
        _check(value, zone, longest, _LINE)


def _check(value: str, zone: str, longest: int, allowed: re.Pattern[str]) -> None:
    if not value:
        raise Refused("SAI0001", zone=zone)
    if len(value) > longest:
        raise Refused("SAI0005", zone=zone, longueur=longest)
    if not allowed.fullmatch(value):
        raise Refused("SAI0002", zone=zone)
