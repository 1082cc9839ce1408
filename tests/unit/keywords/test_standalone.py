"""A robot run by hand: the case from a file, the back-end from the settings, the journal in memory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest
import robot
from pydantic import SecretStr

from copiste.connection import Connection, Credentials
from copiste.keywords import standalone, transaction
from copiste.keywords.errors import NoCaseError
from copiste.keywords.seat_session import SeatSession
from copiste.queue.item import JournalEntry, StepState
from copiste.screens.session.session import ScreenSession
from tests.unit.keywords.bench import ROOT, Bench
from tests.unit.keywords.payloads import ADDRESS, MEMBER

BACK_END = '[back_end]\nurl = "http://127.0.0.1:8080/"\n'
SEAT = '[[seats]]\noperator = "ROB01"\nterminal = "R001"\n'
ADDRESS_CASE = {
    "process": "address",
    "reference": "D/26 1",
    "payload": {"member": MEMBER, "address": ADDRESS},
}


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine with settings, and no case left over."""
    monkeypatch.setenv("COPISTE_SETTINGS", str(tmp_path / "copiste.toml"))
    (tmp_path / "copiste.toml").write_text(BACK_END + SEAT)
    monkeypatch.setenv("COPISTE_PASSWORD", "K7SECRET")
    monkeypatch.setenv("COPISTE_EVIDENCE", str(tmp_path / "evidence"))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> list[dict[str, Any]]:
    """With what the seat was opened; it is on the bench's back-end."""
    calls: list[dict[str, Any]] = []

    def open_seat(connection: Connection, credentials: Credentials, _hash_key: SecretStr) -> SeatSession:
        calls.append({"url": connection.url, "password": credentials.secrets["password"]})
        return SeatSession(cast("ScreenSession", bench.session), b"")

    monkeypatch.setattr(standalone, "open_seat", open_seat)
    return calls


def _item(folder: Path, item: object = ADDRESS_CASE) -> Path:
    path = folder / "item.json"
    path.write_text(json.dumps(item), encoding="utf-8")
    return path


def _robot(folder: Path, *options: str) -> int:
    options = ("--console", "none", "--log", "NONE", "--report", "NONE", "--output", "out.xml", *options)
    return int(
        robot.run_cli(["--outputdir", str(folder), *options, str(ROOT / "robots/address.robot")], exit=False)
    )


def test_plain_robot_works_a_case_from_a_file(
    bench: Bench, opened: list[dict[str, Any]], tmp_path: Path
) -> None:
    bench.known_member()
    assert _robot(tmp_path, "--variable", f"ITEM:{_item(tmp_path)}") == 0
    assert bench.back_end.ledger == ["address 00000001"]
    assert opened[0]["url"] == "http://127.0.0.1:8080/"
    assert opened[0]["password"].get_secret_value() == "K7SECRET"
    assert bench.session.signed_off
    assert bench.session.closed
    assert not transaction.is_open()


def test_its_evidence_is_named_after_the_reference(
    bench: Bench, opened: list[dict[str, Any]], tmp_path: Path
) -> None:
    bench.known_member()
    _robot(tmp_path, "--variable", f"ITEM:{_item(tmp_path)}")
    assert [path.name for path in (tmp_path / "evidence").iterdir()] == ["by-hand-D-26-1"]


def test_a_case_that_fails_fails_the_robot_and_lets_the_seat_go(
    bench: Bench, opened: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert _robot(tmp_path, "--variable", f"ITEM:{_item(tmp_path)}") == 1
    assert bench.back_end.ledger == []
    assert bench.session.closed
    assert not transaction.is_open()


def test_without_a_case_the_robot_says_how_to_give_one(
    bench: Bench, opened: list[dict[str, Any]], tmp_path: Path
) -> None:
    assert _robot(tmp_path) == 1
    assert "robot --variable ITEM:item.json" in (tmp_path / "out.xml").read_text(encoding="utf-8")
    assert opened == []


@pytest.mark.parametrize(
    "item",
    [
        [],
        "address",
        {"process": "address"},
        {"process": "address", "reference": "D-1", "payload": 3},
    ],
)
def test_a_file_that_holds_no_case_is_refused(tmp_path: Path, opened: list[object], item: object) -> None:
    with pytest.raises(
        NoCaseError, match=r"item\.json is no JSON object with process, reference and payload"
    ):
        standalone.open_case(str(_item(tmp_path, item)))


def test_a_file_that_is_not_there_or_no_json_is_refused(tmp_path: Path, opened: list[object]) -> None:
    with pytest.raises(NoCaseError, match="cannot be read: No such file"):
        standalone.open_case(str(tmp_path / "absent.json"))
    (tmp_path / "item.json").write_text("NOM;PRENOM")
    with pytest.raises(NoCaseError, match="is no JSON object"):
        standalone.open_case(str(tmp_path / "item.json"))


def test_a_missing_back_end_or_password_is_said(
    tmp_path: Path, opened: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COPISTE_PASSWORD")
    with pytest.raises(NoCaseError, match="No secret for seat ROB01"):
        standalone.open_case(str(_item(tmp_path)))
    monkeypatch.setenv("COPISTE_PASSWORD", "K7SECRET")
    (tmp_path / "copiste.toml").write_text(SEAT)
    with pytest.raises(NoCaseError, match="COPISTE_BACK_END__URL"):
        standalone.open_case(str(_item(tmp_path)))
    (tmp_path / "copiste.toml").write_text(BACK_END)
    with pytest.raises(NoCaseError, match=r"No seat is named. Write \[\[seats\]\]"):
        standalone.open_case(str(_item(tmp_path)))
    assert opened == []


def test_the_journal_in_memory_keeps_what_it_is_told() -> None:
    journal = standalone.MemoryJournal()
    journal.record(JournalEntry("address", StepState.PREPARED))
    journal.record(JournalEntry("address", StepState.COMMITTED, "26324-000001"))
    assert journal.entries() == {"address": JournalEntry("address", StepState.COMMITTED, "26324-000001")}


def test_under_an_orchestrator_the_case_is_left_to_it(bench: Bench, opened: list[object]) -> None:
    bench.known_member()
    bench.work_tasks("No Operation", {})
    assert opened == []
    assert not bench.session.closed
