"""Payloads, files and new items that a transaction makes: guarded by its token, there with its end."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from copiste.queue.adding import Added
from copiste.queue.db.database import Database
from copiste.queue.errors import FileMissingError, OutputKnownError
from copiste.queue.item import Lease, LeaseLostError, NewItem, Outcome, OutcomeKind, State
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.policy import Policy
from copiste.queue.retry import Retry
from copiste.queue.store import Store
from copiste.queue.transactions.outputs import Filed
from copiste.vault import Keys, new_secret
from tests.contract.queue.queue import LEASE, MINUTE, NOW, add, claim, claimed, new


def end(store: Store, lease: Lease, kind: OutcomeKind, *outputs: Filed) -> State:
    decision = Retry(default=Policy(attempts=2)).decide(Outcome(kind, "CODE"), lease.item, NOW)
    return store.settle_with_outputs(lease, decision, outputs, now=NOW)


def output(lease: Lease, number: int, **files: bytes) -> Filed:
    item = NewItem("payment", f"C-1/{number}", {"number": number}, parent=lease.item.id)
    return Filed(item, files)


def late(store: Store) -> Lease:
    """A lease whose item somebody else has by now."""
    lease = claimed(store)
    store.reap(now=NOW + LEASE)
    claim(store, NOW + 10 * MINUTE, "R002")
    return lease


class TestPayload:
    def test_that_is_saved_is_what_the_next_attempt_gets(self, store: Store) -> None:
        lease = claimed(store)
        store.save_payload(lease, {"stage": 2})
        end(store, lease, OutcomeKind.APPLICATION)
        assert claim(store, NOW + MINUTE).item.payload == {"stage": 2}

    def test_is_not_saved_by_who_lost_the_lease(self, store: Store) -> None:
        lease = late(store)
        with pytest.raises(LeaseLostError):
            store.save_payload(lease, {"stage": 2})
        assert store.payload(lease.item.id) == lease.item.payload


class TestFiles:
    def test_are_kept_byte_by_byte(self, store: Store) -> None:
        lease = claimed(store)
        content = bytes(range(256))
        store.add_file(lease, "scan.pdf", content)
        store.add_file(lease, "a.txt", b"")
        assert store.files(lease.item.id) == ("a.txt", "scan.pdf")
        assert store.file(lease.item.id, "scan.pdf") == content
        assert store.file(lease.item.id, "a.txt") == b""

    def test_of_the_same_name_are_replaced(self, store: Store) -> None:
        lease = claimed(store)
        store.add_file(lease, "a.txt", b"one")
        store.add_file(lease, "a.txt", b"two")
        assert store.file(lease.item.id, "a.txt") == b"two"

    def test_can_be_taken_away(self, store: Store) -> None:
        lease = claimed(store)
        store.add_file(lease, "a.txt", b"one")
        store.remove_file(lease, "a.txt")
        assert store.files(lease.item.id) == ()
        with pytest.raises(FileMissingError, match=r"has no file a\.txt"):
            store.remove_file(lease, "a.txt")
        with pytest.raises(FileMissingError):
            store.file(lease.item.id, "a.txt")

    def test_are_not_touched_by_who_lost_the_lease(self, store: Store) -> None:
        lease = late(store)
        with pytest.raises(LeaseLostError):
            store.add_file(lease, "a.txt", b"one")
        with pytest.raises(LeaseLostError):
            store.remove_file(lease, "a.txt")
        assert store.files(lease.item.id) == ()


class TestItemsWithFiles:
    def test_enter_once(self, store: Store) -> None:
        filed = [Filed(new("C-1"), {"a.txt": b"one"}), Filed(new("C-2"))]
        assert store.add_filed(filed, now=NOW) == Added(2, 0)
        assert store.add_filed(filed, now=NOW) == Added(0, 2)
        assert store.file(1, "a.txt") == b"one"
        assert store.files(1) == ("a.txt",)


class TestOutputs:
    def test_enter_the_queue_with_the_end_of_their_input(self, store: Store) -> None:
        lease = claimed(store)
        state = end(store, lease, OutcomeKind.DONE, output(lease, 1, note=b"hello"), output(lease, 2))
        assert state is State.DONE
        first, second = (claim(store, NOW, processes=["payment"]).item for _ in range(2))
        assert (first.reference, second.reference) == ("C-1/1", "C-1/2")
        assert first.payload == {"number": 1}
        assert store.file(first.id, "note") == b"hello"
        assert store.files(second.id) == ()

    @pytest.mark.parametrize(
        "kind", [OutcomeKind.BUSINESS, OutcomeKind.APPLICATION, OutcomeKind.CRASHED, OutcomeKind.RETURNED]
    )
    def test_of_an_input_that_is_not_done_do_not_exist(self, store: Store, kind: OutcomeKind) -> None:
        lease = claimed(store)
        end(store, lease, kind, output(lease, 1, note=b"hello"))
        assert store.claim(holder="R001", now=NOW, processes=["payment"]) is None

    def test_do_not_enter_by_who_lost_the_lease(self, store: Store) -> None:
        lease = late(store)
        with pytest.raises(LeaseLostError):
            end(store, lease, OutcomeKind.DONE, output(lease, 1))
        assert store.claim(holder="R001", now=NOW, processes=["payment"]) is None

    def test_whose_reference_is_taken_keep_their_input_from_its_end(self, store: Store) -> None:
        lease = claimed(store)
        add(store, new("C-1/2", process="payment"))
        with pytest.raises(OutputKnownError, match="C-1/2"):
            end(store, lease, OutcomeKind.DONE, output(lease, 1), output(lease, 2))
        assert store.item(lease.item.id).summary.state is State.RESERVED
        assert [c.items for c in store.counts() if c.process == "payment"] == [1]

    def test_name_their_input(self, store: Store, url: str) -> None:
        lease = claimed(store)
        end(store, lease, OutcomeKind.DONE, output(lease, 1))
        database = Database(url)
        with database.read() as db:
            parents = db.execute(sa.text("SELECT parent_id FROM items WHERE process = 'payment'")).scalars()
            assert list(parents) == [lease.item.id]
        database.dispose()


class TestSealing:
    def test_no_content_stands_in_the_database(self, url: str) -> None:
        keys = Keys.of(new_secret(), "test")
        with Store.open(url, sealer=Sealer(lambda: keys)) as store:
            lease = claimed(store)
            store.add_file(lease, "a.txt", b"SECRETNAME")
            store.save_payload(lease, {"name": "SECRETNAME"})
            end(store, lease, OutcomeKind.DONE, output(lease, 1, note=b"SECRETNAME"))
            assert store.file(lease.item.id, "a.txt") == b"SECRETNAME"
        database = Database(url)
        with database.read() as db:
            queries = [sa.text("SELECT * FROM items"), sa.text("SELECT * FROM files")]
            texts = [str(row) for query in queries for row in db.execute(query)]
        database.dispose()
        assert len(texts) == 4
        assert not [text for text in texts if "SECRETNAME" in text or b"SECRETNAME".hex() in text]
