"""What was keyed, made into values: dates in three zones, yes or no."""

from __future__ import annotations

from datetime import date

from legacy_mock.domain.answers import Refused


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
