"""Making the morning report; shared by `report`, `run` and `demo`."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from copiste.console.exit_codes import Exit
from copiste.console.report.verdict import Level, Verdict

if TYPE_CHECKING:
    from copiste.console.report.data import ReportData
    from copiste.console.report.reconcile import Reconciliation
    from copiste.queue.store import Store
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
        """What the shell is told: 0 only when there is nothing to do."""
        if self.page is None:
            return Exit.UNREACHABLE
        return Exit.OK if self.verdict.level is Level.WELL else Exit.ATTENTION


def day_journals(settings: Settings) -> Path:
    """Where readings of the back-end's day journal are kept."""
    return settings.reports / "day-journals"


#: Seconds before the day journal is read again, while it does not show what was recorded just now. Together
#: they are longer than `reconcile.LAG`, so that the last answer stands.
AGAIN = (5, 10, 20, 40, 60)


def read_back_end(store: Store, settings: Settings, wait: Callable[[float], object] = time.sleep) -> str:
    """Read the back-end's day journal now; why not, in words, when it cannot be.

    A journal may lag behind its screens: while records of just now are missing in it, it is read again.
    """
    from copiste.console.context import bots_at_work
    from copiste.console.report.day_journal import read_day_journal

    if bots_at_work(store):
        return "Bots are at work at these seats; a second sign-on would end theirs."
    folder = day_journals(settings)
    for pause in AGAIN:
        unread = read_day_journal(settings, folder, lambda: datetime.now(UTC))
        if unread or not _not_shown_yet(store, folder):
            return unread
        wait(pause)
    return read_day_journal(settings, folder, lambda: datetime.now(UTC))


def _not_shown_yet(store: Store, folder: Path) -> bool:
    from copiste.console.report.day_journal import kept
    from copiste.console.report.gather import receipts_since
    from copiste.console.report.reconcile import LAG, reconcile

    since = datetime.now(UTC) - 2 * LAG
    return bool(reconcile((), receipts_since(store, since), kept(folder, since, "")).not_yet)


def make_report(
    store: Store, settings: Settings, *, since: datetime, unread: str, settings_file: str = ""
) -> Made:
    """Write the report since `since`; `unread` says why the back-end was not asked just now."""
    from copiste.console.commands.load import rejects_folder
    from copiste.console.report.day_journal import kept
    from copiste.console.report.files import write_report
    from copiste.console.report.gather import gather
    from copiste.console.report.reconcile import reconcile
    from copiste.console.report.verdict import judge
    from copiste.disks import DiskError

    now = datetime.now(UTC)
    journal = kept(day_journals(settings), since, unread)
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
        # What it says is worth more than its page.
        return Made(None, data, compared, verdict, str(error))
    return Made(page, data, compared, verdict)


#: A night and the evening before it.
USUAL_PERIOD = timedelta(hours=24)
