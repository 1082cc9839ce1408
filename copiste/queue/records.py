"""Answers of the queue to the console and the report, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from copiste.queue.item import OutcomeKind, Source, State, StepState, StepTiming


@dataclass(frozen=True, slots=True)
class Count:
    """How many items of a process are in a state."""

    process: str
    state: State
    items: int


@dataclass(frozen=True, slots=True)
class Basket:
    """Items that wait for a person for the same reason."""

    state: State
    process: str
    code: str
    items: int


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items to list; what is left out does not restrict."""

    states: frozenset[State] = frozenset()
    process: str | None = None
    reference: str | None = None
    code: str | None = None
    #: Changed since then.
    since: datetime | None = None
    #: Had a transaction in this run.
    run: int | None = None


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """One line in a list of items; never its payload."""

    id: int
    process: str
    reference: str
    state: State
    attempt: int
    code: str
    message: str
    priority: int
    holder: str | None
    not_before: datetime
    due: datetime | None
    source: Source | None
    added_at: datetime
    changed_at: datetime
    #: When its case was erased.
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some items in the order of their numbers, and where the next page begins."""

    items: tuple[ItemSummary, ...]
    #: To pass as `after`; None when this was the last page.
    next: int | None


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step in an item's journal, and which transaction wrote it last."""

    step: str
    state: StepState
    receipt: str | None
    token: int
    attempt: int
    at: datetime
    #: When our commit key went down for it; None when it never did: the record was there already.
    pressed_at: datetime | None = None
    #: What stood on the screen then, as `field=path in the case`.
    keyed: tuple[str, ...] = ()
    #: The receipt of the record that was to be replaced.
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One transition of an item."""

    at: datetime
    who: str
    #: None when the item entered the queue.
    from_state: State | None
    to_state: State
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class TransactionRecord:
    """One attempt at one item."""

    item: int
    process: str
    reference: str
    #: The lease's; with the item's number it names the transaction.
    token: int
    attempt: int
    run: int | None
    holder: str
    started: datetime
    #: None while it runs.
    finished: datetime | None
    outcome: OutcomeKind | None
    code: str
    message: str
    timings: tuple[StepTiming, ...]
    evidence: str | None


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """All there is to know of one item, but its case."""

    summary: ItemSummary
    journal: tuple[StepRecord, ...]
    history: tuple[HistoryLine, ...]
    transactions: tuple[TransactionRecord, ...]


@dataclass(frozen=True, slots=True)
class ReceiptRecord:
    """One effect on the back-end, as the journal has it."""

    item: int
    process: str
    reference: str
    step: str
    state: StepState
    receipt: str
    at: datetime
    #: None for a record that was there already: a lookup found it, and no key of ours was pressed.
    pressed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ActRecord:
    """One act in the trail."""

    id: int
    at: datetime
    who: str
    what: str
    why: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SealRecord:
    """One seal over the trail and the history."""

    id: int
    #: In UTC.
    at: str
    #: Kept elsewhere, it shows later that nothing up to here was changed or cut off.
    hash: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of verifying the trail."""

    #: The first thing that does not fit, in words; empty when everything does.
    fault: str
    #: Lines that their seals vouch for.
    sealed: int
    #: Lines that no seal covers yet.
    unsealed: int
    last: SealRecord | None
    #: Items whose cases were erased, and are.
    erased: int


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of an orchestrator."""

    id: int
    started: datetime
    #: None while it runs, and for one that was killed.
    ended: datetime | None
    host: str
    settings: Mapping[str, Any]
