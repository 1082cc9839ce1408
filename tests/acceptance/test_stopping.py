"""Ends of all kinds: in order, at once, of a bot that hangs, of the orchestrator. Nothing lost or twice."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest

from copiste.bots import one_item
from copiste.bots.bot import BotSettings
from copiste.orchestrator import run as orchestrator
from copiste.queue.item import NewItem, OutcomeKind, State, StepState
from copiste.queue.records import ItemFilter
from copiste.queue.retry import LEASE_EXPIRED
from copiste.queue.store import Store
from copiste.settings import Seat, Settings
from tests.acceptance.enrolments import check_each_recorded_once, fill, items, states
from tests.acceptance.faces import back_end
from tests.acceptance.harm import HarmedBot
from tests.acceptance.personal_data import of_cases, readable
from tests.support import programs
from tests.support.mock import PASSWORD, Mock
from tests.support.processes import Process, family, survivors, until

pytestmark = pytest.mark.timeout(400)


class Night:
    """An orchestrator with two seats, an OS process in a directory of its own."""

    def __init__(self, folder: Path, mock: Mock, temporary: Path, face: str) -> None:
        self.folder = folder
        self.temporary = temporary
        self.queue = f"sqlite:///{folder / 'queue.db'}"
        self._process: subprocess.Popen[str] | None = None
        (folder / "copiste.toml").write_text(
            f'database = "{self.queue}"\nevidence = "evidence"\n{back_end(mock, face)}'
            '[[seats]]\noperator = "ROB01"\nterminal = "R001"\n'
            '[[seats]]\noperator = "ROB02"\nterminal = "R002"\n'
            "[policies.default]\nfirst_delay = 0.001\nlongest_delay = 0.001\n",
            encoding="utf-8",
        )

    @property
    def process(self) -> subprocess.Popen[str]:
        """The orchestrator, once it was begun."""
        assert self._process is not None
        return self._process

    def begin(self, *program: str) -> set[Process]:
        """Start it, wait until both bots are in the middle of a case, and give all its processes."""
        self._process = programs.start(program, folder=self.folder, **self._variables)
        until(lambda: self.process.poll() is not None or self.in_the_middle() == 2, "two bots at work")
        assert self.process.poll() is None, self.said
        return family(self.process.pid)

    def in_the_middle(self) -> int:
        """How many cases are being worked, of which something is recorded by now."""
        with Store.open(self.queue) as store:
            reserved = store.items(ItemFilter(states=frozenset({State.RESERVED}))).items
            return sum(any(entry.receipt for entry in store.journal(item.id).values()) for item in reserved)

    @property
    def said(self) -> str:
        return (self.folder / "said.txt").read_text(encoding="utf-8")

    def ended(self) -> int:
        """Wait for its end, and give its exit code."""
        return self.process.wait(150)

    def again(self) -> int:
        """A whole run, to its end; its exit code."""
        self._process = programs.start(
            programs.COPISTE, "run", "--no-ask", folder=self.folder, **self._variables
        )
        return self.ended()

    def clear(self) -> None:
        """Let nothing of it survive a test that failed."""
        if self._process is not None and self._process.poll() is None:
            for process in family(self._process.pid):
                process.send(signal.SIGKILL)
            self._process.wait()

    @property
    def _variables(self) -> dict[str, str]:
        return {"COPISTE_PASSWORD": PASSWORD, "TMPDIR": str(self.temporary)}


@pytest.fixture
def night(tmp_path: Path, mock: Mock, face: str) -> Iterator[Night]:
    with TemporaryDirectory(prefix="night-") as temporary:
        made = Night(tmp_path, mock, Path(temporary), face)
        yield made
        made.clear()


def bots_among(processes: set[Process]) -> list[Process]:
    return [process for process in processes if "copiste.bots.bot_process" in process.command]


def check_nothing_is_said_about(cases: list[NewItem], night: Night) -> None:
    """What those left behind who ended so suddenly: logs, the browser's temporary files."""
    people = of_cases(cases)
    left = [path for root in (night.temporary, night.folder / "home") for path in root.rglob("*")]
    left += [*(night.folder / "evidence").glob("*.log"), night.folder / "said.txt"]
    texts = [text for path in left if path.is_file() for text in readable(path)]
    assert texts
    assert [found for text in texts if (found := people.found_in(text))] == []


@pytest.mark.parametrize("face", ["web"], indirect=True)  # bots end in order, as after every run
def test_sigterm_finishes_what_is_in_flight_and_leaves_the_rest(night: Night, mock: Mock) -> None:
    cases = fill(night.queue, 8, dependants=2)
    processes = night.begin(*programs.ORCHESTRATOR)
    in_flight = {reference for reference, state in states(night.queue).items() if state is State.RESERVED}
    night.process.send_signal(signal.SIGTERM)

    assert night.ended() == 0, night.said
    found = items(night.queue)
    done = {reference for reference, item in found.items() if item.state is State.DONE}
    assert in_flight <= done < set(found)
    assert {item.state for item in found.values()} == {State.DONE, State.PENDING}
    assert {item.attempt for item in found.values()} == {1}
    with Store.open(night.queue) as store:
        worked = {one.reference for one in store.transactions()}
        assert [one.ended is None for one in store.runs()] == [False]
    assert worked == done
    check_each_recorded_once(mock, [case for case in cases if case.reference in done])
    until(lambda: not survivors(processes), "every process gone")


def test_second_signal_stops_at_once_and_the_next_run_finishes(night: Night, mock: Mock) -> None:
    cases = fill(night.queue, 3, dependants=2)
    processes = night.begin(*programs.COPISTE, "run", "--no-ask")
    bots = bots_among(processes)
    assert len(bots) >= 2
    for one in bots:
        one.send(signal.SIGSTOP)  # what is in flight will not be finished by itself
    # Two that are alike and come together may reach a process as one.
    night.process.send_signal(signal.SIGINT)
    night.process.send_signal(signal.SIGTERM)

    assert night.ended() == 130, night.said
    until(lambda: not survivors(processes), "every process gone")
    found = items(night.queue)
    assert {item.state for item in found.values()} <= {State.PENDING, State.DONE}
    assert {item.attempt for item in found.values()} == {1}, "a stop is no failure"
    check_nothing_is_said_about(cases, night)

    assert night.again() == 0, night.said
    assert set(states(night.queue).values()) == {State.DONE}
    check_each_recorded_once(mock, cases)


@pytest.mark.parametrize(
    ("face", "state", "written"),
    [
        pytest.param("web", StepState.SUBMITTING, True, id="web-before the key, submitting written"),
        pytest.param("pixels", StepState.COMMITTED, False, id="pixels-after the key, receipt not written"),
    ],
    indirect=["face"],
)
def test_bot_that_hangs_is_killed_at_its_time_limit_and_its_item_finished(
    state: StepState, written: bool, settings: Settings, mock: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = [0]
    # Its time is up as soon as it hangs.
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + 3600 * hours[0])
    monkeypatch.setattr(one_item, "time", clock)
    bots: list[HarmedBot] = []
    hung: set[Process] = set()

    def hang(bot: HarmedBot) -> None:
        hung.update(family(bot.os_process))
        bot.signal(signal.SIGSTOP)
        hours[0] = 1

    def make_bot(told: BotSettings) -> HarmedBot:
        bots.append(HarmedBot(told, hang, state, 3, written=written))
        return bots[-1]

    cases = fill(settings.database, 1, dependants=1)
    summary = orchestrator.run(settings, make_bot=make_bot)

    assert [bot.harmed for bot in bots] == [True]
    assert summary.settled == {State.PENDING: 1, State.DONE: 1}
    with Store.open(settings.database) as store:
        told = [(one.outcome, one.code) for one in store.transactions(run=summary.run)]
    assert told == [(OutcomeKind.CRASHED, "BOT_TIMED_OUT"), (OutcomeKind.DONE, "")]
    check_each_recorded_once(mock, cases)
    assert len(hung) > 2
    until(lambda: not survivors(hung), "the bot that hung gone, and its browser")


def test_orchestrator_killed_leaves_no_process_and_the_next_run_finishes(
    night: Night, mock: Mock, face: str
) -> None:
    cases = fill(night.queue, 4, dependants=3)
    processes = night.begin(*programs.ORCHESTRATOR)
    assert len(bots_among(processes)) >= 2
    night.process.send_signal(signal.SIGKILL)
    night.ended()
    until(lambda: not survivors(processes), "its bots gone, and their browsers")
    in_flight = [item for item in items(night.queue).values() if item.state is State.RESERVED]
    assert len(in_flight) == 2

    # Not before the leases have run out: five minutes later.
    settings = Settings(
        database=night.queue,
        evidence=night.folder / "evidence",
        back_end={"url": mock.address(face), "face": face},
        seats=(Seat(operator="ROB01", terminal="R001"), Seat(operator="ROB02", terminal="R002")),
        policies={"default": {"first_delay": 0.001, "longest_delay": 0.001}},
        password=PASSWORD,
    )
    summary = orchestrator.run(settings, clock=lambda: datetime.now(UTC) + timedelta(minutes=5))

    assert summary.gave_up == {}
    assert set(states(night.queue).values()) == {State.DONE}
    check_each_recorded_once(mock, cases)
    with Store.open(night.queue) as store:
        lost = [one.reference for one in store.transactions() if one.code == LEASE_EXPIRED]
    assert sorted(lost) == sorted(item.reference for item in in_flight)

    assert "Traceback" not in "".join(path.read_text() for path in (night.folder / "evidence").glob("*.log"))
    check_nothing_is_said_about(cases, night)
