"""The documented systemd units: systemd itself reads them, and their commands and codes are ours."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from copiste.console.exit_codes import Exit

UNITS = Path(__file__).parents[2] / "docs" / "systemd"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_finds_nothing_wrong_with_them(tmp_path: Path) -> None:
    for unit in UNITS.iterdir():
        # Installed elsewhere, so the command is one that is here.
        text = unit.read_text(encoding="utf-8").replace("/opt/copiste/.venv/bin/copiste", sys.executable)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(map(str, tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", sorted(UNITS.glob("*.service")), ids=lambda unit: unit.name)
def test_what_they_start_is_a_command_and_what_they_take_for_success_is_attention(unit: Path) -> None:
    from typer.main import get_command

    from copiste.console.main import app

    text = unit.read_text(encoding="utf-8")
    arguments = re.search(r"^ExecStart=\S+ run (.*)$", text, re.MULTILINE)
    assert arguments is not None
    run = get_command(app).commands["run"]  # type: ignore[attr-defined]
    run.make_context("run", arguments[1].split())
    assert f"SuccessExitStatus={Exit.ATTENTION:d}" in text
    assert "LoadCredential=vault.json:" in text
    assert "PASSWORD" not in text
