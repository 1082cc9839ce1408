"""What runs in other OS processes while a test watches; importable by name, as those need."""

from __future__ import annotations

import time

from copiste.queue.item import OutcomeKind
from copiste.queue.store import Store
from tests.contract.queue.queue import NOW, SECOND, settle


def work_until_empty(url: str, holder: str) -> list[int]:
    """Claim and settle until nothing is ready; the numbers of the items."""
    worked = []
    with Store.open(url) as store:
        while lease := store.claim(holder=holder, now=NOW):
            worked.append(lease.item.id)
            settle(store, lease, OutcomeKind.DONE)
    return worked


def open_and_close(url: str) -> None:
    """Open a queue that may not be there yet."""
    with Store.open(url):
        pass


def work_batches_until_empty(url: str, holder: str) -> list[int]:
    """Claim several at once and settle each, until nothing is ready; the numbers of the items."""
    worked = []
    with Store.open(url) as store:
        while leases := store.claim_batch(holder=holder, now=NOW, limit=7):
            for lease in leases:
                worked.append(lease.item.id)
                settle(store, lease, OutcomeKind.DONE)
    return worked


def take_and_give_back(url: str, capacity: str, holder: str, times: int) -> list[tuple[int, int, int]]:
    """Take a slot, hold it for a moment, give it back, `times` times.

    Each as its number and the two ends of its time, by a clock that all OS processes of a machine share.
    """
    held: list[tuple[int, int, int]] = []
    with Store.open(url) as store:
        while len(held) < times:
            slot = store.take_slot(capacity, holder=holder, now=NOW)
            if slot is None:
                continue
            taken = time.monotonic_ns()
            store.renew_slots([slot], now=NOW)
            held.append((slot.number, taken, time.monotonic_ns()))
            store.release_slot(slot)
    return held


def reserve_moments(url: str, name: str, times: int) -> list[int]:
    """Reserve `times` moments for commits, one a second; each in whole seconds from now."""
    with Store.open(url) as store:
        return [store.pace(name, now=NOW, per_minute=60) // SECOND for _ in range(times)]
