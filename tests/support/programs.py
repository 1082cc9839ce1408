"""Copiste's programs as OS processes, started as a user starts them, in a directory of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
COPISTE = (sys.executable, "-c", "from copiste.console.main import run; run()")
ORCHESTRATOR = (sys.executable, str(REPOSITORY / "orchestrator.py"))


def environment(home: Path, **variables: str) -> dict[str, str]:
    """Variables for a program: no setting of whoever runs the tests, and a home directory of its own.

    Whoever wants to see what stays in the temporary directory names a `TMPDIR`, a short one: a browser makes
    a socket there.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COPISTE_")}
    (home / "home").mkdir(exist_ok=True)
    return {
        **kept,
        "HOME": str(home / "home"),
        "PYTHONPATH": str(REPOSITORY),
        "COPISTE_PROJECT": str(REPOSITORY),
        **variables,
    }


def run(
    program: Sequence[str],
    *arguments: str,
    folder: Path,
    home: Path | None = None,
    limit: float = 300,
    **variables: str,
) -> subprocess.CompletedProcess[str]:
    """Run a program in `folder` to its end, within `limit` seconds; its home is there too, unless named."""
    return subprocess.run(
        [*program, *arguments],
        cwd=folder,
        env=environment(home or folder, **variables),
        capture_output=True,
        text=True,
        timeout=limit,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def start(program: Sequence[str], *arguments: str, folder: Path, **variables: str) -> subprocess.Popen[str]:
    """Start a program in `folder`; what it says goes to `said.txt` there."""
    with (folder / "said.txt").open("ab") as said:
        return subprocess.Popen(
            [*program, *arguments],
            cwd=folder,
            env=environment(folder, **variables),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            text=True,
        )
