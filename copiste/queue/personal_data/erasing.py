"""Erasing the cases, files and search hashes of settled items, with an act that proves what was erased."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from copiste.queue.audit.trail import write_act
from copiste.queue.errors import ItemNotFoundError, WorkItemsError
from copiste.queue.item import State
from copiste.queue.records import ActRecord
from copiste.queue.schema import acts, files, items, subjects
from copiste.queue.transactions.transitions import StorePart

#: Items of one transaction and of one act.
_BATCH: Final = 200
ERASED: Final = "items erased"
_UNSETTLED: Final = frozenset({State.PENDING, State.RESERVED})


class NotSettledError(WorkItemsError):
    """An item that is still to be worked cannot be erased."""

    code = "NOT_SETTLED"


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure came to."""

    items: int
    files: int
    #: Hashes by which the persons were found.
    subjects: int
    #: The acts that prove it.
    acts: tuple[int, ...]
    #: Whether no page of the database's own files may still hold what was erased.
    clean: bool


class Erasing(StorePart):
    """Takes cases out of the queue for good; what was done with them stays."""

    def due_for_erasure(self, before: Mapping[State, datetime]) -> Iterator[int]:
        """The items that have been in one of these states since before its moment, and are not erased yet."""
        for state, moment in before.items():
            question = sa.select(items.c.id).where(
                items.c.state == state, items.c.changed_at < moment, items.c.erased_at.is_(None)
            )
            with self._database.read() as db:
                found = db.execute(question.order_by(items.c.id)).scalars().all()
            yield from found

    def erase(self, which: Iterable[int], *, who: str, why: str, now: datetime, evidence: int = 0) -> Erased:
        """Empty payload, files and hashes of settled items; one that is erased already is passed over.

        Each batch is one transaction, with one act: how much was erased, the SHA-256 of each sealed payload
        and file as it stood, and how many evidence folders the caller deleted before.

        Raises:
            ItemNotFoundError: there is no such item.
            NotSettledError: an item is still to be worked; the batches before it are erased.
        """
        total = {"items": 0, "files": 0, "subjects": 0}
        numbers = []
        for batch in _batches(dict.fromkeys(which)):
            with self._database.write() as db:
                told, digests = _erase_batch(db, batch, now)
                if not digests:
                    continue
                details = {**told, "evidence": evidence, "sha256": digests}
                numbers.append(write_act(db, at=now, who=who, what=ERASED, why=why, details=details))
            evidence = 0
            total = {name: total[name] + told[name] for name in total}
        clean = self._database.forget()
        return Erased(total["items"], total["files"], total["subjects"], tuple(numbers), clean)

    def erased_among(self, which: Collection[int]) -> frozenset[int]:
        """Those of `which` that were erased."""
        found: set[int] = set()
        for batch in _batches(which):
            question = sa.select(items.c.id).where(items.c.id.in_(batch), items.c.erased_at.is_not(None))
            with self._database.read() as db:
                found.update(db.execute(question).scalars())
        return frozenset(found)

    def proof(self, item: int) -> ActRecord | None:
        """The act that erased `item`; None when it was not."""
        with self._database.read() as db:
            moment = db.execute(sa.select(items.c.erased_at).where(items.c.id == item)).scalar_one_or_none()
            question = sa.select(acts).where(acts.c.what == ERASED, acts.c.at == moment).order_by(acts.c.id)
            for row in db.execute(question):
                if str(item) in row.details.get("sha256", {}):
                    return ActRecord(row.id, row.at, row.who, row.what, row.why, row.details)
        return None


def _erase_batch(
    db: Connection, batch: tuple[int, ...], now: datetime
) -> tuple[dict[str, int], dict[str, dict[str, str]]]:
    question = sa.select(items.c.id, items.c.state, items.c.payload, items.c.erased_at)
    rows = {row.id: row for row in db.execute(question.where(items.c.id.in_(batch)).with_for_update())}
    digests: dict[str, dict[str, str]] = {}
    for number in batch:
        if (row := rows.get(number)) is None:
            raise ItemNotFoundError(
                f"There is no work item {number}. List them with their numbers and try again."
            )
        if State(row.state) in _UNSETTLED:
            raise NotSettledError(
                f"Work item {number} is {row.state} and still to be worked. Close it first, or run it."
            )
        if row.erased_at is None:
            digests[str(number)] = {"payload": _digest(row.payload)}
    mine = [int(number) for number in digests]
    attached = sa.select(files).where(files.c.item_id.in_(mine)).order_by(files.c.item_id, files.c.name)
    count = 0
    for count, file in enumerate(db.execute(attached), 1):
        # By place, not by name: a file's name may say whom it is about.
        digests[str(file.item_id)][f"file {count}"] = _digest(file.content)
    hashes = db.execute(sa.delete(subjects).where(subjects.c.item_id.in_(mine))).rowcount
    db.execute(sa.delete(files).where(files.c.item_id.in_(mine)))
    gone = {"payload": "", "fingerprint": None, "erased_at": now}
    db.execute(sa.update(items).where(items.c.id.in_(mine)).values(**gone))
    return {"items": len(mine), "files": count, "subjects": hashes}, digests


def _batches(which: Iterable[int]) -> Iterator[tuple[int, ...]]:
    rest = iter(which)
    while batch := tuple(islice(rest, _BATCH)):
        yield batch


def _digest(sealed: Any) -> str:
    return hashlib.sha256(str(sealed).encode()).hexdigest()
