"""`copiste run` with windows, an end and a schedule; no bot is started, for nothing is open."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from copiste.orchestrator.calendar.hours import DAYS
from tests.integration.console.conftest import Desk

ROOT = str(Path(__file__).parents[3])
BACK_END = '[[seats]]\noperator = "ROB01"\nterminal = "R001"\n[back_end]\nurl = "http://127.0.0.1:9/"\n'


def _closed_today() -> str:
    day = DAYS[(datetime.now(UTC) + timedelta(days=3)).weekday()]
    return f'{BACK_END}[back_end.opening]\nhours = {{ {day} = "07:00-20:30" }}\ntimezone = "Europe/Paris"\n'


def test_a_run_that_finds_the_back_end_closed_says_until_when(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add("A-1")
    (desk.folder / "copiste.toml").write_text(_closed_today(), encoding="utf-8")
    monkeypatch.setenv("COPISTE_PASSWORD", "K7SECRET")
    answer = desk.copiste("run", "--no-ask")
    assert answer.code == 0, answer.err
    assert "nothing to do" in answer.out
    assert "Items of address wait: closed until 20" in answer.out
    answer = desk.copiste("run", "--no-ask", "--json", "--for", "6h")
    assert list(answer.json["closed"]) == ["address"]


def test_a_run_says_which_items_have_no_robot_here(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add("P-1", process="parcel")
    (desk.folder / "copiste.toml").write_text(BACK_END, encoding="utf-8")
    monkeypatch.setenv("COPISTE_PASSWORD", "K7SECRET")
    answer = desk.copiste("run", "--no-ask")
    assert answer.code == 0, answer.err
    assert "1 of parcel wait: it has no robot here. copiste robocorp run --process parcel" in answer.out
    assert desk.copiste("run", "--no-ask", "--json").json["without_robot"] == {"parcel": 1}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--until", "5h30"], '"5h30" is no time. Write 05:30'),
        (["--for", "long"], '"long" is no length of time'),
        (["--until", "05:30", "--for", "6h"], "Give one of them."),
        (["--schedule", "21:00"], '"21:00" is no schedule. Write five fields'),
        (["--schedule", "0 21 * * *", "--watch"], "Give one of them."),
        (["--schedule", "0 21 * * *", "--timezone", "Paris"], '"Paris" is no time zone.'),
    ],
)
def test_times_that_are_none_are_refused_at_once(desk: Desk, options: list[str], said: str) -> None:
    (desk.folder / "copiste.toml").write_text(BACK_END, encoding="utf-8")
    answer = desk.copiste("run", *options)
    assert answer.code == 6
    assert said in answer.err


def test_what_the_settings_lack_is_asked_for(desk: Desk) -> None:
    (desk.folder / "copiste.toml").write_text(BACK_END, encoding="utf-8")
    assert "No schedule is in the settings." in desk.copiste("run", "--scheduled").err
    answer = desk.copiste("run", "--schedule", "0 21 * * *", "--skip-holidays")
    assert answer.code == 3
    assert 'Set holidays = "FR"' in answer.err


def test_a_schedule_says_when_it_starts_and_ends_in_order(desk: Desk) -> None:
    (desk.folder / "copiste.toml").write_text(
        f'{BACK_END}[schedule]\nstart = "0 0 1 * *"\ntimezone = "Europe/Paris"\n', encoding="utf-8"
    )
    command = [sys.executable, "-c", "from copiste.console.main import run; run()", "run", "--scheduled"]
    with subprocess.Popen(
        command,
        cwd=desk.folder,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": ROOT, "COPISTE_PASSWORD": "K7SECRET"},
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Next run: ")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
        assert process.stderr.read() == ""
