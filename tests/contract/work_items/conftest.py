"""Every database that the contract is held against: SQLite and PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.postgres import DATABASES, Postgres, empty_database
from work_items.store import Store


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
def made(dialect: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A queue as it is when it was just made: a file, or a database of the server. To be copied."""
    if dialect == "sqlite":
        place = tmp_path_factory.mktemp("made") / "queue.db"
        Store.open(f"sqlite:///{place}").dispose()
        return str(place)
    postgres: Postgres = request.getfixturevalue("postgres")
    postgres.create("made")
    Store.open(postgres.url("made")).dispose()
    return "made"


@pytest.fixture
def url(dialect: str, made: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A queue without items."""
    if dialect == "sqlite":
        shutil.copy(made, tmp_path / "queue.db")
        yield f"sqlite:///{tmp_path / 'queue.db'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.database(template=made) as place:
        yield place


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """A queue without items, opened."""
    with Store.open(url) as opened:
        yield opened
