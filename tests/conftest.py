"""What all tests may ask for, and how they are shared out when several workers run them (`pytest -n 2`)."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copiste import project
from copiste.queue.db import sqlite
from tests.support.postgres import Postgres, serving
from tests.support.programs import REPOSITORY

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

_ACCEPTANCE = "tests/acceptance/"
#: Files whose tests look at one run of the demonstration.
_DEMO = "tests/acceptance/test_demo"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Do not look for garbage again and again while some thousand tests are collected."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.hookimpl(tryfirst=True)  # before `-m` looks at the markers
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs a server, and begin with what takes longest, where others run beside it."""
    for item in items:
        if _needs_server(item):
            item.add_marker("server")
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: not item.nodeid.startswith(_DEMO))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Keep on one worker what shares a fixture: a demonstration's tests, and those of a file."""
    from xdist.scheduler import LoadScopeScheduling

    class BySharedFixtures(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if nodeid.startswith(_DEMO):
                return _DEMO + ("pixels" if "pixels" in nodeid else "web")
            # The others of its kind share nothing, and each takes long.
            return nodeid if nodeid.startswith(_ACCEPTANCE) else nodeid.partition("::")[0]

    config.option.loadscopereorder = False
    return BySharedFixtures(config, log)


def _needs_server(item: pytest.Item) -> bool:
    """Whether a test asks for PostgreSQL, or is run on it as one of several databases."""
    callspec = getattr(item, "callspec", None)
    given = [value for value in callspec.params.values() if isinstance(value, str)] if callspec else []
    return "postgres" in getattr(item, "fixturenames", ()) or "postgresql" in given


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder."""
    return tmp_path_factory.mktemp("elsewhere")


@pytest.fixture(autouse=True)
def bundled_project(monkeypatch: pytest.MonkeyPatch, elsewhere: Path) -> None:
    """Every test works for the bundled project, unless it chooses another; without its `copiste.toml`.

    The settings are the defaults, not those for people in a checkout: they are looked for where a test runs.
    """
    monkeypatch.chdir(elsewhere)
    monkeypatch.setenv("COPISTE_PROJECT", str(REPOSITORY))
    project.choose(REPOSITORY)


@pytest.fixture(autouse=True)
def queues_without_fsync(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite queues of this OS process do not wait for the disk, unless a test asks for `durable_sqlite`.

    No test cuts the power; a process that is killed loses nothing that it handed to the system.
    """
    if "durable_sqlite" not in request.fixturenames:
        monkeypatch.setattr(sqlite, "_PRAGMAS", (*sqlite._PRAGMAS, "PRAGMA synchronous = OFF"))


@pytest.fixture
def durable_sqlite() -> None:
    """SQLite queues write as durably as in earnest: for tests of that."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for this worker's tests; whoever ends it starts it again."""
    with serving(durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def ledger_postgres(postgres: Postgres) -> Postgres:
    """The same server, with the firm that SQL-Ledgers of the tests work for, to be copied."""
    from tests.applications.sql_ledger import dataset

    dataset.make(postgres)
    return postgres


@pytest.fixture
def durable_postgres(postgres: Postgres) -> Iterator[Postgres]:
    """The same server, writing as durably as in earnest: for tests of its crash."""
    postgres.durable = True
    postgres.restart()
    yield postgres
    postgres.durable = False
    postgres.restart()
