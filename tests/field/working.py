"""The orchestrator at work with bots that are quick: for trials in which the queue is what fails."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from copiste.bots.bot import Bot, BotSettings
from copiste.orchestrator import from_settings
from copiste.orchestrator import run as orchestrator
from copiste.orchestrator.context import RunEvent
from copiste.orchestrator.run import RunSummary
from copiste.orchestrator.stopping import Stop
from copiste.queue.db import database, notifications
from copiste.queue.errors import WorkItemsError
from copiste.queue.item import (
    Journal,
    JournalEntry,
    NewItem,
    Outcome,
    OutcomeKind,
    State,
    StepState,
    WorkItem,
)
from copiste.queue.records import ItemFilter
from copiste.queue.store import Store
from copiste.settings import BackEnd, Bots, Seat, Settings
from copiste.vault import COPISTE, new_secret, write_whole
from tests.support.processes import until

#: Seconds until a silent server is given up, here.
ANSWER = 1.5
_STEP = "address"
_LIMIT = 60.0


class Ledger:
    """The back-end: what was recorded, in which order. The truth of a trial."""

    def __init__(self) -> None:
        self.records: list[str] = []

    def twice(self) -> list[str]:
        """The references that were recorded more than once."""
        return [reference for reference, times in Counter(self.records).items() if times > 1]


class QuickBot(Bot):
    """Records one step of an item in a ledger, as a robot does: looks, marks, presses, notes the receipt."""

    def __init__(self, settings: BotSettings, ledger: Ledger) -> None:
        super().__init__(settings)
        self._ledger = ledger

    def run(
        self, item: WorkItem, journal: Journal, on_progress: Callable[[str], None] = lambda _step: None
    ) -> Outcome:
        on_progress(_STEP)
        try:
            known = journal.entries().get(_STEP)
            if (
                known is None
                or known.state is StepState.PREPARED
                or item.reference not in self._ledger.records
            ):
                journal.record(JournalEntry(_STEP, StepState.PREPARED))
                journal.record(JournalEntry(_STEP, StepState.SUBMITTING))
                self._ledger.records.append(item.reference)
            if known is None or known.state is not StepState.COMMITTED:
                journal.record(JournalEntry(_STEP, StepState.COMMITTED, f"26324-{item.id:06d}"))
        except WorkItemsError as error:
            return Outcome(OutcomeKind.RETURNED, error.code, "the queue did not answer")
        time.sleep(0.01)  # a case takes its time
        return Outcome(OutcomeKind.DONE)

    def open(self) -> Outcome | None:
        """At once."""

    def stop(self) -> None:
        """At once."""

    def kill(self) -> None:
        """Nothing to kill."""

    def abandon(self) -> None:
        """It looks at the journal's answers."""


class Work:
    """One run of the orchestrator."""

    def __init__(self, folder: Path, url: str, *, watch: bool) -> None:
        self.url = url
        self.ledger = Ledger()
        self.events: list[RunEvent] = []
        self.stop = Stop()
        self.summary: RunSummary | None = None
        if not (folder / "vault.json").exists():
            write_whole(folder / "vault.json", {COPISTE: new_secret()})
        self._settings = Settings(
            database=url,
            evidence=folder / "evidence",
            back_end=BackEnd(url="http://127.0.0.1:8080/", settling=timedelta(milliseconds=50)),
            seats=[Seat(operator=f"ROB0{n}", terminal=f"R00{n}") for n in (1, 2)],
            password="K7SECRET",
            vault=folder / "vault.json",
            bots=Bots(spares=0),
        )
        self._thread = threading.Thread(target=self._run, args=(watch,), name="trial", daemon=True)
        self._thread.start()

    def _run(self, watch: bool) -> None:
        self.summary = orchestrator.run(
            self._settings,
            on_event=self.events.append,
            stop=self.stop,
            watch=watch,
            make_bot=lambda settings: QuickBot(settings, self.ledger),
        )

    def of(self, what: str) -> list[RunEvent]:
        """What was said of one kind."""
        return [event for event in self.events if event.what == what]

    def until_recorded(self, count: int) -> None:
        """Wait until so many items are in the ledger."""
        until(lambda: len(self.ledger.records) >= count, f"{count} recorded", _LIMIT)

    def until_said(self, what: str) -> RunEvent:
        """Wait until it is said that the queue is `away` or `back`."""
        until(lambda: self.of(what), f"said that the queue is {what}", _LIMIT)
        return self.of(what)[-1]

    def end(self) -> float:
        """Ask once to stop; the seconds that it took."""
        began = time.monotonic()
        self.stop.ask()
        self._thread.join(_LIMIT)
        assert not self._thread.is_alive(), "the first stop was not obeyed"
        return time.monotonic() - began

    def finish(self) -> None:
        """Wait until nothing is left to do."""
        self._thread.join(_LIMIT)
        assert not self._thread.is_alive(), "the run did not end"

    def check(self, url: str | None = None) -> None:
        """Every item is done, and in the ledger exactly once."""
        states = states_of(url or self.url)
        assert set(states.values()) == {State.DONE}, Counter(states.values())
        assert self.ledger.twice() == [], "recorded twice"
        assert sorted(self.ledger.records) == sorted(states), "the ledger is not what was asked for"


@contextmanager
def working(folder: Path, url: str, *, watch: bool = False) -> Iterator[Work]:
    """A run on `url`, on a machine that is impatient; ended afterwards whatever comes."""
    with (
        patch.object(from_settings, "ANSWER", ANSWER),
        patch.object(orchestrator, "REST", timedelta(seconds=1)),
        patch.object(notifications, "_CHECK", 0.5),
        patch.object(database, "_HURRIED", 1.0),
    ):
        work = Work(folder, url, watch=watch)
        try:
            yield work
        finally:
            work.stop.orderly.set()
            work.stop.at_once.set()
            with suppress(RuntimeError):
                work._thread.join(_LIMIT)


def fill(url: str, count: int, first: int = 1) -> None:
    """Put items into the queue."""
    with Store.open(url) as store:
        items = (NewItem("address", f"D-{number}", {}) for number in range(first, first + count))
        store.add(items, now=datetime.now(UTC))


def states_of(url: str) -> dict[str, State]:
    """Where every item stands."""
    with Store.open(url) as store:
        return {item.reference: item.state for item in store.items(ItemFilter(), limit=10_000).items}
