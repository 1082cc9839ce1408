"""Bots to which something happens at a chosen place of a case: when their journal is written."""

from __future__ import annotations

import os
from collections.abc import Callable

from copiste.bots.bot import Bot, BotSettings
from copiste.queue.item import Journal, JournalEntry, Outcome, StepState, WorkItem
from tests.support.forked import behind


class HarmedBot(Bot):
    """A bot harmed once: at the n-th entry in `state` of its journal, once `written` or just before."""

    def __init__(
        self,
        settings: BotSettings,
        harm: Callable[[HarmedBot], None],
        state: StepState,
        nth: int,
        *,
        written: bool,
    ) -> None:
        super().__init__(settings)
        self.harmed = False
        self._harm = harm
        self._place = (state, nth, written)

    def run(
        self, item: WorkItem, journal: Journal, on_progress: Callable[[str], None] = lambda _step: None
    ) -> Outcome:
        """Run, with a journal that harms."""
        return super().run(item, _HarmingJournal(self, journal), on_progress)

    @property
    def os_process(self) -> int:
        """The bot process itself, whatever stands in for it."""
        assert self.pid is not None
        return behind(self.pid)

    def signal(self, number: int) -> None:
        """Send the bot process a signal."""
        os.kill(self.os_process, number)

    def reached(self) -> None:
        """The place is reached."""
        self.harmed = True
        self._harm(self)


class _HarmingJournal:
    def __init__(self, bot: HarmedBot, journal: Journal) -> None:
        self._bot = bot
        self._journal = journal
        self._count = 0

    def entries(self) -> dict[str, JournalEntry]:
        return dict(self._journal.entries())

    def record(self, entry: JournalEntry) -> None:
        state, nth, written = self._bot._place
        self._count += entry.state is state
        here = not self._bot.harmed and self._count == nth
        if not here or written:
            self._journal.record(entry)
        if here:
            self._bot.reached()
