"""Claim and settle on PostgreSQL against procrastinate on the same server; what the journal adds to a commit.

One worker each, every step durable (fsync, synchronous commit). procrastinate is driven through its own fetch
and finish functions, one statement each; it keeps a status, events by trigger and a lock, no lease with a
fencing token, no transaction row, no reason in the history. On SQLite, the alternative is a bare table that
claims with `UPDATE … RETURNING`. All take turns, so that a slow moment of the disk hits all.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from procrastinate import SyncPsycopgConnector
from procrastinate.schema import SchemaManager
from procrastinate.sql import queries

from benchmarks.queue import NOW, TURN, OutOfOrderError, bare_table, filled, on_store, on_table, timed
from benchmarks.support.cases import household
from benchmarks.support.output import Report, Spread, Table, run
from copiste.queue.item import JournalEntry, StepState
from copiste.queue.store import Store
from tests.support.postgres import Postgres, serving

_OURS = ("PostgreSQL", "SQLite")


def measure(items: int, turns: int) -> Report:
    """Work `turns` × 25 items on each of four queues of `items`; then as many steps through two journals."""
    # One in 50 is not yet due; what is worked must be there, and every journal takes an item of its own.
    items = max(items, (turns + 1) * TURN * 50 // 49 + 1)
    with tempfile.TemporaryDirectory() as place, serving() as server, ExitStack() as stack:
        url = stack.enter_context(server.database())
        stores = {
            "PostgreSQL": filled(url, items, stack)[0],
            "SQLite": filled(f"sqlite:///{place}/queue.db", items, stack)[0],
        }
        works: dict[tuple[str, str], Callable[[], None]] = {
            **{("claim + settle", name): on_store(store) for name, store in stores.items()},
            ("claim + settle", "procrastinate"): _on_procrastinate(server, items, stack),
            ("claim + settle", "bare table"): on_table(bare_table(Path(place), items, stack)),
        }
        seconds: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        for _ in range(turns):
            for which, work in works.items():
                seconds[which].append(timed(work) / TURN)
        journals = {("journal", name): _on_journal(store) for name, store in stores.items()}
        for _ in range(turns):
            for which, press in journals.items():
                seconds[which].append(sum(press() for _ in range(TURN)) / TURN)
    return _report(seconds, items, turns)


def _report(seconds: dict[tuple[str, str], list[float]], items: int, turns: int) -> Report:
    ms = {which: Spread.of([1000 * one for one in spent]) for which, spent in seconds.items()}
    against = {
        "PostgreSQL": _ratio(seconds, "PostgreSQL", "procrastinate"),
        "SQLite": _ratio(seconds, "SQLite", "bare table"),
    }
    rows = [(name, f"{ms['claim + settle', name]:.2f}") for name in (*_OURS, "procrastinate", "bare table")]
    return Report(
        "queue_postgres",
        {
            **{f"claim_settle_ms_{name}": round(ms["claim + settle", name].median, 3) for name, _ in rows},
            "times_procrastinate": round(against["PostgreSQL"].median, 2),
            "times_bare_table": round(against["SQLite"].median, 2),
            **{f"journal_ms_{name}": round(ms["journal", name].median, 3) for name in _OURS},
        },
        (
            Table(
                f"Claim + settle, ms an item, median (quartiles) of {turns} turns of {TURN}; {items:,} items",
                ("", "ms"),
                tuple(rows),
            ),
            Table(
                "Journal, ms a commit: SUBMITTING and COMMITTED, each durable",
                ("", "ms"),
                tuple((name, f"{ms['journal', name]:.2f}") for name in _OURS),
            ),
        ),
        (
            f"PostgreSQL: {against['PostgreSQL']:.2f} times procrastinate's time, in pairs of turns.",
            f"SQLite: {against['SQLite']:.2f} times the bare table's.",
        ),
    )


def _ratio(seconds: dict[tuple[str, str], list[float]], ours: str, other: str) -> Spread:
    pairs = zip(seconds["claim + settle", ours], seconds["claim + settle", other], strict=True)
    return Spread.of([one / two for one, two in pairs])


def _on_procrastinate(server: Postgres, items: int, stack: ExitStack) -> Callable[[], None]:
    """Fetches and finishes one job of a queue with `items`, in a database of its own."""
    connector = SyncPsycopgConnector(conninfo=stack.enter_context(server.database()))
    connector.open()
    stack.callback(connector.close)
    SchemaManager(connector).apply_schema()
    worker = connector.execute_query_one(queries["register_worker"])["worker_id"]
    connector.execute_query(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args) "
        "SELECT 'default', 'enrolment', %(payload)s::jsonb FROM generate_series(1, %(items)s)",
        payload=json.dumps(household(0, 2)),
        items=items,
    )

    def work() -> None:
        job = connector.execute_query_one(queries["fetch_job"], queues=None, worker_id=worker)
        if job["id"] is None:
            raise OutOfOrderError("A job is missing.")
        connector.execute_query(queries["finish_job"], job_id=job["id"], status="succeeded", delete_job=False)

    return work


def _on_journal(store: Store) -> Callable[[], float]:
    """Records one more step of one item; the seconds for what stands around its commit key."""
    lease = store.claim(holder="ROB01@benchmark", now=NOW)
    if lease is None:
        raise OutOfOrderError("No item is left for the journal.")
    steps = iter(range(1_000_000))

    def press() -> float:
        step = f"dependant:{next(steps)}"
        store.record(lease, JournalEntry(step, StepState.PREPARED), now=NOW)
        started = time.perf_counter()
        store.record(lease, JournalEntry(step, StepState.SUBMITTING), now=NOW)
        store.record(lease, JournalEntry(step, StepState.COMMITTED, "26324-000123"), now=NOW)
        return time.perf_counter() - started

    return press


def main() -> None:
    """Measure and print."""
    run(measure, __doc__, items=20_000, turns=20)


if __name__ == "__main__":
    main()
