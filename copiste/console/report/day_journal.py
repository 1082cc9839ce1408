"""The back-end's own day journal: read through its screens, kept, because it shows a day until midnight only.

An application that has one declares a screen `operator_journal` with a list `records`, whose columns hold
`receipt`, `transaction` and `time`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from copiste.console.report.data import DayJournal, DayJournalLine, DayReading, day_of
from copiste.disks import DiskError, whole_file

if TYPE_CHECKING:
    from copiste.screens.session.session import ScreenSession
    from copiste.settings import Settings

SCREEN = "operator_journal"
TABLE = "records"


def read_day_journal(settings: Settings, folder: Path, clock: Callable[[], datetime]) -> str:
    """Ask the back-end what it recorded today for each seat's operator, and keep the answer in `folder`.

    Signs on at the seats: not while bots work there, for a second sign-on ends the first.

    Returns:
        Why it could not be read, in words; empty when it was.
    """
    from copiste.screens.errors import ScreensError
    from copiste.settings import SettingsError

    if settings.back_end.url is None:
        return "No back-end is named in the settings."
    # Before the first look: what is recorded meanwhile counts as not compared yet, rather than as lost.
    read_at = clock()
    try:
        lines = tuple(_lines_of(settings))
    except (ScreensError, SettingsError) as error:
        return str(error)
    operators = tuple(seat.name for seat in settings.seats)
    try:
        keep(DayReading(day_of(read_at), read_at, operators, lines), folder)
    except DiskError as error:
        return str(error)
    return ""


def _lines_of(settings: Settings) -> Iterator[DayJournalLine]:
    from copiste.screens.session.opening import connect
    from copiste.screens.session.signing_on import sign_on

    with connect(settings.connection) as session:
        for seat in settings.seats:
            sign_on(session, settings.credentials(seat))
            yield from _lines_on(session, seat.name)
            session.sign_off()


def _lines_on(session: ScreenSession, operator: str) -> Iterator[DayJournalLine]:
    session.go_to(SCREEN)
    for row in session.rows(TABLE):
        yield DayJournalLine(str(row["receipt"]), str(row["transaction"]), str(row["time"]), operator)


def keep(reading: DayReading, folder: Path) -> None:
    """Add `reading` to the earlier ones of its day: what a back-end has shown once, it has recorded.

    Raises:
        DiskError: it cannot be written; the earlier ones are there still.
    """
    path = folder / f"{reading.day}.json"
    if path.exists():
        earlier = _read(path)
        lines = {line.receipt: line for line in (*earlier.lines, *reading.lines)}
        operators = tuple(sorted({*earlier.operators, *reading.operators}))
        reading = DayReading(reading.day, reading.read_at, operators, tuple(lines.values()))
    with whole_file(path) as stream:
        stream.write(json.dumps(asdict(reading), default=datetime.isoformat))


def kept(folder: Path, since: datetime, unread: str) -> DayJournal:
    """The readings kept for the days from `since` on; `unread` says why there is none of just now."""
    first = day_of(since)
    files = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return DayJournal(tuple(_read(path) for path in files if path.stem >= first), unread)


def _read(path: Path) -> DayReading:
    raw = json.loads(path.read_text(encoding="utf-8"))
    return DayReading(
        day=raw["day"],
        read_at=datetime.fromisoformat(raw["read_at"]),
        operators=tuple(raw["operators"]),
        lines=tuple(DayJournalLine(**line) for line in raw["lines"]),
    )
