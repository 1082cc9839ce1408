"""Several orchestrators on one PostgreSQL queue: one is cut off, one dies; every case is recorded once."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from copiste.queue.item import OutcomeKind, State
from copiste.queue.retry import LEASE_EXPIRED
from copiste.queue.store import Store
from copiste.vault import COPISTE, new_secret, write_whole
from tests.acceptance.enrolments import check_each_recorded_once, fill, items, states
from tests.acceptance.faces import back_end
from tests.support import programs
from tests.support.cut import line_to
from tests.support.mock import PASSWORD, Mock
from tests.support.postgres import Postgres
from tests.support.processes import family, survivors, until

pytestmark = pytest.mark.timeout(400)

#: In seconds: long enough that an orchestrator on a busy machine renews in time.
LEASE = 16


class Machine:
    """An orchestrator with one seat, in a folder of its own."""

    def __init__(self, folder: Path, mock: Mock, face: str, number: int, more: str = "") -> None:
        self.operator = f"ROB{number:02d}"
        self.folder = folder / self.operator
        self.folder.mkdir()
        self._back_end = back_end(mock, face) + more
        self._vault = folder / "vault.json"
        self._number = number
        self.process: subprocess.Popen[str] | None = None

    def start(self, queue: str) -> None:
        """Work what is in `queue`, and what is added to it."""
        if not self._vault.exists():
            write_whole(self._vault, {COPISTE: new_secret()})
        (self.folder / "copiste.toml").write_text(
            f'database = "{queue}"\nevidence = "evidence"\nvault = "{self._vault}"\nlease = {LEASE}\n'
            f"{self._back_end}[bots]\nspares = 0\n"
            "[policies.default]\npostponement = 0.5\n"
            f'[[seats]]\noperator = "{self.operator}"\nterminal = "R{self._number:03d}"\n',
            encoding="utf-8",
        )
        self.process = programs.start(
            programs.COPISTE, "run", "--no-ask", "--watch", folder=self.folder, COPISTE_PASSWORD=PASSWORD
        )

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(120)

    def die(self) -> list[str]:
        """Kill -9 the orchestrator alone; what of it is still there once all should be gone."""
        assert self.process is not None
        processes = family(self.process.pid)
        self.process.kill()
        self.process.wait()
        until(lambda: not survivors(processes), "its bots gone, and their browsers", 60)
        return survivors(processes)

    def clear(self) -> None:
        """Let nothing of it survive a test that failed."""
        if self.process is not None and self.process.poll() is None:
            for process in family(self.process.pid):
                process.send(signal.SIGKILL)
            self.process.wait()

    @property
    def said(self) -> str:
        """What it printed."""
        return (self.folder / "said.txt").read_text(encoding="utf-8")


@pytest.fixture
def machine(tmp_path: Path, mock: Mock, face: str) -> Iterator[Callable[..., Machine]]:
    with ExitStack() as stack:

        def make(number: int, more: str = "") -> Machine:
            made = Machine(tmp_path, mock, face, number, more)
            stack.callback(made.clear)
            return made

        yield make


@pytest.fixture
def queue(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as url:
        yield url


def in_the_middle(queue: str) -> bool:
    """Whether something of the first case is recorded, and not everything."""
    with Store.open(queue) as store:
        return sum(bool(entry.receipt) for entry in store.journal(1).values()) >= 2


def settled(queue: str) -> bool:
    return set(states(queue).values()) == {State.DONE}


def outcomes(queue: str) -> list[tuple[OutcomeKind | None, str]]:
    with Store.open(queue) as store:
        return [(one.outcome, one.code) for one in store.transactions()]


def made_by(machine: Machine, mock: Mock) -> int:
    """How many records its operator made."""
    return sum(line["operator"] == machine.operator for line in mock.ledger()["journal"])


# What is cut, killed or shared here lies between orchestrators and their queue: a face sees nothing of it.
@pytest.mark.parametrize(
    ("face", "silent"),
    [pytest.param("web", False, id="web-refused"), pytest.param("pixels", True, id="pixels-silent")],
    indirect=["face"],
)
def test_a_machine_that_is_cut_off_presses_nothing_more_and_its_late_word_is_not_taken(
    silent: bool, machine: Callable[..., Machine], queue: str, postgres: Postgres, mock: Mock
) -> None:
    cases = fill(queue, 1, dependants=4)
    lost, other = machine(1), machine(2)
    with line_to(postgres.port) as line:
        lost.start(queue.replace(f":{postgres.port}/", f":{line.port}/"))
        until(lambda: in_the_middle(queue), "in the middle of the case")
        line.cut(silent=silent)
        before = made_by(lost, mock)
        other.start(queue)
        until(lambda: settled(queue), "finished by the other one")

        # What it was pressing when it was cut off may still have come through.
        assert made_by(lost, mock) <= before + 1
        line.heal()
        more = fill(queue, 2, first=100)
        until(lambda: settled(queue), "worked by both")
        assert lost.stop() in {0, 1}, lost.said
    assert other.stop() in {0, 1}, other.said

    first, *others = outcomes(queue)
    assert first == (OutcomeKind.CRASHED, LEASE_EXPIRED)
    # The session that was cut off keeps its record locked until it is ended.
    assert {kind for kind, _ in others} <= {OutcomeKind.DONE, OutcomeKind.TRY_LATER}
    assert [kind for kind, _ in others].count(OutcomeKind.DONE) == 3
    check_each_recorded_once(mock, [*cases, *more])


@pytest.mark.parametrize("face", ["pixels"], indirect=True)
def test_a_case_of_an_orchestrator_that_was_killed_is_finished_by_another_machine(
    machine: Callable[..., Machine], queue: str, mock: Mock
) -> None:
    cases = fill(queue, 1, dependants=4)
    dead, other = machine(1), machine(2)
    dead.start(queue)
    until(lambda: in_the_middle(queue), "in the middle of the case")
    other.start(queue)
    assert dead.die() == []
    before = made_by(dead, mock)
    until(lambda: settled(queue), "finished by the other one")
    assert made_by(dead, mock) == before, "no key was pressed once its orchestrator was gone"
    assert other.stop() in {0, 1}, other.said

    first, *others = outcomes(queue)
    assert first == (OutcomeKind.CRASHED, LEASE_EXPIRED)
    assert others[-1] == (OutcomeKind.DONE, "")
    assert {kind for kind, _ in others[:-1]} <= {OutcomeKind.TRY_LATER}
    check_each_recorded_once(mock, cases)


@pytest.mark.parametrize("face", ["web"], indirect=True)
def test_machines_share_the_licences_of_the_back_end(
    machine: Callable[..., Machine], queue: str, mock: Mock
) -> None:
    """Two machines, one licence: the second one works once the first has given it back."""
    cases = fill(queue, 2)
    first, second = machine(1, "licences = 1\n"), machine(2, "licences = 1\n")
    first.start(queue)
    until(lambda: State.RESERVED in states(queue).values(), "the first one at work")
    second.start(queue)
    until(lambda: settled(queue), "both worked")
    assert made_by(second, mock) == 0
    assert first.stop() == 0, first.said
    more = fill(queue, 1, first=100)
    until(lambda: settled(queue), "worked by the second one")
    assert made_by(second, mock) > 0
    assert second.stop() == 0, second.said
    check_each_recorded_once(mock, [*cases, *more])


@pytest.mark.parametrize("face", ["web"], indirect=True)
def test_a_database_that_is_restarted_in_mid_run_ends_no_run_and_burns_no_attempt(
    machine: Callable[..., Machine], durable_postgres: Postgres, queue: str, mock: Mock
) -> None:
    cases = fill(queue, 2, dependants=2)
    one = machine(1)
    one.start(queue)
    until(lambda: in_the_middle(queue), "in the middle of the case")
    durable_postgres.kill()
    durable_postgres.start()
    until(lambda: settled(queue), "worked")
    assert one.stop() == 0, one.said
    assert {kind for kind, _ in outcomes(queue)} <= {OutcomeKind.DONE, OutcomeKind.RETURNED}
    assert {item.attempt for item in items(queue).values()} == {1}
    check_each_recorded_once(mock, cases)
