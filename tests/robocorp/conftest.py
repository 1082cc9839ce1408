"""Runs a robot of `robots/` with the real libraries, on an empty queue of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from copiste.connectors.robocorp import running
from copiste.connectors.robocorp.session import Settled
from copiste.orchestrator.stopping import Stop
from copiste.queue.item import NewItem, State
from copiste.queue.policy import Policy
from copiste.queue.records import ItemFilter
from copiste.queue.retry import Retry
from copiste.queue.store import Store
from copiste.queue.transactions.outputs import Filed
from tests.support.postgres import Postgres

ROBOTS = Path(__file__).parent / "robots"
_ENVIRONMENT = Path(__file__).parents[2] / ".venv-robocorp"
PYTHON = _ENVIRONMENT / ("Scripts/python.exe" if (_ENVIRONMENT / "Scripts").exists() else "bin/python")

PATIENT = Retry(default=Policy(first_delay=timedelta(0), attempts=2, crashes=3))


class Hall:
    """A queue, and robots that work it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.settled: list[Settled] = []
        self.stop = Stop()

    def add(
        self, process: str, payload: Any, reference: str = "1", files: Mapping[str, bytes] | None = None
    ) -> None:
        new = Filed(NewItem(process, reference, payload), files or {})
        assert self.store.add_filed([new], now=datetime.now(UTC)).count == 1

    def robot_framework(self, suite: str, process: str, **task: Any) -> running.RobotRun:
        command = [str(PYTHON), "-m", "robot", "--outputdir", "log", "--console", "none"]
        return self._run([*command, str(ROBOTS / suite)], process, **task)

    def python(self, name: str, process: str, **task: Any) -> running.RobotRun:
        command = [str(PYTHON), "-W", "ignore", "-m", "robocorp.tasks", "run"]
        return self._run([*command, str(ROBOTS / "tasks.py"), "-t", name], process, **task)

    def _run(self, command: list[str], process: str, **task: Any) -> running.RobotRun:
        return running.run(
            self.store,
            running.Task(command, process, **task),
            retry=PATIENT,
            clock=lambda: datetime.now(UTC),
            stop=self.stop,
            on_settled=self.settled.append,
        )

    def states(self, process: str) -> dict[str, State]:
        page = self.store.items(ItemFilter(process=process), limit=100)
        return {item.reference: item.state for item in page.items}

    def payload(self, process: str, reference: str = "1") -> Any:
        return self.store.payload(self.number(process, reference))

    def number(self, process: str, reference: str = "1") -> int:
        (found,) = self.store.items(ItemFilter(process=process, reference=reference)).items
        return found.id


@pytest.fixture(params=["sqlite"])  # a test that asks for more says so
def hall(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    if not PYTHON.exists():
        pytest.fail(f"{_ENVIRONMENT.name} is not there: existing robots run in it. Make it: ./setup.sh tests")
    monkeypatch.chdir(tmp_path)
    if request.param == "sqlite":
        with Store.open(f"sqlite:///{tmp_path / 'queue.db'}") as store:
            yield Hall(store)
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.database() as place, Store.open(place) as store:
        yield Hall(store)
