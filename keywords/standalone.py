"""A robot run by hand with plain Robot Framework: the case from a file, the journal in memory.

`robot --variable ITEM:item.json robots/enrolment.robot`, with the settings that the orchestrator would read.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from keywords import transaction
from keywords.errors import NoCaseError
from keywords.evidence import Evidence
from keywords.seat import Seat, open_seat
from settings import read_settings
from work_items.item import JournalEntry, WorkItem

_seat: Seat | None = None


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
        NoCaseError: no file was named, or it holds no case.
    """
    global _seat  # noqa: PLW0603 - closed by `close_case`, in another keyword of the same run
    if item_file is None:
        raise NoCaseError("There is neither an orchestrator nor an ITEM.")
    item = _read(Path(item_file))
    settings = read_settings()
    place = settings.seats[0]
    if settings.back_end.url is None:
        raise NoCaseError("No back-end is named: set COPISTE_BACK_END__URL.")
    _seat = open_seat(
        application=settings.back_end.application,
        face=settings.back_end.face,
        url=str(settings.back_end.url),
        headless=settings.bots.headless,
        operator=place.operator,
        terminal=place.terminal,
        password=settings.password_of(place.operator),
        hash_key=SecretStr(secrets.token_hex()),
    )
    evidence = Evidence(settings.evidence.resolve() / f"by-hand-{item.reference}", settings.evidence_limit)
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
        return WorkItem(id=0, process=raw["process"], reference=raw["reference"], payload=raw["payload"])
    except OSError as error:
        raise NoCaseError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, KeyError, TypeError):
        raise NoCaseError(f"{path} is no JSON object with process, reference and payload.") from None
