"""Many hands on one queue: threads of one orchestrator, and orchestrators side by side."""

from __future__ import annotations

import multiprocessing
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from itertools import accumulate

import pytest

from copiste.queue.item import Lease, LeaseLostError, OutcomeKind, State, StepState
from copiste.queue.records import Count
from copiste.queue.store import Store
from tests.contract.queue.queue import LEASE, MINUTE, NOW, claim, claimed, new, record, settle
from tests.contract.queue.workers import (
    open_and_close,
    reserve_moments,
    take_and_give_back,
    work_batches_until_empty,
    work_until_empty,
)
from tests.support.programs import REPOSITORY

HANDS = 4


@pytest.fixture
def os_processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Executor]:
    """Forked from a process without threads that has what they need imported."""
    # What forks is a Python of its own, and O365 (of rpaframework) installs another package called `tests`.
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([work_until_empty.__module__])
    with ProcessPoolExecutor(HANDS, context) as executor:
        yield executor


def all_done(store: Store, items: int) -> bool:
    return store.counts() == (Count("enrolment", State.DONE, items),)


def test_os_processes_work_every_item_exactly_once(store: Store, url: str, os_processes: Executor) -> None:
    items = 400
    store.add((new(f"C-{number}") for number in range(items)), now=NOW)
    shares = [os_processes.submit(work_until_empty, url, f"R{hand}") for hand in range(HANDS)]
    worked = Counter(number for share in shares for number in share.result())
    assert worked == Counter(range(1, items + 1))
    assert all_done(store, items)
    assert sum(1 for _ in store.transactions()) == items


def test_os_processes_take_batches_and_no_item_twice(store: Store, url: str, os_processes: Executor) -> None:
    items = 200
    store.add((new(f"C-{number}") for number in range(items)), now=NOW)
    shares = [os_processes.submit(work_batches_until_empty, url, f"R{hand}") for hand in range(HANDS)]
    worked = Counter(number for share in shares for number in share.result())
    assert worked == Counter(range(1, items + 1))
    assert all_done(store, items)


def test_os_processes_never_hold_more_slots_than_there_are(
    store: Store, url: str, os_processes: Executor
) -> None:
    seats, times = 2, 25
    store.set_capacity("licence", seats)
    shares = [
        os_processes.submit(take_and_give_back, url, "licence", f"R{hand}", times) for hand in range(HANDS)
    ]
    held = [one for share in shares for one in share.result()]
    assert len(held) == HANDS * times
    ends = sorted([(taken, 1) for _, taken, _ in held] + [(given, -1) for _, _, given in held])
    assert max(accumulate(change for _, change in ends)) <= seats
    assert store.capacities(now=NOW)[0].held == ()


def test_os_processes_never_share_a_moment(store: Store, url: str, os_processes: Executor) -> None:
    shares = [os_processes.submit(reserve_moments, url, "licence", 25) for _ in range(HANDS)]
    moments = sorted(moment for share in shares for moment in share.result())
    assert moments == list(range(HANDS * 25))


def test_os_processes_may_open_a_new_queue_at_the_same_time(empty_url: str, os_processes: Executor) -> None:
    for share in [os_processes.submit(open_and_close, empty_url) for _ in range(2 * HANDS)]:
        share.result()
    with Store.open(empty_url) as store:
        assert store.counts() == ()


def test_threads_share_a_store_while_their_leases_are_renewed(store: Store) -> None:
    items = 300
    store.add((new(f"C-{number}") for number in range(items)), now=NOW)
    in_hand: dict[str, Lease] = {}
    finished = threading.Event()

    def seat(holder: str) -> list[int]:
        worked = []
        while lease := store.claim(holder=holder, now=NOW):
            in_hand[holder] = lease
            record(store, lease, *StepState)
            assert settle(store, lease, OutcomeKind.DONE) is State.DONE
            worked.append(lease.item.id)
        return worked

    def renew() -> int:
        rounds = 0
        while not finished.is_set():
            store.renew(list(in_hand.values()), now=NOW)
            rounds += 1
        return rounds

    with ThreadPoolExecutor(HANDS + 1) as threads:
        renewing = threads.submit(renew)
        shares = [threads.submit(seat, f"R{hand}") for hand in range(HANDS)]
        worked = Counter(number for share in shares for number in share.result())
        finished.set()
        assert renewing.result() > 0
    assert worked == Counter(range(1, items + 1))
    assert all_done(store, items)
    assert sum(1 for _ in store.receipts()) == items


def test_of_a_late_bot_and_the_one_that_takes_over_only_one_may_press_the_commit_key(store: Store) -> None:
    """Whichever comes first: SUBMITTING is on record before the takeover, or never."""
    late = claimed(store)
    record(store, late, StepState.PREPARED)
    together = threading.Barrier(2)

    def press() -> bool:
        together.wait()
        try:
            record(store, late, StepState.SUBMITTING)
        except LeaseLostError:
            return False
        return True

    def take_over() -> Lease:
        together.wait()
        while not store.reap(now=NOW + LEASE):
            """While the entry is being written, PostgreSQL skips the item."""
        return claim(store, NOW + 10 * MINUTE, "R002")

    with ThreadPoolExecutor(2) as threads:
        pressing, taking = threads.submit(press), threads.submit(take_over)
        pressed, current = pressing.result(), taking.result()
    found = store.journal(current.item.id)["member"].state
    assert found is (StepState.SUBMITTING if pressed else StepState.PREPARED)
