"""Errors at the door: a sentence and an exit code, never a traceback, never a value."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from copiste.console import exit_codes
from copiste.console.exit_codes import ConsoleError, Exit, MachineError, UnreachableError, explain, guard
from copiste.disks import DiskError
from copiste.queue.errors import ItemNotFoundError, QueueBusyError, QueueUnusableError
from copiste.settings import SettingsError


class Told:
    """What was complained about."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, text: str) -> None:
        self.texts.append(text)


def failing(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConsoleError("No."), Exit.REFUSED),
        (UnreachableError("No."), Exit.UNREACHABLE),
        (MachineError("No."), Exit.MACHINE),
        (SettingsError("No."), Exit.SETTINGS),
        (ItemNotFoundError("No."), Exit.REFUSED),
        (QueueBusyError("No."), Exit.UNREACHABLE),
        (QueueUnusableError("No."), Exit.UNREACHABLE),
        (FileNotFoundError(2, "No such file", "x.csv"), Exit.REFUSED),
        (PermissionError(errno.EACCES, "Permission denied", "x.csv"), Exit.REFUSED),
        (OSError(errno.ENOSPC, "No space left on device", "/x/y.csv"), Exit.UNREACHABLE),
        (OSError(errno.ENOSPC, "No space left on device"), Exit.UNREACHABLE),  # of an open file
        (OSError(errno.EDQUOT, "Disk quota exceeded"), Exit.UNREACHABLE),
        (OSError(errno.EROFS, "Read-only file system", "/x/y.csv"), Exit.UNREACHABLE),
        (OSError(errno.EIO, "Input/output error"), Exit.UNREACHABLE),
        (DiskError("No."), Exit.UNREACHABLE),
        (RuntimeError("2850578006084"), Exit.FAULT),
        (KeyboardInterrupt(), Exit.STOPPED),
    ],
)
def test_exit_code_says_what_kind_of_trouble_it_is(error: BaseException, code: Exit) -> None:
    told = Told()
    assert guard(lambda: failing(error), told) == code
    assert len(told.texts) == 1
    assert "Traceback" not in told.texts[0]


def test_success_and_the_parsers_own_codes_pass() -> None:
    told = Told()
    assert guard(lambda: None, told) == 0
    assert guard(lambda: sys.exit(2), told) == 2
    assert guard(lambda: sys.exit(None), told) == 0
    assert told.texts == []


def test_next_step_is_told() -> None:
    assert explain(ConsoleError("No queue.", "Load a file."))[0] == "No queue.\nLoad a file."


def test_text_of_an_unforeseen_error_is_not_shown_for_it_may_hold_data() -> None:
    text, _ = explain(RuntimeError("NIR 2850578006084"))
    assert "2850578006084" not in text
    assert "RuntimeError" in text


def test_debug_lets_an_unforeseen_error_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exit_codes, "debug", True)
    with pytest.raises(RuntimeError):
        guard(lambda: failing(RuntimeError("x")), Told())


def test_every_exit_code_is_in_the_table_that_people_see() -> None:
    for code in Exit:
        assert f" {int(code)} " in exit_codes.EXIT_TABLE.replace("·", " ").replace(":", " ")


def test_every_exit_code_is_in_the_operating_guide() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "operating.md").read_text(encoding="utf-8")
    assert [code for code in Exit if f"| {int(code)} |" not in guide] == []


@pytest.mark.parametrize(("said", "code"), [(0, 4), (1, 4), (6, 6)])
def test_what_finds_no_room_on_standard_output_is_no_success(said: int, code: int) -> None:
    program = (
        f"import sys; from copiste.console.exit_codes import let_out; print('x'); sys.exit(let_out({said}))"
    )
    with Path("/dev/full").open("wb") as full:
        variables = {**os.environ, "PYTHONUNBUFFERED": ""}
        done = subprocess.run([sys.executable, "-c", program], stdout=full, env=variables, check=False)
    assert done.returncode == code


def test_a_complaint_that_finds_no_room_leaves_the_exit_code() -> None:
    def complain(_text: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    assert guard(lambda: failing(UnreachableError("No.")), complain) == Exit.UNREACHABLE
