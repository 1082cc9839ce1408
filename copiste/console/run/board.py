"""The live figures of a run: seats with their item and step, counts by state, rate, what is left.

`Board` is fed by the orchestrator's events, from the seats' threads; `copiste.console.run.live` draws it.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from copiste.console.output import span, why

if TYPE_CHECKING:
    from copiste.orchestrator.context import RunEvent

#: The rate is measured over the last so many seconds.
WINDOW = 60.0

#: A settled item in one of these states is still to be worked.
_COMES_BACK = {"PENDING"}
_NEEDS_A_PERSON = ("REJECTED", "FAILED", "HELD")


def queue_is_back(lasted: timedelta) -> str:
    """A line saying so, and after how long."""
    return f"the queue is back after {span(lasted)}"


@dataclass(slots=True)
class SeatStatus:
    """One bot and the item that it works."""

    bot: str
    process: str = ""
    reference: str = ""
    step: str = ""
    since: float = 0.0
    worked: int = 0
    #: Why it gave up; empty while it works.
    gave_up: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The board at one moment."""

    total: int
    counts: dict[str, int]
    seats: tuple[SeatStatus, ...]
    elapsed: timedelta
    #: Items settled for good per minute, over the last minute.
    per_minute: float
    left: timedelta | None
    #: State and text of items that did not become DONE, the latest last.
    last: tuple[tuple[str, str], ...]
    #: Why no seat claims, while the back-end or a disk fails all of them.
    paused: str = ""
    #: Why there are no pictures just now.
    unpictured: str = ""
    #: Why the queue does not answer; empty while it does.
    away: str = ""

    @property
    def settled(self) -> int:
        """Items that came to an end."""
        return sum(number for state, number in self.counts.items() if state not in _COMES_BACK)

    @property
    def need_a_person(self) -> int:
        """Of those, the ones that wait for a person."""
        return sum(self.counts.get(state, 0) for state in _NEEDS_A_PERSON)


@dataclass
class Board:
    """Counts the events of a run. `total`: items ready at the start; `clock`: monotonic seconds."""

    total: int
    clock: Callable[[], float]
    _seats: dict[str, SeatStatus] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)
    _lately: deque[float] = field(default_factory=deque)
    _last: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=4))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _started: float = 0.0
    _paused: str = ""
    _unpictured: str = ""
    _away: str = ""

    def __post_init__(self) -> None:
        self._started = self.clock()

    def take(self, event: RunEvent) -> None:
        """Note one event; safe from any thread."""
        with self._lock:
            now = self.clock()
            if event.what in {"away", "back"}:
                self._away = event.message if event.what == "away" else ""
                if event.lasted is not None:
                    self._last.append(("PENDING", queue_is_back(event.lasted)))
                return
            seat = self._seats.setdefault(event.bot, SeatStatus(event.bot))
            if event.what == "claimed":
                seat.process, seat.reference, seat.step, seat.since = event.process, event.reference, "", now
            elif event.what == "step":
                seat.step = event.step
            elif event.what == "settled":
                self._settle(seat, event, now)
            elif event.what in {"paused", "resumed"}:
                self._paused = why(event.code, event.message) if event.what == "paused" else ""
            elif event.what in {"unpictured", "pictured"}:
                self._unpictured = event.message
            elif event.what == "stopped":
                seat.gave_up = why(event.code, event.message)
                seat.reference = seat.process = seat.step = ""

    def snapshot(self) -> Snapshot:
        """The board now."""
        with self._lock:
            now = self.clock()
            while self._lately and self._lately[0] < now - WINDOW:
                self._lately.popleft()
            elapsed = now - self._started
            span = min(elapsed, WINDOW)
            rate = len(self._lately) / span * 60 if span > 0 else 0.0
            settled = sum(n for state, n in self._counts.items() if state not in _COMES_BACK)
            remaining = max(self.total - settled, 0)
            return Snapshot(
                total=max(self.total, settled),
                counts=dict(self._counts),
                seats=tuple(
                    SeatStatus(s.bot, s.process, s.reference, s.step, now - s.since, s.worked, s.gave_up)
                    for s in self._seats.values()
                ),
                elapsed=timedelta(seconds=elapsed),
                per_minute=rate,
                left=timedelta(seconds=remaining / rate * 60) if rate and remaining else None,
                last=tuple(self._last),
                paused=self._paused,
                unpictured=self._unpictured,
                away=self._away,
            )

    def _settle(self, seat: SeatStatus, event: RunEvent, now: float) -> None:
        self._counts[event.state] += 1
        if event.state not in _COMES_BACK:
            self._lately.append(now)
            seat.worked += 1
        if event.state != "DONE":
            line = f"{event.reference}  {event.state} {why(event.code, event.message)}".rstrip()
            self._last.append((event.state, line))
        seat.process = seat.reference = seat.step = ""
