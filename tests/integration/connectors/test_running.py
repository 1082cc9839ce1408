"""A run watches over its robot: stops, limits, and that nothing of it is left running.

The robots speak through the bare adapter; those of the real libraries are in `tests/robocorp`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from copiste.connectors.robocorp import running
from copiste.connectors.robocorp.session import Settled
from copiste.orchestrator.stopping import Stop
from copiste.queue.item import NewItem, State
from copiste.queue.policy import Policy
from copiste.queue.records import ItemFilter
from copiste.queue.retry import Retry
from copiste.queue.store import Store
from tests.support.processes import until

ROOT = Path(__file__).parents[3]

BEGIN = """
import os, subprocess, sys, time
from pathlib import Path
import copiste_work_items
class Robot(copiste_work_items._Calls): pass
robot = Robot()
def take():
    item = robot.reserve_input()
    robot.load_payload(item)
    return item
def wait():
    Path("waiting").write_text("now")
    deadline = time.monotonic() + 60
    while not Path("go on").exists() and time.monotonic() < deadline: time.sleep(0.02)
"""


class Hall:
    def __init__(self, store: Store, pool: ThreadPoolExecutor) -> None:
        self.store = store
        self.stop = Stop()
        self.settled: list[Settled] = []
        self._pool = pool

    def run(
        self, text: str, *, outputs_to: str | None = None, **limits: timedelta
    ) -> Future[running.RobotRun]:
        command = [sys.executable, "-c", BEGIN + text]
        limited = running.Limits(**{"patience": timedelta(0), **limits})
        task = running.Task(command, "invoices", outputs_to, limited)
        return self._pool.submit(
            running.run,
            self.store,
            task,
            retry=Retry(default=Policy(crashes=1, attempts=1)),
            clock=lambda: datetime.now(UTC),
            stop=self.stop,
            on_settled=self.settled.append,
        )

    def end(self) -> list[tuple[str, State, str]]:
        return [(s.reference, s.state, s.code) for s in self.settled]


@pytest.fixture
def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    monkeypatch.chdir(tmp_path)
    retry = Retry(default=Policy(first_delay=timedelta(0)))
    place = f"sqlite:///{tmp_path / 'queue.db'}"
    with Store.open(place, retry=retry) as store, ThreadPoolExecutor(1) as pool:
        store.add([NewItem("invoices", f"F{number}", {"a": 1}) for number in (1, 2)], now=datetime.now(UTC))
        made = Hall(store, pool)
        try:
            yield made
        finally:
            made.stop.orderly.set()
            made.stop.at_once.set()


class TestStops:
    def test_in_order_let_the_robot_finish_its_item_and_hand_out_no_other(self, hall: Hall) -> None:
        loop = """
try:
    while True:
        item = take()
        wait()
        robot.release_input(item, "COMPLETED")
except IndexError:
    Path("ended well").touch()
"""
        run = hall.run(loop)
        until(Path("waiting").exists, "the waiting robot", 60)
        hall.stop.orderly.set()
        Path("go on").touch()
        assert run.result(60).settled == {State.DONE: 1}
        assert Path("ended well").exists()
        assert hall.end() == [("F1", State.DONE, "")]

    def test_at_once_end_the_robot_and_what_it_started(self, hall: Hall) -> None:
        run = hall.run("""
take()
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
Path("child").write_text(f"{child.pid} ")
wait()
""")
        until(Path("waiting").exists, "the waiting robot", 60)
        hall.stop.orderly.set()
        hall.stop.at_once.set()
        assert run.result(60).settled == {State.FAILED: 1}
        assert hall.store.item(1).transactions[0].code == "ROBOT_STOPPED"
        child = int(Path("child").read_text())
        until(lambda: not alive(child), "the end of the child", 60)


class TestLimits:
    def test_of_an_item_end_the_robot(self, hall: Hall) -> None:
        done = hall.run("take(); wait()", item=timedelta(seconds=0.5)).result(120)
        assert done.settled == {State.FAILED: 2}
        assert hall.store.item(1).transactions[0].code == "ROBOT_TIMED_OUT"

    def test_of_idling_end_a_robot_that_never_asks(self, hall: Hall) -> None:
        done = hall.run("wait()", idle=timedelta(seconds=0.5)).result(60)
        assert "without asking" in done.gave_up
        assert hall.store.item(1).summary.state is State.PENDING


class TestStarts:
    def test_go_on_while_there_are_items(self, hall: Hall) -> None:
        assert hall.run("take()").result(60).starts == 2
        assert hall.end() == [("F1", State.DONE, ""), ("F2", State.DONE, "")]

    def test_that_fail_leave_the_item_as_it_was(self, hall: Hall) -> None:
        task = running.Task(["./no-such-robot"], "invoices")
        with pytest.raises(OSError, match="no-such-robot"):
            running.run(hall.store, task, retry=Retry(), clock=lambda: datetime.now(UTC), stop=hall.stop)
        summary = hall.store.item(1).summary
        assert (summary.state, summary.attempt) == (State.PENDING, 1)
        (run,) = hall.store.runs()
        assert run.ended is not None

    def test_are_noted_without_the_robots_arguments(self, hall: Hall) -> None:
        hall.run("take()").result(60)
        (run,) = hall.store.runs()
        assert run.settings == {
            "robot": Path(sys.executable).name,
            "process": "invoices",
            "outputs_to": None,
        }


def test_a_run_that_is_killed_takes_its_robot_along_and_nothing_is_lost_or_doubled(hall: Hall) -> None:
    text = """
item = take()
robot.create_output(item, {"pay": 1})
Path("robot").write_text(str(os.getpid()))
wait()
"""
    runner = f"""
from datetime import UTC, datetime, timedelta
from copiste.connectors.robocorp import running
from copiste.queue.retry import Retry
from copiste.orchestrator.stopping import Stop
from copiste.queue.store import Store
with Store.open({f"sqlite:///{Path.cwd() / 'queue.db'}"!r}, lease_time=timedelta(seconds=2)) as store:
    task = running.Task([{sys.executable!r}, "-c", {BEGIN + text!r}], "invoices", "payment")
    running.run(store, task, retry=Retry(), clock=lambda: datetime.now(UTC), stop=Stop())
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, "-c", runner], env=environment) as run:
        until(Path("waiting").exists, "the waiting robot", 60)
        run.kill()
    robot = int(Path("robot").read_text())
    until(lambda: not alive(robot), "the end of the robot", 60)
    assert hall.store.item(1).summary.state is State.RESERVED
    Path("go on").touch()
    done = hall.run(text, outputs_to="payment", patience=timedelta(seconds=30)).result(60)
    assert done.settled == {State.DONE: 2}
    made = hall.store.items(ItemFilter(process="payment")).items
    assert sorted(item.reference for item in made) == ["invoices/F1/1", "invoices/F2/1"]


def alive(pid: int) -> bool:
    """Whether an OS process runs; one that ended and was not waited for does not."""
    with suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return not Path("/proc").exists()
    return False
