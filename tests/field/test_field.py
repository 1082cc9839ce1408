"""Every trial of the field, as a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.field.kinds import kinds
from tests.field.trial import Ground, Trial
from tests.support.postgres import Postgres


@pytest.mark.parametrize(
    "trial",
    [pytest.param(trial, id=f"{kind.number}-{trial.name}") for kind in kinds() for trial in kind.trials],
)
def test_trial(trial: Trial, tmp_path: Path, postgres: Postgres) -> None:
    ground = Ground(tmp_path)
    ground.__dict__["postgres"] = postgres  # the worker's own
    assert trial.run(ground)


def test_each_kind_has_siblings() -> None:
    assert all(len(kind.trials) >= 6 for kind in kinds())
