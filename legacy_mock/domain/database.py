"""The SQLite file under the domain: one connection shared by threads, write-ahead log, short transactions."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from legacy_mock.domain.schema import create_tables, drop_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

Value: TypeAlias = "str | int | None"


class Database:
    """One locked connection; made with its tables when the file is new.

    Reads may happen inside `writing`, by the same thread: they then see what it has written.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        with self.writing():
            create_tables(self._connection)

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one write transaction; commit at the end, roll back on any exception."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, sql: str, *values: Value) -> list[sqlite3.Row]:
        """Give every row of a query."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Value) -> sqlite3.Row | None:
        """Give the first row of a query, None when there is none."""
        with self._lock:
            row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
            return row

    def number(self, sql: str, *values: Value) -> int:
        """Give the one number that a query counts."""
        with self._lock:
            return int(self._connection.execute(sql, values).fetchone()[0])

    def insert(self, table: str, values: Mapping[str, Value]) -> None:
        """Insert one row."""
        columns = ", ".join(values)
        marks = ", ".join("?" * len(values))
        self.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", *values.values())  # noqa: S608

    def execute(self, sql: str, *values: Value) -> int:
        """Run one statement that writes; give the number of rows it touched."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def insert_many(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Value, ...]]) -> None:
        """Insert many rows at once."""
        marks = ", ".join("?" * len(columns))
        with self._lock:
            self._connection.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
                rows,
            )

    def empty(self) -> None:
        """Drop every table and make them anew, inside `writing`."""
        drop_tables(self._connection)
        create_tables(self._connection)
