"""From the queue, the rejects files and the kept day journals to `ReportData`. Reads only."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from copiste.console.held import Doubt, doubts
from copiste.console.output import plain
from copiste.console.report.data import (
    Case,
    CaseStep,
    DayReadings,
    IntakeReject,
    QueueAway,
    ReportData,
    Unpictured,
)
from copiste.queue.audit.trail import QUEUE_AWAY
from copiste.queue.item import State
from copiste.queue.lifecycle import BASKETS
from copiste.queue.people.runs import UNPICTURED
from copiste.queue.records import (
    ActRecord,
    ItemFilter,
    ItemRecord,
    ItemSummary,
    Page,
    ReceiptRecord,
    TransactionRecord,
)

if TYPE_CHECKING:
    from copiste.settings import Settings

#: Items in baskets whose whole journal is read; beyond, their receipts must do.
_LOOKED_AT_CLOSELY = 5000


class Queue(Protocol):
    """What the report reads of the queue; `copiste.queue.store.Store` is one."""

    def items(self, only: ItemFilter | None = None, *, after: int = 0, limit: int = 100) -> Page:
        """A page of items."""

    def records(self, numbers: Collection[int]) -> tuple[ItemRecord, ...]:
        """Items with their history."""

    def transactions(self, *, since: datetime | None = None) -> Iterator[TransactionRecord]:
        """Transactions begun since a moment."""

    def receipts(self, *, since: datetime | None = None) -> Iterator[ReceiptRecord]:
        """Receipts written since a moment."""

    def acts(self, what: str | None = None) -> tuple[ActRecord, ...]:
        """What was done with the queue, of one kind or all."""


def gather(
    queue: Queue,
    settings: Settings,
    *,
    since: datetime,
    now: datetime,
    journal: DayReadings,
    rejects: Path,
    settings_file: str = "",
) -> ReportData:
    """Everything that a report since `since` is made of.

    Args:
        queue: where the cases are.
        settings: names the back-end.
        since: the first moment of the period.
        now: its last.
        journal: the readings of the back-end's own day journal.
        rejects: folder of the rejects files.
        settings_file: when it is not the usual one.
    """
    midnight = since.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    receipts = tuple(queue.receipts(since=min(since, midnight)))
    transactions = tuple(_transactions(queue, since))
    return ReportData(
        made_at=now,
        since=since,
        until=now,
        back_end=_back_end(settings),
        cases=tuple(_cases(queue, since, receipts, transactions)),
        receipts=receipts,
        transactions=transactions,
        rejects=tuple(_rejects(rejects, since)),
        unpictured=tuple(_unpictured(queue, since)),
        queue_away=tuple(_queue_away(queue, since)),
        day_journal=journal,
        settings_file=settings_file,
    )


def _cases(
    queue: Queue,
    since: datetime,
    receipts: Iterable[ReceiptRecord],
    transactions: Iterable[TransactionRecord],
) -> Iterator[Case]:
    recorded: dict[int, list[CaseStep]] = defaultdict(list)
    for receipt in receipts:
        recorded[receipt.item].append(receipt)
    ran = Counter(t.item for t in transactions)
    evidence: dict[int, str | None] = {t.item: t.evidence for t in transactions if t.evidence}
    left = _LOOKED_AT_CLOSELY
    for page in _touched(queue, since):
        in_baskets = [item.id for item in page if item.state in BASKETS][:left]
        left -= len(in_baskets)
        unproved = [item.id for item in page if item.state is State.DONE and not recorded[item.id]]
        records = {record.summary.id: record for record in queue.records([*in_baskets, *unproved])}
        for item in page:
            steps: tuple[CaseStep, ...] = tuple(recorded[item.id])
            in_doubt: tuple[Doubt, ...] = ()
            if record := records.get(item.id):
                steps = record.journal
                ran[item.id] = len(record.transactions)
                in_doubt = doubts(record)
                pictures = [t.evidence for t in record.transactions if t.evidence]
                evidence[item.id] = pictures[-1] if pictures else None
            shown = replace(item, message=plain(item.code, item.message))
            yield Case(shown, ran[item.id], evidence.get(item.id), steps, in_doubt)


def _touched(queue: Queue, since: datetime) -> Iterator[list[ItemSummary]]:
    """What changed in the period, all that waits for a person, and for a bot: in pages."""
    standing = frozenset({*BASKETS, State.PENDING, State.RESERVED})
    seen: set[int] = set()
    for only in (ItemFilter(since=since), ItemFilter(states=standing)):
        after = 0
        while True:
            page = queue.items(only, after=after, limit=1000)
            yield [item for item in page.items if item.id not in seen]
            seen.update(item.id for item in page.items)
            if page.next is None:
                break
            after = page.next


def _transactions(queue: Queue, since: datetime) -> Iterator[TransactionRecord]:
    for line in queue.transactions(since=since):
        if line.finished is not None and line.outcome is not None:
            yield replace(line, message=plain(line.code, line.message))


def _unpictured(queue: Queue, since: datetime) -> Iterator[Unpictured]:
    """The runs of the period whose pictures are missing: each noted it when that began, and at its end."""
    by_run: dict[object, list[ActRecord]] = defaultdict(list)
    for act in queue.acts(UNPICTURED):
        by_run[act.details.get("run")].append(act)
    for acts in by_run.values():
        if acts[-1].at >= since:
            yield Unpictured(acts[0].at, acts[0].why, acts[-1].details.get("items"))


def _queue_away(queue: Queue, since: datetime) -> Iterator[QueueAway]:
    for act in queue.acts(QUEUE_AWAY):
        if act.at >= since:
            lasted = timedelta(seconds=float(act.details["seconds"]))
            began = datetime.fromisoformat(act.details["since"])
            yield QueueAway(int(act.details["run"]), began, lasted, act.why)


def _rejects(folder: Path, since: datetime) -> Iterator[IntakeReject]:
    """The lines of the rejects files written in the period; lines of totals are left out."""
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else ():
        if path.stat().st_mtime < since.timestamp():
            continue
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for line in csv.DictReader(stream, delimiter=";"):
                if line["row"]:
                    yield IntakeReject(
                        file=line["file"],
                        sheet=line["sheet"],
                        row=int(line["row"]),
                        column=line["column"],
                        rule=line["rule"],
                        text=line["explanation"],
                        reference=line["reference"],
                    )


def _back_end(settings: Settings) -> str:
    url = settings.back_end.url
    return f"{settings.back_end.application} at {url.host}" if url else settings.back_end.application
