"""The orchestrator of one machine: claim, hand to a bot, settle; it supervises this machine's seats.

`run` works the queue until nothing is left to do (or for ever, with `watch`). Each seat is a thread around
`work_one` and one bot process; one more thread renews the leases. Nothing here knows a screen, SQL or Robot
Framework, and no decision hangs on the type of an exception.
"""

from __future__ import annotations

import itertools
import platform
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from types import FrameType

from robots.bot import Bot, BotSettings
from robots.seating import seats
from settings import DEFAULT, Settings, SettingsError, read_settings
from work_items.item import Clock, LeaseLostError, Outcome, OutcomeKind
from work_items.journal import Hold
from work_items.leases import Leases
from work_items.retry import Policy, Retry
from work_items.sealing import Sealer
from work_items.store import Store
from work_items.windows import Timetable

#: An idle seat looks again at least this often, for items that others add or give back.
IDLE = timedelta(seconds=1)
#: A seat whose bot cannot be opened so often in a row gives up.
OPENINGS = 3


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a person watching wants to see. No payload value is in it."""

    #: `claimed`, `step`, `settled`, or `stopped` when a seat gave up.
    what: str
    bot: str
    process: str = ""
    reference: str = ""
    step: str = ""
    #: Of a settled item: its new state.
    state: str = ""
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run came to."""

    run: int
    started: datetime
    ended: datetime
    #: Transactions by the state they settled in.
    settled: Mapping[str, int]
    #: Why seats gave up, by bot; their items are back in the queue.
    gave_up: Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Stop:
    """How a run is asked to end: `orderly` finishes what is in flight, `at_once` gives it back."""

    orderly: threading.Event = field(default_factory=threading.Event)
    at_once: threading.Event = field(default_factory=threading.Event)
    _asked: Iterator[int] = field(default_factory=itertools.count, init=False, repr=False)

    def ask(self) -> None:
        """The first time, stop in order; the second time, at once."""
        # Counted in one go: a second signal may come while the first is being handled.
        first = next(self._asked) == 0
        (self.orderly if first and not self.orderly.is_set() else self.at_once).set()

    def on_signals(self) -> None:
        """Ask at SIGTERM and SIGINT. From the main thread only."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the signature is Python's
        self.ask()


@dataclass(frozen=True, slots=True)
class Floor:
    """What the seats of one run share."""

    store: Store
    retry: Retry
    leases: Leases
    stop: Stop
    clock: Clock
    on_event: Callable[[Event], None]
    run: int
    processes: Collection[str] | None
    #: How long the run waits for items whose time has not come; `None`: for ever.
    patience: timedelta | None
    #: How long a seat waits before it tries once more to open its bot.
    reopen_after: timedelta = timedelta()
    #: When what may be started.
    timetable: Timetable = field(default_factory=Timetable)
    settled: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def count(self, state: str) -> None:
        """Note that a transaction settled in `state`."""
        with self._lock:
            self.settled[state] += 1

    def startable(self) -> Collection[str] | None:
        """The processes whose items may be started now; None: all."""
        if self.timetable.always:
            return self.processes
        return self.timetable.startable(self._named(), self.clock())

    def done(self) -> bool:
        """Whether no item is in flight, or waiting for something that this run has the patience for.

        That is a next attempt, or a window that opens.
        """
        now = self.clock()
        if not self.timetable.always and self.timetable.over(self._named(), now):
            return True
        if self.patience is None:
            return False
        moments = [self.store.next_ready(self.processes), *self._openings(now)]
        return not any(moment is not None and moment <= now + self.patience for moment in moments)

    def _named(self) -> Collection[str]:
        return self.store.processes() if self.processes is None else self.processes

    def _openings(self, now: datetime) -> Iterator[datetime | None]:
        """When the items may be started that wait for a window alone."""
        if not self.timetable.always:
            for process in self._named():
                if self.store.any_ready(process):
                    yield self.timetable.next_start(process, now)


def work_one(floor: Floor, bot: Bot) -> Outcome | None:
    """Take one work item through one transaction; `None` when none is ready."""
    store, clock = floor.store, floor.clock
    lease = store.claim(holder=bot.name, now=clock(), processes=floor.startable(), run=floor.run)
    if lease is None:
        return None
    item = lease.item
    event = partial(Event, bot=bot.name, process=item.process, reference=item.reference)
    floor.on_event(event("claimed"))
    with floor.leases.kept(lease, bot.abandon):
        outcome = bot.run(
            item, Hold(store, lease, clock), lambda step: floor.on_event(event("step", step=step))
        )
        decision = floor.retry.decide(outcome, item, now=clock())
        # Late: the lease ran out, and another bot has the item or had it; its history says so.
        with suppress(LeaseLostError):
            state = store.settle(lease, decision, now=clock())
            floor.count(state)
            floor.on_event(event("settled", state=state, code=decision.code, message=decision.message))
    return outcome


def work_seat(floor: Floor, bot: Bot) -> Outcome | None:
    """Work until the queue is done or a stop is asked for; returns why the seat gave up, if it did."""
    unopened = 0
    done = False
    while not floor.stop.orderly.is_set():
        outcome = work_one(floor, bot)
        if outcome is None:
            # Done, and then still nothing to claim: an item given back in between is not left behind.
            if done:
                break
            done = floor.done()
            if not done:
                floor.stop.orderly.wait(IDLE.total_seconds())
            continue
        done = False
        if outcome.kind is OutcomeKind.RETURNED:
            unopened += 1
            if unopened == OPENINGS:
                floor.on_event(Event("stopped", bot.name, code=outcome.code, message=outcome.message))
                return outcome
            floor.stop.orderly.wait(floor.reopen_after.total_seconds())
        else:
            unopened = 0
    return None


def run(
    settings: Settings,
    *,
    on_event: Callable[[Event], None] = lambda _event: None,
    stop: Stop | None = None,
    processes: Collection[str] | None = None,
    watch: bool = False,
    until: datetime | None = None,
    clock: Clock = lambda: datetime.now(UTC),
    make_bot: Callable[[BotSettings], Bot] = Bot,
) -> RunSummary:
    """Work the queue with every seat that the settings name.

    Args:
        settings: Where the queue and the back-end are, who signs on, how patiently items are tried.
        on_event: Called from the seats' threads, with what a person watching wants to see.
        stop: How to end the run before the queue is done.
        processes: Only items of these.
        watch: Stay when nothing is left, for items that are added later.
        until: Nothing is started that could not finish by then.
        clock: What time it is.
        make_bot: Makes each seat's bot.

    Raises:
        SettingsError: no back-end is named, or a seat has no password.
    """
    bots = [make_bot(seat) for seat in seats(settings)]
    stop = stop or Stop()
    retry = policies(settings)
    with Store.open(settings.database, sealer=Sealer(settings.keys), retry=retry) as store:
        patience = None if watch else settings.patience
        started = clock()
        number = store.start_run(host=platform.node(), settings=_told(settings), now=started)
        leases = Leases(store, clock)
        floor = Floor(
            store,
            retry,
            leases,
            stop,
            clock,
            on_event,
            number,
            processes,
            patience,
            settings.bots.reopen_after,
            settings.timetable(until=until),
        )
        gave_up = _staff(floor, bots)
        ended = clock()
        store.end_run(number, now=ended)
    return RunSummary(number, started, ended, dict(floor.settled), gave_up)


def _staff(floor: Floor, bots: list[Bot]) -> dict[str, Outcome]:
    """Seat every bot, and wait until all are done; one that fails unforeseen ends the run in order."""
    ended = threading.Event()
    supervisors = [
        threading.Thread(target=floor.leases.renew_until, args=(ended,), daemon=True, name="leases"),
        threading.Thread(target=_kill_at_once, args=(floor.stop, ended, bots), daemon=True, name="stop"),
    ]
    for thread in supervisors:
        thread.start()
    try:
        with ThreadPoolExecutor(len(bots), thread_name_prefix="seat") as pool:
            worked = {bot.name: pool.submit(work_seat, floor, bot) for bot in bots}
            waiting = set(worked.values())
            while waiting:
                # Awake now and then: a signal that reached another thread is handled when this one goes on.
                done, waiting = wait(waiting, IDLE.total_seconds(), FIRST_EXCEPTION)
                if any(seat.exception() for seat in done):
                    floor.stop.orderly.set()
    finally:
        ended.set()
        for bot in bots:
            bot.stop()
    return {name: outcome for name, seat in worked.items() if (outcome := seat.result()) is not None}


def _kill_at_once(stop: Stop, ended: threading.Event, bots: list[Bot]) -> None:
    while not stop.at_once.wait(IDLE.total_seconds()):
        if ended.is_set():
            return
    stop.orderly.set()
    for bot in bots:
        bot.kill()


def policies(settings: Settings) -> Retry:
    """How patiently each process is tried, by the settings."""

    def policy(process: str) -> Policy:
        told = settings.policy(process)
        return Policy(
            attempts=told.attempts,
            crashes=told.crashes,
            first_delay=told.first_delay,
            longest_delay=told.longest_delay,
            postponement=told.postponement,
            postponed_for=told.postponed_for,
        )

    named = {process: policy(process) for process in settings.policies}
    return Retry(default=policy(DEFAULT), policies=named, settling=settings.back_end.settling)


def _told(settings: Settings) -> dict[str, object]:
    """What the run was told, for its record; no secret."""
    return {
        "application": settings.back_end.application,
        "face": settings.back_end.face,
        "seats": [seat.operator for seat in settings.seats],
    }


def main() -> int:
    """Work the queue with the settings of this directory.

    Returns:
        The exit status: 0 when every seat saw it through, 3 for wrong settings, 4 when a seat gave up,
        130 when stopped at once.
    """
    stop = Stop()
    stop.on_signals()
    try:
        summary = run(read_settings(), on_event=_print, stop=stop)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    if stop.at_once.is_set():
        return 130
    return 4 if summary.gave_up else 0


def _print(event: Event) -> None:
    if event.what in {"settled", "stopped"}:
        sys.stdout.write(f"{event.bot} {event.process} {event.reference} {event.state} {event.code}\n")


if __name__ == "__main__":
    sys.exit(main())
