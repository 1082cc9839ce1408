"""The record-once journal in the store, and the handle on it that a bot's orchestrator holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Row

from copiste.queue import lifecycle
from copiste.queue.item import Clock, JournalEntry, Lease, StepState
from copiste.queue.schema import RESERVED, items, steps
from copiste.queue.transactions.pressed import column_of
from copiste.queue.transactions.transitions import StorePart, lease_lost, read_journal

# FOR UPDATE: on PostgreSQL the item cannot be taken over between this look and the commit of the entry, and
# the next look sees what was written before.
_HELD_UNTIL = (
    sa.select(items.c.lease_until)
    .where(items.c.id == bindparam("id"), items.c.token == bindparam("lease_token"), RESERVED)
    .with_for_update()
)
_KNOWN = sa.select(steps).where(steps.c.item_id == bindparam("of_item"), steps.c.step == bindparam("of_step"))
_FIRST = sa.insert(steps)
_COLUMNS = ("state", "receipt", "token", "attempt", "at", "pressed_at", "keyed")
_NEXT = (
    sa.update(steps)
    .where(steps.c.item_id == bindparam("of_item"), steps.c.step == bindparam("of_step"))
    .values({name: bindparam(name) for name in _COLUMNS})
)


class Journals(StorePart):
    """Reads and writes how far each step of an item has gone."""

    def journal(self, item: int) -> Mapping[str, JournalEntry]:
        """What is known of each step of `item`, by step key."""
        with self._database.read() as db:
            return read_journal(db, item)

    def record(self, lease: Lease, entry: JournalEntry, *, now: datetime) -> None:
        """Write `entry` for the holder of `lease`; it is on the disk on return.

        PREPARED and SUBMITTING also need the lease to have time left; what the back-end has already confirmed
        is accepted unless the item was taken over. COMMITTED may be written again, by the same transaction
        with the same receipt: its answer may have been lost with the connection. SUBMITTING never may.

        Raises:
            LeaseLostError: the token is no longer the newest, or the lease ran out before a commit key.
            StepRefusedError: the entry does not follow from what the journal says of its step.
        """
        with self._database.write() as db:
            until = db.execute(
                _HELD_UNTIL, {"id": lease.item.id, "lease_token": lease.token}
            ).scalar_one_or_none()
            ahead = entry.state in {StepState.PREPARED, StepState.SUBMITTING}
            if until is None or (ahead and until <= now):
                raise lease_lost(lease.item.id, lease.token)
            row = db.execute(_KNOWN, {"of_item": lease.item.id, "of_step": entry.step}).one_or_none()
            known = JournalEntry(row.step, StepState(row.state), row.receipt) if row else None
            if row and row.token == lease.token and entry == known and entry.state is StepState.COMMITTED:
                return
            entry = lifecycle.follow(lease.item.id, known, entry)
            values = {
                "state": entry.state,
                "receipt": entry.receipt,
                "token": lease.token,
                "attempt": lease.item.attempt,
                "at": now,
                **_pressing(entry, row, now),
            }
            if known is None:
                db.execute(_FIRST, {"item_id": lease.item.id, "step": entry.step, **values})
            else:
                db.execute(_NEXT, {"of_item": lease.item.id, "of_step": entry.step, **values})


def _pressing(entry: JournalEntry, row: Row[Any] | None, now: datetime) -> dict[str, object]:
    """The columns that say when our commit key went down, and over what."""
    if entry.state is StepState.SUBMITTING:
        return {"pressed_at": now, "keyed": column_of(entry)}
    if entry.state is StepState.PREPARED or row is None:  # provably none took effect, or none was pressed
        return {"pressed_at": None, "keyed": None}
    return {"pressed_at": row.pressed_at, "keyed": row.keyed}


class Hold:
    """The journal of one leased item; every write is guarded by the lease's token. An `item.Journal`."""

    def __init__(self, journals: Journals, lease: Lease, clock: Clock) -> None:
        self._journals = journals
        self._lease = lease
        self._clock = clock

    def entries(self) -> Mapping[str, JournalEntry]:
        """What is known of each step, by step key."""
        return self._journals.journal(self._lease.item.id)

    def record(self, entry: JournalEntry) -> None:
        """Write `entry`; it is on the disk on return.

        Raises:
            LeaseLostError: the token is no longer the newest, or the lease ran out before a commit key.
            StepRefusedError: the entry does not follow from what the journal says of its step.
        """
        self._journals.record(self._lease, entry, now=self._clock())
