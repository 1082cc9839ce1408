"""How cases enter the queue."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from copiste.queue.adding import BATCH, Added
from copiste.queue.item import NewItem
from copiste.queue.store import Store
from tests.contract.queue.queue import NOW, claim_all, new


def many(count: int) -> Iterator[NewItem]:
    return (new(f"C-{number}", payload={"filler": "x" * 1000}) for number in range(count))


class TestAdd:
    def test_the_same_cases_twice_add_nothing(self, store: Store) -> None:
        assert store.add(many(3), now=NOW) == Added(3, 0)
        assert store.add(many(5), now=NOW) == Added(2, 3)

    def test_a_reference_counts_within_its_process(self, store: Store) -> None:
        same = [new("C-1"), new("C-1", process="address"), new("C-1")]
        assert store.add(same, now=NOW) == Added(2, 1)

    def test_a_known_case_stays_as_it_is(self, store: Store) -> None:
        store.add([new("C-1", priority=1)], now=NOW)
        store.add([new("C-1", priority=9)], now=NOW)
        lease = store.claim(holder="R001", now=NOW)
        assert lease is not None
        assert lease.item.priority == 1

    def test_a_source_that_fails_half_way_can_be_added_again(self, store: Store) -> None:
        def breaking() -> Iterator[NewItem]:
            yield from many(BATCH + 1)
            raise OSError("the share is gone")

        with pytest.raises(OSError, match="share"):
            store.add(breaking(), now=NOW)
        assert store.add(many(BATCH + 1), now=NOW) == Added(1, BATCH)
        assert len(claim_all(store)) == BATCH + 1
