"""Each fault of the back-end alone, on real cases: everything is recorded once, nothing wrong."""

from __future__ import annotations

import pytest

import orchestrator
from settings import Settings
from tests.acceptance.enrolments import check_each_recorded_once, fill, items
from tests.support.mock import Mock
from work_items.item import OutcomeKind, State
from work_items.store import Store

pytestmark = pytest.mark.timeout(120)


def outcomes(settings: Settings) -> list[tuple[OutcomeKind | None, str]]:
    """How the transactions ended, in order."""
    with Store.open(settings.database) as store:
        return [(one.outcome, one.code) for one in store.transactions()]


@pytest.mark.parametrize("fault", ["lost_before_commit", "lost_after_commit", "late_commit"])
def test_lost(fault: str, settings: Settings, mock: Mock) -> None:
    cases = fill(settings.database, 1, dependants=2)
    mock.arm(fault, transactions=["AYDA"], **({"seconds": 0.5} if fault == "late_commit" else {}))
    orchestrator.run(settings)
    assert [strike["fault"] for strike in mock.struck()] == [fault]
    check_each_recorded_once(mock, cases)
    assert {item.state for item in items(settings.database).values()} == {State.DONE}
