"""Compares the queue's journal with the back-end's own day journal. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from copiste.console.report.data import Case, CaseStep, DayJournalLine, DayReadings, day_of
from copiste.queue.item import State, StepState
from copiste.queue.records import ReceiptRecord

#: A back-end's day journal may show a record so much later than its screens confirmed it.
LAG = timedelta(minutes=2)
#: The record was made: its receipt was read, or a lookup found it.
_RECORDED = (StepState.COMMITTED, StepState.VERIFIED)


@dataclass(frozen=True, slots=True)
class Basis:
    """What the queue's records rest on where no day journal was read."""

    #: Keyed, and checked afterwards: the screens show what was keyed.
    verified: tuple[ReceiptRecord, ...] = ()
    #: Keyed; the receipt was read on the screen, or found by a lookup where the answer was lost.
    receipts: tuple[ReceiptRecord, ...] = ()
    #: Found there by a lookup; no commit key was pressed.
    found: tuple[ReceiptRecord, ...] = ()
    #: Recorded, on screens that show no receipt: the application's message or a lookup proves it.
    without_receipt: tuple[tuple[Case, CaseStep], ...] = ()

    @property
    def records(self) -> int:
        """All of them."""
        return sum(map(len, (self.verified, self.receipts, self.found, self.without_receipt)))


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Which records both sides know, and which only one."""

    #: Why there is nothing to compare with; empty when some day's journal was read.
    unread: str = ""
    #: Whether that is because the application declares no day journal.
    undeclared: bool = False
    #: What the records rest on then.
    basis: Basis = Basis()
    in_both: tuple[ReceiptRecord, ...] = ()
    #: Keyed by a bot, and the back-end's journal of that day, read well after, does not show it: lost?
    only_queue: tuple[ReceiptRecord, ...] = ()
    #: The back-end shows it under a bot's name, no case claims it: keyed twice, or by hand under that name.
    only_back_end: tuple[DayJournalLine, ...] = ()
    #: Recorded by somebody else, or before the case came: a lookup found the record there already.
    adopted: tuple[ReceiptRecord, ...] = ()
    #: Not shown by a journal that was read so soon after that it may lag.
    not_yet: tuple[ReceiptRecord, ...] = ()
    #: Recorded after the back-end's journal of that day was last read.
    uncompared: tuple[ReceiptRecord, ...] = ()
    #: Receipts that several steps claim: the record was there already when the later case came.
    shared: tuple[tuple[str, tuple[ReceiptRecord, ...]], ...] = ()
    #: Cases that say DONE and whose journal holds no record at all.
    without_record: tuple[Case, ...] = ()

    @property
    def differences(self) -> int:
        """How many records or cases disagree."""
        return len(self.only_queue) + len(self.only_back_end) + len(self.without_record)


#: The text of `Reconciliation.unread` where the application declares no day journal.
UNDECLARED = "The application declares none."


def reconcile(
    cases: tuple[Case, ...], receipts: tuple[ReceiptRecord, ...], journal: DayReadings
) -> Reconciliation:
    """Compare what the queue's journal holds with what the back-end says it recorded.

    A receipt of a day whose journal was read *before* the queue noted it cannot be there yet: it is listed as
    not compared, and is not a difference.
    """
    claims: dict[str, list[ReceiptRecord]] = defaultdict(list)
    for receipt in receipts:
        claims[receipt.receipt].append(receipt)
    shared = tuple((number, tuple(same)) for number, same in claims.items() if len(same) > 1)
    bare = tuple(
        case
        for case in cases
        if case.state is State.DONE and not any(step.state in _RECORDED for step in case.steps)
    )
    if not journal.readings:
        return Reconciliation(
            unread=(journal.unread or "No reading.") if journal.declared else UNDECLARED,
            undeclared=not journal.declared,
            basis=_basis(cases, receipts),
            shared=shared,
            without_record=bare,
        )
    lines = {line.receipt: line for reading in journal.readings for line in reading.lines}
    sorted_out = _sort_out(receipts, set(lines), journal)
    return Reconciliation(
        in_both=sorted_out["both"],
        only_queue=sorted_out["missing"],
        only_back_end=tuple(line for number, line in lines.items() if number not in claims),
        adopted=sorted_out["adopted"],
        not_yet=sorted_out["not yet"],
        uncompared=sorted_out["uncompared"],
        shared=shared,
        without_record=bare,
    )


def _basis(cases: tuple[Case, ...], receipts: tuple[ReceiptRecord, ...]) -> Basis:
    keyed = [receipt for receipt in receipts if receipt.pressed_at is not None]
    return Basis(
        verified=tuple(receipt for receipt in keyed if receipt.state is StepState.VERIFIED),
        receipts=tuple(receipt for receipt in keyed if receipt.state is not StepState.VERIFIED),
        found=tuple(receipt for receipt in receipts if receipt.pressed_at is None),
        without_receipt=tuple(
            (case, step)
            for case in cases
            for step in case.steps
            if step.state in _RECORDED and not step.receipt
        ),
    )


def _sort_out(
    receipts: tuple[ReceiptRecord, ...], shown: set[str], journal: DayReadings
) -> dict[str, tuple[ReceiptRecord, ...]]:
    read_at = {reading.day: reading.read_at for reading in journal.readings}
    heaps: dict[str, list[ReceiptRecord]] = {
        "both": [],
        "missing": [],
        "adopted": [],
        "not yet": [],
        "uncompared": [],
    }
    for receipt in receipts:
        day = journal.day_of(receipt)
        asked = read_at.get(day)
        if receipt.receipt in shown:
            heap = "both"
        elif receipt.pressed_at is None or day < day_of(receipt.at):
            heap = "adopted"
        elif asked is not None and receipt.at <= asked:
            heap = "missing" if receipt.at + LAG <= asked else "not yet"
        else:
            heap = "uncompared"
        heaps[heap].append(receipt)
    return {name: tuple(heap) for name, heap in heaps.items()}
