"""The verdict: the ledger against what the cases asked for, and where the queue says that they ended."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from copiste.queue.item import State, StepState
from copiste.queue.records import ItemFilter, ItemRecord
from copiste.queue.store import Store
from tests.soak.cases import Case
from tests.support.mock import Mock
from tests.support.records import Record, recorded


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
        lines = {"lost": self.lost, "twice": self.twice, "wrong": self.wrong, "held": self.held}
        counts = ", ".join(f"{len(found)} {kind}" for kind, found in lines.items())
        told = f"{counts}; {self.records} records in {self.transactions} transactions"
        return "\n".join([told, *(f"  {kind}: {line}" for kind, found in lines.items() for line in found)])


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
    court = _Court()
    for case in cases:
        there = found.pop(case.records[0].nir, Counter())
        court.hear(case, items.get(case.item.reference), there)
    for records in found.values():
        court.wrong += [f"a record of nobody's case: {record.step}" for record in records]
    court.wrong += [f"receipt {receipt} is in the queue alone" for receipt in sorted(receipts - set(ledger))]
    if not court.held:
        unknown = sorted(set(ledger) - receipts)
        court.wrong += [f"receipt {receipt} is in the ledger alone" for receipt in unknown]
    transactions = sum(len(item.transactions) for item in items.values())
    return Verdict(
        lost=tuple(court.lost),
        twice=tuple(court.twice),
        wrong=tuple(court.wrong),
        held=tuple(court.held),
        records=len(ledger),
        transactions=transactions,
    )


@dataclass
class _Court:
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)

    def hear(self, case: Case, item: ItemRecord | None, there: Counter[Record]) -> None:
        """One case, and what the ledger holds of its person."""
        name = f"{case.item.process} {case.item.reference}"
        if item is None:
            self.lost.append(f"{name} is not in the queue")
            return
        asked = Counter(case.records)
        self.twice += [f"{name}: {record.step} {times} times" for record, times in there.items() if times > 1]
        self.wrong += [
            f"{name}: no such {record.step} was asked for" for record in there if record not in asked
        ]
        missing = [record.step for record in asked - there]
        state = item.summary.state
        if state is State.HELD:
            self.held.append(f"{name}: {_in_doubt(item)}; the ledger lacks {', '.join(missing) or 'nothing'}")
            return
        self.lost += [f"{name} ({state}): {step} is not in the ledger" for step in missing]
        if state in {State.PENDING, State.RESERVED}:
            self.lost.append(f"{name} is still {state}")
        elif state is not case.state:
            told = f"{item.summary.code}: {item.summary.message}"
            self.wrong.append(f"{name} is {state} ({told}), not {case.state}")


def _in_doubt(item: ItemRecord) -> str:
    steps = [step.step for step in item.journal if step.state is StepState.SUBMITTING]
    return f"{item.summary.code}, {', '.join(steps) or 'no step'} in doubt"


def outcomes(url: str) -> Iterator[str]:
    """What the transactions came to, the most frequent first."""
    with Store.open(url) as store:
        told = Counter((one.outcome or "unfinished", one.code) for one in store.transactions())
    for (outcome, code), number in told.most_common():
        yield f"{number:6d}  {outcome} {code}"
