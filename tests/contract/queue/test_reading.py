"""What the queue tells people about itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa

from copiste.console.report.data import DayReadings, ReportData
from copiste.console.report.gather import gather
from copiste.queue.adding import BATCH
from copiste.queue.errors import ItemNotFoundError, RunNotFoundError
from copiste.queue.item import (
    JournalEntry,
    NewItem,
    Outcome,
    OutcomeKind,
    Source,
    State,
    StepState,
    StepTiming,
)
from copiste.queue.people import queries
from copiste.queue.policy import Policy
from copiste.queue.records import Basket, Count, ItemFilter, ReceiptRecord
from copiste.queue.retry import BOT_CRASHED, LEASE_EXPIRED, decide
from copiste.queue.store import Store
from copiste.settings import Settings
from tests.contract.queue.queue import LEASE, MINUTE, NOW, SECOND, add, claim, claimed, new, record, settle

T = TypeVar("T")
PREPARED, SUBMITTING, COMMITTED, VERIFIED = StepState


def questions(store: Store, read: Callable[[], T]) -> tuple[T, list[str]]:
    """What `read` gives, and what it asked the database."""
    asked: list[str] = []

    def listen(_db: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    sa.event.listen(store._database.engine, "before_cursor_execute", listen)
    try:
        return read(), asked
    finally:
        sa.event.remove(store._database.engine, "before_cursor_execute", listen)


def references(store: Store, only: ItemFilter) -> list[str]:
    return [item.reference for item in store.items(only).items]


class TestProcesses:
    def test_every_process_that_has_or_had_an_item_is_told(self, store: Store) -> None:
        assert store.processes() == frozenset()
        add(store, new("C-1"), new("C-2"), new("A-1", process="address"), new("Z-1", process="zone"))
        settle(store, claim(store, processes={"zone"}), OutcomeKind.DONE)
        assert store.processes() == {"address", "enrolment", "zone"}

    def test_an_item_is_ready_when_it_could_be_claimed(self, store: Store) -> None:
        add(store, new("C-1"), new("A-1", process="address", not_before=NOW + MINUTE))
        assert store.any_ready("enrolment")
        assert not store.any_ready("address")
        claim(store)
        assert not store.any_ready("enrolment")


class TestCounts:
    def test_every_item_is_counted_in_its_one_state(self, store: Store) -> None:
        add(store, *(new(f"C-{number}") for number in range(5)), new("later", not_before=NOW + LEASE))
        add(store, new("A", process="address", due=NOW + SECOND))
        for kind in (OutcomeKind.DONE, OutcomeKind.DONE, OutcomeKind.BUSINESS):
            settle(store, claim(store, processes={"enrolment"}), kind, "CONTRACT_UNKNOWN")
        claim(store, NOW + 2 * SECOND)
        assert store.counts() == (
            Count("address", State.EXPIRED, 1),
            Count("enrolment", State.PENDING, 2),
            Count("enrolment", State.RESERVED, 1),
            Count("enrolment", State.DONE, 2),
            Count("enrolment", State.REJECTED, 1),
        )

    def test_items_are_counted_while_they_are_added(self, store: Store) -> None:
        """And so they are never all in memory."""

        def watched() -> Iterator[NewItem]:
            for number in range(3 * BATCH):
                written = sum(count.items for count in store.counts()) if number % BATCH == 0 else number
                assert number - written <= BATCH
                yield new(f"C-{number}")

        assert store.add(watched(), now=NOW).count == 3 * BATCH

    def test_baskets_by_code(self, store: Store) -> None:
        add(store, *(new(f"C-{number}") for number in range(4)))
        for code in ("CONTRACT_UNKNOWN", "ADDRESS_CEDEX", "CONTRACT_UNKNOWN", ""):
            kind = OutcomeKind.BUSINESS if code else OutcomeKind.DONE
            settle(store, claim(store), kind, code)
        assert store.baskets() == (
            Basket(State.REJECTED, "enrolment", "ADDRESS_CEDEX", 1),
            Basket(State.REJECTED, "enrolment", "CONTRACT_UNKNOWN", 2),
        )

    def test_says_when_to_look_again(self, store: Store) -> None:
        assert store.next_ready() is None
        add(
            store, new("b", not_before=NOW + 2 * MINUTE), new("a", process="address", not_before=NOW + MINUTE)
        )
        assert store.next_ready() == NOW + MINUTE
        assert store.next_ready({"enrolment"}) == NOW + 2 * MINUTE

    def test_says_when_a_lease_ends_that_somebody_may_have_to_take_over(self, store: Store) -> None:
        add(store, new(), new("later", process="address", not_before=NOW + 2 * MINUTE))
        lease = claim(store)
        assert store.next_ready() == NOW + LEASE
        assert store.next_ready({"address"}) == NOW + 2 * MINUTE
        settle(store, lease, OutcomeKind.DONE)
        assert store.next_ready() == NOW + 2 * MINUTE


class TestItems:
    def test_come_in_pages(self, store: Store) -> None:
        add(store, *(new(f"C-{number}") for number in range(5)))
        first = store.items(limit=2)
        second = store.items(limit=2, after=first.next or 0)
        third = store.items(limit=2, after=second.next or 0)
        assert [item.id for page in (first, second, third) for item in page.items] == [1, 2, 3, 4, 5]
        assert third.next is None
        assert store.items(limit=5).next is None

    def test_are_filtered_by_what_a_person_looks_for(self, store: Store) -> None:
        add(store, new("old"), new("mine", process="address"), new("young"))
        run = store.start_run(host="pc", settings={}, now=NOW)
        settle(store, claim(store, NOW, run=run), OutcomeKind.BUSINESS, "CONTRACT_UNKNOWN")
        settle(store, claim(store, NOW + MINUTE), OutcomeKind.DONE, now=NOW + MINUTE)
        assert references(store, ItemFilter(states=frozenset({State.PENDING, State.DONE}))) == [
            "mine",
            "young",
        ]
        assert references(store, ItemFilter(states=frozenset({State.DONE}))) == ["mine"]
        assert references(store, ItemFilter(process="address")) == ["mine"]
        assert references(store, ItemFilter(reference="young")) == ["young"]
        assert references(store, ItemFilter(code="CONTRACT_UNKNOWN")) == ["old"]
        assert references(store, ItemFilter(since=NOW + SECOND)) == ["mine"]
        assert references(store, ItemFilter(run=run)) == ["old"]

    def test_say_where_they_come_from(self, store: Store) -> None:
        source = Source("entries.xlsx", "Adherents", 12)
        add(store, new(source=source, due=NOW + MINUTE, priority=4))
        summary = store.items().items[0]
        assert (summary.source, summary.due, summary.priority) == (source, NOW + MINUTE, 4)
        assert (summary.not_before, summary.added_at, summary.changed_at) == (NOW, NOW, NOW)


class TestItem:
    def test_tells_all_its_past(self, store: Store) -> None:
        add(store)
        first = claim(store, holder="R001")
        record(store, first, PREPARED, SUBMITTING, COMMITTED)
        store.reap(now=NOW + LEASE)
        second = claim(store, NOW + 2 * MINUTE, "R002")
        outcome = Outcome(OutcomeKind.DONE, "", "ENREGISTRE", (StepTiming("address", 1.5),), "2026/1-2")
        decision = decide(outcome, second.item, NOW + 3 * MINUTE)
        store.settle(second, decision, now=NOW + 3 * MINUTE)

        item = store.item(first.item.id)
        assert store.payload(first.item.id) == first.item.payload
        assert [(line.who, line.from_state, line.to_state, line.code) for line in item.history] == [
            ("intake", None, State.PENDING, ""),
            ("R001", State.PENDING, State.RESERVED, ""),
            ("time", State.RESERVED, State.PENDING, LEASE_EXPIRED),
            ("R002", State.PENDING, State.RESERVED, ""),
            ("R002", State.RESERVED, State.DONE, ""),
        ]
        crashed, done = item.transactions
        assert (crashed.attempt, crashed.outcome, crashed.finished) == (1, OutcomeKind.CRASHED, NOW + LEASE)
        assert (done.attempt, done.outcome, done.message) == (2, OutcomeKind.DONE, "ENREGISTRE")
        assert (done.started, done.finished) == (NOW + 2 * MINUTE, NOW + 3 * MINUTE)
        assert (done.timings, done.evidence) == ((StepTiming("address", 1.5),), "2026/1-2")
        (step,) = item.journal
        assert (step.step, step.state, step.receipt, step.attempt, step.at) == (
            "member", COMMITTED, "26324-000123", 1, NOW,
        )  # fmt: skip

    def test_many_are_read_with_as_many_questions_as_one(self, store: Store) -> None:
        """And each has its own past."""
        add(store, *(new(f"C-{number}") for number in range(5)))
        for _ in range(4):
            lease = claim(store)
            record(store, lease, PREPARED, SUBMITTING, COMMITTED, receipt=f"26324-00000{lease.item.id}")
            settle(store, lease, OutcomeKind.DONE)
        one, asked_for_one = questions(store, lambda: store.records([3]))
        many, asked = questions(store, lambda: store.records([5, 4, 2, 7, 1, 3]))
        assert len(asked) == len(asked_for_one)
        assert one == (many[2],)
        assert [record.summary.id for record in many] == [1, 2, 3, 4, 5]
        assert [[step.receipt for step in record.journal] for record in many] == [
            *([f"26324-00000{number}"] for number in range(1, 5)), [],
        ]  # fmt: skip
        assert [[line.item for line in record.transactions] for record in many] == [[1], [2], [3], [4], []]
        assert [len(record.history) for record in many] == [3, 3, 3, 3, 1]

    def test_a_report_reads_them_by_the_page(self, store: Store, tmp_path: Path) -> None:
        """Those without a receipt too, whose journals alone say what was recorded."""

        def gathered() -> ReportData:
            return gather(
                store, Settings(), since=NOW, now=NOW + MINUTE, journal=DayReadings(), rejects=tmp_path
            )

        asked = []
        for number in range(6):
            add(store, new(f"C-{number}"))
            lease = claim(store)
            record(store, lease, PREPARED, SUBMITTING)
            store.record(lease, JournalEntry("member", COMMITTED), now=NOW)
            settle(store, lease, OutcomeKind.DONE)
            data, statements = questions(store, gathered)
            assert [[step.step for step in case.steps] for case in data.cases] == [["member"]] * (number + 1)
            asked.append(len(statements))
        assert len(set(asked)) == 1, asked

    def test_never_shows_its_payload_by_accident(self, store: Store) -> None:
        lease = claimed(store)
        assert "MARTIN" in str(store.payload(1))
        assert "MARTIN" not in repr(store.item(1)) + repr(lease) + repr(new())

    def test_that_does_not_exist_is_said_so(self, store: Store) -> None:
        with pytest.raises(ItemNotFoundError, match="no work item 7"):
            store.item(7)

    def test_that_killed_all_its_bots_is_in_the_basket_for_it(self, store: Store) -> None:
        add(store)
        moment = NOW
        for _ in range(Policy().crashes):
            claim(store, moment)
            store.reap(now=moment + LEASE)
            moment += 30 * MINUTE
        assert store.baskets() == (Basket(State.FAILED, "enrolment", BOT_CRASHED, 1),)

    def test_that_killed_all_its_bots_with_a_commit_key_pressed_is_held(self, store: Store) -> None:
        add(store)
        moment = NOW
        for crash in range(Policy().crashes):
            lease = claim(store, moment)
            if crash == 0:
                record(store, lease, PREPARED, SUBMITTING, now=moment)
            store.reap(now=moment + LEASE)
            moment += 30 * MINUTE
        assert store.item(1).summary.state is State.HELD


class TestTransactions:
    def test_of_a_run(self, store: Store) -> None:
        add(store, *(new(f"C-{number}") for number in range(3)))
        runs = [store.start_run(host="pc", settings={"seats": 2}, now=NOW) for _ in range(2)]
        for run in (runs[0], runs[1], runs[0]):
            settle(store, claim(store, run=run), OutcomeKind.DONE)
        assert [line.reference for line in store.transactions(run=runs[0])] == ["C-0", "C-2"]

    def test_since_a_moment(self, store: Store) -> None:
        add(store, new("a"), new("b"))
        claim(store, NOW)
        claim(store, NOW + SECOND)
        assert [line.reference for line in store.transactions(since=NOW + SECOND)] == ["b"]

    def test_all_of_them_page_by_page(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(queries, "_PAGE", 2)
        add(store, *(new(f"C-{number}") for number in range(3)))
        for _ in range(3):
            for lease in [claim(store) for _ in range(3)]:
                settle(store, lease, OutcomeKind.RETURNED)
        found = [(line.item, line.token) for line in store.transactions()]
        assert found == [(item, token) for item in (1, 2, 3) for token in (1, 2, 3)]


class TestReceipts:
    def test_of_every_effect_on_the_back_end(self, store: Store) -> None:
        lease = claimed(store)
        record(store, lease, PREPARED, COMMITTED, step="member", receipt="26324-1")
        record(store, lease, PREPARED, SUBMITTING, step="address")
        record(store, lease, PREPARED, COMMITTED, VERIFIED, step="affiliation", receipt="26324-2")
        where = (lease.item.id, "enrolment", "C-1")
        assert list(store.receipts()) == [
            ReceiptRecord(*where, "affiliation", VERIFIED, "26324-2", NOW),
            ReceiptRecord(*where, "member", COMMITTED, "26324-1", NOW),
        ]

    def test_of_a_run_or_since_a_moment(self, store: Store) -> None:
        add(store)
        run = store.start_run(host="pc", settings={}, now=NOW)
        lease = claim(store)
        record(store, lease, PREPARED, COMMITTED, step="member")
        settle(store, lease, OutcomeKind.RETURNED)
        lease = claim(store, run=run)
        record(store, lease, PREPARED, COMMITTED, step="address", now=NOW + SECOND)
        assert [line.step for line in store.receipts(run=run)] == ["address"]
        assert [line.step for line in store.receipts(since=NOW + SECOND)] == ["address"]


class TestRuns:
    def test_are_listed_newest_first(self, store: Store) -> None:
        first = store.start_run(host="pc", settings={"seats": 2}, now=NOW)
        second = store.start_run(host="pc", settings={}, now=NOW + MINUTE)
        store.end_run(first, now=NOW + 2 * MINUTE)
        newest, oldest = store.runs()
        assert (newest.id, newest.ended) == (second, None)
        assert (oldest.id, oldest.ended, oldest.settings) == (first, NOW + 2 * MINUTE, {"seats": 2})

    def test_end_once(self, store: Store) -> None:
        run = store.start_run(host="pc", settings={}, now=NOW)
        store.end_run(run, now=NOW)
        with pytest.raises(RunNotFoundError):
            store.end_run(run, now=NOW + MINUTE)
