"""From a death to the item being worked again: of a bot, with and without a spare; of a whole machine.

A bot is killed -9 when it begins the first step of an enrolment; what is timed is until the next bot of its
seat begins that step again. Rounds with and without a spare take turns. A machine dies by kill -9 of all that
runs on it, in the middle of a case; another orchestrator, idle and signed on, has to take it over. Where a
commit key was down, the back-end's own time to finish (`back_end.settling`) would come on top: not so here.
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path

from benchmarks.enrolment import case
from benchmarks.support.output import Report, Spread, Table, run
from copiste.bots.bot import Bot, BotSettings
from copiste.orchestrator import run as orchestrator
from copiste.orchestrator.context import RunEvent
from copiste.orchestrator.stopping import Stop
from copiste.queue.item import NewItem, State
from copiste.queue.records import ItemFilter
from copiste.queue.store import Store
from copiste.settings import Seat, Settings
from tests.support import programs
from tests.support.mock import PASSWORD, Mock, running_mock
from tests.support.processes import family, until

#: Of the machine that dies, in seconds.
LEASE = 5


class RunContext:
    """An orchestrator of one seat in a thread of this process, for ever at work."""

    def __init__(self, folder: Path, mock: Mock, seat: int = 1, spares: int = 0) -> None:
        folder.mkdir(exist_ok=True)
        self.settings = Settings(
            database=f"sqlite:///{folder / 'queue.db'}",
            evidence=folder / "evidence",
            back_end={"url": mock.url, "settling": 0},
            bots={"spares": spares},
            seats=(Seat(operator=f"ROB{seat:02d}", terminal=f"R{seat:03d}"),),
            password=PASSWORD,
            lease=timedelta(seconds=LEASE),
        )
        Store.open(self.settings.database).dispose()
        #: When each step of an item began, by the item's reference.
        self.steps: dict[str, list[float]] = {}
        self.settled = threading.Semaphore(0)
        self.to_kill: str | None = None
        self._stop = Stop()
        self._bots: list[Bot] = []

    @contextmanager
    def at_work(self) -> Iterator[RunContext]:
        """Work meanwhile."""
        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(
                orchestrator.run,
                self.settings,
                watch=True,
                stop=self._stop,
                on_event=self._see,
                make_bot=self._make_bot,
            )
            try:
                yield self
            finally:
                self._stop.orderly.set()
            done.result()

    def add(self, reference: str, number: int) -> None:
        """Put an enrolment into the queue."""
        with Store.open(self.settings.database) as store:
            store.add([NewItem("enrolment", reference, case(number))], now=datetime.now(UTC))

    def wait_for_spare(self) -> None:
        """Until one stands ready, if there is to be one."""
        spares = self._bots[0].settings.spares
        if self.settings.bots.spares and spares is not None:
            until(lambda: spares.pids, "a spare")

    def _make_bot(self, settings: BotSettings) -> Bot:
        self._bots.append(Bot(settings))
        return self._bots[-1]

    def _see(self, event: RunEvent) -> None:
        if event.what == "step":
            self.steps.setdefault(event.reference, []).append(time.perf_counter())
            if event.reference == self.to_kill:
                self.to_kill = None
                self.wait_for_spare()
                # From the kill on, and not from the step that it interrupts.
                self.steps[event.reference] = [time.perf_counter()]
                os.kill(self._bots[0].pid or 0, signal.SIGKILL)
        elif event.what == "settled" and event.state == "DONE":
            self.settled.release()


def measure(rounds: int) -> Report:
    """Kill a bot so many times on each side, and a machine once for every four."""
    with tempfile.TemporaryDirectory() as place, running_mock(Path(place)) as mock:
        cold, spare = bots_die(Path(place), mock, rounds)
        machine = [_machine_dies(Path(place), mock, number) for number in range(max(1, rounds // 4))]
    ratio = sum(cold) / sum(spare)
    rows = (
        ("a bot died, none stands ready", f"{Spread.of(cold):.2f}", "1"),
        ("a bot died, a spare stands ready", f"{Spread.of(spare):.2f}", f"÷ {ratio:.1f}"),
        (f"a machine died, lease of {LEASE} s", f"{Spread.of(machine):.2f}", ""),
    )
    return Report(
        "recovery",
        {
            "cold_seconds": round(Spread.of(cold).median, 3),
            "spare_seconds": round(Spread.of(spare).median, 3),
            "cold_over_spare": round(ratio, 2),
            "machine_beyond_lease_seconds": round(max(machine) - LEASE, 3),
        },
        (
            Table(
                f"Seconds from the death to the item being worked again, median (quartiles) of {rounds}",
                ("", "seconds", "ratio"),
                rows,
            ),
        ),
    )


def bots_die(place: Path, mock: Mock, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds from each bot's death to its item being worked again: without, and with a spare."""
    with (
        RunContext(place / "cold", mock, seat=1).at_work() as cold,
        RunContext(place / "spare", mock, seat=2, spares=1).at_work() as spare,
    ):
        times: list[list[float]] = [[], []]
        for side, context in enumerate((cold, spare)):
            context.add("first", side)
            context.settled.acquire(timeout=120)
        for number in range(1, rounds + 1):
            for side, (context, found) in enumerate(zip((cold, spare), times, strict=True)):
                reference = f"R-{number}"
                context.to_kill = reference
                context.add(reference, 2 * number + side)
                context.settled.acquire(timeout=120)
                killed, again, *_ = context.steps[reference]
                found.append(again - killed)
                context.wait_for_spare()
    return times[0], times[1]


def _machine_dies(place: Path, mock: Mock, number: int) -> float:
    """Seconds from its death to its item being worked on another one."""
    folder = place / f"machine-{number}"
    with RunContext(folder, mock, seat=2).at_work() as other:
        (folder / "copiste.toml").write_text(
            f'database = "{other.settings.database}"\nevidence = "evidence"\nlease = {LEASE}\n'
            f'[back_end]\nurl = "{mock.url}"\n[bots]\nspares = 0\n'
            '[[seats]]\noperator = "ROB01"\nterminal = "R001"\n',
            encoding="utf-8",
        )
        machine = programs.start(programs.ORCHESTRATOR, folder=folder, COPISTE_PASSWORD=PASSWORD)
        with Store.open(other.settings.database) as store:
            numbers, found = count(1000 * (number + 1)), [""]

            def taken() -> bool:
                # The other one, warm, takes what comes before the machine is ready.
                if not store.anything_left():
                    for item in islice(numbers, 3):
                        other.add(f"M-{item}", item)
                found.append(_in_the_middle(store))
                return bool(found[-1])

            until(taken, "the machine in the middle of a case")
        for process in family(machine.pid):
            process.send(signal.SIGKILL)
        died = time.perf_counter()
        machine.wait()
        until(lambda: found[-1] in other.steps, "the item that was left behind, worked again")
        return other.steps[found[-1]][0] - died


def _in_the_middle(store: Store) -> str:
    """The reference of the case that the machine is in the middle of; empty when it is not."""
    reserved = store.items(ItemFilter(states=frozenset({State.RESERVED}))).items
    mine = [one for one in reserved if (one.holder or "").startswith("ROB01")]
    return next((one.reference for one in mine if store.journal(one.id)), "")


def main() -> None:
    """Measure and print."""
    run(measure, __doc__, rounds=8)


if __name__ == "__main__":
    main()
