"""What every acceptance test stands on: a mock of its own, and settings that point there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from copiste.bots import seating
from copiste.settings import Seat, Settings
from legacy_mock.domain.seed import fill
from tests.acceptance.demo_run import DemoRun, run_demo
from tests.acceptance.faces import FACES, SETTLING
from tests.support.forked import warm
from tests.support.mock import PASSWORD, Mock, running_mock


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A back-end's database as it is before anybody works with it."""
    path = tmp_path_factory.mktemp("seed") / "mock.db"
    fill(path, password=PASSWORD)
    return path


@pytest.fixture(autouse=True)
def warm_bots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bots of an orchestrator in this OS process are forked; any other starts them as in earnest."""
    monkeypatch.setattr(seating, "BOT_PROCESS", warm("tests.support.warm_bot"))


@pytest.fixture
def mock(tmp_path: Path, seed: Path) -> Iterator[Mock]:
    """A freshly seeded back-end, this test's own."""
    shutil.copy(seed, tmp_path / "mock.db")
    with running_mock(tmp_path) as running:
        yield running


@pytest.fixture(params=FACES)
def face(request: pytest.FixtureRequest) -> str:
    """How the back-end is driven: whoever asks for it is run once for each."""
    return str(request.param)


@pytest.fixture
def settings(tmp_path: Path, mock: Mock, face: str) -> Settings:
    """One seat, retries at once."""
    return Settings(
        database=f"sqlite:///{tmp_path / 'queue.db'}",
        evidence=tmp_path / "evidence",
        back_end={"url": mock.address(face), "face": face, "settling": SETTLING},
        bots={"reopen_after": 0, "spares": 0},
        seats=(Seat(operator="ROB01", terminal="R001"),),
        policies={"default": {"first_delay": 0.001, "longest_delay": 0.001}},
        password=PASSWORD,
    )


@pytest.fixture(scope="session", params=FACES)
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoRun]:
    """One whole demonstration through each face, which every test of it looks at and none changes."""
    with TemporaryDirectory(prefix="demo-") as temporary:
        yield run_demo(tmp_path_factory.mktemp("demo"), Path(temporary), request.param)
