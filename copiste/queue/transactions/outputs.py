"""What a transaction leaves beside its end: a changed payload, files, and items made from the item.

For robots that were not written for Copiste. The writes of a transaction are guarded by its lease's token;
the items it makes enter the queue with its end, in one transaction of the database, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection

from copiste.queue.adding import Added, NewRow, add_rows, batches, new_row, one_load_at_a_time
from copiste.queue.errors import FileMissingError, OutputKnownError
from copiste.queue.item import Lease, NewItem, State
from copiste.queue.lifecycle import Actor
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.personal_data.subjects import hashes_of, write_subjects
from copiste.queue.references import fingerprint_of
from copiste.queue.retry import Decision
from copiste.queue.schema import RESERVED, files, items
from copiste.queue.transactions.claims import Claims
from copiste.queue.transactions.transitions import lease_lost, settle

#: Items of one transaction: each may bring large files.
_FEW: Final = 50

# FOR UPDATE: on PostgreSQL the item cannot be taken over between this look and the commit of what follows.
_HELD = (
    sa.select(items.c.fingerprint)
    .where(items.c.id == bindparam("id"), items.c.token == bindparam("lease_token"), RESERVED)
    .with_for_update()
)
_KEEP = sa.update(items).where(items.c.id == bindparam("item_id")).values(fingerprint=bindparam("as_added"))
_SAVE = sa.update(items).where(items.c.id == bindparam("item_id")).values(payload=bindparam("text"))
_NAMES = sa.select(files.c.name).where(files.c.item_id == bindparam("item_id")).order_by(files.c.name)
_FILE = sa.and_(files.c.item_id == bindparam("of_item"), files.c.name == bindparam("of_name"))
_READ = sa.select(files.c.content).where(_FILE)
_REMOVE = sa.delete(files).where(_FILE)
_ATTACH = sa.insert(files)
_NUMBER = sa.select(items.c.id).where(
    items.c.process == bindparam("process"), items.c.reference == bindparam("reference")
)


@dataclass(frozen=True, slots=True)
class Filed:
    """A new item and the files that travel with it, by name."""

    item: NewItem
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


class Outputs(Claims):
    """Keeps payloads, files and new items that a transaction makes."""

    def save_payload(self, lease: Lease, payload: Mapping[str, Any]) -> None:
        """Replace the item's payload; the next attempt, if any, begins with it.

        Raises:
            LeaseLostError: the token is no longer the newest; nothing was written.
        """
        text = self._sealer.seal(payload)
        hashes = hashes_of(self._sealer, lease.item.process, payload)
        with self._database.write() as db:
            self._hold(db, lease)
            db.execute(_SAVE, {"item_id": lease.item.id, "text": text})
            write_subjects(db, {lease.item.id: hashes})

    def files(self, item: int) -> tuple[str, ...]:
        """The names of the files that travel with `item`, in order."""
        with self._database.read() as db:
            return tuple(db.execute(_NAMES, {"item_id": item}).scalars())

    def file(self, item: int, name: str) -> bytes:
        """What is in the item's file `name`.

        Raises:
            FileMissingError: it has no such file.
        """
        with self._database.read() as db:
            content = db.execute(_READ, {"of_item": item, "of_name": name}).scalar_one_or_none()
        if content is None:
            raise _missing(item, name)
        return self._sealer.open_bytes(content, f"File {name} of work item {item}")

    def add_file(self, lease: Lease, name: str, content: bytes) -> None:
        """Attach a file to the item; one of the same name is replaced.

        Raises:
            LeaseLostError: the token is no longer the newest; nothing was written.
        """
        sealed = self._sealer.seal_bytes(content)
        with self._database.write() as db:
            self._hold(db, lease)
            db.execute(_REMOVE, {"of_item": lease.item.id, "of_name": name})
            db.execute(_ATTACH, [{"item_id": lease.item.id, "name": name, "content": sealed}])

    def remove_file(self, lease: Lease, name: str) -> None:
        """Take a file away from the item.

        Raises:
            FileMissingError: it has no such file.
            LeaseLostError: the token is no longer the newest; nothing was written.
        """
        with self._database.write() as db:
            self._hold(db, lease)
            if not db.execute(_REMOVE, {"of_item": lease.item.id, "of_name": name}).rowcount:
                raise _missing(lease.item.id, name)

    def add_filed(self, new: Iterable[Filed], *, now: datetime, who: str = "intake") -> Added:
        """Add what is not in the queue yet, with its files; `new` is read as it is written.

        Of an item that is known, the files stay as they are.

        Committed a few at a time: when `new` or the database fails half-way, what was added stays, and adding
        the same again adds the rest.
        """
        total = Added(0, 0)
        for batch in batches(iter(new), _FEW):
            rows = [self._sealed(filed, now) for filed in batch]
            with self._database.write() as db:
                one_load_at_a_time(db)
                for one in rows:
                    total += _add(db, self._sealer, one, now, who)
        return total

    def settle_with_outputs(
        self, lease: Lease, decision: Decision, outputs: Sequence[Filed], *, now: datetime
    ) -> State:
        """Write the end of a transaction and, if that is DONE, the items it made; the state that stands.

        An input is DONE at most once, so its outputs are in the queue at most once.

        Raises:
            LeaseLostError: the lease was taken over or has ended; nothing was written.
            OutputKnownError: an output's process and reference are taken; nothing was written.
        """
        rows = [self._sealed(filed, now) for filed in outputs] if decision.state is State.DONE else []
        with self._database.write() as db:
            state = settle(db, lease.token, decision, self._retry, now, who=lease.holder, actor=Actor.SEAT)
            if state is State.DONE:
                for row, sealed in rows:
                    added = _add(db, self._sealer, (row, sealed), now, lease.holder)
                    if not added.count:
                        whose = "".join(f": {used.told()}" for used in added.used)
                        raise OutputKnownError(
                            f"{row.values['process']} has an item {row.values['reference']} already, made "
                            f"by something else than work item {lease.item.id}{whose}. "
                            "Send them to another process."
                        )
        return state

    def _hold(self, db: Connection, lease: Lease) -> None:
        """See that the lease is the newest, and that what the item was added with stays known."""
        row = db.execute(_HELD, {"id": lease.item.id, "lease_token": lease.token}).one_or_none()
        if row is None:
            raise lease_lost(lease.item.id, lease.token)
        if row.fingerprint is None:
            as_added = fingerprint_of(db, self._sealer, lease.item.id)
            db.execute(_KEEP, {"item_id": lease.item.id, "as_added": as_added})

    def _sealed(self, filed: Filed, now: datetime) -> tuple[NewRow, dict[str, str]]:
        """The row of an item and the sealed contents of its files."""
        row = new_row(filed.item, self._sealer, now, filed.files)
        return row, {name: self._sealer.seal_bytes(content) for name, content in filed.files.items()}


def _add(
    db: Connection, sealer: Sealer, new: tuple[NewRow, Mapping[str, str]], now: datetime, who: str
) -> Added:
    row, sealed = new
    added = add_rows(db, sealer, [row], now, who)
    if added.count and sealed:
        number = db.execute(
            _NUMBER, {name: row.values[name] for name in ("process", "reference")}
        ).scalar_one()
        contents = [{"item_id": number, "name": name, "content": text} for name, text in sealed.items()]
        db.execute(_ATTACH, contents)
    return added


def _missing(item: int, name: str) -> FileMissingError:
    return FileMissingError(f"Work item {item} has no file {name}. Its files: see `copiste show #{item}`.")
