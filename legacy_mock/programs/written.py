"""How programs write values on screens, and read back what they wrote in the commarea."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from legacy_mock.domain import MemberFile


def slashed(day: date | None) -> str:
    """Write a date as DD/MM/YYYY; empty without one."""
    return f"{day:%d/%m/%Y}" if day else ""


def unslashed(text: str) -> date:
    """Read a date written by `slashed`."""
    return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


def parts(day: date | None) -> str:
    """Write a date for a field in three parts; empty without one."""
    return f"{day:%d%m%Y}" if day else ""


def member_heading(file: MemberFile) -> dict[str, str]:
    """Write whose file is open, as most screens show it."""
    who = file.identity
    return {"member_number": file.number, "member_name": f"{who.last_name} {who.first_name}"[:30]}
