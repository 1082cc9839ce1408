"""Counts and quantiles for the report. Pure."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from copiste.console.report.data import Case, ReportData, ended, seconds
from copiste.queue.item import OutcomeKind, State
from copiste.queue.lifecycle import BASKETS
from copiste.queue.records import TransactionRecord

#: Outcomes after which the item is tried again.
RETRIED = (OutcomeKind.APPLICATION, OutcomeKind.TRY_LATER, OutcomeKind.CRASHED)
#: States of baskets, most pressing first.
_PRESSING = (State.HELD, State.FAILED, State.REJECTED, State.EXPIRED)


@dataclass(frozen=True, slots=True)
class Basket:
    """The cases that wait for a person for one reason."""

    code: str
    state: State
    cases: tuple[Case, ...]

    @property
    def rank(self) -> int:
        """How pressing its state is; 0 first."""
        return _PRESSING.index(self.state)

    @property
    def messages(self) -> tuple[str, ...]:
        """The back-end's messages, each once, most frequent first."""
        counted = Counter(case.item.message for case in self.cases if case.item.message)
        return tuple(text for text, _ in counted.most_common())


@dataclass(frozen=True, slots=True)
class ProcessFigures:
    """One line of the per-process table."""

    process: str
    done: int
    need_a_person: int
    waiting: int
    #: Cancelled, or closed by hand.
    aside: int
    retries: int
    #: Seconds of a transaction that ended in DONE; None when there is none.
    median: float | None
    p90: float | None

    @property
    def total(self) -> int:
        """Cases of this process."""
        return self.done + self.need_a_person + self.waiting + self.aside


@dataclass(frozen=True, slots=True)
class StepFigures:
    """How long one kind of step takes, in seconds."""

    step: str
    count: int
    low: float
    median: float
    p90: float
    slowest: float
    total: float


@dataclass(frozen=True, slots=True)
class Slice:
    """Transactions that ended in one slice of the night, by outcome."""

    start: datetime
    done: int
    to_a_person: int
    again: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.done + self.to_a_person + self.again


def baskets(cases: Iterable[Case]) -> tuple[Basket, ...]:
    """The cases that wait for a person by state and code; most pressing state first, then the fullest."""
    grouped: dict[tuple[State, str], list[Case]] = defaultdict(list)
    for case in cases:
        if case.waits_for_a_person:
            grouped[case.state, case.item.code].append(case)
    made = [
        Basket(code or "NO_CODE", state, tuple(sorted(some, key=lambda case: case.item.reference)))
        for (state, code), some in grouped.items()
    ]
    return tuple(sorted(made, key=lambda b: (b.rank, -len(b.cases), b.code)))


def by_process(data: ReportData) -> tuple[ProcessFigures, ...]:
    """One line for each process, the largest first."""
    lines = []
    again = Counter(transaction.process for transaction in retries(data))
    for process, count in Counter(case.item.process for case in data.cases).most_common():
        states = Counter(case.state for case in data.cases if case.item.process == process)
        lengths = sorted(
            seconds(t) for t in data.transactions if t.process == process and t.outcome is OutcomeKind.DONE
        )
        done = states[State.DONE]
        need = sum(states[state] for state in BASKETS)
        waiting = states[State.PENDING] + states[State.RESERVED]
        lines.append(
            ProcessFigures(
                process=process,
                done=done,
                need_a_person=need,
                waiting=waiting,
                aside=count - done - need - waiting,
                retries=again[process],
                median=quantile(lengths, 0.5) if lengths else None,
                p90=quantile(lengths, 0.9) if lengths else None,
            )
        )
    return tuple(lines)


def retries(data: ReportData) -> tuple[TransactionRecord, ...]:
    """Transactions after which the item was tried again, in order of time.

    The last one of an item in a basket is not among them: no try followed it.
    """
    waiting = {case.item.id for case in data.cases if case.state in {State.PENDING, State.RESERVED}}
    last = {t.item: t for t in sorted(data.transactions, key=ended)}
    return tuple(
        sorted(
            (
                t
                for t in data.transactions
                if t.outcome in RETRIED and (t is not last[t.item] or t.item in waiting)
            ),
            key=ended,
        )
    )


def step_kind(key: str) -> str:
    """The kind of a step, for comparing: `dependant:3f9a`, `dependant 2` → `dependant`."""
    return key.partition(":")[0].rstrip("0123456789").rstrip()


def by_step(transactions: Iterable[TransactionRecord]) -> tuple[StepFigures, ...]:
    """How long each kind of step takes, the most time in total first."""
    by_kind: dict[str, list[float]] = defaultdict(list)
    for transaction in transactions:
        for timing in transaction.timings:
            by_kind[step_kind(timing.step)].append(timing.seconds)
    lines = []
    for step, lengths in by_kind.items():
        lengths.sort()
        lines.append(
            StepFigures(
                step=step,
                count=len(lengths),
                low=quantile(lengths, 0.1),
                median=quantile(lengths, 0.5),
                p90=quantile(lengths, 0.9),
                slowest=lengths[-1],
                total=sum(lengths),
            )
        )
    return tuple(sorted(lines, key=lambda line: -line.total))


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of `ordered` lies, interpolated; `ordered` is ascending and not empty."""
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


#: Lengths that people read easily on a time axis.
_SLICES = tuple(timedelta(seconds=s) for s in (5, 10, 30, 60, 300, 600, 900, 1800, 3600, 7200, 14400))


def slices(
    transactions: Sequence[TransactionRecord], at_most: int = 48
) -> tuple[tuple[Slice, ...], timedelta]:
    """The night in even slices of a readable length, and that length; no transaction, no slice."""
    if not transactions:
        return (), _SLICES[0]
    first, last = min(map(ended, transactions)), max(map(ended, transactions))
    length = next((s for s in _SLICES if (last - first) / s < at_most - 1), _SLICES[-1])
    origin = first - timedelta(seconds=first.timestamp() % length.total_seconds())
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for transaction in transactions:
        counts[int((ended(transaction) - origin) / length)][_fate(transaction.outcome)] += 1
    return tuple(
        Slice(origin + n * length, counts[n]["done"], counts[n]["person"], counts[n]["again"])
        for n in range(max(counts) + 1)
    ), length


_FATES = {OutcomeKind.DONE: "done", OutcomeKind.BUSINESS: "person", OutcomeKind.HELD: "person"}


def _fate(outcome: OutcomeKind | None) -> str:
    return _FATES.get(outcome, "again") if outcome else "again"
