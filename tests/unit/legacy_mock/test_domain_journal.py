"""The journal, receipts, locks, and that a record and its journal row come together or not at all."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, datetime
from typing import TYPE_CHECKING, NoReturn

import pytest

from legacy_mock.domain import Backend, Locked, Signature, household
from legacy_mock.domain.ledger import Ledger
from tests.unit.legacy_mock.domain_factories import (
    AGENT,
    NOW,
    PLAIN,
    ROBOT,
    World,
    address,
    affiliation,
    bank_details,
    child,
    done,
    end_of,
    termination,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_every_transaction_leaves_its_line_in_the_operators_journal(world: World) -> None:
    number = world.new_member()
    world.backend.set_address(number, address(), ROBOT)
    world.backend.set_bank_details(number, bank_details("VAUQUELIN ODETTE"), ROBOT)
    world.backend.affiliate(number, affiliation(), ROBOT)
    done(world.backend.add_dependant(number, child(), ROBOT))
    world.backend.end_dependant(number, end_of(child()), ROBOT)
    done(world.backend.terminate(number, termination(), ROBOT))
    world.backend.set_address(PLAIN, address(), AGENT)

    page = world.backend.operator_journal("ROB01")
    assert page.total == 7
    assert [(line.transaction, line.object, line.receipt) for line in page.rows] == [
        ("ADHI", "CREATION ADHERENT", "26324-000001"),
        ("ADRS", "ADRESSE", "26324-000002"),
        ("RIBS", "COORDONNEES BANCAIRES", "26324-000003"),
        ("AFFC", "AFFILIATION C000000001 BAS", "26324-000004"),
        ("AYDA", "AJOUT AYANT DROIT", "26324-000005"),
        ("AYDF", "FIN AYANT DROIT", "26324-000006"),
        ("RADI", "RADIATION C000000001", "26324-000007"),
    ]
    assert {(line.made_at, line.terminal, line.member_number) for line in page.rows} == {
        (NOW, "T001", number)
    }


def test_the_journal_is_read_by_day_and_by_page(world: World) -> None:
    for _ in range(3):
        world.backend.set_address(PLAIN, address(), ROBOT)
    world.hour = datetime(2026, 11, 21, 0, 0)  # noqa: DTZ001
    world.backend.set_address(PLAIN, address(), ROBOT)

    page = world.backend.operator_journal("ROB01", date(2026, 11, 20), offset=1, limit=1)
    assert ([line.receipt for line in page.rows], page.total) == (["26324-000002"], 3)
    assert [line.receipt for line in world.backend.operator_journal("ROB01").rows] == ["26325-000001"]
    assert world.backend.operator_journal("ROB02").total == 0


@pytest.mark.parametrize("statement", ["UPDATE journal SET operator = 'X'", "DELETE FROM journal"])
def test_the_journal_is_append_only(world: World, statement: str) -> None:
    with (
        closing(sqlite3.connect(world.path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(statement)


def test_a_record_that_fails_leaves_no_journal_row(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> NoReturn:
        raise sqlite3.OperationalError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(household, "insert_address", fail)
        with pytest.raises(sqlite3.OperationalError):
            world.backend.set_address(PLAIN, address(), ROBOT)
    assert world.rows("journal") == []
    assert world.backend.set_address(PLAIN, address(), ROBOT).receipt == "26324-000001"


def test_receipts_stay_unique_and_unbroken_when_many_record_at_once(world: World) -> None:
    second = Backend(world.path, clock=lambda: NOW)

    def record(rank: int) -> str:
        backend = (world.backend, second)[rank % 2]
        return backend.set_address(f"{10_000_041 + rank % 8}", address(), ROBOT).receipt

    with closing(second), ThreadPoolExecutor(8) as threads:
        receipts = sorted(threads.map(record, range(40)))
    assert receipts == [f"26324-{rank:06d}" for rank in range(1, 41)]
    journal = [row["receipt"] for row in world.rows("journal")]
    assert journal == receipts
    assert sorted(str(row["receipt"]) for row in world.rows("addresses")) == receipts


def test_one_person_created_by_many_at_once_is_created_once(world: World) -> None:
    def create(_: int) -> bool:
        try:
            world.new_member()
        except Exception as refusal:
            assert "ADH0011" in str(refusal)  # noqa: PT017 - raised in another thread
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(create, range(8))) == 1
    assert len(world.rows("members")) == 1


def test_the_back_ends_date_may_be_set(world: World) -> None:
    world.backend.set_date(date(2027, 2, 1))
    assert world.backend.now() == datetime(2027, 2, 1, 9, 30)  # noqa: DTZ001
    assert world.backend.set_address(PLAIN, address(), ROBOT).receipt == "27032-000001"
    world.backend.set_date(None)
    assert world.backend.now() == NOW


def test_receipts_go_on_when_the_date_comes_back(world: World) -> None:
    first = world.backend.set_address(PLAIN, address(), ROBOT).receipt
    world.backend.set_date(date(2026, 11, 19))
    world.backend.set_address(PLAIN, address(), ROBOT)
    world.backend.set_date(None)
    assert (first, world.backend.set_address(PLAIN, address(), ROBOT).receipt) == (
        "26324-000001",
        "26324-000002",
    )


def test_a_locked_file_is_for_its_holder_only(world: World) -> None:
    world.backend.lock(PLAIN, AGENT)
    world.backend.lock(PLAIN, AGENT)
    with pytest.raises(Locked) as locked:
        world.backend.lock(PLAIN, ROBOT)
    assert locked.value.text == "ADH0040 DOSSIER VERROUILLE PAR AGT01 TERMINAL T900"
    with pytest.raises(Locked):
        world.backend.set_address(PLAIN, address(), ROBOT)
    assert world.rows("journal") == []

    world.backend.unlock(PLAIN, ROBOT)
    with pytest.raises(Locked):
        world.backend.lock(PLAIN, ROBOT)
    world.backend.unlock(PLAIN, AGENT)
    world.backend.lock(PLAIN, ROBOT)
    world.backend.set_address(PLAIN, address(), ROBOT)


def test_the_same_operator_on_another_terminal_is_another_seat(world: World) -> None:
    world.backend.lock(PLAIN, ROBOT)
    with pytest.raises(Locked):
        world.backend.lock(PLAIN, Signature("ROB01", "T002"))


def test_every_recording_respects_a_lock(world: World) -> None:
    world.backend.lock("10000006", AGENT)
    emma = child("EMMA", date(2014, 4, 10))
    records: list[Callable[[], object]] = [
        lambda: world.backend.set_address("10000006", address(), ROBOT),
        lambda: world.backend.set_bank_details("10000006", bank_details("LEROUX SOPHIE"), ROBOT),
        lambda: world.backend.affiliate("10000006", affiliation("C000000009", "SUR"), ROBOT),
        lambda: world.backend.add_dependant("10000006", child(), ROBOT),
        lambda: world.backend.end_dependant("10000006", end_of(emma), ROBOT),
        lambda: world.backend.terminate("10000006", termination(), ROBOT),
    ]
    for record in records:
        with pytest.raises(Locked):
            record()
    assert world.rows("journal") == []


def test_the_locks_of_a_seat_go_together(world: World) -> None:
    for number in ("10000041", "10000042"):
        world.backend.lock(number, AGENT)
    world.backend.lock("10000043", ROBOT)
    assert world.backend.unlock_all(AGENT) == 2
    world.backend.lock("10000041", ROBOT)
    assert world.backend.unlock_all() == 2
    assert world.ledger.rows("record_locks") == []


def test_the_ledger_tells_operators_records_from_the_seeds(world: World) -> None:
    mark = world.ledger.last_receipt()
    assert set(map(len, world.ledger.snapshot().values())) == {0}
    first = world.backend.set_address(PLAIN, address(), ROBOT).receipt
    second = done(world.backend.terminate(PLAIN, termination(), ROBOT)).receipt

    snapshot = world.ledger.snapshot()
    assert world.ledger.since(mark) == snapshot
    assert [row["receipt"] for row in snapshot["journal"]] == [first, second]
    assert [row["end_receipt"] for row in snapshot["affiliations"]] == [second]
    after_first = world.ledger.since(first)
    assert [
        len(after_first[table]) for table in ("journal", "addresses", "affiliations", "terminations")
    ] == [1, 0, 1, 1]
    with pytest.raises(LookupError, match="26324-999999"):
        world.ledger.since("26324-999999")
    with pytest.raises(KeyError):
        world.ledger.rows("sqlite_master")


def test_no_ledger_is_read_from_nowhere(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Ledger(tmp_path / "absent.db")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_file_is_not_locked(world: World) -> None:
    assert world.refusal(lambda: world.backend.lock("99999999", ROBOT)) == "ADH0032"
