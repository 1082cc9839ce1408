"""The orchestrator of one machine: claim, hand to a bot, settle; it supervises this machine's seats.

`run` works the queue until nothing is left to do (or for ever, with `watch`). Each seat is a thread around
`work_one` and one bot process; two more threads renew the leases and watch their ends. Nothing here knows a
screen, SQL or Robot Framework, and no decision hangs on the type of an exception.
"""

from __future__ import annotations

import platform
import sys
import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from copiste import disks, environment, project
from copiste.bots.bot import Bot, BotSettings
from copiste.bots.seating import seats, spares
from copiste.orchestrator.breaker import Breaker, BreakerRules, Turn
from copiste.orchestrator.leases import Leases
from copiste.orchestrator.licences import Licences
from copiste.orchestrator.missing_pictures import MissingPictures
from copiste.orchestrator.remaining_work import RemainingWork
from copiste.orchestrator.resilient_queue import ResilientQueue
from copiste.orchestrator.stopping import Stop
from copiste.queue.audit.trail import QUEUE_AWAY, account
from copiste.queue.db.availability import Absence
from copiste.queue.errors import WorkItemsError
from copiste.queue.item import Clock, Outcome
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.retry import Policy, Retry
from copiste.queue.store import Store
from copiste.settings import DEFAULT, Settings, SettingsError, read_settings

__all__ = ["RunContext", "RunEvent", "RunSummary", "Stop", "main", "run", "work_one", "work_seat"]

#: Poll interval on a queue in a file: other OS processes send no notification.
IDLE = timedelta(seconds=1)
#: A server that has not answered one of a seat's short questions for so long is away, in seconds.
ANSWER = 10.0
#: Poll interval on a server, whose notifications announce new items.
REST = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class RunEvent:
    """Something that a person watching wants to see. No payload value is in it."""

    #: `claimed`, `step`, `settled`; `stopped` when a seat gave up; `paused` when the back-end or a disk of
    #: this machine fails everybody and nobody claims any more, `resumed` when it is back; `unpictured` when
    #: work goes on without pictures, `pictured` when there are some again; `away` when the queue does not
    #: answer, `back` when it does again.
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
class RunSummary:
    """What a run came to."""

    run: int
    started: datetime
    ended: datetime
    #: Transactions by the state they settled in.
    settled: Mapping[str, int]
    #: Why seats gave up, by bot; their items are back in the queue.
    gave_up: Mapping[str, Outcome]
    #: Transactions whose pictures are missing, and why the first one's are.
    unpictured: int = 0
    why_unpictured: str = ""
    #: Why the queue did not answer when the run ended; empty when it did.
    away: str = ""


@dataclass(frozen=True, slots=True)
class RunContext:
    """What the seats of one run share."""

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
        """Whether the seat has a licence of the back-end, or gets one; without it, its bot signs off."""
        if self.licences.has(bot.name):
            return True
        bot.stop()
        return bool(self.queue.asked_again(partial(self.licences.take, bot.name)))

    def note(self, bot: Bot, outcome: Outcome | None) -> None:
        """Tell the breaker what a transaction or an opening came to; `None`: the bot is open."""
        if self.breaker.note(bot.name, outcome, self.clock()):
            why = self.breaker.why
            paused = RunEvent("paused", bot.name, code=why.code, message=why.message)
            self.on_event(paused if self.breaker.is_open else RunEvent("resumed", bot.name))

    def note_pictures(self, bot: Bot, outcome: Outcome) -> None:
        """Tell when pictures begin to be missing, and when they are there again."""
        if not self.pictures.note(outcome):
            return
        why = outcome.unpictured
        self.on_event(RunEvent("unpictured" if why else "pictured", bot.name, message=why))
        if why:
            self.queue.asked_again(partial(self.store.note_unpictured, self.run, why=why, now=self.clock()))

    def leave(self, bot: Bot) -> None:
        """The bot of a seat that works no more signs off, and what it held is given back."""
        bot.stop()
        self.licences.release(bot.name)
        self.breaker.leave(bot.name)
        # Who rests should see that the queue is done.
        self.store.wake()


def work_one(context: RunContext, bot: Bot) -> Outcome | None:
    """Take one work item through one transaction; `None` when none is ready."""
    held = context.queue.claim(bot.name, processes=context.remaining.startable(), run=context.run)
    if held is None:
        return None
    lease, item = held.lease, held.lease.item
    event = partial(RunEvent, bot=bot.name, process=item.process, reference=item.reference)
    context.on_event(event("claimed"))
    with context.leases.kept(lease, bot.abandon, asked=held.asked):
        outcome = bot.run(
            item, context.queue.hold(lease), lambda step: context.on_event(event("step", step=step))
        )
        # Before anybody has the item: the session of a bot that died would keep its record locked.
        if bot.left_behind and (unopened := bot.open()) is not None:
            context.note(bot, unopened)
        decision = context.retry.decide(outcome, item, now=context.clock())
        state = context.queue.settle(lease, decision)
    if state is not None:
        context.count(state)
        context.note_pictures(bot, outcome)
        context.on_event(event("settled", state=state, code=decision.code, message=decision.message))
    return outcome


def work_seat(context: RunContext, bot: Bot) -> Outcome | None:
    """Work until the queue is done or a stop is asked for; returns why the seat gave up, if it did."""
    try:
        why = _work_seat(context, bot)
    finally:
        context.leave(bot)
    if why is not None:
        context.on_event(RunEvent("stopped", bot.name, code=why.code, message=why.message))
    return why


def _work_seat(context: RunContext, bot: Bot) -> Outcome | None:
    done = False
    why = None
    while why is None and not context.stop.orderly.is_set():
        turn = context.breaker.turn(bot.name, context.clock()) if context.may_sit(bot) else Turn.WAIT
        if turn is Turn.CLAIM:
            outcome = work_one(context, bot)
            if outcome is None:
                # Done, and then still nothing to claim: an item given back in between is not left behind.
                if done:
                    break
                done = context.remaining.done()
                if not done:
                    context.idle()
                continue
            context.note(bot, outcome)
        elif context.remaining.nothing_left():
            break
        elif turn is Turn.OPEN:
            context.note(bot, bot.open())
        else:
            context.stop.orderly.wait(IDLE.total_seconds())
        done = False
        why = _given_up(context, bot)
    return why


def _given_up(context: RunContext, bot: Bot) -> Outcome | None:
    """Why the seat gives up: its operator is refused, or it could not work for longer than its patience."""
    patience = context.remaining.patience
    if bot.refused is not None or patience is None:
        return bot.refused
    return context.breaker.longer_than(patience, bot.name, context.clock())


def run(
    settings: Settings,
    *,
    on_event: Callable[[RunEvent], None] = lambda _event: None,
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
        processes: Only items of these; by default, of all that have a robot here.
        watch: Stay when nothing is left, for items that are added later.
        until: Nothing is started that could not finish by then.
        clock: What time it is.
        make_bot: Makes each seat's bot.

    Raises:
        SettingsError: no back-end is named, or a seat has no password.
    """
    processes = project.current().processes() if processes is None else processes
    standing_by = spares(settings)
    bots = [make_bot(seat) for seat in seats(settings, standing_by)]
    stop = stop or Stop()
    retry = policies(settings)
    with _open(settings, retry, stop) as store:
        store.availability.on_change = partial(_tell_absence, on_event)
        started = clock()
        number = store.start_run(host=platform.node(), settings=_told(settings), now=started)
        licences = _licences(settings, store, clock)

        def also() -> None:
            licences.renew()
            note_absences(store, number, clock())

        leases = Leases(store, clock, settings.lease, also=also)
        queue = ResilientQueue(store, leases, clock, stop, _pace(settings, store, clock))
        patience = None if watch else settings.patience
        context = RunContext(
            store,
            queue,
            RemainingWork(store, queue, clock, processes, patience, settings.timetable(until=until)),
            retry,
            leases,
            licences,
            Breaker(_rules(settings)),
            stop,
            clock,
            on_event,
            number,
            rest=None if settings.database.startswith("sqlite") else REST,
        )
        try:
            gave_up = _staff(context, bots)
        finally:
            standing_by.end()
        ended = clock()
        missing = context.pictures
        if missing.items:
            told = partial(store.note_unpictured, number, why=missing.why, now=ended, items=missing.items)
            context.queue.asked_again(told)
        note_absences(store, number, ended)
        context.queue.asked_again(lambda: store.end_run(number, now=ended))
        away = store.availability.away
    return RunSummary(
        number,
        started,
        ended,
        dict(context.settled),
        gave_up,
        unpictured=missing.items,
        why_unpictured=missing.why,
        away=away.reason if away is not None else "",
    )


def _staff(context: RunContext, bots: list[Bot]) -> dict[str, Outcome]:
    """Seat every bot, and wait until all are done; one that fails unforeseen ends the run in order."""
    ended = threading.Event()
    for name, work in (("leases", context.leases.renew_until), ("lapses", context.leases.watch_until)):
        threading.Thread(target=work, args=(ended,), daemon=True, name=name).start()
    try:
        with ThreadPoolExecutor(len(bots), thread_name_prefix="seat") as pool:
            worked = {bot.name: pool.submit(work_seat, context, bot) for bot in bots}
            waiting = set(worked.values())
            while waiting:
                # Awake now and then: a signal that reached another thread is handled when this one goes on.
                done, waiting = wait(waiting, IDLE.total_seconds() / 4, FIRST_EXCEPTION)
                if context.stop.at_once.is_set():
                    for bot in bots:
                        bot.kill()
                if context.stop.at_once.is_set() or any(seat.exception() for seat in done):
                    context.stop.orderly.set()
                if context.stop.orderly.is_set():
                    context.store.wake()
    finally:
        ended.set()
        for bot in bots:
            bot.stop()
    return {name: outcome for name, seat in worked.items() if (outcome := seat.result()) is not None}


def _tell_absence(on_event: Callable[[RunEvent], None], absence: Absence) -> None:
    if absence.until is None:
        on_event(RunEvent("away", message=absence.reason))
    else:
        on_event(RunEvent("back", lasted=absence.lasted))


def note_absences(store: Store, run: int, now: datetime) -> None:
    """Write down when the queue was away, for the report; what cannot be written now is kept for later."""
    absences = store.availability.take_over()
    for number, absence in enumerate(absences):
        told = {"run": run, "since": absence.since.isoformat(), "seconds": absence.lasted.total_seconds()}
        try:
            store.note(who=account(), what=QUEUE_AWAY, why=absence.reason, now=now, details=told)
        except WorkItemsError:
            store.availability.give_back(absences[number:])
            return


def _open(settings: Settings, retry: Retry, stop: Stop) -> Store:
    return Store.open(
        settings.database,
        sealer=Sealer(settings.keys),
        retry=retry,
        lease_time=settings.lease,
        answer=ANSWER,
        hurried=stop.orderly.is_set,
    )


def _licences(settings: Settings, store: Store, clock: Clock) -> Licences:
    name, seats = settings.back_end.application, settings.back_end.licences
    if seats is None:
        return Licences(store, clock)
    store.set_capacity(name, seats)
    return Licences(store, clock, name)


def _pace(settings: Settings, store: Store, clock: Clock) -> Callable[[], timedelta]:
    name, per_minute = settings.back_end.application, settings.back_end.commits_per_minute
    if per_minute is None:
        return timedelta
    return lambda: store.pace(name, now=clock(), per_minute=per_minute)


def policies(settings: Settings) -> Retry:
    """How patiently each process is tried, by the settings."""

    def policy(process: str) -> Policy:
        told = settings.policy(process)
        named = {field.name for field in fields(Policy)} - {"codes"}
        policy = Policy(**told.model_dump(include=named))
        own = {code: one.model_dump(exclude_none=True) for code, one in told.codes.items()}
        return replace(policy, codes={code: replace(policy, **values) for code, values in own.items()})

    named = {process: policy(process) for process in settings.policies}
    return Retry(default=policy(DEFAULT), policies=named, settling=settings.back_end.settling)


def _rules(settings: Settings) -> BreakerRules:
    return BreakerRules(reopen_after=settings.bots.reopen_after, **settings.breaker.model_dump())


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
        The exit status: 0 when every seat saw it through, 3 for wrong settings, 4 when a seat gave up or the
        queue cannot be used, 130 when stopped at once.
    """
    environment.drop_switches()
    stop = Stop()
    stop.on_signals()
    try:
        summary = run(read_settings(), on_event=_print, stop=stop)
    except (SettingsError, WorkItemsError) as error:
        sys.stderr.write(f"{error}\n")
        return 3 if isinstance(error, SettingsError) else 4
    except OSError as error:
        if disks.cause(error) is None:
            raise
        sys.stderr.write(f"{disks.explain(error, disks.place_of(error) or Path.cwd())}\n")
        return 4
    if stop.at_once.is_set():
        return 130
    return 4 if summary.gave_up or summary.away else 0


def _print(event: RunEvent) -> None:
    if event.what in {"settled", "stopped", "paused", "resumed", "unpictured", "pictured"}:
        line = f"{event.bot} {event.what} {event.process} {event.reference} {event.state} {event.code}\n"
    elif event.what in {"away", "back"}:
        line = f"queue {event.what} {event.lasted or event.message}\n"
    else:
        return
    with suppress(OSError):  # a log on a full disk ends no run
        sys.stdout.write(line)


if __name__ == "__main__":
    sys.exit(main())
