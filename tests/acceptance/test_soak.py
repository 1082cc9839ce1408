"""A short night in a storm, with everything that `make soak` does to a long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.night import Night
from tests.soak.storm import Plan

pytestmark = [pytest.mark.storm, pytest.mark.timeout(1200)]


def test_a_short_storm_loses_nothing_and_records_nothing_twice(face: str, tmp_path: Path) -> None:
    plan = Plan(seed=20, orchestrator_kills=(0.3, 0.7), items_per_bot_kill=8, lease=12, limit=1100, face=face)
    told: list[str] = []

    night = Night(tmp_path, 40, plan)
    verdict = night.live_through(told.append)

    assert verdict.kept, "\n".join(told)
    assert verdict.held == ()
    harm = night.harm
    assert (harm.orchestrators_killed, harm.restarts, harm.orphans) == (2, 1, [])
    assert harm.bots_killed > 0
    assert night.faults.total() > 20
