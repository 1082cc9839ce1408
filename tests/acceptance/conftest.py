"""What every acceptance test stands on: a mock of its own, and settings that point there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from legacy_mock.domain.seed import fill
from settings import Seat, Settings
from tests.acceptance.demo_run import DemoRun, run_demo
from tests.support.mock import PASSWORD, Mock, running_mock

#: How long nobody looks after a commit key without an answer. The bundled back-end finishes what it began in
#: milliseconds; a fault that makes it late says how late, and its test waits longer than that.
SETTLING = timedelta(seconds=1)


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A back-end's database as it is before anybody works with it."""
    path = tmp_path_factory.mktemp("seed") / "mock.db"
    fill(path, password=PASSWORD)
    return path


@pytest.fixture
def mock(tmp_path: Path, seed: Path) -> Iterator[Mock]:
    """A freshly seeded back-end, this test's own."""
    shutil.copy(seed, tmp_path / "mock.db")
    with running_mock(tmp_path) as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, mock: Mock) -> Settings:
    """One seat, retries at once."""
    return Settings(
        database=f"sqlite:///{tmp_path / 'queue.db'}",
        evidence=tmp_path / "evidence",
        back_end={"url": mock.url, "settling": SETTLING},
        bots={"reopen_after": 0, "spares": 0},
        seats=(Seat(operator="ROB01", terminal="R001"),),
        policies={"default": {"first_delay": 0.001, "longest_delay": 0.001}},
        password=PASSWORD,
    )


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoRun]:
    """One whole demonstration, which every test of it looks at and none changes."""
    with TemporaryDirectory(prefix="demo-") as temporary:
        yield run_demo(tmp_path_factory.mktemp("demo"), Path(temporary))
