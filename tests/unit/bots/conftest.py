from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.bots.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Bots with scripted processes; whatever a test does, none is left when its bots have stopped."""
    stage = Stage(tmp_path)
    yield stage
    for bot in stage.bots:
        bot.stop()
    assert stage.left() == []
    assert [thread.name for thread in threading.enumerate() if thread.name.endswith("-pipe")] == []
