"""What the morning report shows, as plain values: no database, no HTML, no payload.

Items, steps, receipts and transactions are the queue's own records; here is what the report adds to them.
Nothing here can hold what identifies a person: neither the queue's history nor its journal does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from copiste.console.held import Doubt
from copiste.queue.item import State, StepState
from copiste.queue.lifecycle import BASKETS
from copiste.queue.records import ItemSummary, ReceiptRecord, StepRecord, TransactionRecord

if TYPE_CHECKING:
    from copiste.screens.declared.day_journal import RecordDay

#: One step of a case: from the item's whole journal where that was read, else from the list of receipts.
CaseStep = StepRecord | ReceiptRecord


@dataclass(frozen=True, slots=True)
class Case:
    """One work item as it stands when the report is made, with its journal and its transactions."""

    item: ItemSummary
    #: Transactions run so far.
    transactions: int = 0
    #: Folder of pictures and logs of the last transaction, relative to the evidence root.
    evidence: str | None = None
    steps: tuple[CaseStep, ...] = ()
    #: Of a HELD one: what is known of each step in doubt.
    doubts: tuple[Doubt, ...] = ()

    @property
    def state(self) -> State:
        """Where the item stands."""
        return self.item.state

    @property
    def waits_for_a_person(self) -> bool:
        """Whether it sits in a basket."""
        return self.state in BASKETS

    @property
    def receipts(self) -> tuple[CaseStep, ...]:
        """The steps whose receipt is known."""
        return tuple(step for step in self.steps if step.receipt)

    @property
    def unknown(self) -> tuple[CaseStep, ...]:
        """The steps whose commit key was pressed and whose outcome is unknown."""
        return tuple(step for step in self.steps if step.state is StepState.SUBMITTING)


@dataclass(frozen=True, slots=True)
class IntakeReject:
    """One row that never entered the queue."""

    file: str
    sheet: str
    row: int
    column: str
    #: Stable code of the rule.
    rule: str
    text: str = ""
    #: The case's, when the row had one.
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Unpictured:
    """A run whose pictures could not be written."""

    since: datetime
    #: In words.
    why: str
    #: How many transactions; None while it runs, and when its orchestrator died.
    items: int | None = None


@dataclass(frozen=True, slots=True)
class DayJournalLine:
    """One line of the back-end's own day journal, read from its screens."""

    receipt: str
    #: As the back-end writes them; empty when the list has no such column.
    transaction: str = ""
    time: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class DayReading:
    """What the back-end said it had recorded on one day for these operators, when it was last asked."""

    day: date
    #: What was recorded later is not compared.
    read_at: datetime
    operators: tuple[str, ...]
    lines: tuple[DayJournalLine, ...]


@dataclass(frozen=True, slots=True)
class DayReadings:
    """The readings of the back-end's day journal that there are."""

    readings: tuple[DayReading, ...] = ()
    #: Why it could not be read just now; empty when it was.
    unread: str = ""
    #: Whether the application declares a day journal; without one there is nothing to read.
    declared: bool = True
    #: What tells the day of a record; without it, the day on which the journal took its receipt.
    record_day: RecordDay | None = None

    @property
    def operators(self) -> tuple[str, ...]:
        """Whose records were asked for."""
        return tuple(sorted({operator for reading in self.readings for operator in reading.operators}))

    @property
    def read_at(self) -> datetime | None:
        """When the back-end was asked last."""
        return max((reading.read_at for reading in self.readings), default=None)

    def day_of(self, receipt: ReceiptRecord) -> date:
        """The day on which the back-end recorded it, as far as its receipt tells."""
        named = self.record_day.of_receipt(receipt.receipt) if self.record_day else None
        return named or day_of(receipt.at)


def day_of(moment: datetime) -> date:
    """The day of a moment in this machine's time zone."""
    return moment.astimezone().date()


@dataclass(frozen=True, slots=True)
class QueueAway:
    """A time in which a run could not use the queue."""

    run: int
    since: datetime
    lasted: timedelta
    #: In words, with what to do.
    reason: str


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything that one report is made of."""

    made_at: datetime
    since: datetime
    until: datetime
    #: Where the back-end is, without credentials.
    back_end: str
    #: Items touched in the period, and all that sit in a basket whatever their age.
    cases: tuple[Case, ...] = ()
    #: Every receipt that the journal took since the first day that is compared.
    receipts: tuple[ReceiptRecord, ...] = ()
    #: Transactions begun in the period that have ended.
    transactions: tuple[TransactionRecord, ...] = ()
    rejects: tuple[IntakeReject, ...] = ()
    unpictured: tuple[Unpictured, ...] = ()
    #: When the queue did not answer, while a run went on.
    queue_away: tuple[QueueAway, ...] = ()
    day_journal: DayReadings = DayReadings(unread="It was not read.")
    #: The settings file, when it is not the usual one: commands need to name it.
    settings_file: str = ""

    @property
    def length(self) -> timedelta:
        """From the first transaction's start to the last one's end."""
        if not self.transactions:
            return timedelta(0)
        return max(map(ended, self.transactions)) - min(t.started for t in self.transactions)


def ended(transaction: TransactionRecord) -> datetime:
    """When it ended; its start for one that runs, which no report shows."""
    return transaction.finished or transaction.started


def seconds(transaction: TransactionRecord) -> float:
    """How long it took."""
    return (ended(transaction) - transaction.started).total_seconds()
