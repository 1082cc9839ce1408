"""Making the morning report; shared by `report`, `run` and `demo`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from copiste.console.exit_codes import Exit
from copiste.console.report.verdict import Level, Verdict

if TYPE_CHECKING:
    from copiste.console.report.data import DayReadings, ReportData
    from copiste.console.report.reconcile import Reconciliation
    from copiste.queue.store import Store
    from copiste.screens.declared.day_journal import DayJournal
    from copiste.settings import Settings


@dataclass(frozen=True, slots=True)
class Made:
    """A report."""

    #: None when it could not be written.
    page: Path | None
    data: ReportData
    compared: Reconciliation
    verdict: Verdict
    #: Why it could not be written.
    trouble: str = ""

    @property
    def exit(self) -> Exit:
        """The exit code: 0 only when there is nothing to do."""
        if self.page is None:
            return Exit.UNREACHABLE
        return Exit.OK if self.verdict.level is Level.WELL else Exit.ATTENTION


def day_journals(settings: Settings) -> Path:
    """Where readings of the back-end's day journal are kept."""
    return settings.reports / "day-journals"


#: Seconds before the day journal is read again, while it does not show what was recorded just now. Their sum
#: exceeds `reconcile.LAG`, so that the last answer is final.
AGAIN = (5, 10, 20, 40, 60)


def read_back_end(store: Store, settings: Settings, wait: Callable[[float], object] = time.sleep) -> str:
    """Read the back-end's day journal now, where the application declares one.

    A journal may lag behind its screens: while records of just now are missing in it, it is read again.

    Returns:
        Why it could not be read, in words; empty when it was, and when there is none.
    """
    from copiste.console.context import bots_at_work
    from copiste.console.report.day_journal import declared, read_day_journal
    from copiste.screens.errors import ScreensError

    try:
        journal = declared(settings)
    except ScreensError as error:
        return str(error)
    if journal is None:
        return ""
    if bots_at_work(store):
        return "Bots are at work at these seats; a second sign-on would end theirs."
    folder = day_journals(settings)
    for pause in AGAIN:
        unread = read_day_journal(settings, journal, folder, lambda: datetime.now(UTC))
        if unread or not _not_shown_yet(store, folder, journal):
            return unread
        wait(pause)
    return read_day_journal(settings, journal, folder, lambda: datetime.now(UTC))


def _not_shown_yet(store: Store, folder: Path, journal: DayJournal) -> bool:
    from copiste.console.report.day_journal import kept
    from copiste.console.report.reconcile import LAG, reconcile

    since = datetime.now(UTC) - 2 * LAG
    receipts = tuple(store.receipts(since=since))
    return bool(reconcile((), receipts, kept(folder, since, "", journal)).not_yet)


def _readings(settings: Settings, since: datetime, unread: str) -> DayReadings:
    """What was read of the day journal since a moment, and whether there is one."""
    from copiste.console.report.day_journal import declared, kept
    from copiste.screens.errors import ScreensError

    folder = day_journals(settings)
    try:
        journal = declared(settings)
    except ScreensError as error:
        return kept(folder, since, unread or str(error), None)
    return replace(kept(folder, since, unread, journal), declared=journal is not None)


def make_report(
    store: Store, settings: Settings, *, since: datetime, unread: str, settings_file: str = ""
) -> Made:
    """Write the report since `since`; `unread` says why the day journal was not read just now."""
    from copiste.console.commands.load import rejects_folder
    from copiste.console.report.files import write_report
    from copiste.console.report.gather import gather
    from copiste.console.report.reconcile import reconcile
    from copiste.console.report.verdict import judge
    from copiste.disks import DiskError

    now = datetime.now(UTC)
    journal = _readings(settings, since, unread)
    data = gather(
        store,
        settings,
        since=since,
        now=now,
        journal=journal,
        rejects=rejects_folder(settings),
        settings_file=settings_file or os.environ.get("COPISTE_SETTINGS", ""),
    )
    compared = reconcile(data.cases, data.receipts, journal)
    verdict = judge(data, compared)
    try:
        page = write_report(data, compared, settings.reports, settings.evidence)
    except DiskError as error:
        # The caller shows the verdict on the terminal all the same.
        return Made(None, data, compared, verdict, str(error))
    return Made(page, data, compared, verdict)


#: A night and the evening before it.
USUAL_PERIOD = timedelta(hours=24)
