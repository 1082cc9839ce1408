"""The licences of the back-end that this machine's seats hold: slots that all machines share."""

from __future__ import annotations

import threading
from contextlib import suppress

from copiste.queue.errors import WorkItemsError
from copiste.queue.item import Clock
from copiste.queue.store import Store
from copiste.queue.transactions.capacities import Slot


class Licences:
    """One slot for each seat that works; without a `capacity`, every seat may work."""

    def __init__(self, store: Store, clock: Clock, capacity: str | None = None) -> None:
        self._store = store
        self._clock = clock
        self._capacity = capacity
        self._held: dict[str, Slot] = {}
        self._lock = threading.Lock()

    def has(self, seat: str) -> bool:
        """Whether `seat` may work: it holds a slot that was not lost."""
        with self._lock:
            return self._capacity is None or seat in self._held

    def take(self, seat: str) -> bool:
        """Take a slot for `seat`; whether there was one.

        Raises:
            QueueUnusableError: the queue is away.
        """
        if self._capacity is None:
            return True
        slot = self._store.take_slot(self._capacity, holder=seat, now=self._clock())
        if slot is not None:
            with self._lock:
                self._held[seat] = slot
        return slot is not None

    def renew(self) -> None:
        """Give each slot its full time again; a seat whose slot was lost has none any more."""
        with self._lock:
            held = list(self._held.values())
        if not held:
            return
        # A queue that cannot be written just now: the next renewal is soon enough.
        with suppress(WorkItemsError):
            lost = self._store.renew_slots(held, now=self._clock()).lost
            with self._lock:
                for slot in lost:
                    if self._held.get(slot.holder) == slot:
                        del self._held[slot.holder]

    def release(self, seat: str) -> None:
        """Give the slot of `seat` back, if it has one; while the queue is away, its lease runs out."""
        with self._lock:
            slot = self._held.pop(seat, None)
        if slot is not None:
            with suppress(WorkItemsError):
                self._store.release_slot(slot)
