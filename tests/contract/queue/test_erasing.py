"""Erasing: gone from the database and its files, what was done stays, and an act proves it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from copiste.queue.errors import ItemNotFoundError
from copiste.queue.item import OutcomeKind, State
from copiste.queue.personal_data.erasing import NotSettledError
from copiste.queue.personal_data.sealing import PayloadErasedError
from copiste.queue.schema import files, items
from copiste.queue.store import Store
from tests.contract.queue.queue import HOUR, NOW, add, claim, new, settle
from tests.contract.queue.vaults import Vault

SIGNED: dict[str, Any] = {"who": "amartin", "why": "retention"}
ZOE = {"last_name": "ZZOEUVRARD", "first_name": "Zoé", "birth_date": "1980-05-12"}
BORN = date(1980, 5, 12)


@pytest.fixture
def done(url: str) -> Iterator[Store]:
    """One case done with a file beside it, one still to be worked."""
    with Store.open(url, sealer=Vault().sealer()) as store:
        add(store, new("C-1", payload={"member": ZOE}), new("C-2"))
        with store._database.write() as db:
            content = store._sealer.seal_bytes(b"a scanned card")
            db.execute(sa.insert(files), {"item_id": 1, "name": "card.pdf", "content": content})
        settle(store, claim(store), OutcomeKind.DONE)
        yield store


def stored(store: Store) -> tuple[str, str]:
    with store._database.read() as db:
        payload = db.execute(sa.select(items.c.payload).where(items.c.id == 1)).scalar_one()
        return str(payload), str(db.execute(sa.select(files.c.content)).scalar_one())


class TestErasing:
    def test_takes_the_case_the_files_and_the_search_hashes(self, done: Store) -> None:
        told = done.erase([1], now=NOW + HOUR, **SIGNED)
        assert (told.items, told.files, told.subjects) == (1, 1, 1)
        with pytest.raises(PayloadErasedError):
            done.payload(1)
        assert done.about("Zoé Zzoeuvrard", BORN) == ()
        assert done.item(1).summary.erased_at == NOW + HOUR

    def test_leaves_what_was_done(self, done: Store) -> None:
        before = done.item(1)
        done.erase([1], now=NOW, **SIGNED)
        after = done.item(1)
        assert (after.history, after.journal, after.transactions) == (
            before.history, before.journal, before.transactions,
        )  # fmt: skip

    def test_is_proved_by_an_act_with_the_digests_of_what_was_there(self, done: Store) -> None:
        payload, content = stored(done)
        told = done.erase([1], now=NOW, evidence=2, **SIGNED)
        act = done.proof(1)
        assert act is not None
        assert (told.acts, act.who, act.why) == ((act.id,), "amartin", "retention")
        digests = {"payload": payload, "file 1": content}
        assert act.details == {
            "items": 1, "files": 1, "subjects": 1, "evidence": 2,
            "sha256": {"1": {name: digest(text) for name, text in digests.items()}},
        }  # fmt: skip
        assert done.proof(2) is None

    def test_is_vouched_for_by_the_trail(self, done: Store) -> None:
        done.erase([1], now=NOW, **SIGNED)
        done.seal(now=NOW)
        assert (done.verify().fault, done.verify().erased) == ("", 1)
        with done._database.write() as db:
            db.execute(sa.insert(files), {"item_id": 1, "name": "back.pdf", "content": "x"})
        assert done.verify().fault == "item 1 counts as erased, but something of it is there"

    def test_is_done_once(self, done: Store) -> None:
        done.erase([1, 1], now=NOW, **SIGNED)
        again = done.erase([1], now=NOW + HOUR, **SIGNED)
        assert (again.items, again.acts) == (0, ())
        assert done.item(1).summary.erased_at == NOW

    def test_is_refused_while_an_item_is_to_be_worked(self, done: Store) -> None:
        with pytest.raises(NotSettledError, match="item 2 is PENDING"):
            done.erase([1, 2], now=NOW, **SIGNED)
        claim(done)
        with pytest.raises(NotSettledError, match="item 2 is RESERVED"):
            done.erase([2], now=NOW, **SIGNED)
        assert done.payload(1) == {"member": ZOE}
        with pytest.raises(ItemNotFoundError):
            done.erase([99], now=NOW, **SIGNED)

    def test_goes_by_state_and_age(self, done: Store) -> None:
        add(done, new("C-3"))
        settle(done, claim(done, processes=["enrolment"]), OutcomeKind.BUSINESS, "X", now=NOW + HOUR)
        day = timedelta(days=1)
        assert list(done.due_for_erasure({State.DONE: NOW + HOUR})) == [1]
        assert list(done.due_for_erasure({State.DONE: NOW})) == []
        assert list(done.due_for_erasure({State.DONE: NOW + day, State.REJECTED: NOW + day})) == [1, 2]
        done.erase([1], now=NOW + day, **SIGNED)
        assert list(done.due_for_erasure({State.DONE: NOW + day})) == []

    def test_of_a_basket_s_item_asks_for_the_case_when_it_is_queued_again(self, done: Store) -> None:
        settle(done, claim(done), OutcomeKind.BUSINESS, "X")
        done.erase([2], now=NOW, **SIGNED)
        with pytest.raises(PayloadErasedError, match="--corrected"):
            done.requeue(2, now=NOW, **SIGNED)
        assert done.item(2).summary.state is State.REJECTED
        done.requeue(2, now=NOW, payload={"member": ZOE}, **SIGNED)
        assert done.item(2).summary.erased_at is None
        assert claim(done).item.payload == {"member": ZOE}
        assert done.verify().fault == ""


# --- the bytes on the disk


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def bytes_of(folder: Path) -> bytes:
    return b"".join(
        path.read_bytes() for path in sorted(folder.iterdir()) if path.name.startswith("queue.db")
    )


@pytest.mark.parametrize("size", [1, 200])
def test_no_byte_of_it_is_left_in_the_file_nor_in_its_log(tmp_path: Path, size: int) -> None:
    """Written unsealed here, or else nothing could be found anyway; large enough for pages of its own."""
    value = {"member": ZOE, "notes": ["ZZNOTE" * 20] * size}
    with Store.open(f"sqlite:///{tmp_path / 'queue.db'}") as store:
        add(store, *(new(f"C-{number}", payload=value) for number in range(5)))
        with store._database.write() as db:
            db.execute(sa.insert(files), {"item_id": 1, "name": "card.pdf", "content": b"ZZCARD".hex()})
        for _ in range(5):
            settle(store, claim(store), OutcomeKind.DONE)
        assert b"ZZOEUVRARD" in bytes_of(tmp_path)
        assert b"ZZCARD".hex().encode() in bytes_of(tmp_path)
        assert store.erase(range(1, 6), now=NOW, **SIGNED).clean
        left = bytes_of(tmp_path)
        for value_of in (b"ZZOEUVRARD", b"ZZNOTE", b"1980-05-12", b"ZZCARD".hex().encode()):
            assert value_of not in left
        assert b"C-1" in left


def test_what_was_sealed_leaves_no_token_either(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'queue.db'}", sealer=Vault().sealer()) as store:
        add(store, new(payload={"member": ZOE}))
        settle(store, claim(store), OutcomeKind.DONE)
        with store._database.read() as db:
            row = db.execute(sa.select(items.c.payload, items.c.fingerprint)).one()
        sealed, fingerprint = (str(text).encode() for text in row)
        assert fingerprint in bytes_of(tmp_path)
        assert sealed in bytes_of(tmp_path)
        assert b"ZZOEUVRARD" not in bytes_of(tmp_path)
        store.erase([1], now=NOW, **SIGNED)
        assert sealed[:40] not in bytes_of(tmp_path)
        assert fingerprint not in bytes_of(tmp_path)


def test_a_corrected_case_leaves_nothing_of_the_wrong_one(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'queue.db'}") as store:
        add(store, new(payload={"member": ZOE}))
        settle(store, claim(store), OutcomeKind.BUSINESS, "X")
        store.requeue(1, now=NOW, payload={"member": {}}, **SIGNED)
        store._database.forget()
        assert b"ZZOEUVRARD" not in bytes_of(tmp_path)
        assert json.dumps({"member": {}}, separators=(",", ":")).encode() in bytes_of(tmp_path)
