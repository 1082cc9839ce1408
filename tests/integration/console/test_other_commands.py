"""The rest of the command line: load, run, doctor, mock, screens check, help, settings."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.console.conftest import Desk
from tests.unit.intake.factory import FIELDS, HEADER, row


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; sys.argv = ['copiste', '--help']\n"
        "from copiste.console.main import app\n"
        "try: app()\nexcept SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'pydantic', 'playwright', 'robot', 'jinja2', 'openpyxl', 'orchestrator'}\n"
        "sys.exit(','.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for command in (
        "demo",
        "load",
        "run",
        "status",
        "items",
        "show",
        "requeue",
        "close",
        "report",
        "mock",
        "doctor",
    ):
        assert command in done.stdout


def test_version_is_told(desk: Desk) -> None:
    assert desk.copiste("--version").out.startswith("copiste 0.")


def test_wrong_command_line_is_two(desk: Desk) -> None:
    assert desk.copiste("nonsense").code == 2
    assert desk.copiste("items", "--limit", "0").code == 2


def test_wrong_settings_are_three_and_name_the_key(desk: Desk) -> None:
    (desk.folder / "copiste.toml").write_text('databse = "x"\n', encoding="utf-8")
    answer = desk.copiste("status")
    assert answer.code == 3
    assert "databse" in answer.err
    assert "database" in answer.err


def test_another_settings_file_may_be_named(desk: Desk) -> None:
    (desk.folder / "other.toml").write_text('database = "sqlite:///elsewhere.db"\n', encoding="utf-8")
    answer = desk.copiste("--settings", "other.toml", "status")
    assert "elsewhere.db" in answer.err
    assert desk.copiste("--settings", "missing.toml", "status").code == 2


def test_damaged_queue_is_four(desk: Desk) -> None:
    (desk.folder / "var").mkdir()
    (desk.folder / "var/copiste.db").write_text("this is no database, and long enough to be looked at" * 20)
    answer = desk.copiste("status")
    assert answer.code == 4
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("command", [["run"], ["screens", "check"]])
def test_commands_that_need_a_back_end_say_how_to_name_one(desk: Desk, command: list[str]) -> None:
    answer = desk.copiste(*command)
    assert answer.code == 3
    assert "COPISTE_BACK_END__URL" in answer.err


# --- load -----


@pytest.fixture
def client(desk: Desk) -> Desk:
    """A client's file with one good row and one whose postal code is wrong, and its mapping beside it."""
    rows = [row("D1"), row("D2", CP="123456")]
    text = "\n".join(";".join(cells) for cells in (HEADER, *rows))
    (desk.folder / "client.csv").write_text(text + "\n", encoding="utf-8")
    mapping = {
        "client": "Client",
        "cases": [{"process": "address", "reference": "Dossier", "fields": FIELDS}],
    }
    # JSON is YAML too.
    (desk.folder / "client.yaml").write_text(json.dumps(mapping, ensure_ascii=False), encoding="utf-8")
    return desk


def test_load_queues_the_good_rows_and_tells_where_the_others_are(client: Desk) -> None:
    answer = client.copiste("load", "client.csv")
    assert answer.code == 1, answer.err
    rejects = client.folder / "var/reports/rejects/client.rejects.csv"
    assert "var/reports/rejects/client.rejects.csv" in answer.out
    assert "123456" not in rejects.read_text(encoding="utf-8") + answer.out
    assert [item["reference"] for item in client.copiste("items", "--json").json] == ["D1"]


def test_load_twice_adds_nothing(client: Desk) -> None:
    assert client.copiste("load", "client.csv", "--json").json[0]["accepted"] == 1
    (again,) = client.copiste("load", "client.csv", "--json").json
    assert (again["accepted"], again["known"], again["rejected"]) == (0, 1, 1)


def test_load_without_a_refused_row_is_zero(client: Desk) -> None:
    path = client.folder / "client.csv"
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:2]), encoding="utf-8")
    assert client.copiste("load", "client.csv", "--mapping", "client.yaml").code == 0


def test_wrong_mapping_is_told_in_words(client: Desk) -> None:
    (client.folder / "client.yaml").write_text("client: X\ncasse: []\n", encoding="utf-8")
    answer = client.copiste("load", "client.csv")
    assert answer.code == 6
    assert "casse" in answer.err


def test_file_without_a_mapping_asks_for_one(desk: Desk) -> None:
    (desk.folder / "client.csv").write_text("a;b\n", encoding="utf-8")
    answer = desk.copiste("load", "client.csv")
    assert answer.code == 6
    assert "--mapping" in answer.err
    assert not (desk.folder / "var").exists()


def test_missing_file_is_said(desk: Desk) -> None:
    answer = desk.copiste("load", "nowhere.csv")
    assert answer.code == 6
    assert "nowhere.csv" in answer.err


# --- doctor -----


def test_doctor_tells_what_is_there_and_what_to_do(desk: Desk) -> None:
    told = {line["subject"]: line for line in desk.copiste("doctor", "--quick", "--json").json}
    assert told["python"]["health"] == "ok"
    assert told["packages"]["health"] == "ok"
    assert told["screens"]["health"] == "ok"
    assert told["back-end"]["health"] == "advice"
    assert "COPISTE_BACK_END__URL" in told["back-end"]["remedy"]
    assert all(line["remedy"] for line in told.values() if line["health"] != "ok")
    assert not (desk.folder / "var").exists(), "the doctor makes nothing"


def test_doctor_starts_the_browser_and_the_mock(desk: Desk) -> None:
    told = {line["subject"]: line for line in desk.copiste("doctor", "--json").json}
    assert told["browser"]["health"] == "ok", told["browser"]
    assert told["mock back-end"]["health"] == "ok", told["mock back-end"]


def test_doctor_sees_a_back_end_that_does_not_answer(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPISTE_BACK_END__URL", "http://127.0.0.1:9/")
    answer = desk.copiste("doctor", "--quick")
    assert answer.code == 5
    assert "✗ back-end" in answer.out


def test_doctor_with_wrong_settings_still_looks_at_the_machine(desk: Desk) -> None:
    (desk.folder / "copiste.toml").write_text("seats = 3\n", encoding="utf-8")
    answer = desk.copiste("doctor", "--quick", "--json")
    assert answer.code == 3
    assert {"settings", "python", "browser"} <= {line["subject"] for line in answer.json}


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_doctor_sees_a_folder_that_cannot_be_written(desk: Desk) -> None:
    desk.folder.chmod(0o500)
    assert "✗ evidence" in desk.copiste("doctor", "--quick").out


# --- mock -----


def test_mock_says_its_addresses_and_ends_in_order(tmp_path: Path) -> None:
    ports = ["--port", "0", "--terminal-port", "0"]
    command = [sys.executable, "-c", "from copiste.console.main import run; run()", "mock", *ports]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert "http://127.0.0.1:" in said
        assert "tn3270://127.0.0.1:" in said
        assert "x3270" in process.stdout.readline() + process.stdout.readline() + process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    assert (tmp_path / "var/mock/mock.db").exists()


def test_ledger_and_reset_of_a_mock_that_never_ran_say_so(desk: Desk) -> None:
    for command in ("ledger", "reset"):
        answer = desk.copiste("mock", command)
        assert answer.code == 6
        assert "copiste mock" in answer.err


def test_a_mock_that_cannot_start_tells_its_last_words(desk: Desk) -> None:
    answer = desk.copiste("mock", "--database", ".", "--port", "0")
    assert answer.code == 2  # a folder is no database, says the option itself
    (desk.folder / "bad.db").write_text("no database at all, and long enough to be looked at" * 30)
    answer = desk.copiste("mock", "--database", "bad.db", "--port", "0")
    assert answer.code == 4
    assert "bad.log" in answer.err


def test_ctrl_c_ends_what_a_command_started(tmp_path: Path) -> None:
    code = (
        "import signal\nfrom pathlib import Path\nfrom copiste.console import exit_codes\n"
        "from copiste.console.mock_process import running_mock\n"
        "def command():\n"
        "    with running_mock(Path('mock.db')) as mock:\n"
        "        print(mock.pid, flush=True)\n"
        "        signal.pause()\n"
        "exit_codes.end_on_signals()\n"
        "raise SystemExit(exit_codes.guard(command, print))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
