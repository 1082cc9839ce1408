"""The circuit breaker of one back-end: after so many technical failures in a row nobody claims.

A disk of this machine that bots cannot work without opens it at the first failure. Then one seat probes: it
opens the back-end, without an item, until that succeeds and all go on. The breaker keeps no clock, starts no
thread and waits for nothing: it is told what happened and says whose turn it is. It lives in the memory of
one orchestrator, for a machine whose own network is cut must not stop the others.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from copiste.queue.item import Outcome, OutcomeKind

#: Codes of application exceptions that our own side raises: they say nothing about the back-end.
_OURS = frozenset(
    {
        "CASE_PATH_UNKNOWN",
        "COMMIT_MISSING",
        "COMMIT_OUTSIDE_STEP",
        "DECLARATION",
        "DISK",
        "KEYWORDS",
        "LEASE_LOST",
        "LOOKUP_INCONCLUSIVE",
        "NO_CASE",
        "NO_ROBOT",
        "ORCHESTRATOR_GONE",
        "PRESS_TOO_LATE",
        "STEP_REFUSED",
        "UNDECLARED",
        "UNEXPECTED",
        "UNRECORDED_FAILURE",
    }
)
#: What was given back for another reason than a back-end that could not be opened.
_GIVEN_BACK = frozenset({"LEASE_LOST", "QUEUE_BUSY", "QUEUE_UNUSABLE", "STOPPED"})
#: What fails every seat of this machine, and is known for certain: nobody claims at the first of them.
_AT_ONCE = frozenset({"DISK"})
#: The back-end answered, whatever it said.
_ANSWERED = frozenset({OutcomeKind.DONE, OutcomeKind.BUSINESS, OutcomeKind.TRY_LATER, OutcomeKind.HELD})


class Turn(StrEnum):
    """What a seat may do now."""

    CLAIM = "claim"
    #: Open the back-end, without an item, and say how it went.
    OPEN = "open"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class BreakerRules:
    """When the breaker opens, and how it probes."""

    #: Technical failures in a row.
    failures: int = 5
    #: From the last of them to the first probe; each further wait is twice the one before…
    first_probe: timedelta = timedelta(seconds=5)
    #: …up to this.
    longest: timedelta = timedelta(minutes=2)
    #: A seat alone that could not open its bot waits so long before it tries again.
    reopen_after: timedelta = timedelta(seconds=10)

    def wait(self, probes: int) -> timedelta:
        """The wait before the next probe, after `probes` that failed."""
        return min(self.first_probe * (1 << min(probes, 30)), self.longest)


@dataclass(slots=True)
class _Unopened:
    """A seat whose bot could not be opened."""

    since: datetime
    again: datetime
    outcome: Outcome


class Breaker:
    """Whose turn it is, from what happened. Threads may share it."""

    def __init__(self, rules: BreakerRules | None = None) -> None:
        self._rules = rules or BreakerRules()
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
        """Whether nobody may claim."""
        return self._since is not None

    @property
    def why(self) -> Outcome:
        """The last technical failure."""
        return self._why

    def turn(self, seat: str, now: datetime) -> Turn:
        """What `seat` may do; one that is told OPEN says afterwards how it went."""
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
        """What a transaction or an opening came to (`None`: the bot opened); whether the breaker turned."""
        with self._lock:
            before = self._since
            if outcome is None or outcome.kind in _ANSWERED:
                self._succeed(seat)
            elif outcome.kind is OutcomeKind.RETURNED and outcome.code not in _GIVEN_BACK:
                again = now + self._rules.reopen_after
                known = self._unopened.get(seat)
                self._unopened[seat] = _Unopened(known.since if known else now, again, outcome)
                self._fail(seat, outcome, now)
            elif outcome.kind is OutcomeKind.APPLICATION and outcome.code not in _OURS:
                self._fail(seat, outcome, now)
            elif self._prober == seat:
                self._prober = None
            return (before is None) is not (self._since is None)

    def leave(self, seat: str) -> None:
        """`seat` works no more; if it was to probe, another one is."""
        with self._lock:
            self._unopened.pop(seat, None)
            if self._prober == seat:
                self._prober = None

    def longer_than(self, patience: timedelta, seat: str, now: datetime) -> Outcome | None:
        """Why `seat` could not claim for longer than `patience`; `None` when it was not so long."""
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
        if self._failed >= self._rules.failures or outcome.code in _AT_ONCE:
            self._since, self._probes, self._prober = now, 0, None
            self._next_probe = now + self._rules.wait(0)

    def _succeed(self, seat: str) -> None:
        self._unopened.pop(seat, None)
        if self._since is not None:
            # What kept the others from opening is over too.
            self._unopened.clear()
        self._failed, self._since, self._next_probe, self._prober = 0, None, None, None
