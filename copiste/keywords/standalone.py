"""A robot run by hand with plain Robot Framework: the case from a file, the journal in memory.

`robot --variable ITEM:item.json robots/enrolment.robot`, with the settings that the orchestrator would read.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from copiste import environment
from copiste.keywords import transaction
from copiste.keywords.errors import NoCaseError
from copiste.keywords.evidence import Evidence
from copiste.keywords.seat_session import SeatSession, open_seat
from copiste.queue.item import JournalEntry, WorkItem
from copiste.settings import SettingsError, read_settings

_seat: SeatSession | None = None


class MemoryJournal:
    """The journal of a robot run by hand: it lasts as long as the run, and no longer."""

    def __init__(self) -> None:
        self._entries: dict[str, JournalEntry] = {}

    def entries(self) -> Mapping[str, JournalEntry]:
        """What this run has recorded."""
        return dict(self._entries)

    def record(self, entry: JournalEntry) -> None:
        """Keep `entry`."""
        self._entries[entry.step] = entry


def open_case(item_file: str | None) -> None:
    """Begin a transaction on the case in `item_file`, at the first seat that the settings name.

    The file is JSON: `{"process": "enrolment", "reference": "D-1", "payload": {…}}`, as `copiste show --item`
    writes it.

    Raises:
        NoCaseError: no file was named, it holds no case, or the settings name no back-end or no password.
    """
    global _seat  # noqa: PLW0603 - closed by `close_case`, in another keyword of the same run
    if item_file is None:
        raise NoCaseError("There is neither an orchestrator nor an ITEM.")
    item = _read(Path(item_file))
    try:
        settings = read_settings()
        connection = settings.connection_of(settings.first_seat)
        credentials = settings.credentials(settings.first_seat)
    except SettingsError as error:
        raise NoCaseError(str(error)) from None
    environment.allow(settings.bots.environment)
    _seat = open_seat(connection, credentials, SecretStr(secrets.token_hex()))
    name = re.sub(r"[^\w.-]+", "-", item.reference)
    evidence = Evidence(settings.evidence.resolve() / f"by-hand-{name}", settings.evidence_limit)
    transaction.begin(transaction.Transaction(item, MemoryJournal(), _seat, evidence))


def close_case() -> None:
    """End what `open_case` began; without effect under an orchestrator."""
    global _seat
    if _seat is None:
        return
    seat, _seat = _seat, None
    transaction.end()
    seat.close()


def _read(path: Path) -> WorkItem:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return WorkItem(
            id=0,
            process=str(raw["process"]),
            reference=str(raw["reference"]),
            payload=dict(raw["payload"]),
        )
    except OSError as error:
        raise NoCaseError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError):
        raise NoCaseError(f"{path} is no JSON object with process, reference and payload.") from None
