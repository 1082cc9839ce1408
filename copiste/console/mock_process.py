"""The mock back-end as an OS process of its own: started, awaited, ended. It is never imported."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from copiste import environment
from copiste.console.bundled import bundled_project
from copiste.console.exit_codes import UnreachableError
from copiste.screens.faces import about

#: Seeding a new database takes a few seconds on a slow disk.
START_LIMIT = 60.0
STOP_LIMIT = 10.0
#: Variables that it reads.
_ITS_OWN = ("COPISTE_MOCK_*",)


@dataclass(frozen=True, slots=True)
class Mock:
    """A mock that answers."""

    url: str
    #: Where 3270 terminals connect: `tn3270://host:port`.
    terminal: str
    pid: int
    #: Of every operator.
    password: str = field(repr=False)
    _process: subprocess.Popen[bytes] = field(repr=False)

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def address(self, face: str) -> str:
        """Where bots with this face find it: at its terminals if the face reaches them, else at its pages."""
        reached = about(face).reaches
        return next(url for url in (self.terminal, self.url) if reached(url.partition(":")[0]))


@contextmanager
def running_mock(
    database: Path, *, port: int = 0, terminal_port: int = 0, log: Path | None = None
) -> Iterator[Mock]:
    """Serve the mock on `database` meanwhile; port 0 lets the system choose one.

    It is kept out of the terminal's process group: Ctrl-C reaches the console, which ends the mock last.

    Raises:
        UnreachableError: it did not come up; the text holds its last words.
    """
    ports = ["--port", str(port), "--terminal-port", str(terminal_port)]
    command = [sys.executable, "-m", "legacy_mock", "serve", "--database", str(database.resolve()), *ports]
    database.parent.mkdir(parents=True, exist_ok=True)
    log = log or database.with_suffix(".log")
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment.of_child(_ITS_OWN),
            cwd=bundled_project(),
            start_new_session=True,
        )
    try:
        yield Mock(*_await_addresses(process, log), process.pid, mock_password(), process)
    finally:
        _end(process)


def run_mock(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the mock's other commands to its end, such as `ledger` or `reset`."""
    return subprocess.run(
        [sys.executable, "-m", "legacy_mock", *arguments],
        cwd=bundled_project(),
        capture_output=True,
        text=True,
        check=False,
        env=environment.of_child(_ITS_OWN),
    )


def mock_password() -> str:
    """Of every operator of a mock that this process starts."""
    # A mock has no secret: it seeds its operators with this one unless the variable names another.
    return os.environ.get("COPISTE_MOCK_PASSWORD", "MOT2PASS")


def _await_addresses(process: subprocess.Popen[bytes], log: Path) -> tuple[str, str]:
    """Give the addresses of its two faces."""
    assert process.stdout is not None
    line = _first_line(process.stdout, time.monotonic() + START_LIMIT)
    try:
        addresses = json.loads(line)
        return str(addresses["url"]), str(addresses["terminal"])
    except (ValueError, KeyError, TypeError):
        words = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        last = f" Its last words: {words[-1]}" if words else ""
        raise UnreachableError(
            f"The mock back-end did not come up within {START_LIMIT:.0f} s.{last}", f"Its log: {log}"
        ) from None


def _first_line(stream: IO[bytes], deadline: float) -> bytes:
    """What came up to the first line feed, or up to the end or the deadline."""
    line = b""
    with selectors.DefaultSelector() as waiting:
        waiting.register(stream, selectors.EVENT_READ)
        while not line.endswith(b"\n") and waiting.select(max(0.0, deadline - time.monotonic())):
            piece = os.read(stream.fileno(), 4096)
            if not piece:
                break
            line += piece
    return line


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
