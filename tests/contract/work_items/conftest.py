"""Every store the contract is held against: SQLite, and the URLs in COPISTE_TEST_QUEUES, by space."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from work_items.database import Database
from work_items.schema import metadata
from work_items.store import Store

_SQLITE = "sqlite"


@pytest.fixture(params=[_SQLITE, *os.environ.get("COPISTE_TEST_QUEUES", "").split()])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    place = str(request.param)
    if place == _SQLITE:
        return f"sqlite:///{tmp_path / 'queue.db'}"
    database = Database(place)
    with database.write() as db:
        metadata.drop_all(db)
        db.execute(sa.text("DROP TABLE IF EXISTS alembic_version"))
        db.execute(sa.text("DROP FUNCTION IF EXISTS refuse_change()"))
    database.dispose()
    return place


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty queue."""
    with Store.open(url) as opened:
        yield opened
