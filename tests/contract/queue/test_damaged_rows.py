"""A row that somebody or a failing disk spoiled: a person's matter, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from copiste.queue.item import OutcomeKind, State
from copiste.queue.people.runs import KeysMissingError
from copiste.queue.store import Store
from tests.contract.queue.queue import HOUR, NOW, add, claim, new, settle
from tests.contract.queue.vaults import Vault

#: What SQLite lets anybody write into a column, whatever the column's type.
NONSENSE = ("'nonsense'", "x'00ff'", "1e300", "-1", "''")
COLUMNS = (
    *(
        "process",
        "reference",
        "payload",
        "priority",
        "precedence",
        "not_before",
        "due",
        "attempt",
        "failures",
    ),
    *("crashes", "postponements", "postponed_since", "spent", "code", "message", "added_at", "changed_at"),
    *("source_row", "parent_id", "erased_at", "token", "fingerprint"),
)


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Store]:
    """The item to be spoiled, and one behind it."""
    with Store.open(f"sqlite:///{tmp_path / 'queue.db'}", sealer=Vault().sealer()) as store:
        add(store, new("C-1"), new("C-2"))
        yield store


def spoil(store: Store, column: str, nonsense: str) -> None:
    with store._database.write() as db:
        db.execute(sa.text(f"UPDATE items SET {column} = {nonsense} WHERE id = 1"))


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("processes", [None, ["enrolment", "nonsense", ""]])
def test_the_queue_goes_on(queue: Store, column: str, processes: list[str] | None) -> None:
    for nonsense in NONSENSE:
        spoil(queue, column, nonsense)
        claimed = set()
        while lease := queue.claim(holder="R001", now=NOW, processes=processes):
            claimed.add(lease.item.id)
            settle(queue, lease, OutcomeKind.DONE)
        assert 2 in claimed or nonsense != NONSENSE[0]
        queue.counts()
        queue.next_ready()
        assert len(queue.items().items) == 2


@pytest.mark.parametrize("column", ["payload", "fingerprint", "added_at", "source_file", "source_row"])
@pytest.mark.parametrize("nonsense", NONSENSE)
def test_a_spoiled_row_does_not_stop_a_load(queue: Store, column: str, nonsense: str) -> None:
    spoil(queue, column, nonsense)
    again = [new("C-1"), new("C-1", payload={}), new("C-2"), new("C-3")]
    added = queue.add(again, now=NOW)
    assert (added.count, added.known + len(added.used)) == (1, 3)
    assert len(added.used) >= 1
    assert all(used.told() for used in added.used)


@pytest.mark.parametrize(
    "column", ["crashes", "postponed_since", "spent", "payload", "attempt", "lease_until"]
)
def test_a_spoiled_row_does_not_stop_time(queue: Store, column: str) -> None:
    claim(queue)
    spoil(queue, column, "'nonsense'")
    if column == "lease_until":  # sorts behind every moment, so that the lease never ends
        assert claim(queue, NOW + HOUR).item.reference == "C-2"
        return
    assert queue.reap(now=NOW + HOUR) == 1
    assert queue.item(1).summary.state in {State.PENDING, State.FAILED}
    assert claim(queue, NOW + HOUR).item.reference in {"C-1", "C-2"}


def test_a_run_does_not_begin_with_the_wrong_vault(url: str) -> None:
    right, wrong = Vault(), Vault()
    with Store.open(url, sealer=right.sealer()) as store:
        add(store)
    with Store.open(url, sealer=wrong.sealer()) as store:
        with pytest.raises(KeysMissingError, match=rf"key {right.current}.*payload_keys"):
            store.start_run(host="here", settings={}, now=NOW)
        assert store.runs() == ()
        wrong.keys += right.keys
        assert store.start_run(host="here", settings={}, now=NOW) == 1
        assert claim(store).item.payload == new().payload


def test_one_case_of_another_key_does_not_keep_a_run_from_beginning(url: str) -> None:
    vault = Vault()
    with Store.open(url, sealer=Vault().sealer()) as store:
        add(store, new("C-1"))
    with Store.open(url, sealer=vault.sealer()) as store:
        add(store, new("C-2"))
        store.start_run(host="here", settings={}, now=NOW)
        assert claim(store).item.reference == "C-2"
