"""What the seats of one run share, and the events of a run."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from copiste.bots.bot import Bot
from copiste.orchestrator.breaker import Breaker
from copiste.orchestrator.leases import Leases
from copiste.orchestrator.licences import Licences
from copiste.orchestrator.missing_pictures import MissingPictures
from copiste.orchestrator.remaining_work import RemainingWork
from copiste.orchestrator.resilient_queue import ResilientQueue
from copiste.orchestrator.stopping import Stop
from copiste.queue.item import Clock, Outcome
from copiste.queue.retry import Retry
from copiste.queue.store import Store

#: Poll interval on a queue in a file: other OS processes send no notification.
IDLE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class RunEvent:
    """Something that happened in a run, for whoever watches. It holds no payload value."""

    #: `claimed`, `step`, `settled`; `stopped` when a seat gave up; `paused` when no seat claims any more,
    #: because the back-end or a disk of this machine fails them all, `resumed` when it is back; `unpictured`
    #: when work goes on without pictures, `pictured` when there are some again; `away` when the queue does
    #: not answer, `back` when it does again.
    what: str
    #: Empty when it is about the whole run.
    bot: str = ""
    process: str = ""
    reference: str = ""
    step: str = ""
    #: Of a settled item: its new state.
    state: str = ""
    code: str = ""
    message: str = ""
    #: Of `back`: how long the queue was away.
    lasted: timedelta | None = None


@dataclass(frozen=True, slots=True)
class RunContext:
    """What the seats of one run share. Threads may use it."""

    store: Store
    #: The same queue, for what must wait until it is there.
    queue: ResilientQueue
    remaining: RemainingWork
    retry: Retry
    leases: Leases
    licences: Licences
    breaker: Breaker
    stop: Stop
    clock: Clock
    on_event: Callable[[RunEvent], None]
    run: int
    #: Poll interval when no notification arrives; `None`: `IDLE`.
    rest: timedelta | None = None
    settled: Counter[str] = field(default_factory=Counter)
    pictures: MissingPictures = field(default_factory=MissingPictures)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def count(self, state: str) -> None:
        """Note that a transaction settled in `state`."""
        with self._lock:
            self.settled[state] += 1

    def idle(self) -> None:
        """Wait for a notification, or until the next known due time."""
        self.store.wait(self.remaining.rest(self.rest or IDLE))

    def may_sit(self, bot: Bot) -> bool:
        """Whether the seat has a licence of the back-end, or gets one; without one, its bot signs off."""
        if self.licences.has(bot.name):
            return True
        bot.stop()
        return bool(self.queue.asked_again(partial(self.licences.take, bot.name)))

    def note(self, bot: Bot, outcome: Outcome | None) -> None:
        """Pass what a transaction or an opening came to on to the breaker; None: the bot is open."""
        if self.breaker.note(bot.name, outcome, self.clock()):
            why = self.breaker.why
            paused = RunEvent("paused", bot.name, code=why.code, message=why.message)
            self.on_event(paused if self.breaker.is_open else RunEvent("resumed", bot.name))

    def note_pictures(self, bot: Bot, outcome: Outcome) -> None:
        """Report when pictures begin to be missing, and when there are some again."""
        if not self.pictures.note(outcome):
            return
        why = outcome.unpictured
        self.on_event(RunEvent("unpictured" if why else "pictured", bot.name, message=why))
        if why:
            self.queue.asked_again(partial(self.store.note_unpictured, self.run, why=why, now=self.clock()))

    def leave(self, bot: Bot) -> None:
        """Sign the bot of a seat off that works no more, and give back what it held."""
        bot.stop()
        self.licences.release(bot.name)
        self.breaker.leave(bot.name)
        # Idle seats look again, and see that the queue is done.
        self.store.wake()
