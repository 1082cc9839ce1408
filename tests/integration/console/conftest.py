"""The command line in a directory of its own, with a queue that a test fills."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from copiste.queue.item import JournalEntry, NewItem, Outcome, OutcomeKind, State, StepState, StepTiming
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.policy import Policy
from copiste.queue.retry import decide
from copiste.queue.store import Store
from copiste.queue.transactions.journal import Hold
from copiste.settings import read_settings
from tests.support.programs import REPOSITORY

KEYED = ("street=address.street", "town=address.town")
DATABASE = "sqlite:///var/copiste.db"


@dataclass(frozen=True)
class Answer:
    """What one command said, and what it told the shell."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


class Desk:
    """A working directory and the `copiste` command in it."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._patch = patch
        self._capture = capture

    def copiste(self, *arguments: str) -> Answer:
        """Run the command in this OS process."""
        from copiste.console.main import run

        self._capture.readouterr()
        self._patch.setattr(sys, "argv", ["copiste", *arguments])
        with pytest.raises(SystemExit) as end:
            run()
        said = self._capture.readouterr()
        return Answer(int(end.value.code or 0), said.out, said.err)

    def store(self) -> Store:
        """The queue of this directory; made when there is none."""
        return Store.open(DATABASE, sealer=Sealer(read_settings().keys))

    def add(self, *references: str, process: str = "address") -> None:
        """Put cases into the queue, with a payload that must never be seen."""
        payload = {"member": {"last_name": "SECRETNAME", "nir": "285057800608436"}}
        with self.store() as store:
            store.add([NewItem(process, ref, payload) for ref in references], now=datetime.now(UTC))

    def work(
        self, kind: OutcomeKind, code: str = "", message: str = "", *, receipt: str | None = None
    ) -> State:
        """Let a bot work the next item: one step, recorded when there is a receipt, and this outcome."""
        now = datetime.now(UTC)
        with self.store() as store:
            lease = store.claim(holder="ROB01@here", now=now)
            assert lease is not None
            hold = Hold(store, lease, lambda: now)
            hold.record(JournalEntry("address", StepState.PREPARED))
            if receipt or kind is OutcomeKind.HELD:
                hold.record(JournalEntry("address", StepState.SUBMITTING, keyed=KEYED))
            if receipt:
                hold.record(JournalEntry("address", StepState.COMMITTED, receipt))
            outcome = Outcome(kind, code, message, (StepTiming("address", 0.5),), "00000001-01")
            decision = decide(outcome, lease.item, now, policy=Policy(attempts=1, jitter=0))
            return store.settle(lease, decision, now=now + timedelta(milliseconds=1))


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    for name in [name for name in os.environ if name.startswith("COPISTE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COPISTE_PROJECT", str(REPOSITORY))
    monkeypatch.chdir(tmp_path)
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield Desk(tmp_path, monkeypatch, capsys)
    os.environ.pop("COPISTE_SETTINGS", None)
    for number, handler in handlers.items():
        signal.signal(number, handler)
