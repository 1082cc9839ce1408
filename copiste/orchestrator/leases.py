"""Renews the leases of one machine, from the orchestrator's side; a bot never renews its own.

Two clocks count. Leases in the queue end by the time of day, which all machines share more or less. Whether a
bot may go on while the queue is away is decided by this machine's monotonic clock.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from copiste.queue.errors import WorkItemsError
from copiste.queue.item import Clock, Lease
from copiste.queue.store import Store
from copiste.queue.transactions.transitions import LEASE_TIME

#: Renewals within the time of one lease, so that it outlives three that fail.
RENEWALS = 4
#: Seconds between two seals of the trail.
SEALED_EVERY = 60.0


@dataclass(frozen=True, slots=True)
class Held:
    """A lease, and when it was asked for by the monotonic clock: it began no earlier."""

    lease: Lease
    asked: float


@dataclass(slots=True)
class _Kept:
    lease: Lease
    on_lost: Callable[[], None]
    ends: float
    lost: bool = False


class Leases:
    """The leases held on this machine, renewed until their items are settled."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        lease_time: timedelta = LEASE_TIME,
        *,
        also: Callable[[], None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep leases in `store`; `also` is called at each renewal, for other things with a lease."""
        self._store = store
        self._clock = clock
        self._also = also
        self._monotonic = monotonic
        self._seconds = lease_time.total_seconds()
        #: By token too: the bot that lost an item may still work on it when another seat has it already.
        self._kept: dict[tuple[int, int], _Kept] = {}
        self._lock = threading.Lock()

    @property
    def press_within(self) -> float:
        """Seconds from asking for SUBMITTING to pressing; it is granted while more are left."""
        return self._seconds / RENEWALS

    @contextmanager
    def kept(
        self, lease: Lease, on_lost: Callable[[], None], *, asked: float | None = None
    ) -> Iterator[None]:
        """Renew `lease` meanwhile; `on_lost` is called at most once, from another thread.

        Its time is counted from when it was `asked` for, by the monotonic clock; by default, from now.
        """
        key = _key(lease)
        began = self._monotonic() if asked is None else asked
        with self._lock:
            self._kept[key] = _Kept(lease, on_lost, began + self._seconds)
        try:
            yield
        finally:
            with self._lock:
                del self._kept[key]

    def left(self, lease: Lease) -> float:
        """Seconds for which no other machine can have the item, by the monotonic clock; 0 when none."""
        with self._lock:
            kept = self._kept.get(_key(lease))
            return max(0.0, kept.ends - self._monotonic()) if kept and not kept.lost else 0.0

    def renew(self) -> None:
        """Give each lease its full time again; stop the bots of lost ones before they press a key."""
        with self._lock:
            leases = [kept.lease for kept in self._kept.values()]
        if not leases:
            return
        asked = self._monotonic()
        # A queue that cannot be written just now: the next renewal is soon enough.
        with suppress(WorkItemsError):
            renewal = self._store.renew(leases, now=self._clock())
            with self._lock:
                for lease in renewal.kept:
                    if kept := self._kept.get(_key(lease)):
                        kept.ends = asked + self._seconds
                for lease in renewal.lost:
                    if kept := self._kept.get(_key(lease)):
                        _lose(kept)

    def stop_lapsed(self) -> None:
        """Stop the bots whose leases could not be renewed for their whole time."""
        with self._lock:
            for kept in self._kept.values():
                if kept.ends <= self._monotonic():
                    _lose(kept)

    def renew_until(self, ended: threading.Event) -> None:
        """Renew often enough, and seal the trail now and then, until `ended`."""
        sealed = self._monotonic()
        while not ended.wait(self._seconds / RENEWALS):
            self.renew()
            self._also()
            if self._monotonic() - sealed >= SEALED_EVERY:
                sealed = self._monotonic()
                with suppress(WorkItemsError):
                    self._store.seal(now=self._clock())

    def watch_until(self, ended: threading.Event) -> None:
        """Stop what lapses until `ended`; in its own thread, for a queue that is away blocks the other."""
        while not ended.wait(self._until_the_first_lapses()):
            self.stop_lapsed()

    def _until_the_first_lapses(self) -> float:
        # A lease that begins meanwhile ends later than its whole time from now.
        with self._lock:
            ends = [kept.ends for kept in self._kept.values() if not kept.lost]
        return max(0.0, min([self._seconds, *(end - self._monotonic() for end in ends)]))


def _key(lease: Lease) -> tuple[int, int]:
    return lease.item.id, lease.token


def _lose(kept: _Kept) -> None:
    if not kept.lost:
        kept.lost = True
        kept.on_lost()
