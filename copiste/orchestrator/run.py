"""The orchestrator of one machine: it supervises this machine's seats.

`run` works the queue until nothing is left to do (or for ever, with `watch`). Each seat is a thread around
`work_one` and one bot process; two more threads renew the leases and watch their ends. Nothing here knows a
screen, SQL or Robot Framework.
"""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from copiste import project
from copiste.bots.bot import Bot, BotSettings
from copiste.bots.seating import seats, spares
from copiste.orchestrator.breaker import Breaker
from copiste.orchestrator.context import IDLE, RunContext, RunEvent
from copiste.orchestrator.from_settings import licences, open_store, pace, policies, record
from copiste.orchestrator.leases import Leases
from copiste.orchestrator.remaining_work import RemainingWork
from copiste.orchestrator.resilient_queue import ResilientQueue
from copiste.orchestrator.stopping import Stop
from copiste.orchestrator.work import work_seat
from copiste.queue.audit.trail import QUEUE_AWAY, account
from copiste.queue.db.availability import Absence
from copiste.queue.errors import WorkItemsError
from copiste.queue.item import Clock, Outcome
from copiste.queue.store import Store
from copiste.settings import Settings

#: Poll interval on a server, whose notifications announce new items.
REST = timedelta(seconds=15)


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
        on_event: Called from the seats' threads, with what happens.
        stop: How to end the run before the queue is done.
        processes: Only items of these; by default, of all that have a robot here.
        watch: Stay when nothing is left, for items that are added later.
        until: End of the run; nothing is started that could not finish by then.
        clock: Says what time it is.
        make_bot: Makes each seat's bot.

    Raises:
        SettingsError: no back-end is named, or a seat has no password.
    """
    processes = project.current().processes() if processes is None else processes
    spare_bots = spares(settings)
    bots = [make_bot(seat) for seat in seats(settings, spare_bots)]
    stop = stop or Stop()
    retry = policies(settings)
    with open_store(settings, retry, stop) as store:
        store.availability.on_change = partial(_report_absence, on_event)
        started = clock()
        number = store.start_run(host=platform.node(), settings=record(settings), now=started)
        seat_licences = licences(settings, store, clock)

        def at_each_renewal() -> None:
            seat_licences.renew()
            _note_absences(store, number, clock())

        leases = Leases(store, clock, settings.lease, also=at_each_renewal)
        queue = ResilientQueue(store, leases, clock, stop, pace(settings, store, clock))
        patience = None if watch else settings.patience
        context = RunContext(
            store,
            queue,
            RemainingWork(store, queue, clock, processes, patience, settings.timetable(until=until)),
            retry,
            leases,
            seat_licences,
            Breaker(settings.breaker, settings.bots.reopen_after),
            stop,
            clock,
            on_event,
            number,
            rest=None if settings.database.startswith("sqlite") else REST,
        )
        try:
            gave_up = _work_all(context, bots)
        finally:
            spare_bots.end()
        return _end(context, started, gave_up)


def _end(context: RunContext, started: datetime, gave_up: Mapping[str, Outcome]) -> RunSummary:
    """Write the end of the run into the queue, as far as it can be written now."""
    store, missing, ended = context.store, context.pictures, context.clock()
    if missing.items:
        note = partial(store.note_unpictured, context.run, why=missing.why, now=ended, items=missing.items)
        context.queue.asked_again(note)
    _note_absences(store, context.run, ended)
    context.queue.asked_again(partial(store.end_run, context.run, now=ended))
    away = store.availability.away
    return RunSummary(
        context.run,
        started,
        ended,
        dict(context.settled),
        gave_up,
        unpictured=missing.items,
        why_unpictured=missing.why,
        away=away.reason if away is not None else "",
    )


def _work_all(context: RunContext, bots: list[Bot]) -> dict[str, Outcome]:
    """Start a thread for each bot, and wait until all are done; why seats gave up, by bot.

    An unforeseen error in one of them ends the run in order, and is raised.
    """
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


def _report_absence(on_event: Callable[[RunEvent], None], absence: Absence) -> None:
    if absence.until is None:
        on_event(RunEvent("away", message=absence.reason))
    else:
        on_event(RunEvent("back", lasted=absence.lasted))


def _note_absences(store: Store, run: int, now: datetime) -> None:
    """Write down when the queue was away, for the report; what cannot be written now is kept for later."""
    absences = store.availability.take_over()
    for number, absence in enumerate(absences):
        details = {"run": run, "since": absence.since.isoformat(), "seconds": absence.lasted.total_seconds()}
        try:
            store.note(who=account(), what=QUEUE_AWAY, why=absence.reason, now=now, details=details)
        except WorkItemsError:
            store.availability.give_back(absences[number:])
            return
