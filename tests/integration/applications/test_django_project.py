"""Django's admin worked by `copiste run`, while answers are lost and bots die: each member once, as asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.integration.applications.drawn_members import cases, check, work

_SEED = 10


@pytest.mark.timeout(600)
def test_members_are_recorded_once_and_as_asked_whatever_happens_to_answers_and_bots(tmp_path: Path) -> None:
    asked = cases(10, _SEED)
    worked = work(tmp_path, asked, _SEED, kills=3)
    check(asked, worked)
    assert worked.killed
    assert set(worked.faults) - {None}
