"""A bot killed -9 in the middle of an enrolment: the next attempt finishes it, each record is there once."""

from __future__ import annotations

import signal

import pytest

from copiste.bots.bot import BotSettings
from copiste.orchestrator import run as orchestrator
from copiste.queue.item import OutcomeKind, State, StepState
from copiste.queue.store import Store
from copiste.settings import Settings
from tests.acceptance.enrolments import check_each_recorded_once, fill
from tests.acceptance.harm import HarmedBot
from tests.support.mock import Mock


# The journal knows no face; what a dead bot leaves on a screen does. `make test-all` has all moments on both.
@pytest.mark.parametrize(
    ("face", "state", "nth", "written"),
    [
        pytest.param("web", StepState.PREPARED, 6, True, id="web-before the commit key, dependant prepared"),
        pytest.param(
            "pixels", StepState.SUBMITTING, 6, False, id="pixels-before the commit key, nothing written"
        ),
        pytest.param(
            "web", StepState.SUBMITTING, 6, True, id="web-around the commit key, submitting written"
        ),
        pytest.param(
            "pixels", StepState.SUBMITTING, 6, True, id="pixels-around the commit key, submitting written"
        ),
        pytest.param(
            "pixels", StepState.COMMITTED, 1, False, id="pixels-member made, receipt not yet written"
        ),
        pytest.param("web", StepState.COMMITTED, 6, False, id="web-dependant made, receipt not yet written"),
        pytest.param(
            "pixels", StepState.COMMITTED, 6, False, id="pixels-dependant made, receipt not yet written"
        ),
        pytest.param("pixels", StepState.COMMITTED, 6, True, id="pixels-dependant made, receipt written"),
        pytest.param("web", StepState.VERIFIED, 2, False, id="web-while everything is checked"),
    ],
    indirect=["face"],
)
def test_killed_bot_leaves_each_record_once(
    state: StepState, nth: int, written: bool, settings: Settings, mock: Mock
) -> None:
    bots: list[HarmedBot] = []

    def make_bot(told: BotSettings) -> HarmedBot:
        bots.append(HarmedBot(told, lambda bot: bot.signal(signal.SIGKILL), state, nth, written=written))
        return bots[-1]

    cases = fill(settings.database, 1, dependants=3)

    summary = orchestrator.run(settings, make_bot=make_bot)

    assert [bot.harmed for bot in bots] == [True]
    assert summary.settled == {State.PENDING: 1, State.DONE: 1}
    check_each_recorded_once(mock, cases)
    with Store.open(settings.database) as store:
        told = [(one.outcome, one.code) for one in store.transactions(run=summary.run)]
        assert told == [(OutcomeKind.CRASHED, "BOT_DIED"), (OutcomeKind.DONE, "")]
        receipts = {record.receipt for record in store.receipts(run=summary.run)}
    assert {row["receipt"] for row in mock.ledger()["journal"]} == receipts
