"""How history is sealed: what is hashed of each line, and what a seal says. Pure: rows in, texts out.

A seal's hash covers the one before, the whole of each line since, and the seal's own columns; so a line that
is changed, put in or taken out breaks every seal from there on. Beside the hash stand short digests of the
lines it covers, which prove nothing but tell which line it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

#: The hash before the first seal.
BEGINNING: Final = "0" * 64
_SHORT: Final = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history or of the acts."""

    #: `event 12` or `act 3`.
    name: str
    #: SHA-256 of what it says.
    digest: str

    @property
    def entry(self) -> str:
        """What a seal notes of it, to find it again."""
        return f"{self.name.replace(' ', ':')}={self.digest[:_SHORT]}"


@dataclass(frozen=True, slots=True)
class Seal:
    """One link of the chain."""

    at: datetime | str
    #: The last event and act that it covers.
    events_to: int
    acts_to: int
    #: How many lines it covers.
    covered: int
    #: Their entries, with blanks between.
    lines: str


def line_of(kind: str, row: Mapping[str, Any]) -> Line:
    """The line that a row of plain values says; `kind` is `event` or `act`."""
    digest = hashlib.sha256(_canonical({"kind": kind, **row})).hexdigest()
    return Line(f"{kind} {row['id']}", digest)


def hash_of(before: str, seal: Seal, lines: Iterable[Line]) -> str:
    """The hash of a seal over `lines` that follows the one with hash `before`."""
    told = {
        "at": moment(seal.at),
        "events_to": seal.events_to,
        "acts_to": seal.acts_to,
        "covered": seal.covered,
        "lines": seal.lines,
    }
    whole = hashlib.sha256(before.encode() + _canonical(told))
    for line in lines:
        whole.update(line.digest.encode())
    return whole.hexdigest()


def first_fault(noted: str, lines: Iterable[Line]) -> str:
    """What is the first of `lines` that a seal has not noted so, in words; empty when all are as noted."""
    expected = [entry.partition("=") for entry in noted.split()]
    found = {line.name.replace(" ", ":"): line for line in lines}
    for name, _, short in expected:
        line = found.pop(name, None)
        shown = name.replace(":", " ")
        if line is None:
            return f"{shown} is missing"
        if line.digest[:_SHORT] != short:
            return f"{shown} was changed"
    return f"{next(iter(found.values())).name} was put in afterwards" if found else ""


def moment(value: datetime | str) -> str:
    """A moment as text in UTC, as SQLite keeps it, whichever database it comes from."""
    if isinstance(value, str):
        return value
    utc = value.astimezone(UTC) if value.tzinfo else value
    return utc.strftime("%Y-%m-%d %H:%M:%S.%f")


def _canonical(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=repr)
    return text.encode("utf-8", "surrogatepass")
