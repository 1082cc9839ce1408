"""An idle thread is woken when there may be work, and not otherwise."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from copiste.queue.item import OutcomeKind, StepState
from copiste.queue.store import Store
from tests.contract.queue.queue import LEASE, MINUTE, NOW, SECOND, add, claim, claimed, new, record, settle
from tests.support.postgres import Postgres

#: A wait that is not ended fails its test.
LONG = 60.0
#: A wait that must not be ended early.
SHORT = 0.05

Act = Callable[[Store], object]


@contextmanager
def waiting(store: Store) -> Iterator[threading.Thread]:
    """A thread that waits for the queue, once; afterwards it must have been told."""
    listening = threading.Event()

    def wait() -> None:
        store.wait(LONG)  # on PostgreSQL, until this store listens
        listening.set()
        store.wait(LONG)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    while not listening.wait(SHORT):
        store.wake()
    yield thread
    thread.join(LONG / 2)
    assert not thread.is_alive(), "nobody was told"


def quiet(store: Store) -> bool:
    """Whether nothing was told to this thread since it last asked."""
    told = threading.Event()

    def ring() -> None:
        told.set()
        store.wake()

    timer = threading.Timer(SHORT, ring)
    timer.start()
    store.wait(LONG)
    timer.join()
    return told.is_set()


def given_back(store: Store) -> None:
    settle(store, claim(store), OutcomeKind.RETURNED)


def requeued(store: Store) -> None:
    lease = claim(store)
    settle(store, lease, OutcomeKind.BUSINESS, "CONTRACT_UNKNOWN")
    store.requeue(lease.item.id, who="claire", why="corrected", now=NOW)


def resolved(store: Store) -> None:
    lease = claim(store)
    record(store, lease, StepState.PREPARED, StepState.SUBMITTING)
    settle(store, lease, OutcomeKind.HELD)
    store.resolve_held(lease.item.id, "member", receipt="1", who="claire", why="seen", now=NOW)


def ripened(store: Store) -> None:
    claim(store)
    store.add([new("C-2", not_before=NOW + MINUTE)], now=NOW)
    assert store.claim(holder="R001", now=NOW + MINUTE, processes={"address"}) is None


@pytest.mark.parametrize("act", [given_back, requeued, resolved, ripened])
def test_whatever_makes_an_item_claimable_is_told(store: Store, act: Act) -> None:
    add(store)
    with waiting(store):
        act(store)


def test_new_items_are_told(store: Store) -> None:
    with waiting(store):
        add(store)


def test_on_postgresql_to_every_machine(postgres: Postgres) -> None:
    with (
        postgres.database() as url,
        Store.open(url) as store,
        waiting(store),
        Store.open(url) as other,
    ):
        add(other)


def test_what_was_told_before_the_wait_ends_it_at_once(store: Store) -> None:
    with waiting(store):
        pass_on = store.claim(holder="R001", now=NOW)
        assert pass_on is None
        add(store)
    store.wait(LONG)


def test_a_wait_can_be_ended(store: Store) -> None:
    with waiting(store):
        store.wake()


def test_a_wait_ends_by_itself(store: Store) -> None:
    store.wake()
    for _ in range(3):
        store.wait(0)


def test_what_makes_nothing_claimable_is_not_told(store: Store) -> None:
    add(store, new("a"), new("b", not_before=NOW + MINUTE))
    while not quiet(store):
        """Its listener has begun, and the new items."""
    lease = claim(store)
    store.renew([lease], now=NOW)
    record(store, lease, *StepState)
    settle(store, lease, OutcomeKind.APPLICATION, "SCREEN_UNKNOWN")
    lease = claim(store, NOW + 30 * SECOND)
    settle(store, lease, OutcomeKind.DONE, now=NOW + 31 * SECOND)
    assert quiet(store)


def test_a_queue_whose_connection_was_lost_is_heard_again(postgres: Postgres) -> None:
    with postgres.database() as url, Store.open(url) as store:
        store.wait(LONG)
        with waiting(store):
            postgres.restart()
        with waiting(store):
            add(store)


def test_a_store_is_closed_while_somebody_waits(url: str) -> None:
    store = Store.open(url)
    with waiting(store):
        store.dispose()


def test_a_lease_that_ran_out_is_told_when_its_item_is_claimable(store: Store) -> None:
    lease = claimed(store)
    with waiting(store):
        store.reap(now=NOW + LEASE)
        assert store.claim(holder="R002", now=NOW + 10 * MINUTE) is not None
    assert lease.item.id == 1
