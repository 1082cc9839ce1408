"""Keys, erasure, finding a person, and the trail, from the command line."""

from __future__ import annotations

import json
import sqlite3
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from copiste.queue.item import NewItem, OutcomeKind, State
from copiste.queue.personal_data.sealing import id_of
from copiste.settings import read_settings
from copiste.vault import new_payload_key
from tests.integration.console.conftest import Desk

ZOE = {"last_name": "Œuvrard", "first_name": "Zoé", "birth_date": "1980-05-12"}
KEYS = Path("var/copiste.keys.json")


@pytest.fixture
def done(desk: Desk) -> Desk:
    """One item done with evidence of two attempts, one still to be worked with some of its own."""
    with desk.store() as store:
        new = [NewItem("address", ref, {"member": ZOE}) for ref in ("A-1", "A-2")]
        store.add(new, now=datetime.now(UTC))
    desk.work(OutcomeKind.DONE)
    for folder in ("00000001-01", "00000001-02", "00000002-01", "something-else"):
        picture = desk.folder / "var" / "evidence" / folder / "0001.jpg"
        picture.parent.mkdir(parents=True)
        picture.write_bytes(b"\xff\xd8")
    return desk


def evidence(desk: Desk) -> set[str]:
    return {path.name for path in (desk.folder / "var" / "evidence").iterdir() if path.is_dir()}


# --- keys


def test_the_first_command_makes_a_key_file_for_its_owner_alone(done: Desk) -> None:
    assert stat.S_IMODE((done.folder / KEYS).stat().st_mode) == 0o600
    answer = done.copiste("keys", "status", "--json")
    assert answer.code == 0
    assert list(answer.json["sealed"].values()) == [2]


def test_a_key_file_that_others_may_read_is_refused_with_what_to_type(done: Desk) -> None:
    (done.folder / KEYS).chmod(0o640)
    answer = done.copiste("keys", "status")
    assert answer.code == 3
    assert f"chmod 600 {Path.cwd() / KEYS}" in answer.err


def test_keys_are_rotated_and_the_old_one_dropped(done: Desk) -> None:
    before = json.loads((done.folder / KEYS).read_text())["copiste"]
    old = id_of(before["payload_keys"])
    assert done.copiste("keys", "drop", old).code == 6
    answer = done.copiste("keys", "rotate", "--reason", "yearly")
    assert answer.code == 0, answer.err
    assert f"keys drop {old}" in answer.out
    after = json.loads((done.folder / KEYS).read_text())["copiste"]
    new, kept = after["payload_keys"].split(",")
    assert kept == before["payload_keys"]
    assert (after["search_key"], after["journal_key"]) == (before["search_key"], before["journal_key"])
    assert done.copiste("keys", "status", "--json").json["sealed"] == {id_of(new): 2}
    assert done.copiste("keys", "drop", old).code == 0
    assert json.loads((done.folder / KEYS).read_text())["copiste"]["payload_keys"] == new
    assert stat.S_IMODE((done.folder / KEYS).stat().st_mode) == 0o600
    with done.store() as store:
        assert store.payload(1) == {"member": ZOE}
        assert [act.what for act in store.acts()] == ["rotation begun", "rotation ended", "key dropped"]
    told = answer.out + answer.err
    assert not any(key in told for key in (new, kept))


def test_an_interrupted_rotation_goes_on_with_the_key_it_made(done: Desk) -> None:
    """As it stands after a power cut: the new key is in the file, and nothing is sealed with it yet."""
    found = json.loads((done.folder / KEYS).read_text())
    new = new_payload_key()
    found["copiste"]["payload_keys"] = f"{new},{found['copiste']['payload_keys']}"
    (done.folder / KEYS).write_text(json.dumps(found))
    assert done.copiste("keys", "rotate").code == 0
    assert done.copiste("keys", "status", "--json").json["sealed"] == {id_of(new): 2}


def test_keys_are_made_into_a_vault_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = desk.folder / "vault.json"
    vault.write_text('{"ROB01": {"password": "K7SECRET"}}')
    vault.chmod(0o600)
    assert desk.copiste("keys", "make", "--vault", "vault.json").code == 0
    assert json.loads(vault.read_text())["ROB01"] == {"password": "K7SECRET"}
    assert desk.copiste("keys", "make", "--vault", "vault.json").code == 6
    monkeypatch.setenv("COPISTE_VAULT", "vault.json")
    desk.add("A-1")
    assert not (desk.folder / KEYS).exists()
    answer = desk.copiste("keys", "rotate")
    assert answer.code == 6
    assert "copiste keys make --payload-key" in answer.err
    printed = json.loads(desk.copiste("keys", "make").out)["copiste"]
    assert set(printed) == {"payload_keys", "search_key", "journal_key"}
    assert len(desk.copiste("keys", "make", "--payload-key").out.strip()) == 44


def test_a_key_that_is_in_no_vault_is_named(done: Desk) -> None:
    found = json.loads((done.folder / KEYS).read_text())
    lost, found["copiste"]["payload_keys"] = found["copiste"]["payload_keys"], new_payload_key()
    (done.folder / KEYS).write_text(json.dumps(found))
    answer = done.copiste("keys", "status", "--json")
    assert (answer.code, answer.json["missing"]) == (1, [id_of(lost)])
    assert done.copiste("show", "A-2").code == 0
    answer = done.copiste("show", "A-2", "--item")
    assert answer.code == 6
    assert id_of(lost) in answer.err
    assert lost not in answer.err


# --- erasing


def test_an_item_is_erased_with_its_evidence(done: Desk) -> None:
    answer = done.copiste("erase", "A-1", "--yes", "--reason", "asked for by letter", "--json")
    assert answer.code == 0, answer.err
    assert (answer.json["items"], answer.json["evidence"], answer.json["clean"]) == (1, 2, True)
    assert evidence(done) == {"00000002-01", "something-else"}
    proof = done.copiste("audit", "proof", "A-1").json
    assert (proof["item"], proof["why"]) == ("address/A-1", "asked for by letter")
    assert set(proof["sha256"]) == {"payload"}
    assert "erased" in done.copiste("show", "A-1").out
    assert "was erased" in done.copiste("show", "A-1", "--item").err
    assert done.copiste("audit", "proof", "A-2").code == 6


def test_what_is_to_be_worked_is_not_erased(done: Desk) -> None:
    answer = done.copiste("erase", "A-2", "--yes")
    assert answer.code == 6
    assert "PENDING" in answer.err
    assert "00000002-01" in evidence(done)


def test_nothing_is_erased_unasked(done: Desk) -> None:
    assert done.copiste("erase").code == 6
    assert done.copiste("erase", "A-1").code != 0  # nobody answers the question
    assert len(evidence(done)) == 4
    assert done.copiste("erase", "--older-than", "1d", "--yes", "--json").json["items"] == 0
    assert done.copiste("erase", "--older-than", "1d", "--state", "pending", "--yes").code == 6
    future = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    assert done.copiste("erase", "--older-than", future, "--yes", "--json").json["items"] == 1


def test_purge_goes_by_the_settings_and_clears_what_another_machine_erased(
    done: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = done.copiste("purge")
    assert answer.code == 6
    assert "[retention]" in answer.err
    monkeypatch.setenv("COPISTE_RETENTION__DONE", "P90D")
    assert done.copiste("purge", "--json").json["items"] == 0
    monkeypatch.setenv("COPISTE_RETENTION__DONE", "PT0.001S")
    assert done.copiste("purge", "--dry-run", "--json").json == {"due": 1}
    assert len(evidence(done)) == 4
    with done.store() as store:
        store.erase([1], who="elsewhere", why="retention", now=datetime.now(UTC))
    answer = done.copiste("purge", "--json")
    assert (answer.json["items"], answer.json["swept"]) == (0, 2)
    assert evidence(done) == {"00000002-01", "something-else"}


def test_a_person_is_found_and_the_look_is_noted_without_the_name(done: Desk) -> None:
    answer = done.copiste("find", "--name", "oeuvrard zoe", "--birth", "1980-05-12", "--json")
    assert [item["reference"] for item in answer.json] == ["A-1", "A-2"]
    assert "A-1" in done.copiste("find", "--name", "Zoé Œuvrard", "--birth", "1980-05-12").out
    assert "No item" in done.copiste("find", "--name", "Léo", "--birth", "1980-05-12").out
    assert done.copiste("find", "--name", "Léo", "--birth", "12/05/1980").code == 6
    with done.store() as store:
        noted = store.acts()
    assert [act.details for act in noted] == [{"found": 2}, {"found": 2}, {"found": 0}]
    assert "UVRARD" not in repr(noted).upper()


# --- the trail


def test_the_trail_is_verified_and_its_first_wrong_line_named(done: Desk) -> None:
    with done.store() as store:
        last = store.seal(now=datetime.now(UTC))
    assert last is not None
    answer = done.copiste("audit", "verify")
    assert answer.code == 0
    assert last.hash in answer.out
    assert done.copiste("audit", "verify", "--known", last.hash).code == 0
    assert done.copiste("audit", "verify", "--known", "0" * 64).code == 1
    with sqlite3.connect(done.folder / "var" / "copiste.db") as db:
        db.execute("DROP TRIGGER events_no_update")
        db.execute("UPDATE events SET who = 'nobody' WHERE id = 2")
    db.close()
    answer = done.copiste("audit", "verify")
    assert answer.code == 1
    assert "event 2 was changed" in answer.out
    assert done.copiste("audit", "verify", "--json").json["fault"].startswith("event 2 was changed")


def test_the_trail_is_exported_and_that_is_noted(done: Desk) -> None:
    assert done.copiste("show", "A-1", "--item").code == 0
    lines = [json.loads(line) for line in done.copiste("audit", "export").out.splitlines()]
    acts = [line["what"] for line in lines if line["kind"] == "act"]
    assert acts == ["case exported", "trail exported"]
    assert done.copiste("audit", "export", "-o", "trail.jsonl").code == 0
    written = (done.folder / "trail.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(written) == len(lines) + 1
    assert "UVRARD" not in "".join(written).upper()


def test_an_item_whose_case_cannot_be_opened_waits_for_a_person(done: Desk) -> None:
    with done.store() as store:
        with store._database.write() as db:
            db.exec_driver_sql("UPDATE items SET payload = 'x' WHERE id = 2")
        assert store.claim(holder="R001", now=datetime.now(UTC)) is None
        assert store.item(2).summary.state is State.FAILED
    assert done.copiste("status").code == 1
    assert "PAYLOAD_UNREADABLE" in done.copiste("status").out
    assert "audit verify" in done.copiste("show", "A-2").out
    assert read_settings().keys() == read_settings().keys()
