"""A queue that is away for a while: asked again, or refused, and never anything twice that may not be."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from copiste.orchestrator import resilient_queue as module
from copiste.orchestrator.leases import Held, Leases
from copiste.orchestrator.resilient_queue import AWAY, ResilientQueue
from copiste.orchestrator.stopping import Stop
from copiste.queue.errors import QueueBusyError, QueueUnusableError
from copiste.queue.item import JournalEntry, LeaseLostError, NewItem, Outcome, OutcomeKind, State, StepState
from copiste.queue.retry import decide
from copiste.queue.store import Store

NOW = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)


class Away:
    """Makes calls of a store fail as if it were away: before they do anything, or after."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.calls = 0

    def on(
        self, name: str, times: int, *, after: bool = False, then: Callable[[], None] | None = None
    ) -> None:
        """The next `times` calls of `name` fail; `after`: they were done, and the answer was lost."""
        call = getattr(Store, name)

        def failing(store: Store, *told: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls > times:
                return call(store, *told, **named)
            if after:
                call(store, *told, **named)
            if then:
                then()
            raise QueueUnusableError("away") if self.calls % 2 else QueueBusyError("locked")

        self._monkeypatch.setattr(Store, name, failing)


class Desk:
    """A queue with one item, and a seat's view of it."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(f"sqlite:///{folder / 'queue.db'}", lease_time=LEASE)
        self.store.add([NewItem("address", "D-1", {})], now=NOW)
        self.stop = Stop()
        self.monotonic = 0.0
        self.leases = Leases(self.store, self.clock, LEASE, monotonic=lambda: self.monotonic)
        self.paced: list[float] = []
        self.queue = ResilientQueue(self.store, self.leases, self.clock, self.stop)

    def clock(self) -> datetime:
        """By the same time that `monotonic` tells."""
        return NOW + timedelta(seconds=self.monotonic)

    def claim(self) -> Held:
        """The item's lease."""
        held = self.queue.claim("ROB01@host")
        assert held is not None
        return held

    def state(self) -> State:
        """Where the item stands."""
        return self.store.item(1).summary.state


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(module, "_WAIT", lambda _state: 0.0)
    made = Desk(tmp_path)
    yield made
    made.store.dispose()


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Away:
    return Away(monkeypatch)


def entry(state: StepState) -> JournalEntry:
    return JournalEntry("address", state, "26324-000001" if state is StepState.COMMITTED else None)


def test_a_claim_is_asked_again_until_there_is_an_answer(desk: Desk, away: Away) -> None:
    away.on("claim", 3)
    assert desk.claim().lease.item.reference == "D-1"
    assert away.calls == 4


def test_a_stop_ends_the_asking(desk: Desk, away: Away) -> None:
    away.on("claim", 99, then=desk.stop.ask)
    assert desk.queue.claim("ROB01@host") is None
    assert away.calls == 1


def test_a_settle_is_written_however_often_it_takes(desk: Desk, away: Away) -> None:
    lease = desk.claim().lease
    away.on("settle", 5, then=desk.stop.orderly.set)
    decision = decide(Outcome(OutcomeKind.DONE), lease.item, NOW)
    assert desk.queue.settle(lease, decision) is State.DONE
    assert desk.state() is State.DONE


def test_after_a_stop_a_queue_that_stays_away_is_waited_for_no_longer(
    desk: Desk, away: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE", 0.05)
    lease = desk.claim().lease
    away.on("settle", 10**9, then=desk.stop.orderly.set)
    assert desk.queue.settle(lease, decide(Outcome(OutcomeKind.DONE), lease.item, NOW)) is None
    assert desk.state() is State.RESERVED
    with desk.leases.kept(lease, lambda: None):
        away.on("journal", 10**9)
        with pytest.raises(AWAY):
            desk.queue.hold(lease).entries()


def test_a_settle_whose_answer_was_lost_is_written_once(desk: Desk, away: Away) -> None:
    lease = desk.claim().lease
    away.on("settle", 1, after=True)
    assert desk.queue.settle(lease, decide(Outcome(OutcomeKind.DONE), lease.item, NOW)) is None
    assert desk.state() is State.DONE
    assert [line.to_state for line in desk.store.item(1).history].count(State.DONE) == 1


def test_a_settle_that_comes_too_late_writes_nothing(desk: Desk) -> None:
    lease = desk.claim().lease
    assert desk.store.reap(now=NOW + 2 * LEASE) == 1
    assert desk.queue.settle(lease, decide(Outcome(OutcomeKind.DONE), lease.item, NOW)) is None
    assert desk.state() is State.PENDING


def test_submitting_is_asked_for_once_and_refused_when_nobody_knows(desk: Desk, away: Away) -> None:
    held = desk.claim()
    with desk.leases.kept(held.lease, lambda: None):
        hold = desk.queue.hold(held.lease)
        hold.record(entry(StepState.PREPARED))
        away.on("record", 1, after=True)
        with pytest.raises(QueueUnusableError):
            hold.record(entry(StepState.SUBMITTING))
    assert away.calls == 1


@pytest.mark.parametrize("after", [False, True], ids=["not written", "answer lost"])
def test_what_the_back_end_confirmed_is_written_however_often_it_takes(
    desk: Desk, away: Away, after: bool
) -> None:
    held = desk.claim()
    with desk.leases.kept(held.lease, lambda: None):
        hold = desk.queue.hold(held.lease)
        hold.record(entry(StepState.PREPARED))
        hold.record(entry(StepState.SUBMITTING))
        away.on("record", 2, after=after)
        hold.record(entry(StepState.COMMITTED))
    assert desk.store.journal(1)["address"] == entry(StepState.COMMITTED)


@pytest.mark.parametrize(("gone", "granted"), [(44.0, True), (45.0, False), (59.0, False), (61.0, False)])
def test_submitting_needs_a_quarter_of_the_lease_left_by_our_own_clock(
    desk: Desk, gone: float, granted: bool
) -> None:
    """Whatever the time of day says: it stands still here."""
    held = desk.claim()
    desk.queue._clock = lambda: NOW
    with desk.leases.kept(held.lease, lambda: None, asked=0.0):
        hold = desk.queue.hold(held.lease)
        hold.record(entry(StepState.PREPARED))
        desk.monotonic = gone
        if granted:
            hold.record(entry(StepState.SUBMITTING))
        else:
            with pytest.raises(LeaseLostError):
                hold.record(entry(StepState.SUBMITTING))
    expected = StepState.SUBMITTING if granted else StepState.PREPARED
    assert desk.store.journal(1)["address"].state is expected


def test_a_bot_has_as_long_to_press_as_its_lease_surely_lasts(desk: Desk) -> None:
    assert desk.leases.press_within == 15.0


def test_a_journal_that_cannot_be_read_for_the_whole_lease_is_an_error(desk: Desk, away: Away) -> None:
    held = desk.claim()

    def time_goes_by() -> None:
        desk.monotonic += 25.0

    away.on("journal", 99, then=time_goes_by)
    with desk.leases.kept(held.lease, lambda: None, asked=0.0), pytest.raises(AWAY):
        desk.queue.hold(held.lease).entries()
    assert away.calls == 3


def test_a_bot_is_stopped_when_its_lease_could_not_be_renewed_for_all_its_time(
    desk: Desk, away: Away
) -> None:
    held = desk.claim()
    away.on("renew", 99)
    stopped: list[str] = []
    with desk.leases.kept(held.lease, lambda: stopped.append("bot"), asked=0.0):
        for desk.monotonic in (15.0, 30.0, 45.0, 59.9):
            desk.leases.renew()
            desk.leases.stop_lapsed()
        assert not stopped
        desk.monotonic = 60.0
        desk.leases.stop_lapsed()
        desk.leases.stop_lapsed()
        assert desk.leases.left(held.lease) == 0.0
    assert stopped == ["bot"]


def test_a_renewal_counts_from_when_it_was_asked_for(desk: Desk) -> None:
    held = desk.claim()
    with desk.leases.kept(held.lease, lambda: None, asked=0.0):
        desk.monotonic = 20.0
        desk.leases.renew()
        desk.monotonic = 50.0
        assert desk.leases.left(held.lease) == 30.0


def test_the_watch_wakes_when_the_first_lease_ends_and_is_gone_with_the_run(desk: Desk) -> None:
    held = desk.claim()
    ended, stopped = threading.Event(), threading.Event()

    def stop() -> None:
        stopped.set()
        ended.set()

    with desk.leases.kept(held.lease, stop, asked=-60.0):
        desk.leases.watch_until(ended)
    assert stopped.is_set()
