"""The queue as a seat uses it: a queue that is away for a while ends no run and loses no item.

Calls are repeated until there is an answer, a stop, or no lease any more. Only SUBMITTING is written once:
when it is not known whether it was written, its key is not pressed, and the next attempt looks the record up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from functools import partial
from typing import TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    wait_random_exponential,
)

from copiste.orchestrator.leases import Held, Leases
from copiste.orchestrator.stopping import Stop
from copiste.queue.errors import QueueBusyError, QueueUnusableError
from copiste.queue.item import Clock, JournalEntry, Lease, LeaseLostError, State, StepState
from copiste.queue.retry import Decision
from copiste.queue.store import Store
from copiste.queue.transactions.transitions import lease_lost

T = TypeVar("T")

#: The queue cannot be asked now, and may be later.
AWAY = (QueueBusyError, QueueUnusableError)

_WAIT = wait_random_exponential(multiplier=0.05, max=2.0)
#: Seconds of waiting for a queue that is away, once an orderly stop was asked for.
GRACE = 5.0


class ResilientQueue:
    """A store whose calls wait out a queue that is away. Threads may share it."""

    def __init__(
        self,
        store: Store,
        leases: Leases,
        clock: Clock,
        stop: Stop,
        pace: Callable[[], timedelta] = timedelta,
    ) -> None:
        self._store = store
        self._leases = leases
        self._clock = clock
        self._stop = stop
        self._pace = pace
        #: When it was first seen that a stop had been asked for, by the monotonic clock.
        self._stopping: float | None = None

    def claim(
        self, holder: str, *, processes: Collection[str] | None = None, run: int | None = None
    ) -> Held | None:
        """Reserve the next item; None when none is ready, or when stopped while the queue is away."""

        def claim() -> Held | None:
            asked = time.monotonic()
            lease = self._store.claim(holder=holder, now=self._clock(), processes=processes, run=run)
            return None if lease is None else Held(lease, asked)

        return self.asked_again(claim)

    def settle(self, lease: Lease, decision: Decision) -> State | None:
        """Write the end of a transaction; None when the lease is provably lost and nothing is to be written.

        None as well when a stop was asked for and the queue stays away: the lease runs out then.
        """

        def settle() -> State | None:
            try:
                return self._store.settle(lease, decision, now=self._clock())
            except LeaseLostError:
                # Late: another bot has the item or had it, and its history says so.
                return None

        return self._again(settle, self._stop.at_once, otherwise=_nothing)

    def hold(self, lease: Lease) -> ResilientHold:
        """The journal of a leased item, for the bot that works it."""
        return ResilientHold(self, lease)

    def asked_again(self, ask: Callable[[], T | None]) -> T | None:
        """What `ask` answers once the queue is there; None when a stop was asked for before."""
        return self._again(ask, self._stop.orderly, otherwise=_nothing)

    def insist(self, ask: Callable[[], T]) -> T:
        """What `ask` answers once the queue is there; it must do no harm when it is asked twice.

        Raises:
            QueueUnusableError: a stop came first.
        """
        return self._again(ask, self._stop.at_once)

    def _again(
        self,
        ask: Callable[[], T],
        stop: threading.Event,
        *,
        lapsed: Callable[[RetryCallState], bool] = lambda _state: False,
        otherwise: Callable[[RetryCallState], T] | None = None,
    ) -> T:
        return Retrying(
            retry=retry_if_exception_type(AWAY),
            wait=_WAIT,
            stop=lambda state: stop.is_set() or self._overdue() or lapsed(state),
            sleep=sleep_using_event(stop),
            reraise=True,
            retry_error_callback=otherwise,
        )(ask)

    def _overdue(self) -> bool:
        """Whether an orderly stop was asked for, and the queue has not come back since for long enough."""
        if not self._stop.orderly.is_set():
            return False
        if self._stopping is None:
            self._stopping = time.monotonic()
        return time.monotonic() - self._stopping >= GRACE


class ResilientHold:
    """The journal of one leased item, as `copiste.queue.item.Journal` says, on a queue that may be away."""

    def __init__(self, queue: ResilientQueue, lease: Lease) -> None:
        self._queue = queue
        self._lease = lease

    def entries(self) -> Mapping[str, JournalEntry]:
        """What is known of each step, by step key.

        Raises:
            QueueUnusableError: it was away for as long as the lease held.
        """
        queue = self._queue
        ask = partial(queue._store.journal, self._lease.item.id)
        return queue._again(ask, queue._stop.at_once, lapsed=self._lapsed)

    def record(self, entry: JournalEntry) -> None:
        """Write `entry`; it is on the disk on return.

        Raises:
            LeaseLostError: the lease is lost, or so near its end that the commit key might go down after it.
            StepRefusedError: the entry does not follow from what the journal says of its step.
            QueueUnusableError: it is not known whether it is written.
        """
        queue = self._queue
        if entry.state is StepState.PREPARED:
            # Never later: between SUBMITTING and the key nothing may take its time.
            pace = queue._again(queue._pace, queue._stop.at_once, lapsed=self._lapsed)
            queue._stop.at_once.wait(pace.total_seconds())

        def record() -> None:
            needed = queue._leases.press_within if entry.state is StepState.SUBMITTING else 0.0
            if entry.state in _AHEAD and queue._leases.left(self._lease) <= needed:
                raise lease_lost(self._lease.item.id, self._lease.token)
            queue._store.record(self._lease, entry, now=queue._clock())

        if entry.state is StepState.SUBMITTING:
            record()
        else:
            queue._again(record, queue._stop.at_once, lapsed=self._lapsed)

    def _lapsed(self, _state: RetryCallState) -> bool:
        return self._queue._leases.left(self._lease) == 0.0


def _nothing(_state: RetryCallState) -> None:
    """The result when a stop came before an answer."""


#: States that lead to a commit key; the others record what has happened.
_AHEAD = frozenset({StepState.PREPARED, StepState.SUBMITTING})
