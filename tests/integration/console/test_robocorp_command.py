"""`copiste robocorp`: loads work items, runs a robot for them, tells how it went.

The robots here speak through the bare adapter; those of the real libraries are in `tests/robocorp`.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from copiste.console.commands import robocorp
from copiste.console.context import open_queue, read
from copiste.console.exit_codes import Exit
from copiste.queue.item import State
from copiste.queue.records import ItemFilter
from tests.integration.console.conftest import Desk

_BEGIN = """
import os, sys
import copiste_work_items
class Robot(copiste_work_items._Calls): pass
robot = Robot()
"""
ALL = """
try:
    while True:
        item = robot.reserve_input()
        payload = robot.load_payload(item)
        if payload.get("amount"):
            robot.release_input(item, "COMPLETED")
        else:
            robot.release_input(item, "FAILED", {"type": "BUSINESS", "code": "NO_AMOUNT"})
except IndexError:
    pass
"""
NAMES = """
item = robot.reserve_input()
robot.load_payload(item)
names = [n for n in os.environ if n.startswith(("COPISTE_", "PG"))]
robot.save_payload(item, {"names": names})
"""


def robot(text: str) -> list[str]:
    return ["--", sys.executable, "-c", _BEGIN + text]


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    entries: list[Any] = [
        {"payload": {"number": "F1", "amount": 12}, "files": {"scan.pdf": "scans/1.pdf"}},
        {"payload": {"number": "F2"}},
    ]
    Path("scans").mkdir()
    Path("scans/1.pdf").write_bytes(b"scan")
    Path("items.json").write_text(json.dumps(entries), encoding="utf-8")
    answer = desk.copiste("robocorp", "load", "items.json", "-p", "invoices", "--reference", "number")
    assert (answer.code, answer.out) == (Exit.OK, "2 items added to invoices, 0 known already.\n")
    return desk


class TestLoad:
    def test_brings_payloads_and_files_once(self, loaded: Desk) -> None:
        again = loaded.copiste(
            "robocorp", "load", "items.json", "-p", "invoices", "--reference", "number", "--json"
        )
        assert (again.code, again.json) == (Exit.OK, {"count": 0, "known": 2, "used": 0})
        assert "F1" in loaded.copiste("items").out

    def test_names_items_by_file_mark_and_position(self, loaded: Desk) -> None:
        for known in (0, 2):
            answer = loaded.copiste("robocorp", "load", "items.json", "-p", "other", "--json")
            assert answer.json["known"] == known
        with loaded.store() as store:
            names = [one.reference for one in store.items(ItemFilter(process="other")).items]
        assert [re.sub("[0-9a-f]{8}", "MARK", name) for name in names] == ["items-MARK/1", "items-MARK/2"]

    def test_refuses_another_item_of_the_same_reference(self, loaded: Desk) -> None:
        entries = [{"payload": {"number": "F1", "amount": "SECRET"}}, {"payload": {"number": "F3"}}]
        Path("november.json").write_text(json.dumps(entries), encoding="utf-8")
        told = ("robocorp", "load", "november.json", "-p", "invoices", "--reference", "number")
        answer = loaded.copiste(*told)
        assert answer.code == Exit.ATTENTION
        assert "1 items added to invoices, 0 known already, 1 refused" in answer.out
        text = next(Path().rglob("november.rejects.csv")).read_text(encoding="utf-8-sig")
        assert "november.json;;1;number;REFERENCE_USED;" in text
        assert "item 1 from items.json, row 1, added " in text
        assert "SECRET" not in text + answer.out + answer.err

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("no json", "json_invalid"),
            ("{}", "list_type"),
            ("[]", "too_short"),
            ('[{"data": "SECRET"}]', "0.data"),
            ('[{"payload": {}, "files": {"a": "missing.pdf"}}]', "item 1: missing.pdf"),
            ('[{"payload": {"number": ""}}]', "no number"),
            ('[{"payload": ["SECRET"]}]', "no number"),
        ],
    )
    def test_refuses_what_is_no_file_of_work_items(self, desk: Desk, text: str, said: str) -> None:
        Path("bad.json").write_text(text, encoding="utf-8")
        reference = ("--reference", "number") if "files" not in text else ()
        answer = desk.copiste("robocorp", "load", "bad.json", "-p", "invoices", *reference)
        assert answer.code == Exit.REFUSED
        assert said in answer.err
        assert "SECRET" not in answer.err

    def test_makes_one_item_of_a_file_that_a_robot_is_to_read(self, desk: Desk) -> None:
        Path("forms.xlsx").write_bytes(b"a workbook")
        for known in (0, 1):
            answer = desk.copiste("robocorp", "load", "forms.xlsx", "-p", "forms", "--json")
            assert (answer.code, answer.json["known"]) == (Exit.OK, known)
        Path("forms.xlsx").write_bytes(b"another workbook")
        assert desk.copiste("robocorp", "load", "forms.xlsx", "-p", "forms", "--json").json["count"] == 1
        with desk.store() as store:
            found = store.items(ItemFilter(process="forms")).items
            contents = {store.file(one.id, "forms.xlsx") for one in found}
        assert contents == {b"a workbook", b"another workbook"}
        assert {re.sub("[0-9a-f]{8}", "MARK", one.reference) for one in found} == {"forms-MARK"}
        refused = desk.copiste("robocorp", "load", "forms.xlsx", "-p", "forms", "--reference", "number")
        assert refused.code == Exit.REFUSED
        assert "there is no number" in refused.err


class TestRun:
    def test_without_a_command_names_the_robot_that_is_missing(self, loaded: Desk) -> None:
        answer = loaded.copiste("robocorp", "run", "-p", "invoices")
        assert answer.code == Exit.REFUSED
        assert "robots/producers/invoices.robot" in answer.err
        with loaded.store() as store:
            assert {one.state for one in store.items(ItemFilter()).items} == {State.PENDING}

    def test_without_a_command_says_what_to_install_for_a_producer(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(robocorp, "find_spec", lambda _name: None)
        answer = desk.copiste("robocorp", "run", "-p", "enrolment_forms")
        assert answer.code == Exit.MACHINE
        assert "pip install 'copiste[rpa]'" in answer.err

    def test_tells_each_item_and_what_needs_a_person(self, loaded: Desk) -> None:
        answer = loaded.copiste("robocorp", "run", "-p", "invoices", *robot(ALL))
        assert answer.code == Exit.ATTENTION
        assert "invoices/F1  DONE" in answer.out
        assert "invoices/F2  REJECTED  NO_AMOUNT" in answer.out
        assert "1 done, 1 rejected." in answer.out
        assert "copiste items --baskets" in answer.out

    def test_answers_scripts_in_json(self, loaded: Desk) -> None:
        answer = loaded.copiste("robocorp", "run", "-p", "invoices", "--json", *robot(ALL))
        assert answer.json["settled"] == {"DONE": 1, "REJECTED": 1}
        assert answer.json["starts"] == 1

    def test_hands_the_robot_no_setting_of_ours(self, loaded: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COPISTE_PASSWORD", "secret")
        monkeypatch.setenv("PGPASSWORD", "secret")
        loaded.copiste("robocorp", "run", "-p", "invoices", *robot(NAMES))
        with open_queue(read()) as store:
            assert store.payload(1) == {"names": []}

    def test_gives_up_on_a_robot_that_asks_for_nothing(self, loaded: Desk) -> None:
        answer = loaded.copiste("robocorp", "run", "-p", "invoices", *robot("sys.exit(3)"))
        assert answer.code == Exit.MACHINE
        assert "status 3" in answer.err
        assert "back in the queue" in answer.err
        with loaded.store() as store:
            assert {(c.state, c.items) for c in store.counts()} == {(State.PENDING, 2)}

    def test_starts_nothing_outside_the_windows_of_the_process(self, loaded: Desk) -> None:
        today = datetime.now(UTC).date()
        closed = ", ".join(f'"{today + timedelta(days=days)}"' for days in range(2))
        window = f'hours = "00:00-24:00", timezone = "UTC", closed = [{closed}]'
        Path("copiste.toml").write_text(f"patience = 0\n[policies.invoices]\nwindow = {{ {window} }}\n")
        answer = loaded.copiste("robocorp", "run", "-p", "invoices", *robot(ALL))
        assert "nothing to do" in answer.out
        assert answer.code == Exit.OK

    def test_says_that_a_command_is_missing_before_it_touches_the_queue(self, loaded: Desk) -> None:
        answer = loaded.copiste("robocorp", "run", "-p", "invoices", "--", "no-such-robot")
        assert answer.code == Exit.MACHINE
        assert "no-such-robot" in answer.err
        with loaded.store() as store:
            assert not store.item(1).transactions

    def test_with_nothing_to_do_starts_nothing(self, loaded: Desk) -> None:
        answer = loaded.copiste("robocorp", "run", "-p", "other", *robot("sys.exit(3)"))
        assert answer.code == Exit.OK
        assert "nothing to do" in answer.out


class TestFiles:
    def test_are_listed_by_name(self, loaded: Desk) -> None:
        assert loaded.copiste("robocorp", "files", "F1").out == "scan.pdf\n"
        assert loaded.copiste("robocorp", "files", "F1", "--json").json == ["scan.pdf"]
        assert loaded.copiste("robocorp", "files", "F2").out == "No files.\n"

    def test_are_written_out_and_that_is_noted(self, loaded: Desk) -> None:
        loaded.copiste("robocorp", "files", "F1", "--to", "out/F1")
        assert Path("out/F1/scan.pdf").read_bytes() == b"scan"
        with open_queue(read()) as store:
            assert "files exported" in {act.what for act in store.acts()}

    @pytest.mark.parametrize("name", ["../up.txt", "/etc/x", "a\\b", "..", "C:x"])
    def test_are_never_written_elsewhere(self, loaded: Desk, name: str) -> None:
        with open_queue(read()) as store:
            lease = store.claim(holder="robot", now=datetime.now(UTC), processes=["invoices"])
            assert lease is not None
            store.add_file(lease, name, b"x")
        answer = loaded.copiste("robocorp", "files", "F1", "--to", "out")
        assert answer.code == Exit.REFUSED
        assert not Path("out").exists()


def test_adapter_is_where_it_says(desk: Desk) -> None:
    path = Path(desk.copiste("robocorp", "adapter").out.strip())
    assert path.name == "copiste_work_items.py"
    assert path.is_file()
