"""What struck: kept in order, logged, and appended to a file that outlives the OS process."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Strike:
    """One fault that struck. No typed value is in it."""

    fault: str
    #: Wall-clock time, ISO 8601.
    at: str
    terminal: str
    operator: str
    #: The first characters of the session's key: enough to tell two sessions of one terminal apart.
    session: str
    #: Where the key was pressed.
    transaction: str
    screen: str
    key: str
    #: Number of the terminal's interaction, from 1.
    interaction: int
    #: What was drawn or told: a field, seconds, whether the key was handled.
    detail: str = ""


class Struck:
    """The faults that struck one database's host, in order."""

    def __init__(self, database: Path) -> None:
        self._file = file_of(database)
        self._all: list[Strike] = []

    def add(self, strike: Strike) -> None:
        """Note that a fault strikes, before it does."""
        self._all.append(strike)
        line = json.dumps(asdict(strike))
        _log.info("%s", line)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def told(self) -> list[dict[str, Any]]:
        """Give the faults that struck since this host began, oldest first."""
        return [asdict(strike) for strike in self._all]


def file_of(database: Path) -> Path:
    """The file beside a database with one JSON line for each fault that ever struck its hosts."""
    return database.with_name(database.name + ".faults")


def now_told() -> str:
    """The wall-clock time as `Strike.at` has it."""
    return datetime.now().astimezone().isoformat(timespec="milliseconds")
