"""The circuit breaker of one back-end: after a number of technical failures in a row, no seat claims.

A disk of this machine that bots cannot work without opens it at the first failure. Then one seat probes: it
opens the back-end, without an item, until that succeeds and all go on. The breaker keeps no clock, starts no
thread and waits for nothing: `note` takes what happened, `turn` says whose turn it is. It lives in the memory
of one orchestrator, for a machine whose own network is cut must not stop the others.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from copiste.errors import Blame
from copiste.queue.item import Outcome, OutcomeKind
from copiste.settings import BreakerRules

#: A technical failure of these counts towards opening; one of the robot, the queue or this machine does not.
_COUNTED = frozenset({Blame.BACK_END, Blame.SEAT})


class Turn(StrEnum):
    """What a seat may do now."""

    CLAIM = "claim"
    #: Open the back-end, without an item, and say how it went.
    OPEN = "open"
    WAIT = "wait"


@dataclass(slots=True)
class _Unopened:
    """A seat whose bot could not be opened."""

    since: datetime
    again: datetime
    outcome: Outcome


class Breaker:
    """Whose turn it is, from what happened. Threads may share it."""

    def __init__(
        self, rules: BreakerRules | None = None, reopen_after: timedelta = timedelta(seconds=10)
    ) -> None:
        self._rules = rules or BreakerRules()
        #: Wait of a single seat whose bot could not be opened, before it tries again.
        self._reopen_after = reopen_after
        self._lock = threading.Lock()
        self._failed = 0
        self._probes = 0
        #: Open since then, with the outcome that opened it.
        self._since: datetime | None = None
        self._why = Outcome(OutcomeKind.RETURNED)
        self._next_probe: datetime | None = None
        self._prober: str | None = None
        self._unopened: dict[str, _Unopened] = {}

    @property
    def is_open(self) -> bool:
        """Whether no seat may claim."""
        return self._since is not None

    @property
    def why(self) -> Outcome:
        """The last technical failure."""
        return self._why

    def turn(self, seat: str, now: datetime) -> Turn:
        """What `seat` may do; one that gets OPEN calls `note` afterwards."""
        with self._lock:
            if self._since is not None:
                if self._prober in {None, seat} and self._next_probe is not None and now >= self._next_probe:
                    self._prober = seat
                    return Turn.OPEN
                return Turn.WAIT
            unopened = self._unopened.get(seat)
            if unopened is None:
                return Turn.CLAIM
            return Turn.OPEN if now >= unopened.again else Turn.WAIT

    def note(self, seat: str, outcome: Outcome | None, now: datetime) -> bool:
        """Take what a transaction or an opening came to (None: it opened); whether `is_open` changed."""
        with self._lock:
            before = self._since
            if outcome is None or outcome.kind.answered:
                self._succeed(seat)
            elif outcome.unopened:
                again = now + self._reopen_after
                known = self._unopened.get(seat)
                self._unopened[seat] = _Unopened(known.since if known else now, again, outcome)
                self._fail(seat, outcome, now)
            elif outcome.kind is OutcomeKind.APPLICATION and outcome.blame in _COUNTED:
                self._fail(seat, outcome, now)
            elif self._prober == seat:
                self._prober = None
            return (before is None) is not (self._since is None)

    def leave(self, seat: str) -> None:
        """Forget `seat`, which works no more; if it was the prober, another seat will be."""
        with self._lock:
            self._unopened.pop(seat, None)
            if self._prober == seat:
                self._prober = None

    def longer_than(self, patience: timedelta, seat: str, now: datetime) -> Outcome | None:
        """Why `seat` could not claim for `patience` or longer; `None` when it could."""
        with self._lock:
            if self._since is not None and now - self._since >= patience:
                return self._why
            unopened = self._unopened.get(seat)
            return unopened.outcome if unopened and now - unopened.since >= patience else None

    def _fail(self, seat: str, outcome: Outcome, now: datetime) -> None:
        self._why = outcome
        if self._since is not None:
            # A transaction that was in flight when the breaker opened is no probe.
            if self._prober == seat:
                self._prober = None
                self._probes += 1
                self._next_probe = now + self._rules.wait(self._probes)
            return
        self._failed += 1
        # A disk fails every seat of this machine, for certain.
        if self._failed >= self._rules.failures or outcome.blame is Blame.DISK:
            self._since, self._probes, self._prober = now, 0, None
            self._next_probe = now + self._rules.wait(0)

    def _succeed(self, seat: str) -> None:
        self._unopened.pop(seat, None)
        if self._since is not None:
            # What kept the others from opening is over too.
            self._unopened.clear()
        self._failed, self._since, self._next_probe, self._prober = 0, None, None, None
