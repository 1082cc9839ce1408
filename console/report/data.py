"""What the morning report says, as plain values: no database, no HTML, no payload.

`references` are case references, `receipts` the numbers that the back-end's screens showed. Nothing here can
hold a NIR, an IBAN or a name: neither the queue's events nor its journal do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from work_items.item import State, StepState

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

    @property
    def waits_for_a_person(self) -> bool:
        """Whether it sits in a basket."""
        return self.state in BASKET_STATES


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


@dataclass(frozen=True, slots=True)
class DayJournalLine:
    """One line of the back-end's own day journal, read from its screens."""

    receipt: str
    #: The back-end's transaction code, such as `ADHI`.
    transaction: str
    time: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True)
class DayJournal:
    """What the back-end says it recorded for the operators asked for."""

    lines: tuple[DayJournalLine, ...] = ()
    #: Why it could not be read; empty when it was.
    unread: str = ""
    read_at: datetime | None = None
    operators: tuple[str, ...] = ()


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
    #: Transactions that ended in the period.
    transactions: tuple[Transaction, ...] = ()
    rejects: tuple[IntakeReject, ...] = ()
    day_journal: DayJournal = field(default_factory=lambda: DayJournal(unread="It was not asked for."))
    #: Items standing in each state now, the whole queue.
    standing: tuple[tuple[State, int], ...] = ()

    @property
    def length(self) -> timedelta:
        """From the first transaction's start to the last one's end."""
        if not self.transactions:
            return timedelta(0)
        return max(t.ended for t in self.transactions) - min(t.started for t in self.transactions)
