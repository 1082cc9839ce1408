"""Whether the queue answers; since when not, and why: reported once when it goes and once when it is back.

What is over within seconds (a restart, a lock that others release) is not reported.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from copiste.queue.item import Clock

#: How long an absence lasts before it is reported, in seconds.
AFTER: Final = 3.0


@dataclass(frozen=True, slots=True)
class Absence:
    """A time in which the queue could not be used."""

    since: datetime
    #: In words, with what to do; no value of a case.
    reason: str
    #: None: it is not back.
    until: datetime | None = None

    @property
    def lasted(self) -> timedelta:
        """How long; only of one that is over."""
        return (self.until or self.since) - self.since


def _ignore(_absence: Absence) -> None:
    """Do nothing."""


class Availability:
    """Fed by every transaction; safe from any thread."""

    def __init__(
        self,
        *,
        clock: Clock = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
        after: float = AFTER,
    ) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self._after = after
        self._lock = threading.Lock()
        #: Since when reading (False) and writing (True) fail; a lock or a full disk hinders writers only.
        self._failing: dict[bool, float] = {}
        self._absence: Absence | None = None
        self._over: list[Absence] = []
        #: Called when an absence is reported, and when it is over; from the thread that noticed.
        self.on_change: Callable[[Absence], None] = _ignore

    @property
    def away(self) -> Absence | None:
        """The absence that lasts; None while the queue answers, or has only just begun not to."""
        return self._absence

    def failed(self, reason: str, *, writing: bool, lasted: float = 0.0) -> None:
        """A transaction could not be had, `lasted` seconds after it was asked for."""
        now = self._monotonic()
        with self._lock:
            since = self._failing.setdefault(writing, now - lasted)
            if self._absence is not None or now - since < self._after:
                return
            begun = self._clock() - timedelta(seconds=now - since)
            self._absence = told = Absence(begun, reason)
        self.on_change(told)

    def answered(self, *, writing: bool) -> None:
        """A transaction went well."""
        if not self._failing:
            return
        with self._lock:
            self._failing.pop(writing, None)
            if writing:
                self._failing.clear()
            if self._failing or self._absence is None:
                return
            told = replace(self._absence, until=self._clock())
            self._absence = None
            self._over.append(told)
        self.on_change(told)

    def take_over(self) -> list[Absence]:
        """The absences that are over and were not taken yet."""
        with self._lock:
            taken, self._over = self._over, []
        return taken

    def give_back(self, absences: list[Absence]) -> None:
        """Keep what was taken and could not be written down."""
        with self._lock:
            self._over = [*absences, *self._over]
