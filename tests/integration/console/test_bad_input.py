"""Bad input at the command line: a sentence with a place and a next step, a documented code, no trace."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import openpyxl
import pytest

from copiste.console.exit_codes import EXIT_TABLE
from tests.integration.console.conftest import Answer, Desk
from tests.unit.intake.factory import FIELDS, HEADER, row, write_csv, write_xlsx

CODES = {int(code) for code in re.findall(r"(\d+) [a-z]", EXIT_TABLE)}


def check(answer: Answer, code: int, *said: str) -> None:
    assert answer.code == code, answer.out + answer.err
    assert answer.code in CODES
    told = answer.out + answer.err
    assert "Traceback" not in told
    assert "A fault of the programme" not in told
    for part in said:
        assert part in told


def mapped(desk: Desk, sheet: str = "") -> None:
    lines = ["client: test", "cases:", "- process: address", "  reference: Dossier"]
    lines += [f"  sheet: {sheet}"] * bool(sheet)
    lines += ["  fields:", *(f"    {path}: {spec}" for path, spec in FIELDS.items())]
    (desk.folder / "mapping.yaml").write_text("\n".join(lines), encoding="utf-8")


def test_bytes_that_are_no_workbook_are_refused(desk: Desk) -> None:
    mapped(desk, "Feuil")
    (desk.folder / "client.xlsx").write_bytes(b"PK\x03\x04 and no more")
    check(desk.copiste("load", "client.xlsx"), 6, "client.xlsx", "open it in a spreadsheet and save it again")


def test_a_workbook_cut_off_leaves_the_queue_as_it_was(desk: Desk) -> None:
    mapped(desk, "Feuil")
    path = write_xlsx(desk.folder / "client.xlsx", Feuil=[HEADER, row("D1"), row("D2")])
    path.write_bytes(path.read_bytes()[:-200])
    check(desk.copiste("load", "client.xlsx"), 6, "client.xlsx")
    assert "The queue is empty" in desk.copiste("status").out


def test_a_bad_row_is_put_aside_and_the_good_ones_enter_the_queue(desk: Desk) -> None:
    mapped(desk)
    write_csv(desk.folder / "client.csv", HEADER, row("D1"), row("D2", CP="=1/0"), ["\x00"], row("D3"))
    check(desk.copiste("load", "client.csv"), 1, "client.rejects.csv")
    assert [item["reference"] for item in desk.copiste("items", "--json").json] == ["D1", "D3"]


@pytest.mark.parametrize("content", ["+_", "\t", "client: [", "client: test\ncases: 3", "[]", "", "&a *a"])
def test_a_mapping_that_is_none_is_named(desk: Desk, content: str) -> None:
    write_csv(desk.folder / "client.csv", HEADER, row("D1"))
    (desk.folder / "mapping.yaml").write_text(content, encoding="utf-8")
    check(desk.copiste("load", "client.csv"), 6, "mapping.yaml")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"seats = 3", "Setting seats: "),
        (b"\xff\xfe", "copiste.toml is not valid TOML"),
        (b'patience = "P999999999D"', "Setting patience: Input should be less than or equal to 366 days"),
        (b"[back_end.opening]\nhours = 7", "Setting back_end.opening.hours: must be hours by days"),
    ],
)
def test_settings_that_are_none_are_named(desk: Desk, content: bytes, said: str) -> None:
    (desk.folder / "copiste.toml").write_bytes(content)
    for command in (["status"], ["run"], ["items"], ["report", "--no-ask"], ["load", "x.csv"]):
        check(desk.copiste(*command), 3, said)


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"ROB01": "K7SECRET"}', '{"copiste": {"payload_keys": "x"}}']
)
def test_a_vault_that_is_none_is_named(desk: Desk, monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    desk.add("A-1")
    vault = desk.folder / "vault.json"
    vault.write_text(content, encoding="utf-8")
    vault.chmod(0o600)
    monkeypatch.setenv("COPISTE_VAULT", "vault.json")
    monkeypatch.setenv("COPISTE_BACK_END__URL", "http://127.0.0.1:9/")
    answer = desk.copiste("run", "--no-ask")
    check(answer, 3)
    assert "K7SECRET" not in answer.out + answer.err


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("UPDATE items SET state = 'DOING' WHERE id = 1", "items, row 1, column state"),
        ("UPDATE transactions SET timings = '[1]'", "transactions, row 1, 1, column timings"),
    ],
)
def test_a_damaged_queue_is_told_by_table_row_and_column(desk: Desk, change: str, place: str) -> None:
    from copiste.queue.item import OutcomeKind

    desk.add("A-1", "A-2")
    desk.work(OutcomeKind.DONE, receipt="26324-000001")
    with closing(sqlite3.connect("var/copiste.db")) as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute(change)
        db.commit()
    check(desk.copiste("show", "#1"), 4, place, "back from a copy")
    check(desk.copiste("show", "#2"), 0, "A-2")


def test_a_damaged_case_is_shown_as_such_and_the_others_stay(desk: Desk) -> None:
    desk.add("A-1", "A-2")
    with closing(sqlite3.connect("var/copiste.db")) as db:
        db.execute("UPDATE items SET payload = 'deadbeef:nonsense' WHERE id = 1")
        db.commit()
    check(desk.copiste("show", "#1"), 0, "A-1")
    answer = desk.copiste("show", "#1", "--item")
    check(answer, answer.code, "Work item 1")
    assert answer.code != 0
    check(desk.copiste("show", "#2", "--item"), 0)


def test_hidden_rows_are_a_choice_that_the_load_tells(desk: Desk) -> None:
    mapped(desk, "Feuil")
    path = write_xlsx(desk.folder / "client.xlsx", Feuil=[HEADER, row("D1"), row("D2")])
    book = openpyxl.load_workbook(path)
    book["Feuil"].row_dimensions[3].hidden = True
    book.save(path)
    check(desk.copiste("load", "client.xlsx"), 6, "1 row is hidden", "`hidden: load`", "`hidden: skip`")
    assert "The queue is empty" in desk.copiste("status").out
    with (desk.folder / "mapping.yaml").open("a", encoding="utf-8") as mapping:
        mapping.write("\nfile: {hidden: skip}\n")
    check(desk.copiste("load", "client.xlsx"), 0, "1 row is hidden", "left out")
    assert [item["reference"] for item in desk.copiste("items", "--json").json] == ["D1"]


def test_a_file_that_is_not_what_its_name_says_is_told(desk: Desk) -> None:
    mapped(desk)
    write_csv(desk.folder / "client.xlsx", HEADER, row("D1"))
    check(desk.copiste("load", "client.xlsx"), 0, "client.xlsx is no workbook but CSV text")
