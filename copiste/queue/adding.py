"""How cases enter the queue, thousands at a time, each once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from copiste.queue.db.notifications import announce
from copiste.queue.item import NewItem, Source, State
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.personal_data.subjects import hashes_of, write_subjects
from copiste.queue.references import Content, Doubt, Key, Used, doubt_about, fingerprint, holders, source_of
from copiste.queue.schema import items
from copiste.queue.transactions.transitions import HistoryEvent, StorePart, resting, write_events

#: Rows of one transaction: few enough that a bot's write never waits long for a load.
BATCH: Final = 500

#: Key of a load's PostgreSQL advisory lock; any number that no other lock uses.
_LOCK: Final = 0xC0B1ADD

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Added:
    """What came of new items."""

    #: Entered the queue.
    count: int
    #: Were in it already, the same case under the same reference; left as they are.
    known: int
    #: Did not enter, for another case has their reference.
    used: tuple[Used, ...] = ()

    def __add__(self, other: Added) -> Added:
        return Added(self.count + other.count, self.known + other.known, self.used + other.used)


@dataclass(frozen=True, slots=True)
class NewRow:
    """What is written for a new item."""

    values: dict[str, Any]
    #: Hashes by which the persons in it are found.
    subjects: frozenset[str]
    content: Content
    source: Source | None
    formerly: str | None

    @property
    def key(self) -> Key:
        """Its process and reference."""
        return self.values["process"], self.values["reference"]

    @property
    def former_key(self) -> Key:
        """What those were in an earlier version."""
        return self.values["process"], self.formerly or ""

    def was_added_as(self, former: Row[Any] | None) -> bool:
        """Whether the item that has `former_key` came from a file of the same name."""
        return former is not None and self.source is not None and former.source_file == self.source.file


class Adding(StorePart):
    """Puts checked cases into the queue."""

    def add(self, new: Iterable[NewItem], *, now: datetime, who: str = "intake") -> Added:
        """Add what is not in the queue yet; `new` is read as it is written and never held as a whole.

        Committed every `BATCH` items: when `new` or the database fails half-way, what was added stays, and
        adding the same again adds the rest. References that another case has are in `used`, also when two
        loads add them at the same time.
        """
        total = Added(0, 0)
        for batch in batches(iter(new), BATCH):
            rows = [new_row(item, self._sealer, now) for item in batch]
            with self._database.write() as db:
                one_load_at_a_time(db)
                total += add_rows(db, self._sealer, rows, now, who)
        return total

    def mark(self, content: bytes) -> str:
        """Eight hex digits that tell files of one name apart; keyed, so they say nothing of `content`."""
        return self._sealer.hash(f"file\n{hashlib.sha256(content).hexdigest()}")[:8]


def one_load_at_a_time(db: Connection) -> None:
    """Keep other loads waiting for the end of this transaction.

    On PostgreSQL, two that bring the same references in another order would each wait for the other.
    """
    if db.dialect.name == "postgresql":
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def add_rows(db: Connection, sealer: Sealer, rows: Sequence[NewRow], now: datetime, who: str) -> Added:
    """Add rows made by `new_row` in the caller's transaction; for the topics of the store only."""
    former = holders(db, {row.former_key for row in rows if row.formerly is not None})
    first: dict[Key, NewRow] = {}
    back: list[tuple[NewRow, Key]] = []
    for row in rows:
        if row.was_added_as(former.get(row.former_key)):
            back.append((row, row.former_key))
        elif row.key in first:
            back.append((row, row.key))
        else:
            first[row.key] = row
    entered = _insert(db, first, now, who)
    back += [(row, key) for key, row in first.items() if key not in entered]
    found = former | holders(db, {key for _row, key in back} - former.keys())
    used = [
        _used(row, found[key], doubt)
        for row, key in back
        if (doubt := doubt_about(db, sealer, row.content, found[key])) is not None
    ]
    return Added(len(entered), len(back) - len(used), tuple(used))


def _insert(db: Connection, first: Mapping[Key, NewRow], now: datetime, who: str) -> frozenset[Key]:
    """Insert what is new; the references that entered."""
    if not first:
        return frozenset()
    insert = postgresql.insert(items) if db.dialect.name == "postgresql" else sqlite.insert(items)
    key = (items.c.process, items.c.reference)
    statement = insert.on_conflict_do_nothing(index_elements=key).returning(items.c.id, *key)
    added = db.execute(statement, [row.values for row in first.values()]).all()
    if added:
        announce(db)
        write_events(db, *(HistoryEvent(row.id, now, who, None, State.PENDING, "", "added") for row in added))
        write_subjects(db, {row.id: first[row.process, row.reference].subjects for row in added})
    return frozenset((row.process, row.reference) for row in added)


def _used(row: NewRow, holder: Row[Any], doubt: Doubt) -> Used:
    process, reference = row.key
    return Used(
        process,
        reference,
        row.source,
        item=holder.id,
        origin=source_of(holder),
        added_at=holder.added_at,
        state=State(holder.state),
        doubt=doubt,
    )


def new_row(
    item: NewItem, sealer: Sealer, now: datetime, files: Mapping[str, bytes] = MappingProxyType({})
) -> NewRow:
    """What is written for `item`: sealed, with the hashes of its persons and of its content with `files`."""
    source = item.source
    content = Content.of(item.payload, files)
    values = {
        "process": item.process,
        "reference": item.reference,
        "payload": sealer.seal_text(content.text),
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
        "fingerprint": fingerprint(sealer, item.process, item.reference, content),
        "added_at": now,
        "changed_at": now,
        **resting(State.PENDING, item.not_before, now),
    }
    return NewRow(values, hashes_of(sealer, item.process, item.payload), content, source, item.formerly)


def precedence(priority: int, ready: datetime) -> int:
    """What orders the claim: an item gains one point of priority for each hour that it has been ready.

    Everybody gains alike, so the order of two items never changes, and an index can hold it.
    """
    return priority - int(ready.timestamp()) // 3600


def batches(source: Iterator[_T], size: int) -> Iterator[list[_T]]:
    """What `source` yields, `size` at a time."""
    while batch := list(islice(source, size)):
        yield batch
