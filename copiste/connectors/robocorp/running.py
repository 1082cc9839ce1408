"""Runs a robot, again and again while there are items for it, and watches over it.

A robot works as many items as it asks for; one that ends is started anew for what is left. It is ended when
it lost the lease of its item, takes too long, or the run is stopped at once.
"""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from copiste import environment, project
from copiste.connectors.robocorp import broker, verdict
from copiste.connectors.robocorp.session import Errand, Session, Settled
from copiste.orchestrator.calendar.windows import Timetable
from copiste.orchestrator.leases import Leases
from copiste.orchestrator.resilient_queue import ResilientQueue
from copiste.orchestrator.stopping import Stop
from copiste.queue.item import Clock, Outcome
from copiste.queue.retry import Retry
from copiste.queue.store import Store

#: How often a robot is looked at, and an empty queue.
PACE: Final = 0.1
IDLE: Final = 1.0

#: The folder with the one file that a robot gets on its path.
ADAPTER: Final = Path(__file__).with_name("for_robots") / "copiste_work_items.py"

#: Runs a robot of this project, and has the adapter that it gets.
PRODUCER: Final = "copiste.bots.producer"

#: Handed to a robot beside the allow-list: what Robocorp's libraries and rcc document, and its own modules.
ITS_OWN: Final = (
    "RPA_*", "RC_*", "RCC_*", "ROBOCORP_*", "ROBOT_ROOT", "ROBOT_ARTIFACTS", "CONDA_*", "MAMBA_*",
    "PYTHONPATH", "PYTHONUTF8", "PYTHONIOENCODING", "PYTHONNOUSERSITE", "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """How long robots may take."""

    #: For one item.
    item: timedelta = timedelta(minutes=3)
    #: To start, to end, and between two items.
    idle: timedelta = timedelta(minutes=15)
    #: How long a run waits for items that are not due yet; None: no limit.
    patience: timedelta | None = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Task:
    """Which robot, for which items."""

    #: The robot's command line.
    command: Sequence[str]
    process: str
    #: The process that its outputs enter; None: it may make none.
    outputs_to: str | None = None
    limits: Limits = Limits()
    #: When items may be started.
    timetable: Timetable = field(default_factory=Timetable)
    #: Names of environment variables that the robot gets beside the allow-list.
    environment: Sequence[str] = ()
    #: Of a robot of this project: root of the evidence, where its log goes. None: it writes where it wants.
    evidence: Path | None = None


def producer(process: str) -> tuple[str, ...]:
    """The command of this project's own robot for `process`; the folder of its log comes after it."""
    return (sys.executable, "-m", PRODUCER, process)


@dataclass(frozen=True, slots=True)
class RobotRun:
    """What a run came to."""

    run: int
    started: datetime
    ended: datetime
    #: Transactions by the state they settled in.
    settled: Mapping[str, int]
    #: How often the robot was started.
    starts: int
    #: A robot ended without asking for an item: why, for a person; empty otherwise.
    gave_up: str = ""


@dataclass(slots=True)
class _Tally:
    settled: Counter[str] = field(default_factory=Counter)
    starts: int = 0
    gave_up: str = ""


def run(
    store: Store,
    task: Task,
    *,
    retry: Retry,
    clock: Clock,
    stop: Stop,
    on_settled: Callable[[Settled], None] = lambda _settled: None,
) -> RobotRun:
    """Work the items of one process with somebody else's robot, until none is left.

    Raises:
        OSError: the robot cannot be started; its item is back in the queue.
    """
    tally = _Tally()

    def count(settled: Settled) -> None:
        tally.settled[settled.state] += 1
        on_settled(settled)

    started = clock()
    told = {"robot": Path(task.command[0]).name, "process": task.process, "outputs_to": task.outputs_to}
    number = store.start_run(host=platform.node(), settings=told, now=started)
    leases = Leases(store, clock)
    errand = Errand(
        store=store,
        queue=ResilientQueue(store, leases, clock, stop),
        leases=leases,
        retry=retry,
        clock=clock,
        process=task.process,
        outputs_to=task.outputs_to,
        holder=f"robot-{os.getpid()}@{platform.node()}",
        run=number,
        startable=lambda: not stop.orderly.is_set() and _may_start(task, clock()),
        on_settled=count,
    )
    over = threading.Event()
    for keep in (leases.renew_until, leases.watch_until):
        threading.Thread(target=keep, args=(over,), daemon=True, name="leases").start()
    try:
        _work(errand, task, stop, tally)
    finally:
        over.set()
        ended = clock()
        errand.queue.asked_again(lambda: store.end_run(number, now=ended))
    return RobotRun(number, started, ended, dict(tally.settled), tally.starts, tally.gave_up)


def _work(errand: Errand, task: Task, stop: Stop, tally: _Tally) -> None:
    while not stop.orderly.is_set():
        session = Session(errand)
        item = session.prepare()
        if item is None:
            if _is_done(errand, task):
                return
            errand.store.wait(IDLE)
            continue
        if task.evidence is not None:
            session.evidence = item.evidence
        tally.starts += 1
        status = _run_once(session, task, stop)
        if not session.items:
            tally.gave_up = f"The robot ended (status {status}) without asking for an item."
            return


def _may_start(task: Task, now: datetime) -> bool:
    return bool(task.timetable.startable((task.process,), now))


def _is_done(errand: Errand, task: Task) -> bool:
    """Whether no item waits for something that this run has the patience for: its time, or a window."""
    patience = task.limits.patience
    if patience is None:
        return False
    now = errand.clock()
    ask = errand.queue.asked_again
    moments = [ask(lambda: errand.store.next_ready((task.process,)))]
    if ask(lambda: errand.store.any_ready(task.process)):
        moments.append(task.timetable.next_start(task.process, now))
    return not any(moment is not None and moment <= now + patience for moment in moments)


def _run_once(session: Session, task: Task, stop: Stop) -> int | None:
    """Start the robot and see it through; its exit status, None when it could not be started."""
    status: int | None = None
    forced: Outcome | None = None
    try:
        with broker.listening(session.answer) as variables, _own_folder(task, session) as own:
            child = _start(task, variables, own)
            try:
                forced = _watch(child, session, task.limits, stop)
            finally:
                status = _finish(child)
    finally:
        # The broker is closed: what the robot left in hand is settled by how it ended.
        session.end(lambda loaded: forced or verdict.unreleased(status or 0, loaded=loaded))
    return status


@dataclass(frozen=True, slots=True)
class _Own:
    """What a robot of this project gets more than others."""

    arguments: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None


@contextmanager
def _own_folder(task: Task, session: Session) -> Iterator[_Own]:
    """Where a robot of this project works and writes: files of its items are gone when it has ended."""
    if task.evidence is None or session.evidence is None:
        yield _Own()
        return
    with tempfile.TemporaryDirectory(prefix="copiste-") as place:
        log = task.evidence.resolve() / session.evidence
        variables = {"ROBOT_ROOT": place, "RPA_WORKITEMS_ADAPTER": f"{PRODUCER}.Adapter"}
        yield _Own((str(log),), variables, project.current().folder)


def _start(task: Task, variables: Mapping[str, str], own: _Own) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(filter(None, [str(ADAPTER.parent), os.environ.get("PYTHONPATH", "")]))
    told = {
        **variables,
        "RPA_WORKITEMS_ADAPTER": f"{ADAPTER.stem}.RpaAdapter",
        "RC_WORKITEM_ADAPTER": f"{ADAPTER.stem}.RobocorpAdapter",
        "PYTHONPATH": path,
        **own.variables,
    }
    # A session of its own: all that it starts ends with it, and Ctrl-C at this terminal is not for it.
    return subprocess.Popen(  # noqa: S603 - the operator's own command
        (*task.command, *own.arguments),
        cwd=own.folder,
        env=environment.of_child((*ITS_OWN, *task.environment), **told),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def _watch(child: subprocess.Popen[bytes], session: Session, limits: Limits, stop: Stop) -> Outcome | None:
    """Wait until the robot ends, or why it has to be ended."""
    while True:
        with suppress(subprocess.TimeoutExpired):
            child.wait(PACE)
            return None
        if stop.at_once.is_set():
            return verdict.stopped()
        if session.lost():
            return verdict.lost()
        since = session.working_since()
        limit = limits.item if since is not None else limits.idle
        if time.monotonic() - (since or session.since) > limit.total_seconds():
            return verdict.timed_out()


def _finish(child: subprocess.Popen[bytes]) -> int:
    """End the robot, with all it started, if it has not ended by itself; its exit status."""
    if child.poll() is None:
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    return child.wait()
