"""One run of one robot: the item that it has in hand, the outputs that it makes, the nine methods.

Outputs are kept here until their input is DONE, and enter the queue with that; whatever else becomes of the
input, they are dropped, for its next attempt makes them again.
"""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from copiste.connectors.robocorp import messages as asked
from copiste.connectors.robocorp import verdict
from copiste.connectors.robocorp.errors import (
    EmptyQueueError,
    ItemInHandError,
    ItemNotYoursError,
    OutputInvalidError,
    OutputsUnwantedError,
)
from copiste.connectors.robocorp.made import Draft, outputs_of
from copiste.orchestrator.leases import Leases
from copiste.orchestrator.resilient_queue import AWAY, ResilientQueue
from copiste.queue.errors import FileMissingError, OutputKnownError
from copiste.queue.item import Clock, Lease, LeaseLostError, Outcome, OutcomeKind, State, WorkItem
from copiste.queue.retry import Retry
from copiste.queue.store import Store
from copiste.queue.transactions.outputs import Filed


@dataclass(frozen=True, slots=True)
class Settled:
    """How one transaction of a robot ended."""

    process: str
    reference: str
    state: State
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Errand:
    """What robots of one run are to work, and with what they do it."""

    store: Store
    queue: ResilientQueue
    leases: Leases
    retry: Retry
    clock: Clock
    process: str
    #: The process that outputs enter; None: the robot may make none.
    outputs_to: str | None
    holder: str
    run: int
    #: Whether a further item may be handed out now.
    startable: Callable[[], bool]
    on_settled: Callable[[Settled], None]


@dataclass(slots=True)
class _Hand:
    """The item that a robot has in hand, or will be given at its first question."""

    lease: Lease
    #: As the robot saved it last; what was claimed until then.
    payload: Any = field(repr=False)
    #: The robot has asked for it, since then (monotonic).
    taken: float | None = None
    #: The robot has read its payload.
    loaded: bool = False
    #: What it released the item with; the first word counts, whatever it says while the queue is away.
    said: Outcome | None = None
    drafts: dict[str, Draft] = field(default_factory=dict)
    lost: threading.Event = field(default_factory=threading.Event)
    kept: ExitStack = field(default_factory=ExitStack)

    def payloads(self) -> list[Any]:
        """Whose values the robot may have in its words: the item's own, and what was made from it."""
        return [self.payload, *(draft.payload for draft in self.drafts.values())]


class Session:
    """What the broker does for one robot. Threads may share it; each question is answered alone."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._store = errand.store
        self._hand: _Hand | None = None
        #: What the robot released: it may still read those.
        self._past: set[int] = set()
        self._lock = threading.RLock()
        #: How many items the robot asked for, and when it last began or ended one (monotonic).
        self.items = 0
        #: The folder of its log, below the root of the evidence.
        self.evidence: str | None = None
        self.since = time.monotonic()

    def prepare(self) -> WorkItem | None:
        """Claim the first item, before its robot is started; None when there is none."""
        with self._lock:
            hand = self._claim()
            return hand.lease.item if hand else None

    def lost(self) -> bool:
        """Whether the lease of the item in hand was lost: end the robot."""
        hand = self._hand
        return hand is not None and hand.lost.is_set()

    def working_since(self) -> float | None:
        """When the robot asked for the item that it has in hand (monotonic); None: it has none."""
        hand = self._hand
        return hand.taken if hand else None

    def answer(self, question: asked.Question) -> Any:
        """Do what the robot asks; the result, as JSON.

        Raises:
            WorkItemsError: it cannot be done; the robot gets the error.
        """
        with self._lock:
            try:
                return self._errand.queue.insist(lambda: self._answer(question))
            except LeaseLostError:
                if self._hand is not None:
                    self._hand.lost.set()
                raise

    def _answer(self, question: asked.Question) -> Any:
        match question:
            case asked.ReserveInput():
                return self._reserve()
            case asked.ReleaseInput():
                return self._release(question)
            case asked.CreateOutput():
                return self._create(question)
            case asked.LoadPayload():
                return self._load(question.item_id)
            case asked.SavePayload():
                return self._save(question)
            case _:
                return self._answer_about_files(question)

    def end(self, outcome: Callable[[bool], Outcome]) -> None:
        """Settle what the robot left in hand, now that it has ended; `outcome` is reported if it was read."""
        with self._lock:
            hand = self._hand
            if hand is None:
                return
            came = hand.said or (outcome(hand.loaded) if hand.taken is not None else verdict.untaken())
            # Somebody else has the item; its history says so. Or the run is stopped at once, the queue away.
            with suppress(LeaseLostError, *AWAY):
                self._errand.queue.insist(lambda: self._settle(hand, came))
            self._put_down()

    def _claim(self) -> _Hand | None:
        errand = self._errand
        if not errand.startable():
            return None
        held = errand.queue.claim(errand.holder, processes=(errand.process,), run=errand.run)
        if held is None:
            return None
        hand = _Hand(held.lease, asked.unwrap(held.lease.item.payload))
        hand.kept.enter_context(errand.leases.kept(held.lease, hand.lost.set, asked=held.asked))
        self._hand = hand
        return hand

    def _reserve(self) -> str:
        hand = self._hand
        if hand is not None and hand.taken is not None:
            raise ItemInHandError(f"Item {hand.lease.item.id} is in hand: release it before the next one.")
        hand = hand or self._claim()
        if hand is None:
            raise EmptyQueueError("No work items in the input queue.")
        self.items += 1
        hand.taken = self.since = time.monotonic()
        return str(hand.lease.item.id)

    def _release(self, question: asked.ReleaseInput) -> None:
        hand = self._input(question.item_id)
        hand.said = hand.said or verdict.released(question.state, question.exception, hand.payloads())
        self._settle(hand, hand.said)
        self._past.add(hand.lease.item.id)
        self._put_down()

    def _settle(self, hand: _Hand, outcome: Outcome) -> None:
        errand, item = self._errand, hand.lease.item
        outputs: list[Filed] = []
        if outcome.kind is OutcomeKind.DONE:
            try:
                to = errand.outputs_to or ""
                outputs = outputs_of(item, to, tuple(hand.drafts.values()), errand.clock().date())
            except OutputInvalidError as error:
                outcome = Outcome(OutcomeKind.BUSINESS, error.code, str(error))
        outcome = replace(outcome, evidence=self.evidence)
        decision = errand.retry.decide(outcome, item, now=errand.clock())
        try:
            state = self._store.settle_with_outputs(hand.lease, decision, outputs, now=errand.clock())
        except OutputKnownError as error:
            outcome = Outcome(
                OutcomeKind.APPLICATION, error.code, str(error), evidence=self.evidence, blame=error.blame
            )
            decision = errand.retry.decide(outcome, item, now=errand.clock())
            state = self._store.settle(hand.lease, decision, now=errand.clock())
        errand.on_settled(Settled(item.process, item.reference, state, decision.code, decision.message))

    def _put_down(self) -> None:
        if self._hand is not None:
            self._hand.kept.close()
        self._hand = None
        self.since = time.monotonic()

    def _create(self, question: asked.CreateOutput) -> str:
        hand = self._input(question.parent_id)
        if self._errand.outputs_to is None:
            raise OutputsUnwantedError(
                "The robot makes outputs, and nobody said for which process. "
                "Start it with: copiste robocorp run --outputs-to PROCESS"
            )
        name = f"{hand.lease.item.id}.{len(hand.drafts) + 1}"
        hand.drafts[name] = Draft(question.payload)
        return name

    def _load(self, item: str) -> Any:
        draft = self._draft(item)
        if draft is not None:
            return draft.payload
        hand = self._hand
        if hand is not None and self._is_in_hand(hand, item):
            hand.loaded = True
            return hand.payload
        return asked.unwrap(self._store.payload(self._readable(item)))

    def _save(self, question: asked.SavePayload) -> None:
        draft = self._draft(question.item_id)
        if draft is not None:
            draft.payload = question.payload
            return
        hand = self._input(question.item_id)
        self._store.save_payload(hand.lease, asked.wrap(question.payload))
        hand.payload = question.payload

    def _answer_about_files(
        self, question: asked.ListFiles | asked.GetFile | asked.AddFile | asked.RemoveFile
    ) -> Any:
        draft = self._draft(question.item_id)
        if draft is not None:
            return _of_draft(draft.files, question)
        match question:
            case asked.ListFiles():
                return self._store.files(self._readable(question.item_id))
            case asked.GetFile():
                return _encoded(self._store.file(self._readable(question.item_id), question.name))
            case asked.AddFile():
                lease = self._input(question.item_id).lease
                self._store.add_file(lease, question.name, question.content)
            case asked.RemoveFile():
                lease = self._input(question.item_id).lease
                self._store.remove_file(lease, question.name)
        return None

    def _is_in_hand(self, hand: _Hand, item: str) -> bool:
        return hand.taken is not None and item == str(hand.lease.item.id)

    def _input(self, item: str) -> _Hand:
        """The item in hand, for a write."""
        hand = self._hand
        if hand is None or not self._is_in_hand(hand, item):
            raise ItemNotYoursError(
                f"Item {item} is not in this robot's hand: it was released, is an output, or is another's."
            )
        if hand.lost.is_set():
            raise LeaseLostError(f"Work item {item}: its lease was lost. Stop; somebody else may have it.")
        return hand

    def _draft(self, item: str) -> Draft | None:
        return self._hand.drafts.get(item) if self._hand else None

    def _readable(self, item: str) -> int:
        """The number of an item that the robot works or has worked."""
        hand = self._hand
        if hand is not None and self._is_in_hand(hand, item):
            return hand.lease.item.id
        if item.isdecimal() and int(item) in self._past:
            return int(item)
        raise ItemNotYoursError(
            f"Item {item} is none of this robot's. An output can be read until its input is released."
        )


def _of_draft(
    files: dict[str, bytes], question: asked.ListFiles | asked.GetFile | asked.AddFile | asked.RemoveFile
) -> Any:
    match question:
        case asked.ListFiles():
            return sorted(files)
        case asked.AddFile():
            files[question.name] = question.content
        case asked.GetFile():
            return _encoded(_known(files, question.name))
        case asked.RemoveFile():
            _known(files, question.name)
            del files[question.name]
    return None


def _known(files: Mapping[str, bytes], name: str) -> bytes:
    if name not in files:
        raise FileMissingError(f"The output has no file {name}.")
    return files[name]


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
