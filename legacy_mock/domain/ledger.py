"""The ledger: what the tables hold, as plain rows, for tests and for a person who wants the truth.

Read-only, on its own connection: it may look while a back-end works on the same file.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeAlias

from legacy_mock.domain.schema import RECORDS, TABLES
from legacy_mock.domain.seed.writer import TAKE_OVER

if TYPE_CHECKING:
    from pathlib import Path

Row: TypeAlias = dict[str, Any]


class Ledger:
    """What one database holds; every value is a text, a number or None, fit for JSON."""

    def __init__(self, database: Path) -> None:
        if not database.is_file():
            raise FileNotFoundError(f"no mock back-end database at {database}")
        self._path = database

    def rows(self, table: str) -> list[Row]:
        """Give every row of a table, in order of recording; KeyError for a table not in the schema."""
        if table not in TABLES:
            raise KeyError(table)
        return self._query(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608 - a name of the schema

    def snapshot(self) -> dict[str, list[Row]]:
        """Give what operators recorded, the seed left out: the journal, and each table's rows they touched.

        A row of the seed that an operator ended (``end_receipt``) is among them.
        """
        return self.since(None)

    def since(self, receipt: str | None) -> dict[str, list[Row]]:
        """Give the same, of what was recorded after ``receipt`` only.

        Raises:
            LookupError: the journal does not know the receipt.
        """
        after = self._sequence(receipt)
        return {
            table: self._query(
                f"SELECT * FROM {table} WHERE {_touched(columns)} ORDER BY rowid",  # noqa: S608 - names of the schema
                *(TAKE_OVER, after) * len(columns),
            )
            for table, columns in (("journal", ("receipt",)), *RECORDS.items())
        }

    def last_receipt(self) -> str | None:
        """Give the receipt of the latest record, the seed's included: a mark to compare with (`since`)."""
        rows = self._query("SELECT receipt FROM journal ORDER BY sequence DESC LIMIT 1")
        return rows[0]["receipt"] if rows else None

    def _sequence(self, receipt: str | None) -> int:
        if receipt is None:
            return 0
        rows = self._query("SELECT sequence FROM journal WHERE receipt = ?", receipt)
        if not rows:
            raise LookupError(f"the journal knows no receipt {receipt}")
        return int(rows[0]["sequence"])

    def _query(self, sql: str, *values: str | int) -> list[Row]:
        with closing(sqlite3.connect(self._path, timeout=30)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]


def _touched(columns: tuple[str, ...]) -> str:
    """Write the condition that a column holds a receipt given to an operator after a place in the journal."""
    made = "SELECT receipt FROM journal WHERE operator <> ? AND sequence > ?"
    return " OR ".join(f"{column} IN ({made})" for column in columns)
