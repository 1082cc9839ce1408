"""Every database that the contract is held against: SQLite and PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from copiste.queue.store import Store
from tests.support.postgres import DATABASES, Postgres, empty_database

Place = Callable[[], AbstractContextManager[str]]


@pytest.fixture(scope="session", params=DATABASES)
def dialect(request: pytest.FixtureRequest) -> str:
    """Which kind of database."""
    return str(request.param)


@pytest.fixture
def empty_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table."""
    with empty_database(dialect, request, tmp_path) as place:
        yield place


@pytest.fixture(scope="session")
def made(
    dialect: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A queue as it is when it was just made: a file, or a database of the server. To be copied."""
    if dialect == "sqlite":
        place = tmp_path_factory.mktemp("made") / "queue.db"
        Store.open(f"sqlite:///{place}").dispose()
        yield str(place)
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.database() as url:
        Store.open(url).dispose()
        yield url.rpartition("/")[2]


@pytest.fixture
def place(dialect: str, made: str, request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Makes queues without items, each gone after its `with`."""
    if dialect == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        return partial(postgres.database, template=made)

    @contextmanager
    def copy() -> Iterator[str]:
        with TemporaryDirectory(dir=tmp_path) as folder:
            shutil.copy(made, Path(folder) / "queue.db")
            yield f"sqlite:///{folder}/queue.db"

    return copy


@pytest.fixture
def url(place: Place) -> Iterator[str]:
    """A queue without items."""
    with place() as made:
        yield made


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A queue without items, opened."""
    with Store.open(url) as opened:
        yield opened
