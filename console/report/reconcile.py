"""Do the queue, its journal and the back-end's own day journal tell one story? Pure.

A receipt names its day (`26324-000123` = year 26, day 324). The back-end's journal only shows one day, so a
receipt of another day is *not comparable*, which is said, and is not a difference.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from console.report.data import Case, DayJournal, DayJournalLine
from work_items.item import State, StepState

_RECORDED = (StepState.COMMITTED, StepState.VERIFIED)


@dataclass(frozen=True, slots=True)
class Claim:
    """One receipt that the queue's journal holds, with the case and the step that brought it."""

    receipt: str
    reference: str
    process: str
    step: str

    @property
    def day(self) -> str:
        """The day that the receipt names, `YYDDD`; empty when it does not look like a receipt."""
        head, dash, _ = self.receipt.partition("-")
        return head if dash else ""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Which records both sides know, and which only one."""

    #: Why there is nothing to compare with; empty when the day journal was read.
    unread: str = ""
    in_both: tuple[Claim, ...] = ()
    #: The queue says recorded, the back-end's journal of that day does not show it: lost?
    only_queue: tuple[Claim, ...] = ()
    #: The back-end shows it under a robot's name, no case claims it: keyed twice, or by hand under that name?
    only_back_end: tuple[DayJournalLine, ...] = ()
    #: Receipts of days that the journal does not show; found by lookup, or recorded before midnight.
    other_days: tuple[Claim, ...] = ()
    #: Receipts that several cases claim: the record was there already when the later case came.
    shared: tuple[tuple[str, tuple[Claim, ...]], ...] = ()
    #: Cases that say DONE with a step that is not recorded: the queue contradicts its own journal.
    unfinished: tuple[Case, ...] = ()

    @property
    def differences(self) -> int:
        """How many records or cases do not tell one story."""
        return len(self.only_queue) + len(self.only_back_end) + len(self.unfinished)

    @property
    def proven(self) -> bool:
        """Whether the back-end's journal was read and agrees."""
        return not self.unread and not self.differences


def reconcile(cases: tuple[Case, ...], journal: DayJournal) -> Reconciliation:
    """Compare the receipts of `cases` with the lines of `journal`."""
    claims = tuple(claim for case in cases for claim in claims_of(case))
    by_receipt: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_receipt[claim.receipt].append(claim)
    shared = tuple((receipt, tuple(same)) for receipt, same in by_receipt.items() if len(same) > 1)
    unfinished = tuple(case for case in cases if case.state is State.DONE and _has_open_step(case))
    if journal.unread:
        return Reconciliation(unread=journal.unread, shared=shared, unfinished=unfinished)
    shown = {line.receipt for line in journal.lines}
    days = _days(journal)
    comparable = [claim for claim in claims if claim.receipt in shown or claim.day in days]
    return Reconciliation(
        in_both=tuple(claim for claim in comparable if claim.receipt in shown),
        only_queue=tuple(claim for claim in comparable if claim.receipt not in shown),
        only_back_end=tuple(line for line in journal.lines if line.receipt not in by_receipt),
        other_days=tuple(claim for claim in claims if claim.receipt not in shown and claim.day not in days),
        shared=shared,
        unfinished=unfinished,
    )


def claims_of(case: Case) -> tuple[Claim, ...]:
    """The receipts that the case's journal holds, in the order of its steps."""
    return tuple(
        Claim(step.receipt, case.reference, case.process, step.key)
        for step in case.steps
        if step.state in _RECORDED and step.receipt
    )


def _has_open_step(case: Case) -> bool:
    return any(step.state not in _RECORDED for step in case.steps)


def _days(journal: DayJournal) -> set[str]:
    days = {line.receipt.partition("-")[0] for line in journal.lines}
    if journal.read_at is not None:
        days.add(journal.read_at.strftime("%y%j"))
    return days
