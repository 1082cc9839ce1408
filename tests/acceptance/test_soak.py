"""A short night in a storm, with everything that `make soak` does to a long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.soak.night import Night
from tests.soak.storm import Plan

pytestmark = [pytest.mark.storm, pytest.mark.timeout(1200)]


def test_a_short_storm_loses_nothing_and_records_nothing_twice(face: str, tmp_path: Path) -> None:
    plan = Plan(seed=20, orchestrator_kills=(0.3, 0.7), items_per_bot_kill=8, lease=12, limit=1100, face=face)
    night = _lived_through(tmp_path, 40, plan)
    harm = night.harm
    assert (harm.orchestrators_killed, harm.restarts, harm.orphans) == (2, 1, [])
    assert harm.bots_killed > 0
    assert night.faults.total() > 20


@pytest.mark.parametrize("failover", [None, 0.5], ids=["pooler", "pooler and failover"])
def test_neither_with_a_pooler_between_nor_when_a_standby_takes_over(
    failover: float | None, tmp_path: Path
) -> None:
    """The face has no part in it: the web's is enough."""
    plan = Plan(
        seed=21,
        orchestrator_kills=(0.7,),
        restarts=(0.3,),
        items_per_bot_kill=10,
        lease=12,
        limit=900,
        pooler=True,
        failover=failover,
    )
    night = _lived_through(tmp_path, 20, plan)
    assert night.harm.failovers == (0 if failover is None else 1)
    assert (night.harm.restarts, night.harm.orphans) == (1, [])


def _lived_through(folder: Path, items: int, plan: Plan) -> Night:
    """A night after which nothing is lost, twice, wrong or held."""
    told: list[str] = []
    night = Night(folder, items, plan)
    verdict = night.live_through(told.append)
    assert verdict.kept, "\n".join(told)
    assert verdict.held == ()
    return night
