"""A `Bot` whose process follows a script, and what became of the processes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from copiste.bots import wire
from copiste.bots.bot import Bot, BotSettings
from copiste.queue.errors import WorkItemsError
from copiste.queue.item import JournalEntry, WorkItem
from tests.support.seats import connection, credentials

OPENED: list[Any] = ["read", {"say": {"type": "opened"}}]
#: It ends as soon as it is asked to.
CLOSE: list[Any] = ["read"]


def outcome(kind: str = "DONE", **fields: object) -> dict[str, object]:
    return {"kind": kind, **fields}


def finished(*, reusable: bool = True, **fields: Any) -> dict[str, Any]:
    return {"say": {"type": "finished", "outcome": outcome(**fields), "reusable": reusable}}


def worked(**fields: Any) -> list[Any]:
    """Takes one item, and finishes it at once."""
    return ["read", finished(**fields)]


def item(number: int = 7, **fields: Any) -> WorkItem:
    payload = {"member": {"last_name": "Quennehen"}}
    return replace(WorkItem(number, "enrolment", f"D-{number}", payload), **fields)


class ListJournal:
    """Keeps what it is told, or refuses it."""

    def __init__(self, *entries: JournalEntry, refusal: WorkItemsError | None = None) -> None:
        self.told: list[JournalEntry] = []
        self._entries = {entry.step: entry for entry in entries}
        self._refusal = refusal

    def entries(self) -> Mapping[str, JournalEntry]:
        return self._entries

    def record(self, entry: JournalEntry) -> None:
        if self._refusal:
            raise self._refusal
        self.told.append(entry)


class Stage:
    """Makes bots and remembers their processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bots: list[Bot] = []
        self.settings = BotSettings(
            name="ROB01@host",
            open=wire.Open(
                prepare=wire.Prepare(connection=connection()),
                credentials=credentials(),
                hash_key=SecretStr("0123abcd"),
            ),
            evidence=folder / "evidence",
            evidence_limit=1_000,
            items_per_process=100,
            start_limit=timedelta(minutes=1),
            time_limit=lambda _process: timedelta(minutes=1),
            stop_limit=timedelta(minutes=1),
            command=(sys.executable, "-S", str(Path(__file__).with_name("scripted_bot.py")), str(folder)),
        )

    def bot(self, *scripts: list[Any], **settings: Any) -> Bot:
        """A bot whose first process follows the first script, and so on."""
        (self.folder / "script.json").write_text(json.dumps(scripts))
        bot = Bot(replace(self.settings, **settings))
        self.bots.append(bot)
        return bot

    @property
    def pids(self) -> list[int]:
        """Of all processes that were started, in order."""
        starts = self.folder / "starts"
        return [int(pid) for pid in starts.read_text().split()] if starts.exists() else []

    @property
    def heard(self) -> list[dict[str, Any]]:
        """All messages that the processes read."""
        heard = self.folder / "heard.jsonl"
        return [json.loads(line) for line in heard.read_text().splitlines()] if heard.exists() else []

    def left(self) -> list[int]:
        """Processes that run still, or are zombies."""
        return [pid for pid in self.pids if _exists(pid)]


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
