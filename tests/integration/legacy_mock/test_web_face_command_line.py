"""The mock as anybody starts it: one JSON line, a ledger to ask, an end at once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.mock import running_mock


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "legacy_mock", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def page(url: str) -> str:
    with urlopen(url + "ecran") as answer:
        return str(answer.read().decode("iso-8859-1"))


def test_serve_fills_a_fresh_database_and_says_where_it_is(tmp_path: Path) -> None:
    with running_mock(tmp_path, "--date", "2026-12-24") as mock:
        assert mock.url.startswith("http://127.0.0.1:")
        assert mock.url.endswith("/")
        shown = page(mock.url)
        assert "IDENTIFICATION" in shown
        assert "24/12/2026" in shown
        assert mock.ledger()["journal"] == []


def test_serve_keeps_quiet_and_stops_at_once_on_sigterm(tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "legacy_mock", "serve", "--database", str(tmp_path / "mock.db")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    said = json.loads(server.stdout.readline())
    assert said["pid"] == server.pid
    page(said["url"])
    server.send_signal(signal.SIGTERM)
    rest, errors = server.communicate(timeout=20)
    assert (rest, errors) == ("", "")


def test_serve_outside_its_hours_is_closed(tmp_path: Path) -> None:
    with running_mock(tmp_path, "--hours", "03:00-03:01") as mock:
        assert "APPLICATION FERMEE" in page(mock.url)


def test_seed_makes_a_database_once_and_reset_fills_it_anew(tmp_path: Path) -> None:
    database = tmp_path / "mock.db"
    assert command("reset", "--database", database).returncode == 2
    assert command("seed", "--database", database).returncode == 0
    again = command("seed", "--database", database)
    assert (again.returncode, again.stdout) == (2, "")
    assert "exists already" in again.stderr
    assert command("broadcast", "--database", database, "Arret a 20h30").returncode == 0
    assert command("reset", "--database", database).returncode == 0
    assert not list(tmp_path.glob("*.broadcast"))
    assert "journal 0" in command("ledger", "--database", database).stdout


def test_a_ledger_without_a_database_is_a_mistake_said_in_a_line(tmp_path: Path) -> None:
    told = command("ledger", "--database", tmp_path / "none.db", "--json")
    assert told.returncode == 2
    assert told.stderr.count("\n") == 1
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("serve", "--hours", "7h-20h"), "07:00-20:30"),
        (("serve", "--date", "24/12/2026"), "2026-11-20"),
        (("serve", "--fault", "slow_answr"), "did you mean slow_answer?"),
        (("serve", "--faults", "none.yaml"), "none.yaml: No such file"),
        (("broadcast",), "required"),
        (("broadcast", "été"), "without accents"),
    ],
)
def test_a_mistake_in_an_option_is_said(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    name, *options = arguments
    told = command(name, "--database", tmp_path / "mock.db", *options)
    assert told.returncode == 2
    assert says in told.stderr
    assert not (tmp_path / "mock.db").exists()
