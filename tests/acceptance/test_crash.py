"""A bot killed -9 in the middle of an enrolment: the next attempt finishes, each record is there once."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

import orchestrator
from robots.bot import Bot, BotSettings
from settings import Settings
from tests.support.cases import enrolment
from tests.support.mock import Mock
from work_items.item import Journal, JournalEntry, Outcome, OutcomeKind, State, StepState, WorkItem
from work_items.store import Store

#: What an enrolment with three dependants leaves in the ledger's journal, by transaction.
ONCE = Counter({"ADHI": 1, "ADRS": 1, "RIBS": 1, "AFFC": 1, "AYDA": 3})


class Killer(Bot):
    """A bot whose process is killed at the n-th `state` of its journal: before it is written, or after."""

    state: StepState
    nth: int
    written: bool
    killed = False

    def run(
        self, item: WorkItem, journal: Journal, on_progress: Callable[[str], None] = lambda _step: None
    ) -> Outcome:
        """Run, with a journal that kills once."""
        return super().run(item, _KillingJournal(self, journal), on_progress)

    def kill_process(self) -> None:
        """As the system would when memory runs out."""
        assert self.pid is not None
        self.killed = True
        os.kill(self.pid, signal.SIGKILL)


class _KillingJournal:
    def __init__(self, bot: Killer, journal: Journal) -> None:
        self._bot = bot
        self._journal = journal
        self._count = 0

    def entries(self) -> dict[str, JournalEntry]:
        return dict(self._journal.entries())

    def record(self, entry: JournalEntry) -> None:
        self._count += entry.state is self._bot.state
        if self._bot.killed or self._count < self._bot.nth:
            self._journal.record(entry)
            return
        if self._bot.written:
            self._journal.record(entry)
        self._bot.kill_process()


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
    state: StepState,
    nth: int,
    written: bool,
    settings: Settings,
    mock: Mock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    killers: list[Killer] = []

    def killer(bot_settings: BotSettings) -> Killer:
        bot = Killer(bot_settings)
        bot.state, bot.nth, bot.written = state, nth, written
        killers.append(bot)
        return bot

    monkeypatch.setattr(orchestrator, "Bot", killer)
    with Store.open(settings.database) as store:
        store.add([enrolment(1, dependants=3)], now=datetime.now(UTC))

        summary = orchestrator.run(settings)

        told = list(store.transactions(run=summary.run))
        assert [(one.outcome, one.code) for one in told] == [
            (OutcomeKind.CRASHED, "BOT_DIED"),
            (OutcomeKind.DONE, ""),
        ], told
        receipts = {record.receipt for record in store.receipts(run=summary.run)}
    assert [bot.killed for bot in killers] == [True]
    assert summary.settled == {State.PENDING: 1, State.DONE: 1}
    recorded = mock.ledger()["journal"]
    assert Counter(row["transaction_code"] for row in recorded) == ONCE
    assert {row["receipt"] for row in recorded} == receipts
