"""The verdict: what the ledger holds against what the cases asked for, and where the queue says they ended."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tests.soak.cases import Case
from tests.support.mock import Mock
from tests.support.records import Record, recorded
from work_items.item import State, StepState
from work_items.records import ItemFilter, ItemRecord
from work_items.store import Store


@dataclass(frozen=True)
class Verdict:
    """Each list names what it found; a night that kept its promises leaves the first three empty."""

    #: Records that were asked for and are not there, and items in no end state.
    lost: tuple[str, ...]
    #: Records that are there more than once.
    twice: tuple[str, ...]
    #: Records that nobody asked for, items that ended elsewhere than they must, receipts that disagree.
    wrong: tuple[str, ...]
    #: Items for a person, and whether the ledger proves that nobody could know.
    held: tuple[str, ...]
    records: int
    transactions: int

    @property
    def kept(self) -> bool:
        """Whether nothing was lost, twice or wrong."""
        return not (self.lost or self.twice or self.wrong)

    def __str__(self) -> str:
        counts = f"{len(self.lost)} lost, {len(self.twice)} twice, {len(self.wrong)} wrong"
        what = [f"  {kind}: {line}" for kind in ("lost", "twice", "wrong", "held") for line in getattr(self, kind)]
        told = f"{counts}, {len(self.held)} held; {self.records} records, {self.transactions} transactions"
        return "\n".join([told, *what])


def judge(cases: list[Case], mock: Mock, url: str) -> Verdict:
    """Compare, once everything has come to rest."""
    with Store.open(url) as store:
        numbers = {item.reference: item.id for item in store.items(ItemFilter(), limit=100_000).items}
        items = {reference: store.item(number) for reference, number in numbers.items()}
        receipts = {record.receipt for record in store.receipts()}
    ledger = recorded(mock)
    found: dict[str, Counter[Record]] = defaultdict(Counter)
    for record in ledger.values():
        found[record.nir][record] += 1
    lost, twice, wrong, held = [], [], [], []
    for case in cases:
        name = f"{case.item.process} {case.item.reference}"
        item = items.get(case.item.reference)
        if item is None:
            lost.append(f"{name} is not in the queue")
            continue
        state = item.summary.state
        there = found.pop(case.records[0].nir, Counter())
        asked = Counter(case.records)
        twice += [f"{name}: {record.step} {number} times" for record, number in there.items() if number > 1]
        wrong += [f"{name}: {record.step} was not asked for so" for record in there - asked if record not in asked]
        missing = [record.step for record in asked - there]
        if state is State.HELD:
            held.append(f"{name}: {_in_doubt(item)}; the ledger lacks {', '.join(missing) or 'nothing'}")
        else:
            lost += [f"{name} ({state}): {step} is not in the ledger" for step in missing]
            if state is not case.state:
                (lost if state in {State.PENDING, State.RESERVED} else wrong).append(_elsewhere(name, item, case))
    wrong += [f"a record of nobody's case: {record.step}" for records in found.values() for record in records]
    wrong += [f"receipt {receipt} is in the queue alone" for receipt in sorted(receipts - set(ledger))]
    in_doubt = {line.partition(":")[0] for line in held}
    if not in_doubt:
        wrong += [f"receipt {receipt} is in the ledger alone" for receipt in sorted(set(ledger) - receipts)]
    transactions = sum(len(item.transactions) for item in items.values())
    return Verdict(tuple(lost), tuple(twice), tuple(wrong), tuple(held), len(ledger), transactions)


def _elsewhere(name: str, item: ItemRecord, case: Case) -> str:
    return f"{name} is {item.summary.state} ({item.summary.code}: {item.summary.message}), not {case.state}"


def _in_doubt(item: ItemRecord) -> str:
    steps = [step.step for step in item.journal if step.state is StepState.SUBMITTING]
    return f"{item.summary.code}, {', '.join(steps) or 'no step'} in doubt"


def outcomes(url: str) -> Iterator[str]:
    """What the transactions came to, the most frequent first."""
    with Store.open(url) as store:
        told = Counter((one.outcome or "unfinished", one.code) for one in store.transactions())
    for (outcome, code), number in told.most_common():
        yield f"{number:6d}  {outcome} {code}"
