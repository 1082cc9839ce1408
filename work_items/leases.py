"""Keeping the leases of one machine alive, from the orchestrator's side; a bot never renews its own."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from work_items.errors import WorkItemsError
from work_items.item import Clock, Lease
from work_items.store import Store

#: How often leases are renewed; one outlives three renewals that fail.
RENEWAL = timedelta(seconds=15)
#: Renewals between two seals of the trail: what is done is sealed within about a minute.
_SEALED_EVERY = 4


class Leases:
    """The leases held on this machine, renewed until their items are settled."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        #: By token too: who lost an item may still be at it when another seat has it already.
        self._held: dict[tuple[int, int], tuple[Lease, Callable[[], None]]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def kept(self, lease: Lease, on_lost: Callable[[], None]) -> Iterator[None]:
        """Have `lease` renewed meanwhile; `on_lost` is called from another thread, and only meanwhile."""
        key = lease.item.id, lease.token
        with self._lock:
            self._held[key] = lease, on_lost
        try:
            yield
        finally:
            with self._lock:
                del self._held[key]

    def renew(self) -> None:
        """Give each lease its full time again; stop the bot of one that was lost before it presses a key."""
        with self._lock:
            held = [lease for lease, _ in self._held.values()]
        # A queue that cannot be written just now: the next renewal is soon enough.
        with suppress(WorkItemsError):
            for lost in self._store.renew(held, now=self._clock()).lost:
                with self._lock:
                    _, on_lost = self._held.get((lost.item.id, lost.token), (lost, _nothing))
                    on_lost()

    def renew_until(self, ended: threading.Event) -> None:
        """Renew every `RENEWAL` until `ended`, and have the trail sealed now and then."""
        turns = itertools.count(1)
        while not ended.wait(RENEWAL.total_seconds()):
            self.renew()
            if next(turns) % _SEALED_EVERY == 0:
                with suppress(WorkItemsError):
                    self._store.seal(now=self._clock())


def _nothing() -> None:
    """Settled in the meantime."""
