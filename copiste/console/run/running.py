"""Running the orchestrator from the command line; shared by `run` and `demo`."""

from __future__ import annotations

import signal
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from rich.text import Text

from copiste import project
from copiste.console import output
from copiste.console.context import open_queue
from copiste.console.exit_codes import Exit
from copiste.console.run.live import watched
from copiste.queue.item import State

if TYPE_CHECKING:
    from copiste.orchestrator.run import RunSummary
    from copiste.orchestrator.stopping import Stop
    from copiste.queue.store import Store
    from copiste.settings import Settings


_TO_DO = (State.PENDING, State.RESERVED)


@dataclass(frozen=True, slots=True)
class Worked:
    """What a run came to, and its exit code."""

    summary: RunSummary
    #: Whether it was asked to end before the queue was empty.
    stopped: bool
    exit: Exit
    #: Processes whose items wait only for a window, and when it opens.
    closed: Mapping[str, datetime | None] = field(default_factory=dict)
    #: Processes that have no robot here, and how many of their items wait.
    without_robot: Mapping[str, int] = field(default_factory=dict)
    #: The hash of the trail's last seal: kept elsewhere, it proves later that nothing was cut off.
    seal: str = ""


@contextmanager
def stop_on_signals() -> Iterator[Stop]:
    """A stop that SIGTERM and Ctrl-C ask for meanwhile. From the main thread only."""
    from copiste.orchestrator.stopping import Stop

    stop = Stop()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    stop.on_signals()
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def work(
    settings: Settings,
    *,
    processes: Collection[str] | None = None,
    watch: bool = False,
    until: datetime | None = None,
    stop: Stop | None = None,
) -> Worked:
    """Work the queue and show its progress; without a `stop`, SIGTERM and Ctrl-C ask for one."""
    from copiste.orchestrator import run as orchestrator

    if stop is None:
        with stop_on_signals() as asked:
            return work(settings, processes=processes, watch=watch, until=until, stop=asked)
    with open_queue(settings, hurried=stop.orderly.is_set) as store:
        counts, weak = store.counts(), store.weaknesses()
    for weakness in weak:
        output.note(weakness)
    total = sum(c.items for c in counts if c.state in _TO_DO and (not processes or c.process in processes))
    with watched(total, output.err, stop.orderly.is_set) as on_event:
        summary = orchestrator.run(
            settings, on_event=on_event, stop=stop, processes=processes or None, watch=watch, until=until
        )
    if summary.away:
        return Worked(summary, stop.orderly.is_set(), judge(summary, at_once=stop.at_once.is_set()))
    with open_queue(settings, hurried=stop.orderly.is_set) as store:
        closed = closed_for(store, settings, processes or store.processes(), summary.ended)
        without_robot = {} if processes else left_without_robot(store)
        last = store.last_seal()
    return Worked(
        summary,
        stop.orderly.is_set(),
        judge(summary, at_once=stop.at_once.is_set()),
        closed,
        without_robot,
        last.hash if last else "",
    )


def left_without_robot(store: Store) -> Mapping[str, int]:
    """The processes that have no robot in this project, and how many of their items wait."""
    known = project.current().processes()
    pending = (count for count in store.counts() if count.state is State.PENDING)
    return {count.process: count.items for count in pending if count.process not in known}


def closed_for(
    store: Store, settings: Settings, processes: Collection[str], now: datetime
) -> Mapping[str, datetime | None]:
    """The processes whose items wait only for a window, and when it opens."""
    timetable = settings.timetable()
    if timetable.always:
        return {}
    waiting = sorted(set(processes) - timetable.startable(processes, now))
    return {process: timetable.next_start(process, now) for process in waiting if store.any_ready(process)}


def judge(summary: RunSummary, *, at_once: bool) -> Exit:
    """The exit code for a run."""
    if at_once:
        return Exit.STOPPED
    if summary.gave_up or summary.away:
        return Exit.UNREACHABLE
    if summary.unpictured or any(summary.settled.get(state) for state in ("REJECTED", "FAILED", "HELD")):
        return Exit.ATTENTION
    return Exit.OK


def say_summary(done: Worked, *, as_json: bool, next_step: bool = True) -> None:
    """Say how the run ended, and what to type next."""
    summary = done.summary
    settled = dict(sorted(summary.settled.items()))
    length = summary.ended - summary.started
    if as_json:
        output.print_json(
            {
                "run": summary.run,
                "started": summary.started,
                "ended": summary.ended,
                "settled": settled,
                "gave_up": {
                    bot: {"code": why.code, "message": why.message} for bot, why in summary.gave_up.items()
                },
                "unpictured": {"transactions": summary.unpictured, "message": summary.why_unpictured},
                "stopped": done.stopped,
                "away": summary.away or None,
                "closed": dict(done.closed),
                "without_robot": dict(done.without_robot),
                "seal": done.seal,
                "exit": int(done.exit),
            }
        )
        return
    counts = Text(", ").join(
        Text(f"{number} {state.lower()}", output.STATE_STYLES.get(state, ""))
        for state, number in settled.items()
    )
    verb = "stopped" if done.stopped else "ended"
    output.say(
        Text.assemble(
            f"Run {summary.run} {verb} after {output.span(length)}: ", counts or "nothing to do", "."
        )
    )
    for bot, why in summary.gave_up.items():
        output.say(
            Text(
                f"{bot} gave up: {output.why(why.code, why.message)} Its items are back in the queue.", "red"
            )
        )
    if summary.unpictured:
        output.say(
            Text(f"Without all their pictures: {summary.unpictured}. {summary.why_unpictured}", "yellow")
        )
    if summary.away:
        output.say(
            Text(
                f"{summary.away} What was in flight comes back by itself, and what may have been recorded is "
                "looked up first.",
                "red",
            )
        )
    for process, opens in done.closed.items():
        when = f"until {output.local(opens)}" if opens else "for longer than a year"
        output.say(f"Items of {process} wait: closed {when}.")
    for process, items in done.without_robot.items():
        output.say(
            f"{items} of {process} wait: it has no robot here. copiste robocorp run --process {process}"
        )
    if done.seal:
        output.say(Text(f"Trail sealed: {done.seal}", "dim"))
    if done.stopped:
        output.say("What was not begun is still in the queue: copiste run")
    if next_step and any(settled.get(state) for state in ("REJECTED", "FAILED", "HELD")):
        output.say("For what needs a person: copiste items --baskets, or copiste report")
