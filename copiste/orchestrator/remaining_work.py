"""What a run may begin now, and whether anything is left to wait for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from copiste.orchestrator.calendar.windows import Timetable
from copiste.orchestrator.resilient_queue import ResilientQueue
from copiste.queue.item import Clock
from copiste.queue.store import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RemainingWork:
    """What one run has left to do, by the queue and the timetable; it waits for a queue that is away."""

    store: Store
    queue: ResilientQueue
    clock: Clock
    #: Only items of these; None: of all.
    processes: Collection[str] | None
    #: How long the run waits for items that are not due yet. `None`: for ever.
    patience: timedelta | None
    #: When items of a process may be started.
    timetable: Timetable = field(default_factory=Timetable)

    def startable(self) -> Collection[str] | None:
        """The processes whose items may be started now; None: all of them."""
        if self.timetable.always:
            return self.processes
        return self.timetable.startable(self._named(), self.clock())

    def done(self) -> bool:
        """Whether no item is in flight, or waits for an attempt or a window within the run's patience."""
        if self._over() or self.patience is None:
            return self._over()
        by = self.clock() + self.patience
        moments = [self._ask(self.store.next_ready, self.processes), *self._openings()]
        return not any(moment is not None and moment <= by for moment in moments)

    def nothing_left(self) -> bool:
        """Whether this run would have nothing to do even if the back-end could be worked."""
        if self._over() or self.patience is None:
            return self._over()
        return not self._ask(self.store.anything_left, self.processes)

    def rest(self, longest: timedelta) -> float:
        """Seconds for which nothing becomes claimable by time alone; `longest` at most."""
        now = self.clock()
        moments = self._ask(self.store.next_ready, self.processes), self.timetable.next_change(now)
        waits = [moment - now for moment in moments if moment is not None and moment > now]
        return min([longest, *waits]).total_seconds()

    def _over(self) -> bool:
        return not self.timetable.always and self.timetable.over(self._named(), self.clock())

    def _named(self) -> Collection[str]:
        return (self._ask(self.store.processes) or ()) if self.processes is None else self.processes

    def _openings(self) -> Iterator[datetime | None]:
        """When items may be started that wait for a window only."""
        if not self.timetable.always:
            for process in self._named():
                if self._ask(self.store.any_ready, process):
                    yield self.timetable.next_start(process, self.clock())

    def _ask(self, ask: Callable[..., T], *arguments: object) -> T | None:
        return self.queue.asked_again(partial(ask, *arguments))
