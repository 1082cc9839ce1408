"""Record locks: one seat at a time works on a member's file. They outlive nothing but a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from legacy_mock.domain.answers import Locked

if TYPE_CHECKING:
    from datetime import datetime

    from legacy_mock.domain.database import Database
    from legacy_mock.domain.records import Signature


def take(db: Database, member: str, by: Signature, at: datetime) -> None:
    """Lock the file for a seat, inside `Database.writing`; `Locked` when another seat holds it."""
    require_free(db, member, by)
    db.execute(
        "INSERT INTO record_locks VALUES (?, ?, ?, ?) ON CONFLICT (member_number) DO NOTHING",
        member,
        by.operator,
        by.terminal,
        at.isoformat(timespec="seconds"),
    )


def require_free(db: Database, member: str, by: Signature) -> None:
    """Raise `Locked` when another seat holds the file."""
    held = db.row("SELECT operator, terminal FROM record_locks WHERE member_number = ?", member)
    if held and (held["operator"], held["terminal"]) != (by.operator, by.terminal):
        raise Locked(held["operator"], held["terminal"])


def release(db: Database, member: str, by: Signature) -> None:
    """Free the file if this seat holds it."""
    db.execute(
        "DELETE FROM record_locks WHERE member_number = ? AND operator = ? AND terminal = ?",
        member,
        by.operator,
        by.terminal,
    )


def release_all(db: Database, by: Signature | None) -> int:
    """Free every file of a seat, or of all; give how many."""
    if by is None:
        return db.execute("DELETE FROM record_locks")
    return db.execute(
        "DELETE FROM record_locks WHERE operator = ? AND terminal = ?", by.operator, by.terminal
    )
