"""The values that travel through the house: work items, leases, journal entries, outcomes.

All are frozen, none knows a database, a screen or a robot. A payload never shows in a `repr`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from copiste.errors import Blame
from copiste.queue.errors import WorkItemsError

#: The current time; aware datetimes only.
Clock = Callable[[], datetime]


class State(StrEnum):
    """Where a work item stands; `copiste.queue.lifecycle` says which may follow which."""

    PENDING = "PENDING"
    RESERVED = "RESERVED"
    DONE = "DONE"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    HELD = "HELD"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    CLOSED = "CLOSED"


class StepState(StrEnum):
    """How far one effect on the back-end has gone, in this order."""

    PREPARED = "PREPARED"
    #: Durable before the commit key is pressed: from here on only a lookup can say what happened.
    SUBMITTING = "SUBMITTING"
    COMMITTED = "COMMITTED"
    VERIFIED = "VERIFIED"


class OutcomeKind(StrEnum):
    """What one transaction came to, as the bot saw it."""

    DONE = "DONE"
    #: The data or the rules refuse; a person corrects it. Never retried.
    BUSINESS = "BUSINESS"
    #: Screen, machine or our own code failed; retried by the policy of the process.
    APPLICATION = "APPLICATION"
    #: The back-end asks to come back later (record lock, closed); retried, costs no attempt.
    TRY_LATER = "TRY_LATER"
    #: A commit key was pressed and its effect is unknown.
    HELD = "HELD"
    #: The bot died or was killed for its time limit.
    CRASHED = "CRASHED"
    #: Given back untouched.
    RETURNED = "RETURNED"

    @property
    def answered(self) -> bool:
        """Whether the back-end answered, whatever it said."""
        return self not in {OutcomeKind.APPLICATION, OutcomeKind.CRASHED, OutcomeKind.RETURNED}


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One prepared case for one business process. `(process, reference)` is unique in the queue."""

    id: int
    process: str
    reference: str
    #: JSON-able; its shape is the process's model in `copiste.cases`.
    payload: Mapping[str, Any] = field(repr=False)
    #: 1 at the first transaction; a postponed or returned transaction does not count.
    attempt: int = 1
    #: How many bots died or hung on it since a person last queued it.
    crashes: int = 0
    #: Larger goes first.
    priority: int = 0
    #: Application exceptions since a person last queued it.
    failures: int = 0
    #: Times in a row that the back-end asked to come back later, and since when.
    postponements: int = 0
    postponed_since: datetime | None = None
    #: How long bots have worked on it since a person last queued it.
    spent: timedelta = timedelta()

    @property
    def evidence(self) -> str:
        """The folder of this attempt below the root of the evidence."""
        return f"{self.id:08d}-{self.attempt:02d}"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a work item was read from, so that a person can find its row again."""

    file: str
    sheet: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class NewItem:
    """A checked case on its way into the queue."""

    process: str
    #: Unique within its process; what comes again under it is the same case, or refused.
    reference: str
    payload: Mapping[str, Any] = field(repr=False)
    #: Larger goes first.
    priority: int = 0
    #: Waits until then.
    not_before: datetime | None = None
    #: EXPIRED when not begun by then; of equal priority, the earlier due goes first.
    due: datetime | None = None
    source: Source | None = None
    #: The item whose transaction made it.
    parent: int | None = None
    #: The reference that earlier versions made up for it: an item that has it, from a file of the same name,
    #: counts as having this one.
    formerly: str | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work one item until `until`; `token` grows with each claim and fences every write."""

    item: WorkItem
    token: int
    holder: str
    until: datetime


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """How far one step of an item has gone."""

    step: str
    state: StepState
    #: The number the screen showed; from COMMITTED on.
    receipt: str | None = None
    #: With SUBMITTING: what stands on the screen that is about to be committed, as `field=path in the case`.
    keyed: tuple[str, ...] = ()
    #: With SUBMITTING: the receipt of the record that this one replaces.
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class StepTiming:
    """How long one step took in one transaction."""

    step: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one transaction came to. Texts name fields and screens, never payload values."""

    kind: OutcomeKind
    #: Stable and upper-case (`CONTRACT_UNKNOWN`, `SCREEN_UNKNOWN`); empty when done.
    code: str = ""
    #: The back-end's own message where there is one.
    message: str = ""
    timings: tuple[StepTiming, ...] = ()
    #: Folder of pictures and Robot's log, relative to the evidence root.
    evidence: str | None = None
    #: Why some of these are missing, in words; empty when none is.
    unpictured: str = ""
    #: A folder whose disk failed under the bot, when that is what happened and it is known.
    disk: str = ""
    #: Whose fault it is; None: nobody's.
    blame: Blame | None = None
    #: The bot could not be opened, or not stay open: its seat opens it before it claims again.
    unopened: bool = False


class LeaseLostError(WorkItemsError):
    """The lease was taken over or ran out: stop before the next commit key.

    Next step: none; another bot has the item, or will.
    """

    code = "LEASE_LOST"
    blame = Blame.MACHINE
    counts = False


class Journal(Protocol):
    """The record-once journal of one work item, as a bot sees it."""

    def entries(self) -> Mapping[str, JournalEntry]:
        """What is known of each step, by step key."""

    def record(self, entry: JournalEntry) -> None:
        """Write `entry`; it is durable on return.

        Raises:
            LeaseLostError: the holder's token is no longer the newest.
        """
