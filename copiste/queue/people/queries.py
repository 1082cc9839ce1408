"""The queue as people see it: counts, baskets, lists, one item with all its past, transactions, receipts.

Every method reads one snapshot and blocks no other transaction; long answers come in pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from copiste.queue.errors import ItemNotFoundError
from copiste.queue.item import OutcomeKind, Source, State, StepState, StepTiming
from copiste.queue.lifecycle import BASKETS
from copiste.queue.records import (
    Basket,
    Count,
    HistoryLine,
    ItemFilter,
    ItemRecord,
    ItemSummary,
    Page,
    ReceiptRecord,
    StepRecord,
    TransactionRecord,
)
from copiste.queue.schema import READY, RESERVED, SETTLED, WAITING, events, items, steps, transactions
from copiste.queue.transactions.pressed import read_column
from copiste.queue.transactions.transitions import StorePart

T = TypeVar("T")

_PAGE = 1000
_UNSETTLED = {State.PENDING, State.RESERVED}
_SUMMARY = tuple(column for column in items.c if column.name != "payload")
_TRANSACTION = (*transactions.c, items.c.process, items.c.reference)


class Queries(StorePart):
    """Answers questions about the queue and changes nothing."""

    def counts(self) -> tuple[Count, ...]:
        """How many items of each process are in each state; only what there is."""
        # Each answered from one index, whatever a payload weighs; PENDING is what remains.
        everything = sa.select(items.c.process, sa.func.count()).group_by(items.c.process)
        settled = sa.select(items.c.process, items.c.state, sa.func.count()).where(SETTLED)
        reserved = sa.select(items.c.process).where(RESERVED).order_by(items.c.lease_until)
        found: Counter[tuple[str, State]] = Counter()
        with self._database.read() as db:
            for process, state, number in db.execute(settled.group_by(items.c.state, items.c.process)):
                found[process, State(state)] = number
            found.update((process, State.RESERVED) for process in db.execute(reserved).scalars())
            for process, number in db.execute(everything):
                others = sum(found[process, state] for state in State)
                found[process, State.PENDING] = number - others
        found = +found
        order = list(State)
        keys = sorted(found, key=lambda key: (str(key[0]), order.index(key[1])))
        return tuple(Count(process, state, found[process, state]) for process, state in keys)

    def baskets(self) -> tuple[Basket, ...]:
        """What waits for a person, by state, process and code."""
        key = (items.c.state, items.c.process, items.c.code)
        question = sa.select(*key, sa.func.count().label("number")).where(SETTLED, items.c.state.in_(BASKETS))
        with self._database.read() as db:
            return tuple(
                Basket(State(row.state), row.process, row.code, row.number)
                for row in db.execute(question.group_by(*key).order_by(*key))
            )

    def next_ready(self, processes: Collection[str] | None = None) -> datetime | None:
        """When the first item that is not ready may be, at the latest; None when none will.

        That is the moment for which an item waits, or the end of the lease of one that is being worked.
        """
        questions = [
            sa.select(moment).where(condition).order_by(moment).limit(1)
            for moment, condition in ((items.c.not_before, WAITING), (items.c.lease_until, RESERVED))
        ]
        if processes is not None:
            # With the bare column, SQLite's planner takes the index that begins with it and reads all items.
            of_process = items.c.process.concat("").in_(processes)
            questions = [question.where(of_process) for question in questions]
        with self._database.read() as db:
            moments = [db.execute(question).scalar_one_or_none() for question in questions]
        return min((moment for moment in moments if moment is not None), default=None)

    def processes(self) -> frozenset[str]:
        """Every process that the queue holds, or held, an item of."""
        # One look into the index for each process, however many items it has.
        first = sa.select(sa.func.min(items.c.process))
        found: set[str] = set()
        with self._database.read() as db:
            name = db.execute(first).scalar_one()
            while name is not None:
                found.add(name)
                name = db.execute(first.where(items.c.process > name)).scalar_one()
        return frozenset(found)

    def any_ready(self, process: str) -> bool:
        """Whether an item of `process` could be claimed."""
        with self._database.read() as db:
            return db.execute(sa.select(sa.exists().where(READY, items.c.process == process))).scalar_one()

    def anything_left(self, processes: Collection[str] | None = None) -> bool:
        """Whether any item is ready, waits for its time, or is being worked."""
        open_ones = [sa.exists().where(condition) for condition in (READY, WAITING, RESERVED)]
        if processes is not None:
            of_process = items.c.process.concat("").in_(processes)
            open_ones = [question.where(of_process) for question in open_ones]
        with self._database.read() as db:
            return bool(db.execute(sa.select(sa.or_(*open_ones))).scalar_one())

    def items(self, only: ItemFilter | None = None, *, after: int = 0, limit: int = 100) -> Page:
        """Items in the order of their numbers, from the one behind number `after`."""
        question = sa.select(*_SUMMARY).where(items.c.id > after, *_conditions(only or ItemFilter()))
        with self._database.read() as db:
            rows = db.execute(question.order_by(items.c.id).limit(limit + 1)).all()
            page = tuple(_summary(row) for row in rows[:limit])
        return Page(page, page[-1].id if len(rows) > limit else None)

    def item(self, number: int) -> ItemRecord:
        """Item `number` with all its past, but without its payload.

        Raises:
            ItemNotFoundError: there is no such item.
        """
        found = self.records([number])
        if not found:
            raise _not_found(number)
        return found[0]

    def records(self, numbers: Collection[int]) -> tuple[ItemRecord, ...]:
        """The items `numbers`, a page at most, in order and with all their past; unknown ones are left out.

        Four questions to the database, however many items.
        """
        summaries = sa.select(*_SUMMARY).where(items.c.id.in_(numbers)).order_by(items.c.id)
        with self._database.read() as db:
            found = [_summary(row) for row in db.execute(summaries)]
            journals = _by_item(
                db, sa.select(steps).order_by(steps.c.at, steps.c.step), steps.c.item_id, numbers, _step
            )
            histories = _by_item(
                db, sa.select(events).order_by(events.c.id), events.c.item_id, numbers, _history_line
            )
            attempts = _by_item(
                db,
                _transactions().order_by(transactions.c.token),
                transactions.c.item_id,
                numbers,
                _transaction,
            )
        return tuple(
            ItemRecord(
                summary=summary,
                journal=tuple(journals[summary.id]),
                history=tuple(histories[summary.id]),
                transactions=tuple(attempts[summary.id]),
            )
            for summary in found
        )

    def payload(self, number: int) -> Mapping[str, Any]:
        """The case of item `number`.

        Raises:
            ItemNotFoundError: there is no such item.
            PayloadErasedError: it was erased.
            PayloadUnreadableError: no key at hand opens it, or it is damaged.
        """
        with self._database.read() as db:
            sealed = db.execute(sa.select(items.c.payload).where(items.c.id == number)).scalar_one_or_none()
        if sealed is None:
            raise _not_found(number)
        return self._sealer.open(sealed, f"Work item {number}")

    def transactions(
        self, *, run: int | None = None, since: datetime | None = None
    ) -> Iterator[TransactionRecord]:
        """Transactions by item and attempt: of one run, begun since a moment, or all."""
        question = _transactions()
        if run is not None:
            question = question.where(transactions.c.run_id == run)
        if since is not None:
            question = question.where(transactions.c.started >= since)
        yield from self._paged(question, (transactions.c.item_id, transactions.c.token), _transaction)

    def receipts(self, *, run: int | None = None, since: datetime | None = None) -> Iterator[ReceiptRecord]:
        """Every receipt in the journal, by item: written in one run, since a moment, or all."""
        question = (
            sa.select(*steps.c, items.c.process, items.c.reference)
            .join_from(steps, items)
            .where(steps.c.receipt.is_not(None))
        )
        if run is not None:
            question = question.join(
                transactions,
                sa.and_(
                    transactions.c.item_id == steps.c.item_id,
                    transactions.c.token == steps.c.token,
                    transactions.c.run_id == run,
                ),
            )
        if since is not None:
            question = question.where(steps.c.at >= since)
        yield from self._paged(question, (steps.c.item_id, steps.c.step), _receipt)

    def _paged(
        self,
        question: sa.Select[Any],
        key: tuple[sa.Column[Any], sa.Column[Any]],
        read: Callable[[Row[Any]], T],
    ) -> Iterator[T]:
        """What the rows of `question` say, in the order of `key`: no transaction outlives a page."""
        first, second = key
        question = question.order_by(first, second).limit(_PAGE)
        page = question
        while True:
            with self._database.read() as db:
                rows = db.execute(page).all()
                found = [read(row) for row in rows]
            yield from found
            if len(rows) < _PAGE:
                return
            last = rows[-1]._mapping
            page = question.where(
                sa.or_(first > last[first], sa.and_(first == last[first], second > last[second]))
            )


def _conditions(only: ItemFilter) -> Iterator[sa.ColumnElement[bool]]:
    if only.states:
        yield items.c.state.in_(sorted(only.states))
        if not only.states & _UNSETTLED:
            yield SETTLED  # adds nothing but the sight of the index
    if only.process is not None:
        yield items.c.process == only.process
    if only.reference is not None:
        # Found in the index on (process, reference), not by reading every payload.
        yield items.c.id.in_(sa.select(items.c.id).where(items.c.reference == only.reference))
    if only.code is not None:
        yield items.c.code == only.code
    if only.since is not None:
        yield items.c.changed_at >= only.since
    if only.run is not None:
        yield items.c.id.in_(sa.select(transactions.c.item_id).where(transactions.c.run_id == only.run))


def _receipt(row: Row[Any]) -> ReceiptRecord:
    return ReceiptRecord(
        row.item_id,
        row.process,
        row.reference,
        row.step,
        StepState(row.state),
        row.receipt,
        row.at,
        row.pressed_at,
    )


def _summary(row: Row[Any]) -> ItemSummary:
    source = Source(row.source_file, row.source_sheet, row.source_row) if row.source_file else None
    return ItemSummary(
        id=row.id,
        process=row.process,
        reference=row.reference,
        state=State(row.state),
        attempt=row.attempt,
        code=row.code,
        message=row.message,
        priority=row.priority,
        holder=row.holder,
        not_before=row.not_before,
        due=row.due,
        source=source,
        added_at=row.added_at,
        changed_at=row.changed_at,
        erased_at=row.erased_at,
    )


def _not_found(number: int) -> ItemNotFoundError:
    return ItemNotFoundError(f"There is no work item {number}. List them with their numbers and try again.")


def _by_item(
    db: Connection,
    question: sa.Select[Any],
    item: sa.Column[Any],
    numbers: Collection[int],
    read: Callable[[Row[Any]], T],
) -> Mapping[int, list[T]]:
    """What the rows of `question` about the items `numbers` say, by item and in their order."""
    found: dict[int, list[T]] = defaultdict(list)
    for row in db.execute(question.where(item.in_(numbers))):
        found[row._mapping[item]].append(read(row))
    return found


def _step(row: Row[Any]) -> StepRecord:
    return StepRecord(
        row.step,
        StepState(row.state),
        row.receipt,
        row.token,
        row.attempt,
        row.at,
        row.pressed_at,
        *read_column(row.keyed),
    )


def _history_line(row: Row[Any]) -> HistoryLine:
    return HistoryLine(
        at=row.at,
        who=row.who,
        from_state=State(row.from_state) if row.from_state else None,
        to_state=State(row.to_state),
        code=row.code,
        why=row.why,
    )


def _transactions() -> sa.Select[Any]:
    return sa.select(*_TRANSACTION).join_from(transactions, items)


def _transaction(row: Row[Any]) -> TransactionRecord:
    return TransactionRecord(
        item=row.item_id,
        process=row.process,
        reference=row.reference,
        token=row.token,
        attempt=row.attempt,
        run=row.run_id,
        holder=row.holder,
        started=row.started,
        finished=row.finished,
        outcome=OutcomeKind(row.outcome) if row.outcome else None,
        code=row.code,
        message=row.message,
        timings=tuple(StepTiming(step, seconds) for step, seconds in row.timings),
        evidence=row.evidence,
    )
