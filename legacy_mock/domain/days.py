"""Reckoning with days: month ends, whole months, whole years, and how a screen writes a date."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def month_end(day: date) -> date:
    """Give the last day of the month of ``day``."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """Give the same day ``months`` later, or the last day of that month when it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))


def months_begun(start: date, last: date) -> int:
    """Count the months from ``start`` to ``last``, both included, a month begun counting as one."""
    months = 1
    while add_months(start, months) <= last:
        months += 1
    return months


def whole_years(birth: date, day: date) -> int:
    """Give the age on ``day`` in whole years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def written(day: date) -> str:
    """Write a date as the screens do: DD/MM/YYYY."""
    return f"{day:%d/%m/%Y}"
