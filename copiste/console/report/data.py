"""What the morning report says, as plain values: no database, no HTML, no payload.

`references` are case references, `receipts` the numbers that the back-end's screens showed. Nothing here can
hold a NIR, an IBAN or a name: neither the queue's events nor its journal do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from copiste.console.held import Doubt
from copiste.queue.item import State, StepState

#: States that wait for a person, most pressing first.
BASKET_STATES = (State.HELD, State.FAILED, State.REJECTED, State.EXPIRED)


@dataclass(frozen=True, slots=True)
class Step:
    """One effect on the back-end, as the journal knows it."""

    #: The business key, such as `member` or `dependant:3f9a`.
    key: str
    state: StepState
    receipt: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One work item as it stands when the report is made."""

    id: int
    reference: str
    process: str
    state: State
    #: When it took that state.
    since: datetime
    #: Transactions run so far.
    transactions: int = 0
    code: str = ""
    #: The back-end's own words, or what the screen driver saw.
    message: str = ""
    #: Folder of pictures and logs of the last transaction, relative to the evidence root.
    evidence: str | None = None
    steps: tuple[Step, ...] = ()
    #: Of a HELD one: what there is to know of each step in doubt.
    doubts: tuple[Doubt, ...] = ()

    @property
    def waits_for_a_person(self) -> bool:
        """Whether it sits in a basket."""
        return self.state in BASKET_STATES

    @property
    def receipts(self) -> tuple[Step, ...]:
        """The steps whose receipt is known."""
        return tuple(step for step in self.steps if step.receipt)

    @property
    def unknown(self) -> tuple[Step, ...]:
        """The steps whose commit key was pressed, and nobody can say whether it took."""
        return tuple(step for step in self.steps if step.state is StepState.SUBMITTING)


@dataclass(frozen=True, slots=True)
class Transaction:
    """One attempt at one item, over."""

    reference: str
    process: str
    attempt: int
    bot: str
    started: datetime
    ended: datetime
    #: DONE, BUSINESS, APPLICATION, TRY_LATER, HELD, CRASHED or RETURNED.
    outcome: str
    code: str = ""
    message: str = ""
    #: Seconds by step key.
    timings: tuple[tuple[str, float], ...] = ()
    #: Folder of its pictures and log, relative to the evidence root.
    evidence: str | None = None

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.ended - self.started).total_seconds()


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
class Receipt:
    """One number that the back-end's screen showed, as the queue's journal holds it."""

    receipt: str
    reference: str
    process: str
    step: str
    #: When the journal took it.
    at: datetime
    state: StepState = StepState.COMMITTED
    #: Whether our commit key went down for it; a record that was there already is somebody else's.
    ours: bool = True

    @property
    def day(self) -> str:
        """The day that the receipt names (`26324-000123` → `26324`), else the day on which it was noted."""
        head, dash, _ = self.receipt.partition("-")
        return head if dash and len(head) == 5 and head.isdigit() else self.noted_on

    @property
    def noted_on(self) -> str:
        """The day on which the journal took it, as receipts write days."""
        return day_of(self.at)


@dataclass(frozen=True, slots=True)
class DayJournalLine:
    """One line of the back-end's own day journal, read from its screens."""

    receipt: str
    #: The back-end's transaction code, such as `ADHI`.
    transaction: str
    time: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class DayReading:
    """What the back-end said it had recorded on one day for these operators, when it was last asked."""

    #: As receipts write it: year and day of the year, `26324`.
    day: str
    read_at: datetime
    operators: tuple[str, ...]
    lines: tuple[DayJournalLine, ...]


@dataclass(frozen=True, slots=True)
class DayJournal:
    """The readings that there are; the back-end shows a day only until midnight."""

    readings: tuple[DayReading, ...] = ()
    #: Why it could not be read just now; empty when it was.
    unread: str = ""

    @property
    def operators(self) -> tuple[str, ...]:
        """Whose records were asked for."""
        return tuple(sorted({operator for reading in self.readings for operator in reading.operators}))

    @property
    def read_at(self) -> datetime | None:
        """When the back-end was asked last."""
        return max((reading.read_at for reading in self.readings), default=None)


def day_of(moment: datetime) -> str:
    """The day as receipts write it, in this machine's time zone."""
    return moment.astimezone().strftime("%y%j")


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
    receipts: tuple[Receipt, ...] = ()
    #: Transactions that ended in the period.
    transactions: tuple[Transaction, ...] = ()
    rejects: tuple[IntakeReject, ...] = ()
    unpictured: tuple[Unpictured, ...] = ()
    #: When the queue did not answer, while a run went on.
    queue_away: tuple[QueueAway, ...] = ()
    day_journal: DayJournal = DayJournal(unread="It was not asked for.")
    #: The settings file, when it is not the usual one: commands need to name it.
    settings_file: str = ""

    @property
    def length(self) -> timedelta:
        """From the first transaction's start to the last one's end."""
        if not self.transactions:
            return timedelta(0)
        return max(t.ended for t in self.transactions) - min(t.started for t in self.transactions)
