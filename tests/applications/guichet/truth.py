"""What was deposited at the guichet, by SQL from its file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Deposit:
    """One request as recorded: every text as it arrived, boxes as 0 or 1, dates ISO."""

    number: int
    reference: str
    civility: str
    last_name: str
    first_name: str
    born: str
    record: str
    event: str
    town: str
    copies: int
    urgent: int
    by_post: int
    extract: int
    address: str
    reason: str


def deposits(folder: Path) -> list[Deposit]:
    """Every request, in the order in which they were recorded."""
    with closing(sqlite3.connect(folder / "register.db", timeout=20)) as database:
        columns = ", ".join(Deposit.__dataclass_fields__)
        return [Deposit(*row) for row in database.execute(f"select {columns} from deposit order by number")]
