"""The journal: every record made, in order, append-only; it gives the receipts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from legacy_mock.domain.records import JournalLine, Page, Signature

if TYPE_CHECKING:
    import sqlite3

    from legacy_mock.domain.database import Database

COLUMNS = ("made_at", "operator", "terminal", "transaction_code", "object", "member_number", "receipt")


def receipt_of(day: date, rank: int) -> str:
    """Write a receipt: year (2 digits), day of the year, rank of the record that day (``26324-000123``)."""
    return f"{day:%y%j}-{rank:06d}"


def make_entry(
    db: Database, at: datetime, by: Signature, transaction: str, *, about: str, member: str
) -> str:
    """Append one row; give its receipt. Inside the write transaction of the record itself."""
    receipt = _next_receipt(db, at.date())
    values = (at.isoformat(timespec="seconds"), by.operator, by.terminal, transaction, about, member, receipt)
    db.insert("journal", dict(zip(COLUMNS, values, strict=True)))
    return receipt


def entries_of(db: Database, operator: str, day: date, offset: int, limit: int | None) -> Page[JournalLine]:
    """Give what an operator recorded on a day, oldest first."""
    where = "FROM journal WHERE operator = ? AND made_at >= ? AND made_at < ?"
    first = datetime.combine(day, time())
    bounds = (operator, first.isoformat(), (first + timedelta(days=1)).isoformat())
    rows = db.rows(
        f"SELECT * {where} ORDER BY sequence LIMIT ? OFFSET ?",
        *bounds,
        -1 if limit is None else limit,
        offset,
    )
    total = db.number(f"SELECT COUNT(*) {where}", *bounds)
    return Page(tuple(_line(row) for row in rows), total)


def _next_receipt(db: Database, day: date) -> str:
    last = db.row(
        "SELECT MAX(receipt) AS receipt FROM journal WHERE receipt BETWEEN ? AND ?",
        receipt_of(day, 0),
        receipt_of(day, 999_999),
    )
    rank = int(last["receipt"][6:]) if last and last["receipt"] else 0
    return receipt_of(day, rank + 1)


def _line(row: sqlite3.Row) -> JournalLine:
    return JournalLine(
        sequence=row["sequence"],
        made_at=datetime.fromisoformat(row["made_at"]),
        operator=row["operator"],
        terminal=row["terminal"],
        transaction=row["transaction_code"],
        object=row["object"],
        member_number=row["member_number"],
        receipt=row["receipt"],
    )
