"""How programs write values on screens, and read back what they wrote in the commarea."""

from __future__ import annotations

from datetime import date, datetime


def slashed(day: date | None) -> str:
    """Write a date as DD/MM/YYYY; empty without one."""
    return f"{day:%d/%m/%Y}" if day else ""


def unslashed(text: str) -> date:
    """Read a date written by `slashed`."""
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


def parts(day: date | None) -> str:
    """Write a date for a field in three parts; empty without one."""
    return f"{day:%d%m%Y}" if day else ""
