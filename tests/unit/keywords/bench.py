"""Runs real robots, in Robot Framework, on the fakes."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent, indent
from typing import Any, cast

from copiste.bots import robot_run
from copiste.keywords import transaction
from copiste.keywords.evidence import Evidence
from copiste.keywords.seat_session import SeatSession
from copiste.queue.item import JournalEntry, Outcome, WorkItem
from copiste.screens.session.session import ScreenSession
from tests.unit.keywords.back_end import FakeBackEnd, Member
from tests.unit.keywords.fakes import FakeJournal, FakeSession, Trace
from tests.unit.keywords.payloads import MEMBER, NEW_MEMBER

ROOT = Path(__file__).parents[3]
HASH_KEY = b"the key of the tests"

_ROBOT = """\
*** Settings ***
Resource            {keywords}/enrolment.resource
Resource            {keywords}/termination.resource
Suite Setup         Take The Case
Suite Teardown      Leave The Case

*** Tasks ***
Tried
{tasks}

*** Keywords ***
Swallow
    [Arguments]    ${{keyword}}    @{{arguments}}    &{{named}}
    TRY
        Run Keyword    ${{keyword}}    @{{arguments}}    &{{named}}
    EXCEPT    *    type=GLOB
        No Operation
    END
"""


class Bench:
    """One back-end and one journal, and as many attempts as a test makes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.back_end = FakeBackEnd()
        self.journal = FakeJournal()
        self.session = FakeSession(self.back_end)
        self.progress: list[str] = []
        self._attempts = itertools.count(1)
        self._robots = itertools.count(1)
        self.watch()

    @property
    def trace(self) -> Trace:
        return self.session.trace

    @property
    def evidence(self) -> Path:
        """The folder of the last attempt."""
        return max(self.folder.glob("attempt-*"))

    def watch(self, *, cut_at: int | None = None) -> None:
        """Begin a new trace, with a warm session on the menu."""
        trace = Trace(cut_at)
        self.session = FakeSession(self.back_end, trace)
        self.journal.trace = trace

    def journal_says(self, *entries: JournalEntry) -> None:
        """An earlier attempt left these."""
        self.journal = FakeJournal(*entries)
        self.watch()

    def known_member(self, **changes: Any) -> Member:
        """The back-end has the member of the cases, from long ago."""
        member = self.back_end.create_member({**NEW_MEMBER, **MEMBER, **changes})
        self.back_end.ledger.clear()
        return member

    def work(self, process: str, payload: Mapping[str, Any], robots: Path = ROOT / "robots") -> Outcome:
        """One attempt."""
        evidence = Evidence(self.folder / f"attempt-{next(self._attempts):02d}", limit=1_000_000)
        seat = SeatSession(cast("ScreenSession", self.session), HASH_KEY)
        item = WorkItem(id=7, process=process, reference="D-1", payload=payload)
        at_hand = transaction.Transaction(item, self.journal, seat, evidence, self.progress.append)
        transaction.begin(at_hand)
        try:
            passed = robot_run.run(process, evidence.folder, robots)
        finally:
            transaction.end()
        return at_hand.outcome(passed=passed)

    def work_tasks(self, tasks: str, payload: Mapping[str, Any], keywords: str = "") -> Outcome:
        """One attempt with a robot of the test's own, which may use every keyword there is."""
        robots = self.folder / "robots"
        robots.mkdir(exist_ok=True)
        name = f"robot{next(self._robots)}"
        text = _ROBOT.format(keywords=(ROOT / "keywords").as_posix(), tasks=indent(tasks, "    "))
        (robots / f"{name}.robot").write_text(text + dedent(keywords), encoding="utf-8")
        return self.work(name, payload, robots)
