"""Changing the key: everything is sealed anew beside normal work, nothing is lost or brought back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from copiste.queue.item import Outcome, OutcomeKind, State
from copiste.queue.personal_data.rotation import Rotation
from copiste.queue.schema import files, items
from copiste.queue.store import Store
from tests.contract.queue.queue import HOUR, NOW, add, claim, new, settle
from tests.contract.queue.vaults import Vault

SIGNED: dict[str, Any] = {"who": "amartin", "why": "yearly"}


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.fixture
def sealed(url: str, vault: Vault) -> Iterator[Store]:
    with Store.open(url, sealer=vault.sealer()) as store:
        yield store


def payload_of(store: Store, number: int) -> str:
    with store._database.read() as db:
        return str(db.execute(sa.select(items.c.payload).where(items.c.id == number)).scalar_one())


def overwrite(store: Store, number: int, payload: str) -> None:
    with store._database.write() as db:
        db.execute(sa.update(items).where(items.c.id == number).values(payload=payload))


class TestRotation:
    def test_seals_every_case_and_file_with_the_first_key(self, sealed: Store, vault: Vault) -> None:
        add(sealed, *(new(f"C-{number}") for number in range(250)))
        old = vault.current
        with sealed._database.write() as db:
            content = sealed._sealer.seal_bytes(b"%PDF")
            db.execute(sa.insert(files), [{"item_id": 7, "name": n, "content": content} for n in "abc"])
        assert sealed.sealed_by() == {old: 253}
        new_key = vault.renew()
        done = sealed.reseal(now=NOW, **SIGNED)
        assert (done.count, done.unreadable) == (253, ())
        assert sealed.sealed_by() == {new_key: 253}
        del vault.keys[1]
        assert claim(sealed).item.payload == new().payload

    def test_goes_on_where_it_was_interrupted(
        self, sealed: Store, vault: Vault, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add(sealed, *(new(f"C-{number}") for number in range(5)))
        monkeypatch.setattr("copiste.queue.personal_data.rotation._BATCH", 2)
        old, new_key = vault.current, vault.renew()

        def power_cut(count: int) -> None:
            if count == 4:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            sealed.reseal(now=NOW, **SIGNED, on_progress=power_cut)
        assert sealed.sealed_by() == {new_key: 4, old: 1}
        assert sealed.reseal(now=NOW, **SIGNED).count == 1
        assert sealed.sealed_by() == {new_key: 5}

    def test_leaves_a_case_that_is_corrected_meanwhile(
        self, sealed: Store, vault: Vault, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        add(sealed)
        settle(sealed, claim(sealed), OutcomeKind.BUSINESS, "CONTRACT_UNKNOWN")
        before = vault.sealer()
        vault.renew()
        replace = Rotation._replace_payload

        def corrected_first(self: Rotation, db: object, *told: object) -> int:
            # Between the look and the write; on this connection, for SQLite lets nobody else write just now.
            row = told[0]
            changed = before.seal({"corrected": True})
            db.execute(sa.update(items).where(items.c.id == row.id).values(payload=changed))  # type: ignore[attr-defined]
            return replace(self, db, *told)  # type: ignore[arg-type]

        before.open(payload_of(sealed, 1))
        monkeypatch.setattr(Rotation, "_replace_payload", corrected_first)
        assert sealed.reseal(now=NOW, **SIGNED).count == 0
        assert sealed.payload(1) == {"corrected": True}

    def test_seals_what_was_never_sealed_and_finds_its_persons(self, url: str, vault: Vault) -> None:
        person = {"last_name": "Œuvrard", "first_name": "Zoé", "birth_date": "1980-05-12"}
        with Store.open(url) as plain:
            add(plain, new(payload={"member": person}))
        with Store.open(url, sealer=vault.sealer()) as store:
            assert store.sealed_by() == {"unsealed": 1}
            assert claim(store).item.payload == {"member": person}
            assert store.about("zoe oeuvrard", date(1980, 5, 12)) == ()
            assert store.reseal(now=NOW, **SIGNED).count == 1
            assert store.sealed_by() == {vault.current: 1}
            assert [found.item for found in store.about("zoe oeuvrard", date(1980, 5, 12))] == [1]

    def test_leaves_what_it_cannot_open_and_says_so(self, sealed: Store, vault: Vault) -> None:
        add(sealed, new("C-1"), new("C-2"))
        old = vault.current
        overwrite(sealed, 1, payload_of(sealed, 1)[:-8])
        vault.renew()
        done = sealed.reseal(now=NOW, **SIGNED)
        assert (done.count, done.unreadable) == (1, (1,))
        assert sealed.sealed_by()[old] == 1

    def test_is_written_down(self, sealed: Store, vault: Vault) -> None:
        add(sealed)
        key = vault.renew()
        sealed.reseal(now=NOW, **SIGNED)
        begun, ended = sealed.acts()
        assert (begun.what, begun.who, begun.details) == ("rotation begun", "amartin", {"key": key})
        assert ended.details == {"key": key, "resealed": 1, "unreadable": 0}

    def test_does_not_disturb_a_run_that_began_before(self, sealed: Store, vault: Vault, url: str) -> None:
        add(sealed, new("C-1"), new("C-2"))
        claim(sealed)
        vault.renew()
        with Store.open(url, sealer=vault.sealer()) as other:
            other.reseal(now=NOW, **SIGNED)
        assert claim(sealed).item.payload == new().payload


class TestAPayloadThatCannotBeOpened:
    def test_goes_to_failed_and_the_next_item_is_worked(self, sealed: Store) -> None:
        add(sealed, new("C-1"), new("C-2"))
        overwrite(sealed, 1, payload_of(sealed, 1)[:-8])
        assert claim(sealed).item.reference == "C-2"
        bad = sealed.item(1)
        assert (bad.summary.state, bad.summary.code) == (State.FAILED, "PAYLOAD_UNREADABLE")
        assert "requeue" in bad.summary.message
        assert [line.to_state for line in bad.history] == [State.PENDING, State.RESERVED, State.FAILED]
        assert bad.transactions[0].outcome is OutcomeKind.APPLICATION

    def test_thousands_of_them_leave_the_queue_empty_and_nobody_dead(self, sealed: Store) -> None:
        add(sealed, *(new(f"C-{number}") for number in range(1200)))
        with sealed._database.write() as db:
            db.execute(sa.update(items).values(payload="nothing of ours"))
        assert sealed.claim(holder="R001", now=NOW) is None
        assert {count.state for count in sealed.counts()} == {State.FAILED}

    def test_is_worked_once_its_key_is_back(self, sealed: Store, vault: Vault) -> None:
        add(sealed)
        vault.keys, kept = [*Vault().keys], vault.keys
        sealed._sealer.ids()
        assert sealed.claim(holder="R001", now=NOW) is None
        vault.keys += kept
        sealed.requeue(1, now=NOW, **SIGNED)
        assert claim(sealed).item.payload == new().payload

    def test_is_replaced_by_a_corrected_one(self, sealed: Store) -> None:
        add(sealed)
        overwrite(sealed, 1, "{")
        assert sealed.claim(holder="R001", now=NOW) is None
        sealed.requeue(1, now=NOW, payload={"corrected": True}, **SIGNED)
        assert claim(sealed).item.payload == {"corrected": True}

    def test_does_not_stop_time_from_ending_its_lease(self, sealed: Store) -> None:
        add(sealed)
        claim(sealed)
        overwrite(sealed, 1, "damaged")
        assert sealed.reap(now=NOW + HOUR) == 1
        assert sealed.item(1).summary.state is State.PENDING
        assert sealed.item(1).transactions[0].outcome is OutcomeKind.CRASHED
        assert Outcome(OutcomeKind.CRASHED)
