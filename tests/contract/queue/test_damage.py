"""A queue somebody else wrote into: told by its place, and no sound row is lost.

On SQLite, whose columns take anything; PostgreSQL holds its own to their types.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import partial
from operator import methodcaller
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from copiste.queue.errors import QueueDamagedError, WorkItemsError
from copiste.queue.item import OutcomeKind, State, StepState
from copiste.queue.schema import metadata
from copiste.queue.store import Store
from tests.contract.queue.queue import NOW, add, claim, new, record, settle

PREPARED, SUBMITTING, COMMITTED, VERIFIED = StepState
#: Columns of the tables that a run writes.
COLUMNS = [
    (table, column.name)
    for table in ("items", "steps", "events", "transactions", "runs")
    for column in metadata.tables[table].columns
]
STRANGE = st.one_of(
    st.sampled_from(
        ["", "DOING", "2026-13-45 99:99", "{}", "[", "[[1]]", "null", "NaN", '{"a":', "{" * 5000]
    ),
    st.sampled_from(["deadbeef:gAAAA", '[["a", "b"]]', "9999-12-31 23:59:59.000000", -1, 10**18, 1.5]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
)


def made(path: Path) -> None:
    """A queue with an item done, one held, one rejected, and two that wait: numbers 4 and 5."""
    with Store.open(f"sqlite:///{path}") as store:
        add(store, *(new(f"C-{number}") for number in range(1, 6)))
        run = store.start_run(host="pc", settings={}, now=NOW)
        for kind in (OutcomeKind.DONE, OutcomeKind.HELD, OutcomeKind.BUSINESS):
            lease = claim(store, run=run)
            record(store, lease, PREPARED, SUBMITTING)
            if kind is not OutcomeKind.HELD:
                record(store, lease, COMMITTED)
            settle(store, lease, kind, "CODE")


def spoil(path: Path, table: str, column: str, row: int, value: object) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        for verb in ("update", "delete"):
            db.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        rows = [number for (number,) in db.execute(f"SELECT rowid FROM {table}")]
        db.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (value, rows[row % len(rows)]))
        db.commit()


QUESTIONS: tuple[Callable[[Store], object], ...] = (
    lambda store: store.counts(),
    lambda store: store.baskets(),
    lambda store: store.items(),
    lambda store: store.next_ready(),
    lambda store: list(store.transactions()),
    lambda store: list(store.receipts()),
    lambda store: store.runs(),
    *(methodcaller("item", number) for number in range(1, 6)),
    *(methodcaller("payload", number) for number in range(1, 6)),
)


@settings(
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sampled_from(COLUMNS), st.integers(0, 9), STRANGE)
@example(("items", "spent"), 3, 10**18)
def test_a_damaged_value_is_told_by_our_own_errors_and_loses_no_sound_row(
    sound: Path, where: tuple[str, str], row: int, value: object
) -> None:
    copy = sound.with_name("copy.db")
    copy.write_bytes(sound.read_bytes())
    try:
        spoil(copy, *where, row, value)
    except sqlite3.IntegrityError:
        return  # a key that SQLite itself keeps
    with Store.open(f"sqlite:///{copy}") as store:
        for ask in QUESTIONS:
            _answered(partial(ask, store))
        worked: set[int] = set()
        told = _answered(lambda: _claim_all(store, worked))
    if where[0] != "items":
        assert told is None
        assert worked == {4, 5}
    elif told is None:
        assert len({4, 5} - worked) <= 1, "all but the row that was spoilt"


def _claim_all(store: Store, worked: set[int]) -> None:
    tomorrow = NOW + timedelta(days=1)
    while lease := store.claim(holder="R002", now=tomorrow):
        worked.add(lease.item.id)
        settle(store, lease, OutcomeKind.DONE, now=tomorrow)


def _answered(ask: Callable[[], object]) -> WorkItemsError | None:
    """Our own error, if there was one; anybody else's goes through."""
    try:
        ask()
    except WorkItemsError as error:
        return error
    return None


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("damage") / "queue.db"
    made(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("PRAGMA journal_mode = DELETE")
    return path


@pytest.mark.parametrize(
    ("table", "column", "value", "where"),
    [
        ("items", "state", "DOING", "items, row 1, column state"),
        ("steps", "state", "DOING", "steps, row 1, member, column state"),
        ("steps", "keyed", "7", "steps, row 1, member, column keyed"),
        ("transactions", "timings", "[1]", "transactions, row 1, 1, column timings"),
        ("events", "to_state", "DOING", "events, row 1, column to_state"),
    ],
)
def test_the_place_is_table_row_and_column_and_the_value_is_not_told(
    sound: Path, tmp_path: Path, table: str, column: str, value: str, where: str
) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(sound.read_bytes())
    spoil(copy, table, column, 0, value)
    with Store.open(f"sqlite:///{copy}") as store, pytest.raises(QueueDamagedError) as told:
        store.item(1)
    assert f"is damaged: {where} holds what Copiste never writes" in str(told.value)
    assert value not in str(told.value).replace(str(copy), "")


def test_a_fault_of_the_programme_is_not_called_damage(store: Store) -> None:
    add(store)
    with pytest.raises(ValueError, match="ours"), store._database.read():
        raise ValueError("ours")


def test_a_payload_that_is_damaged_goes_to_a_basket_and_the_next_item_is_worked(
    sound: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(sound.read_bytes())
    spoil(copy, "items", "payload", 3, "{ no JSON")
    with Store.open(f"sqlite:///{copy}") as store:
        assert claim(store).item.id == 5
        summary = store.item(4).summary
    assert (summary.state, summary.code) == (State.FAILED, "PAYLOAD_UNREADABLE")
