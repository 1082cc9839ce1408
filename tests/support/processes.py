"""OS processes seen from outside: who descends from whom, who is still there. Waiting, with a deadline."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
#: Seconds between two looks; no test depends on it.
_PAUSE = 0.02


def until(condition: Callable[[], object], what: str, limit: float = 150) -> None:
    """Wait until `condition` holds; `what` is told when it does not within `limit` seconds."""
    deadline = time.monotonic() + limit
    while not condition():
        assert time.monotonic() < deadline, f"not within {limit:.0f} s: {what}"
        time.sleep(_PAUSE)


@dataclass(frozen=True)
class Process:
    """One process, told from a later one of the same number by the moment it began."""

    pid: int
    began: int

    @property
    def alive(self) -> bool:
        """Whether it still runs; a zombie does not."""
        return self in _running()

    @property
    def command(self) -> str:
        """Its command line."""
        try:
            return (_PROC / str(self.pid) / "cmdline").read_text().replace("\0", " ")
        except OSError:
            return ""

    def send(self, signal: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, signal)


def family(pid: int) -> set[Process]:
    """The process and all that descend from it, through however many processes in between."""
    parents = _running()
    found = {process for process in parents if process.pid == pid}
    while True:
        pids = {process.pid for process in found}
        more = {process for process, parent in parents.items() if parent in pids} - found
        if not more:
            return found
        found |= more


def survivors(processes: set[Process]) -> list[str]:
    """The commands of those that still run."""
    alive = set(_running())
    return sorted(f"{process.pid} {process.command[:80]}" for process in processes & alive)


def _running() -> dict[Process, int]:
    """Every process that runs, with the number of its parent."""
    found = {}
    for path in _PROC.iterdir():
        if path.name.isdigit():
            try:
                fields = (path / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # gone meanwhile
            if fields[0] not in "ZX":
                found[Process(int(path.name), int(fields[19]))] = int(fields[1])
    return found
