"""How cases enter the queue, thousands at a time, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from work_items.bell import announce
from work_items.item import NewItem, State
from work_items.schema import items
from work_items.sealing import Sealer
from work_items.subjects import hashes_of, write_subjects
from work_items.transitions import Event, Topic, resting, write_events

#: Rows of one transaction: few enough that a bot's write never waits long for a load.
BATCH: Final = 500

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Added:
    """What came of new items."""

    #: Entered the queue.
    count: int
    #: Were in it already, by process and reference; left as they are.
    known: int

    def __add__(self, other: Added) -> Added:
        return Added(self.count + other.count, self.known + other.known)


@dataclass(frozen=True, slots=True)
class NewRow:
    """What is written for a new item."""

    values: dict[str, Any]
    #: Hashes by which the persons in it are found.
    subjects: frozenset[str]


class Filling(Topic):
    """Puts checked cases into the queue."""

    def add(self, new: Iterable[NewItem], *, now: datetime, who: str = "intake") -> Added:
        """Add what is not in the queue yet; `new` is read as it is written and never held as a whole.

        Committed every `BATCH` items: when `new` or the database fails half-way, what was added stays, and
        adding the same again adds the rest.
        """
        total = Added(0, 0)
        for batch in batches(iter(new), BATCH):
            rows = [new_row(item, self._sealer, now) for item in batch]
            with self._database.write() as db:
                total += add_rows(db, rows, now, who)
        return total


def add_rows(db: Connection, rows: list[NewRow], now: datetime, who: str) -> Added:
    """Add rows made by `new_row` in the caller's transaction; for the topics of the store only."""
    insert = postgresql.insert(items) if db.dialect.name == "postgresql" else sqlite.insert(items)
    key = (items.c.process, items.c.reference)
    statement = insert.on_conflict_do_nothing(index_elements=key).returning(items.c.id, *key)
    added = db.execute(statement, [row.values for row in rows]).all()
    if added:
        announce(db)
        write_events(db, *(Event(row.id, now, who, None, State.PENDING, "", "added") for row in added))
        about = {tuple(row.values[column.name] for column in key): row.subjects for row in rows}
        write_subjects(db, {row.id: about[row.process, row.reference] for row in added})
    return Added(len(added), len(rows) - len(added))


def new_row(item: NewItem, sealer: Sealer, now: datetime) -> NewRow:
    """What is written for `item`: sealed, with the hashes of its persons."""
    source = item.source
    values = {
        "process": item.process,
        "reference": item.reference,
        "payload": sealer.seal(item.payload),
        "state": State.PENDING,
        "priority": item.priority,
        "precedence": precedence(item.priority, max(now, item.not_before or now)),
        "due": item.due,
        "token": 0,
        "attempt": 1,
        "failures": 0,
        "crashes": 0,
        "postponements": 0,
        "code": "",
        "message": "",
        "source_file": source.file if source else None,
        "source_sheet": source.sheet if source else None,
        "source_row": source.row if source else None,
        "parent_id": item.parent,
        "added_at": now,
        "changed_at": now,
        **resting(State.PENDING, item.not_before, now),
    }
    return NewRow(values, hashes_of(sealer, item.process, item.payload))


def precedence(priority: int, ready: datetime) -> int:
    """What orders the claim: an item gains one point of priority for each hour that it has been ready.

    Everybody gains alike, so the order of two items never changes, and an index can hold it.
    """
    return priority - int(ready.timestamp()) // 3600


def batches(source: Iterator[_T], size: int) -> Iterator[list[_T]]:
    """What `source` yields, `size` at a time."""
    while batch := list(islice(source, size)):
        yield batch
