"""A slice of the contract through pgbouncer: session pooling is as good as none, other modes are refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from copiste.queue.errors import QueueUnusableError
from copiste.queue.item import OutcomeKind, State, StepState
from copiste.queue.store import Store
from tests.contract.queue.queue import NOW, add, claim, new, record, settle
from tests.support.pgbouncer import pooling
from tests.support.postgres import Postgres

_SEATS = 4


@pytest.fixture(params=["DISCARD ALL", ""], ids=["reset", "no reset"])
def through(request: pytest.FixtureRequest, postgres: Postgres) -> Iterator[str]:
    """An empty database behind a pooler that lends a server session for as long as a client is connected."""
    with (
        postgres.database() as url,
        pooling(postgres, "session", server_reset_query=request.param) as pooler,
    ):
        yield pooler.in_front_of(url)


def test_an_item_goes_its_whole_way(through: str) -> None:
    for round_ in range(3):  # sessions that were used before
        with Store.open(through) as store:
            add(store, new(f"a{round_}"))
            lease = claim(store)
            record(store, lease, *StepState)
            assert store.renew([lease], now=NOW).kept == (lease,)
            assert settle(store, lease, OutcomeKind.DONE) is State.DONE
            store.seal(now=NOW)
            assert not store.verify().fault


def test_seats_never_get_the_same_item(through: str) -> None:
    with Store.open(through) as store:
        add(store, *(new(f"C-{number}") for number in range(40)))
        got: list[str] = []

        def work() -> None:
            while (lease := store.claim(holder="R001", now=NOW)) is not None:
                got.append(lease.item.reference)

        seats = [threading.Thread(target=work) for _ in range(_SEATS)]
        for seat in seats:
            seat.start()
        for seat in seats:
            seat.join()
    assert sorted(got) == sorted(f"C-{number}" for number in range(40))


def test_new_items_are_told_to_another_machine(through: str) -> None:
    with Store.open(through) as store, Store.open(through) as other:
        store.wait(60)  # until it listens
        told = threading.Event()

        def wait() -> None:
            store.wait(0.0)
            store.wait(60)
            told.set()

        waiting = threading.Thread(target=wait, daemon=True)
        waiting.start()
        number = 0
        while not told.wait(0.05):
            number += 1
            assert number < 200, "nobody was told"
            add(other, new(f"C-{number}"))
        waiting.join()


@pytest.mark.parametrize("mode", ["transaction", "statement"])
def test_every_other_mode_is_refused_in_words(mode: str, postgres: Postgres) -> None:
    with (
        postgres.database() as url,
        pooling(postgres, mode) as pooler,
        pytest.raises(QueueUnusableError, match="pool_mode = session"),
    ):
        Store.open(pooler.in_front_of(url))
