"""What the counter's register holds, by SQL from its file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

LOGINS = tuple(f"guichet{number}" for number in range(1, 9))
PASSWORD = "open-Sesame 9"


@dataclass(frozen=True)
class Card:
    """One card as recorded: dates ISO, the phone in digits, the amount in cents, options as sorted codes."""

    number: int
    civility: str
    last_name: str
    first_name: str
    born: str
    phone: str
    email: str
    postcode: str
    town: str
    stop: str
    profile: str
    plan: str
    starts: str
    months: int
    pick_up: str
    options: str
    amount: int
    payment: str
    by_mail: int
    notes: str
    #: How often it was saved: 1 when nobody changed it after it was made.
    saves: int


def cards(folder: Path) -> list[Card]:
    """Every card made since the counter opened, in order; not the thirty of its seed."""
    columns = ", ".join(Card.__dataclass_fields__)
    with closing(sqlite3.connect(folder / "register.db", timeout=20)) as database:
        return [
            Card(*row)
            for row in database.execute(f"select {columns} from card where not seeded order by number")
        ]
