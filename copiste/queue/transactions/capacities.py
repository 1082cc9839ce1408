"""What is scarce on the back-end's side, shared by all machines: its licences, and its commits a minute.

A licence is a slot, held with a lease; whoever wants one, or wants to keep one whose lease ran out, first
locks the capacity: counting and then claiming would leak. A commit is a moment, reserved in one statement.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from copiste.queue.db.notifications import announce
from copiste.queue.errors import CapacityNotFoundError
from copiste.queue.schema import capacities, rates, slots
from copiste.queue.transactions.transitions import StorePart

_START: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)

_LOCK = sa.select(capacities.c.seats).where(capacities.c.name == bindparam("capacity")).with_for_update()
_SLOTS = sa.select(slots).where(slots.c.capacity == bindparam("capacity")).order_by(slots.c.number)
_OF_TOKEN = sa.and_(
    slots.c.capacity == bindparam("of_capacity"),
    slots.c.number == bindparam("of_number"),
    slots.c.token == bindparam("of_token"),
)
_TAKE = (
    sa.update(slots)
    .where(_OF_TOKEN)
    .values(token=slots.c.token + 1, holder=bindparam("holder"), lease_until=bindparam("lease_until"))
)
_RENEW = sa.update(slots).where(_OF_TOKEN).values(lease_until=bindparam("lease_until"))
_RELEASE = (
    sa.update(slots).where(_OF_TOKEN, slots.c.holder.is_not(None)).values(holder=None, lease_until=None)
)


@dataclass(frozen=True, slots=True)
class Slot:
    """The right to use one unit of a capacity until `until`; `token` grows each time that it is taken."""

    capacity: str
    number: int
    token: int
    holder: str
    until: datetime


@dataclass(frozen=True, slots=True)
class SlotRenewal:
    """What became of slots that were to be renewed."""

    kept: tuple[Slot, ...]
    #: Released, taken over, or run out with nothing left: end what uses them.
    lost: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much there is of something, and who has it."""

    name: str
    seats: int
    #: Those whose lease had not run out.
    held: tuple[Slot, ...]


class Capacities(StorePart):
    """Gives out slots, never more than there are, and moments for commits, never faster than allowed."""

    def set_capacity(self, name: str, seats: int) -> None:
        """Say how many units there are.

        When the number shrinks, no slot is withdrawn; none is given out until enough came back.
        """
        with self._database.write() as db:
            insert = _insert(db, capacities).values(name=name, seats=seats)
            db.execute(insert.on_conflict_do_update(index_elements=["name"], set_={"seats": seats}))
            numbers = [{"capacity": name, "number": number, "token": 0} for number in range(1, seats + 1)]
            if numbers:
                db.execute(_insert(db, slots).on_conflict_do_nothing(), numbers)
            announce(db)

    def take_slot(self, capacity: str, *, holder: str, now: datetime) -> Slot | None:
        """Take a unit for `holder`, for the time of a lease; None when all are held.

        One whose lease ran out counts as free.

        Raises:
            CapacityNotFoundError: there is no such capacity.
        """
        with self._database.write() as db:
            seats, rows = _locked(db, capacity)
            free = [row for row in rows if row.number <= seats and not _is_held(row, now)]
            if _held(rows, now) >= seats or not free:
                return None
            row = free[0]
            until = now + self._lease_time
            db.execute(
                _TAKE, {**_key(capacity, row.number, row.token), "holder": holder, "lease_until": until}
            )
        return Slot(capacity, row.number, row.token + 1, holder, until)

    def renew_slots(self, held: Iterable[Slot], *, now: datetime) -> SlotRenewal:
        """Renew each slot; one that ran out is kept if it was not taken and there is room.

        Raises:
            CapacityNotFoundError: there is no such capacity.
        """
        kept: list[Slot] = []
        lost: list[Slot] = []
        until = now + self._lease_time
        # In one order for everybody, so that no two wait for each other.
        ordered = sorted(held, key=lambda slot: (slot.capacity, slot.number))
        with self._database.write() as db:
            for capacity, of_capacity in groupby(ordered, key=lambda slot: slot.capacity):
                seats, rows = _locked(db, capacity)
                taken = _held(rows, now)
                known = {(row.number, row.token): row for row in rows}
                for slot in of_capacity:
                    row = known.get((slot.number, slot.token))
                    in_time = row is not None and _is_held(row, now)
                    if row is None or row.holder is None or not (in_time or taken < seats):
                        lost.append(slot)
                        continue
                    taken += not in_time
                    db.execute(_RENEW, {**_key(capacity, slot.number, slot.token), "lease_until": until})
                    kept.append(replace(slot, until=until))
        return SlotRenewal(tuple(kept), tuple(lost))

    def release_slot(self, slot: Slot) -> None:
        """Give a unit back; one that was taken over meanwhile stays with who has it."""
        with self._database.write() as db:
            if db.execute(_RELEASE, _key(slot.capacity, slot.number, slot.token)).rowcount:
                announce(db)

    def capacities(self, *, now: datetime) -> tuple[Capacity, ...]:
        """Every capacity with who holds what of it, by name."""
        with self._database.read() as db:
            known = db.execute(sa.select(capacities).order_by(capacities.c.name)).all()
            rows = {row.name: db.execute(_SLOTS, {"capacity": row.name}).all() for row in known}
        return tuple(
            Capacity(
                row.name,
                row.seats,
                tuple(
                    Slot(slot.capacity, slot.number, slot.token, slot.holder, slot.lease_until)
                    for slot in rows[row.name]
                    if _is_held(slot, now)
                ),
            )
            for row in known
        )

    def pace(self, name: str, *, now: datetime, per_minute: float) -> timedelta:
        """Reserve the next moment for one commit, and say how long it is until then.

        Moments are a minute / `per_minute` apart at least, whoever asks; what was reserved and not used is
        not given back. Machines whose clocks differ may wait longer, never shorter.
        """
        interval = round(60_000_000 / per_minute)
        arrival = (now - _START) // _TICK
        earliest = sa.case((rates.c.next_at > arrival, rates.c.next_at), else_=arrival)
        with self._database.write() as db:
            insert = _insert(db, rates).values(name=name, next_at=arrival + interval)
            reserve = insert.on_conflict_do_update(
                index_elements=["name"], set_={"next_at": earliest + interval}
            ).returning(rates.c.next_at)
            following: int = db.execute(reserve).scalar_one()
        return (following - interval - arrival) * _TICK


def _insert(db: Connection, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if db.dialect.name == "postgresql" else sqlite.insert(table)


def _locked(db: Connection, capacity: str) -> tuple[int, list[Row[Any]]]:
    """The number of units and every slot, locked until the transaction ends."""
    seats = db.execute(_LOCK, {"capacity": capacity}).scalar_one_or_none()
    if seats is None:
        raise CapacityNotFoundError(f"No capacity {capacity} is set. Set it before slots of it are taken.")
    return seats, list(db.execute(_SLOTS, {"capacity": capacity}).all())


def _held(rows: Iterable[Row[Any]], now: datetime) -> int:
    return sum(_is_held(row, now) for row in rows)


def _is_held(row: Row[Any], now: datetime) -> bool:
    return row.holder is not None and row.lease_until > now


def _key(capacity: str, number: int, token: int) -> dict[str, Any]:
    return {"of_capacity": capacity, "of_number": number, "of_token": token}
