"""A bot killed -9 in the middle of an enrolment: the next attempt finishes it, each record is there once."""

from __future__ import annotations

import signal

import pytest

import orchestrator
from robots.bot import BotSettings
from settings import Settings
from tests.acceptance.enrolments import check_each_recorded_once, fill
from tests.acceptance.harm import HarmedBot
from tests.support.mock import Mock
from work_items.item import OutcomeKind, State, StepState
from work_items.store import Store


@pytest.mark.parametrize(
    ("state", "nth", "written"),
    [
        pytest.param(StepState.PREPARED, 6, True, id="before the commit key, dependant prepared"),
        pytest.param(StepState.SUBMITTING, 6, False, id="before the commit key, nothing written"),
        pytest.param(StepState.SUBMITTING, 6, True, id="around the commit key, submitting written"),
        pytest.param(StepState.COMMITTED, 1, False, id="member made, receipt not yet written"),
        pytest.param(StepState.COMMITTED, 6, False, id="dependant made, receipt not yet written"),
        pytest.param(StepState.COMMITTED, 6, True, id="dependant made, receipt written"),
        pytest.param(StepState.VERIFIED, 2, False, id="while everything is checked"),
    ],
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
