"""Collective contracts, read from their tables."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from legacy_mock.domain.answers import Refused
from legacy_mock.domain.records import Contract

if TYPE_CHECKING:
    from legacy_mock.domain.database import Database


def contract_of(db: Database, number: str) -> Contract:
    """Give a contract; `Refused` AFF0001 when there is none of that number."""
    row = db.row("SELECT * FROM contracts WHERE number = ?", number)
    if row is None:
        raise Refused("AFF0001", contrat=number)
    return Contract(
        number=row["number"],
        company=row["company"],
        siren=row["siren"],
        start=date.fromisoformat(row["start_date"]),
        end=date.fromisoformat(row["end_date"]) if row["end_date"] else None,
        open=row["state"] == "OUVERT",
        child_age_limit=row["child_age_limit"],
        child_proof=bool(row["child_proof"]),
        month_end=bool(row["month_end"]),
        portability=bool(row["portability"]),
        options=_values(db, "SELECT option FROM contract_options WHERE contract = ? ORDER BY rowid", number),
        populations=_values(
            db, "SELECT population FROM contract_populations WHERE contract = ? ORDER BY rowid", number
        ),
        reasons=_values(db, "SELECT reason FROM contract_reasons WHERE contract = ? ORDER BY rowid", number),
    )


def _values(db: Database, sql: str, number: str) -> tuple[str, ...]:
    return tuple(row[0] for row in db.rows(sql, number))
