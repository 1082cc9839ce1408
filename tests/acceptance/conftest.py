"""What every acceptance test stands on: a mock of its own, and settings that point there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from settings import Seat, Settings
from tests.support.mock import PASSWORD, Mock, running_mock


@pytest.fixture
def mock(tmp_path: Path) -> Iterator[Mock]:
    """A freshly seeded back-end."""
    with running_mock(tmp_path) as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, mock: Mock) -> Settings:
    """One seat, retries at once."""
    return Settings(
        database=f"sqlite:///{tmp_path / 'queue.db'}",
        evidence=tmp_path / "evidence",
        back_end={"url": mock.url},
        seats=(Seat(operator="ROB01", terminal="R001"),),
        policies={"default": {"first_delay": 0.001, "longest_delay": 0.001}},
        password=PASSWORD,
    )
