"""The bundled mock back-end, started as an OS process, as anybody would start it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PASSWORD = "K7TESTPW"


@dataclass(frozen=True, slots=True)
class Mock:
    """A running mock: its address, and its ledger, which is the truth."""

    url: str
    pid: int
    database: Path

    def ledger(self) -> dict[str, list[dict[str, Any]]]:
        """The records made by operators since the seed, by table."""
        told = subprocess.run(
            [sys.executable, "-m", "legacy_mock", "ledger", "--database", str(self.database), "--json"],
            check=True,
            capture_output=True,
            text=True,
        )
        ledger: dict[str, list[dict[str, Any]]] = json.loads(told.stdout)
        return ledger


@contextmanager
def running_mock(folder: Path, *options: str) -> Iterator[Mock]:
    """A mock on a fresh, seeded database in `folder`, on a port of the system's choice."""
    database = folder / "mock.db"
    process = subprocess.Popen(
        [sys.executable, "-m", "legacy_mock", "serve", "--database", str(database), "--port", "0", *options],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "COPISTE_MOCK_PASSWORD": PASSWORD},
    )
    assert process.stdout is not None
    try:
        said = json.loads(process.stdout.readline())
        yield Mock(said["url"], process.pid, database)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
