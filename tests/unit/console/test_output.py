"""Small words of the command line."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from copiste.console.commands.queue import moment
from copiste.console.exit_codes import ConsoleError
from copiste.console.output import plain, program, span, why

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.42, "0.4 s"), (5, "5 s"), (12.6, "13 s"), (65, "1 min 05 s"), (3725, "1 h 02 min"), (0, "0 s")],
)
def test_span_is_told_in_the_units_that_matter(seconds: float, text: str) -> None:
    assert span(seconds) == text
    assert span(timedelta(seconds=seconds)) == text


def test_code_is_said_once() -> None:
    assert why("CLOSED", "CLOSED: AFF0002 FERME") == "CLOSED AFF0002 FERME"
    assert why("CLOSED", "AFF0002 FERME") == "CLOSED AFF0002 FERME"
    assert why("", "") == ""
    assert plain("", "as it is") == "as it is"


@pytest.mark.parametrize(
    ("text", "ago"),
    [("12h", timedelta(hours=12)), ("30min", timedelta(minutes=30)), ("2d", timedelta(days=2))],
)
def test_moment_may_be_told_as_how_long_ago(text: str, ago: timedelta) -> None:
    assert moment(text, NOW) == NOW - ago


def test_moment_may_be_a_date_or_a_time_of_this_machine() -> None:
    assert moment("2026-11-19", NOW) == datetime(2026, 11, 19).astimezone()
    assert moment("2026-11-19T18:30+00:00", NOW) == datetime(2026, 11, 19, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["yesterday", "12", "h", "2026-13-01"])
def test_no_moment_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ConsoleError) as refused:
        moment(text, NOW)
    assert "12h" in refused.value.next_step


@pytest.mark.parametrize(
    ("called", "path", "said"),
    [
        ("bin/copiste", "bin", "copiste"),  # as a shell finds it
        ("bin/copiste", "elsewhere", "bin/copiste"),
        ("../beside it/copiste", "elsewhere", "'../beside it/copiste'"),
        ("{root}/other/copiste", "elsewhere", "{root}/other/copiste"),
        ("tests.py", "bin", "copiste"),  # called by something else
    ],
)
def test_a_command_to_copy_calls_this_programme(
    called: str, path: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here" / "bin").mkdir(parents=True)
    (tmp_path / "here" / "bin" / "copiste").touch(mode=0o755)
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("PATH", str(tmp_path / "here" / path))
    monkeypatch.setattr(sys, "argv", [called.format(root=tmp_path)])
    assert program() == said.format(root=tmp_path)
