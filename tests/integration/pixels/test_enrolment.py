"""One enrolment through the orchestrator on a terminal, checked in the back-end's ledger."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from copiste.orchestrator import run as orchestrator
from copiste.queue.item import State
from copiste.settings import Seat, Settings
from tests.acceptance.enrolments import check_each_recorded_once, fill, states
from tests.support.mock import PASSWORD, running_mock


def test_an_enrolment_is_keyed_once_by_looking_at_a_terminal(tmp_path: Path) -> None:
    with running_mock(tmp_path) as mock:
        settings = Settings(
            database=f"sqlite:///{tmp_path / 'queue.db'}",
            evidence=tmp_path / "evidence",
            back_end={"url": mock.terminal, "face": "pixels", "settling": timedelta(seconds=1)},
            bots={"reopen_after": 0, "spares": 0},
            seats=(Seat(operator="ROB01", terminal="R001"),),
            password=PASSWORD,
        )
        cases = fill(settings.database, 2, dependants=2)
        orchestrator.run(settings)
        assert set(states(settings.database).values()) == {State.DONE}
        check_each_recorded_once(mock, cases)
