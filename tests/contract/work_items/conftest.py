"""Every store that the contract is held against: SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.postgres import Postgres
from work_items.store import Store


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'queue.db'}"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.database() as place:
        yield place


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty queue."""
    with Store.open(url) as opened:
        yield opened
