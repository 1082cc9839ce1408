"""One attempt at one item: its case, its journal, its seat, and the facts that decide its outcome.

This module holds the current transaction, because Robot Framework creates its libraries again for each run.
Keywords reach it through `current()`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from copiste.errors import Blame
from copiste.keywords.case_data import CaseData
from copiste.keywords.errors import NoCaseError, OwnDiskError, presentable
from copiste.keywords.evidence import Evidence
from copiste.keywords.seat_session import SeatSession
from copiste.queue.item import Journal, JournalEntry, Outcome, OutcomeKind, StepState, StepTiming, WorkItem
from copiste.screens.errors import AnsweredError
from copiste.screens.reading.lists import Row

#: Seconds from asking for `SUBMITTING` to pressing, where no orchestrator says otherwise.
PRESS_WITHIN = 15.0


@dataclass(frozen=True, slots=True)
class Fact:
    """An exception that a keyword raised, reduced to what decides and what a person reads."""

    kind: OutcomeKind
    code: str
    message: str
    blame: Blame
    #: Whether it is the back-end's refusal of a record that it holds already.
    exists: bool = False
    #: The folder whose disk failed, when that is what happened and it is known.
    disk: str = ""


@dataclass(slots=True)
class Step:
    """The current step of `Record Once`."""

    key: str
    label: str
    state: StepState | None
    #: Whether its commit key may be pressed: `Record Once` allows one press, after its lookup.
    may_commit: bool = field(default=False, init=False)
    #: Its commit key was answered, and only a look can tell whether it took.
    to_look_up: bool = field(default=False, init=False)
    #: What was filled, as `field=path`: names, no values.
    keyed: list[str] = field(default_factory=list, init=False)
    #: The receipt of the record that it replaces.
    replaces: str | None = field(default=None, init=False)
    _transaction: Transaction = field(repr=False)

    def record(self, state: StepState, receipt: str | None = None) -> None:
        """Write the journal; durable on return.

        Raises:
            Exception: the journal's own, when another bot has the item.
        """
        entry = JournalEntry(self.key, state, receipt)
        if state is StepState.SUBMITTING:
            entry = replace(entry, keyed=tuple(self.keyed), replaces=self.replaces)
        self._transaction.record(entry)
        self.state = state


class Transaction:
    """One attempt at one item."""

    def __init__(
        self,
        item: WorkItem,
        journal: Journal,
        seat: SeatSession,
        evidence: Evidence,
        on_progress: Callable[[str], None] = lambda _label: None,
        *,
        press_within: float = PRESS_WITHIN,
    ) -> None:
        self.item = item
        self.seat = seat
        self.evidence = evidence
        self.case = CaseData(item.payload, seat.hash_key)
        self.press_within = press_within
        self.step: Step | None = None
        #: The screen that `Go To` reached, and with what, while nothing has been filled or pressed there.
        self.untouched: tuple[str, dict[str, object]] | None = None
        #: Rows of a list that `Select Rows` kept for `Compare Rows`.
        self.rows: Sequence[Row] = ()
        self._journal = journal
        self._entries = dict(journal.entries())
        self._on_progress = on_progress
        #: What keywords raised so far, in this order.
        self.facts: list[Fact] = []
        self._seen: list[Exception] = []
        self._timings: list[StepTiming] = []

    def entry(self, step: str) -> JournalEntry | None:
        """What the journal holds of `step` in the current scope."""
        return self._entries.get(self.case.step_key(step))

    def record(self, entry: JournalEntry) -> None:
        """Write `entry` to the journal; durable on return."""
        self._journal.record(entry)
        self._entries[entry.step] = entry

    @contextmanager
    def working(self, step: str) -> Iterator[Step]:
        """Make `step` the current step, and time it."""
        label = self.case.step_label(step)
        entry = self.entry(step)
        self.step = Step(self.case.step_key(step), label, entry.state if entry else None, self)
        started = time.monotonic()
        try:
            self._on_progress(label)
            yield self.step
        finally:
            self.step = None
            self._timings.append(StepTiming(label, round(time.monotonic() - started, 4)))

    def note(self, error: Exception) -> bool:
        """Note that a keyword raised `error`; False when a keyword that it ran has noted it."""
        if any(error is seen for seen in self._seen):
            return False
        self._seen.append(error)
        self.facts.append(_fact(error))
        return True

    def outcome(self, *, passed: bool) -> Outcome:
        """Decide, once, at the end of the run, from what was noted and whether Robot says it passed."""
        return replace(
            _verdict(self.facts, passed=passed),
            timings=tuple(self._timings),
            evidence=self.evidence.folder.name,
            disk=next((fact.disk for fact in self.facts if fact.disk), ""),
        )


def outcome_of(error: Exception) -> Outcome:
    """The outcome of an exception outside any keyword, such as a refused sign-on."""
    return _outcome_of(_fact(error))


def _fact(error: Exception) -> Fact:
    shown = presentable(error)
    return Fact(
        OutcomeKind(shown.kind.upper()),
        shown.code,
        str(shown),
        shown.blame,
        exists=isinstance(shown, AnsweredError) and shown.exists,
        disk=shown.disk if isinstance(shown, OwnDiskError) else "",
    )


def _outcome_of(fact: Fact) -> Outcome:
    return Outcome(fact.kind, fact.code, fact.message, disk=fact.disk, blame=fact.blame)


def _verdict(facts: list[Fact], *, passed: bool) -> Outcome:
    if facts:
        # A doubt about a pressed commit key outweighs all; otherwise the cause is what came first.
        return _outcome_of(next((fact for fact in facts if fact.kind is OutcomeKind.HELD), facts[0]))
    if passed:
        return Outcome(OutcomeKind.DONE)
    return Outcome(
        OutcomeKind.APPLICATION,
        "UNRECORDED_FAILURE",
        "The robot failed outside the libraries; see Robot's log.",
        blame=Blame.ROBOT,
    )


_current: Transaction | None = None


def current() -> Transaction:
    """The current transaction.

    Raises:
        NoCaseError: there is none.
    """
    if _current is None:
        raise NoCaseError("No case is being worked.")
    return _current


def is_open() -> bool:
    """Whether there is a current transaction."""
    return _current is not None


def begin(transaction: Transaction) -> None:
    """Make `transaction` the current one."""
    global _current  # noqa: PLW0603 - see the module's docstring
    _current = transaction


def end() -> None:
    """Forget the current transaction, and with it the case's values."""
    global _current  # noqa: PLW0603
    _current = None
