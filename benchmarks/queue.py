"""Claim and settle a second, with few and with a million items in the store, every step durable.

The two stores take turns in short rounds, so that a slow moment of the disk hits both. The alternative shows
what leases, fencing, history and transactions cost: a bare table, `UPDATE … RETURNING` to claim and `UPDATE`
to settle, as durable (SQLite, synchronous FULL), of the same two sizes.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.support.cases import household
from benchmarks.support.output import Report, Spread, Table, run
from copiste.queue.item import NewItem, Outcome, OutcomeKind, State
from copiste.queue.retry import Retry
from copiste.queue.store import Store

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
#: Items worked in one turn.
TURN = 25


class OutOfOrderError(Exception):
    """A store did not give its items in the claim's order, each once: its speed says nothing."""


def measure(few: int, many: int, turns: int) -> Report:
    """Work `turns` × 25 items on each of four queues: ours and a bare table, `few` and `many` items."""
    # One in 50 is not yet due; what is worked must be there.
    few = max(few, turns * TURN * 50 // 49 + 1)
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        stores = {
            size: filled(f"sqlite:///{folder / f'queue-{size}.db'}", size, stack) for size in (few, many)
        }
        workers = {
            **{("ours", size): on_store(store) for size, (store, _) in stores.items()},
            **{("bare", size): on_table(bare_table(folder, size, stack)) for size in (few, many)},
        }
        seconds: defaultdict[tuple[str, int], list[float]] = defaultdict(list)
        for _ in range(turns):
            for queue, work in workers.items():
                seconds[queue].append(timed(work))
        done = {size: _done(store) for size, (store, _) in stores.items()}
    if set(done.values()) != {turns * TURN}:
        raise OutOfOrderError(f"Settled as done: {done}, not {turns * TURN} each.")
    rates = {queue: Spread.of([TURN / one for one in spent]) for queue, spent in seconds.items()}
    by_size, against = _ratios(seconds, few, many)
    added = many / stores[many][1]
    return Report(
        "queue",
        {
            "few_per_second": round(rates["ours", few].median),
            "many_per_second": round(rates["ours", many].median),
            "many_of_few": round(by_size.median, 3),
            "bare_few_per_second": round(rates["bare", few].median),
            "bare_many_per_second": round(rates["bare", many].median),
            "times_bare": round(against.median, 2),
            "added_per_second": round(added),
        },
        (
            Table(
                f"Claim + settle a second, median (quartiles) of {turns} turns of {TURN} items",
                ("", f"{few:,} items", f"{many:,} items", "many : few"),
                (
                    (
                        "the store",
                        f"{rates['ours', few]:.0f}",
                        f"{rates['ours', many]:.0f}",
                        f"{by_size:.2f}",
                    ),
                    ("a bare table", f"{rates['bare', few]:.0f}", f"{rates['bare', many]:.0f}", ""),
                ),
            ),
        ),
        (
            f"A claim and settle of the store takes {against:.1f} times the bare table's ({many:,} items).",
            f"The store was filled at {added:,.0f} items a second.",
        ),
    )


def filled(url: str, size: int, stack: ExitStack) -> tuple[Store, float]:
    """A store at `url` with `size` items, one in 50 not yet due, and the seconds that it took to fill it."""
    store = stack.enter_context(Store.open(url, retry=Retry()))
    payload = household(0, 2)
    tomorrow = NOW + timedelta(days=1)
    items = (
        NewItem("enrolment", f"Q-{number}", payload, number % 3, tomorrow if number % 50 == 0 else None)
        for number in range(size)
    )
    started = time.perf_counter()
    store.add(items, now=NOW)
    return store, time.perf_counter() - started


def on_store(store: Store) -> Callable[[], None]:
    """Claims and settles one item."""
    done, retry = Outcome(OutcomeKind.DONE), Retry()
    before = 2

    def work() -> None:
        nonlocal before
        lease = store.claim(holder="ROB01@benchmark", now=NOW)
        if lease is None or lease.item.priority > before:
            raise OutOfOrderError("An item is missing, or came after one of smaller priority.")
        before = lease.item.priority
        store.settle(lease, retry.decide(done, lease.item, NOW), now=NOW)

    return work


def bare_table(folder: Path, size: int, stack: ExitStack) -> sqlite3.Connection:
    """A table with `size` rows and the index that its claim wants."""
    connection = sqlite3.connect(folder / f"bare-{size}.db", isolation_level=None)
    stack.callback(connection.close)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE items (id INTEGER PRIMARY KEY, state TEXT, payload TEXT)")
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO items (state, payload) VALUES ('PENDING', ?)", _payloads(size))
    connection.execute("CREATE INDEX pending ON items (id) WHERE state = 'PENDING'")
    connection.execute("COMMIT")
    return connection


def _payloads(size: int) -> Iterator[tuple[str]]:
    payload = str(household(0, 2))
    return ((payload,) for _ in range(size))


def on_table(connection: sqlite3.Connection) -> Callable[[], None]:
    """Claims and settles one row."""
    claim = (
        "UPDATE items SET state = 'RESERVED' WHERE id = "
        "(SELECT id FROM items WHERE state = 'PENDING' ORDER BY id LIMIT 1) RETURNING id, payload"
    )

    def work() -> None:
        [(number, _payload)] = connection.execute(claim).fetchall()
        connection.execute("UPDATE items SET state = 'DONE' WHERE id = ?", (number,))

    return work


def timed(work: Callable[[], None]) -> float:
    """The seconds of one turn."""
    started = time.perf_counter()
    for _ in range(TURN):
        work()
    return time.perf_counter() - started


def _done(store: Store) -> int:
    return sum(count.items for count in store.counts() if count.state is State.DONE)


def _ratios(seconds: dict[tuple[str, int], list[float]], few: int, many: int) -> tuple[Spread, Spread]:
    """The rate with many items in rates with few; the time of ours in times of the bare table."""
    pairs = zip(seconds["ours", few], seconds["ours", many], seconds["bare", many], strict=True)
    turns = [(with_few / with_many, with_many / bare) for with_few, with_many, bare in pairs]
    return Spread.of([turn[0] for turn in turns]), Spread.of([turn[1] for turn in turns])


def main() -> None:
    """Measure and print."""
    run(measure, __doc__, few=1_000, many=1_000_000, turns=39)


if __name__ == "__main__":
    main()
