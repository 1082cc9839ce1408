"""What is scarce is never given out twice: slots of a licence, moments for commits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from copiste.queue.errors import CapacityNotFoundError
from copiste.queue.store import Store
from copiste.queue.transactions.capacities import Slot
from tests.contract.queue.queue import LEASE, MINUTE, NOW, SECOND

LICENCE = "backend_sante"


def take(store: Store, holder: str = "R001", now: object = NOW) -> Slot | None:
    return store.take_slot(LICENCE, holder=holder, now=now)  # type: ignore[arg-type]


def taken(store: Store, holder: str = "R001") -> Slot:
    slot = take(store, holder)
    assert slot is not None
    return slot


class TestSlots:
    def test_as_many_as_there_are(self, store: Store) -> None:
        store.set_capacity(LICENCE, 2)
        assert [taken(store).number, taken(store).number] == [1, 2]
        assert take(store) is None

    def test_of_no_capacity_none(self, store: Store) -> None:
        with pytest.raises(CapacityNotFoundError, match=f"No capacity {LICENCE}"):
            take(store)
        store.set_capacity(LICENCE, 0)
        assert take(store) is None

    def test_one_that_is_given_back_is_free(self, store: Store) -> None:
        store.set_capacity(LICENCE, 1)
        first = taken(store)
        store.release_slot(first)
        store.release_slot(first)
        assert taken(store).token > first.token

    def test_one_whose_lease_ran_out_is_taken_over(self, store: Store) -> None:
        store.set_capacity(LICENCE, 1)
        late = taken(store)
        assert take(store, now=NOW + LEASE - SECOND) is None
        assert take(store, "R002", now=NOW + LEASE) is not None
        store.release_slot(late)
        assert store.renew_slots([late], now=NOW + LEASE).lost == (late,)
        assert take(store, "R003", now=NOW + LEASE) is None

    def test_one_that_is_renewed_stays(self, store: Store) -> None:
        store.set_capacity(LICENCE, 1)
        renewal = store.renew_slots([taken(store)], now=NOW + LEASE - SECOND)
        assert [slot.until for slot in renewal.kept] == [NOW + 2 * LEASE - SECOND]
        assert take(store, now=NOW + LEASE) is None

    def test_one_that_ran_out_unnoticed_is_renewed(self, store: Store) -> None:
        store.set_capacity(LICENCE, 1)
        slot = taken(store)
        assert len(store.renew_slots([slot], now=NOW + 2 * LEASE).kept) == 1

    def test_one_that_was_given_back_is_lost(self, store: Store) -> None:
        store.set_capacity(LICENCE, 1)
        slot = taken(store)
        store.release_slot(slot)
        assert store.renew_slots([slot], now=NOW).lost == (slot,)

    def test_with_fewer_than_before_nobody_new_gets_in(self, store: Store) -> None:
        store.set_capacity(LICENCE, 3)
        held = [taken(store) for _ in range(3)]
        store.set_capacity(LICENCE, 2)
        assert len(store.renew_slots(held, now=NOW).kept) == 3
        store.release_slot(held[0])
        assert take(store) is None
        store.release_slot(held[1])
        assert taken(store).number == 1
        assert take(store) is None

    def test_with_fewer_than_before_what_ran_out_does_not_get_in_again(self, store: Store) -> None:
        store.set_capacity(LICENCE, 2)
        first, second = taken(store), taken(store)
        store.set_capacity(LICENCE, 1)
        store.renew_slots([first], now=NOW + LEASE - SECOND)
        assert store.renew_slots([second], now=NOW + LEASE).lost == (second,)

    def test_with_more_than_before_there_is_more(self, store: Store) -> None:
        store.set_capacity(LICENCE, 1)
        taken(store)
        store.set_capacity(LICENCE, 2)
        assert taken(store).number == 2

    def test_show_who_has_them(self, store: Store) -> None:
        store.set_capacity(LICENCE, 2)
        slot = taken(store, "R007")
        (capacity,) = store.capacities(now=NOW)
        assert (capacity.name, capacity.seats, capacity.held) == (LICENCE, 2, (slot,))
        assert store.capacities(now=NOW + LEASE)[0].held == ()


class TestPace:
    def test_the_first_commit_may_go_at_once_the_others_follow(self, store: Store) -> None:
        waits = [store.pace(LICENCE, now=NOW, per_minute=30) for _ in range(3)]
        assert waits == [0 * SECOND, 2 * SECOND, 4 * SECOND]

    def test_time_that_passes_counts(self, store: Store) -> None:
        store.pace(LICENCE, now=NOW, per_minute=30)
        assert store.pace(LICENCE, now=NOW + SECOND, per_minute=30) == SECOND
        assert store.pace(LICENCE, now=NOW + MINUTE, per_minute=30) == timedelta()

    def test_idle_time_is_not_saved_up(self, store: Store) -> None:
        store.pace(LICENCE, now=NOW - 60 * MINUTE, per_minute=60)
        assert [store.pace(LICENCE, now=NOW, per_minute=60) for _ in range(2)] == [0 * SECOND, SECOND]

    def test_each_back_end_has_its_own(self, store: Store) -> None:
        store.pace(LICENCE, now=NOW, per_minute=1)
        assert store.pace("other", now=NOW, per_minute=1) == timedelta()
