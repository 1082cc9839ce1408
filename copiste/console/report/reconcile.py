"""Do the queue, its journal and the back-end's own day journal tell one story? Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from copiste.console.report.data import Case, DayJournal, DayJournalLine, Receipt
from copiste.queue.item import State

#: A back-end's day journal may show a record so much later than its screens confirmed it.
LAG = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Which records both sides know, and which only one."""

    #: Why there is nothing to compare with; empty when some day's journal was read.
    unread: str = ""
    in_both: tuple[Receipt, ...] = ()
    #: Keyed by a bot, and the back-end's journal of that day, read well after, does not show it: lost?
    only_queue: tuple[Receipt, ...] = ()
    #: The back-end shows it under a bot's name, no case claims it: keyed twice, or by hand under that name.
    only_back_end: tuple[DayJournalLine, ...] = ()
    #: Recorded by somebody else, or before the case came: a lookup found the record there already.
    adopted: tuple[Receipt, ...] = ()
    #: Not shown by a journal that was read so soon after that it may lag.
    not_yet: tuple[Receipt, ...] = ()
    #: Recorded after the back-end's journal of that day was last read.
    uncompared: tuple[Receipt, ...] = ()
    #: Receipts that several steps claim: the record was there already when the later case came.
    shared: tuple[tuple[str, tuple[Receipt, ...]], ...] = ()
    #: Cases that say DONE and have no receipt at all.
    without_receipt: tuple[Case, ...] = ()

    @property
    def differences(self) -> int:
        """How many records or cases do not tell one story."""
        return len(self.only_queue) + len(self.only_back_end) + len(self.without_receipt)


def reconcile(cases: tuple[Case, ...], receipts: tuple[Receipt, ...], journal: DayJournal) -> Reconciliation:
    """Compare what the queue's journal holds with what the back-end says it recorded.

    A receipt of a day whose journal was read *before* the queue noted it cannot be there yet: that is said,
    and is not a difference.
    """
    claims: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        claims[receipt.receipt].append(receipt)
    shared = tuple((number, tuple(same)) for number, same in claims.items() if len(same) > 1)
    bare = tuple(case for case in cases if case.state is State.DONE and not case.receipts)
    if not journal.readings:
        return Reconciliation(unread=journal.unread or "No reading.", shared=shared, without_receipt=bare)
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
        without_receipt=bare,
    )


def _sort_out(
    receipts: tuple[Receipt, ...], shown: set[str], journal: DayJournal
) -> dict[str, tuple[Receipt, ...]]:
    read_at = {reading.day: reading.read_at for reading in journal.readings}
    heaps: dict[str, list[Receipt]] = {
        "both": [],
        "missing": [],
        "adopted": [],
        "not yet": [],
        "uncompared": [],
    }
    for receipt in receipts:
        asked = read_at.get(receipt.day)
        if receipt.receipt in shown:
            heap = "both"
        elif not receipt.ours or receipt.day < receipt.noted_on:
            heap = "adopted"
        elif asked is not None and receipt.at <= asked:
            heap = "missing" if receipt.at + LAG <= asked else "not yet"
        else:
            heap = "uncompared"
        heaps[heap].append(receipt)
    return {name: tuple(heap) for name, heap in heaps.items()}
