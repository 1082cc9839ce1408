"""The back-end's own day journal: read through its screens, and kept: most show a day until midnight only.

Which list it is, and what tells the day of a record, is declared: `day_journal` in `application.yaml`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copiste.console.report.data import DayJournalLine, DayReading, DayReadings, day_of
from copiste.disks import DiskError, whole_file

if TYPE_CHECKING:
    from copiste.screens.declared.day_journal import DayJournal
    from copiste.screens.session.session import ScreenSession
    from copiste.settings import Settings

#: How earlier versions name their files: `26324.json`.
_FORMERLY = "%y%j"


def declared(settings: Settings) -> DayJournal | None:
    """The day journal that the application declares; None when it declares none.

    Raises:
        ScreensError: its declarations cannot be read.
    """
    from copiste.screens.declared.loading import load_application

    return load_application(settings.back_end.application).day_journal


def read_day_journal(
    settings: Settings, journal: DayJournal, folder: Path, clock: Callable[[], datetime]
) -> str:
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
        lines = tuple(_lines_of(settings, journal))
    except (ScreensError, SettingsError) as error:
        return str(error)
    operators = tuple(seat.name for seat in settings.seats)
    try:
        for reading in by_day(lines, read_at, operators):
            keep(reading, folder)
    except DiskError as error:
        return str(error)
    return ""


def _lines_of(settings: Settings, journal: DayJournal) -> Iterator[tuple[date | None, DayJournalLine]]:
    from copiste.screens.session.opening import connect
    from copiste.screens.session.signing_on import sign_on

    with connect(settings.connection_of(settings.first_seat)) as session:
        for seat in settings.seats:
            sign_on(session, settings.credentials(seat))
            yield from _lines_on(session, journal, seat.name)
            session.sign_off()


def _lines_on(
    session: ScreenSession, journal: DayJournal, operator: str
) -> Iterator[tuple[date | None, DayJournalLine]]:
    session.go_to(journal.screen)
    for row in session.rows(journal.table):
        receipt, transaction, at = (
            str(row[column]) if column else ""
            for column in (journal.receipt, journal.transaction, journal.time)
        )
        day = journal.day.of_row(row) if journal.day else None
        yield day, DayJournalLine(receipt, transaction, at, operator)


def by_day(
    lines: Iterable[tuple[date | None, DayJournalLine]], read_at: datetime, operators: tuple[str, ...]
) -> Iterator[DayReading]:
    """One reading for the day at hand, and one for each other day that a line shows.

    Of another day the list may show a part only: what it does not show then is not taken to be missing.
    """
    today = day_of(read_at)
    shown: dict[date, list[DayJournalLine]] = defaultdict(list)
    for day, line in lines:
        shown[day or today].append(line)
    yield DayReading(today, read_at, operators, tuple(shown.pop(today, ())))
    for day, some in shown.items():
        yield DayReading(day, datetime.combine(day, time()).astimezone(), operators, tuple(some))


def keep(reading: DayReading, folder: Path) -> None:
    """Add `reading` to the earlier ones of its day: what a back-end has shown once, it has recorded.

    Raises:
        DiskError: it cannot be written; the earlier ones are there still.
    """
    path = folder / f"{reading.day.isoformat()}.json"
    if path.exists():
        reading = _together(_read(path, reading.day), reading)
    with whole_file(path) as stream:
        stream.write(json.dumps(asdict(reading), default=_written))


def kept(folder: Path, since: datetime, unread: str, journal: DayJournal | None) -> DayReadings:
    """The readings kept for the days from `since` on; `unread` says why there is none of just now."""
    first = day_of(since)
    readings: dict[date, DayReading] = {}
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        day = _day(path.stem)
        if day is not None and day >= first:
            reading = _read(path, day)
            # Two files of one day: an earlier version called its files otherwise.
            readings[day] = _together(readings[day], reading) if day in readings else reading
    return DayReadings(tuple(readings.values()), unread, record_day=journal.day if journal else None)


def _together(one: DayReading, other: DayReading) -> DayReading:
    lines = {line.receipt: line for line in (*one.lines, *other.lines)}
    operators = tuple(sorted({*one.operators, *other.operators}))
    return DayReading(one.day, max(one.read_at, other.read_at), operators, tuple(lines.values()))


def _read(path: Path, day: date) -> DayReading:
    raw = json.loads(path.read_text(encoding="utf-8"))
    return DayReading(
        day=day,
        read_at=datetime.fromisoformat(raw["read_at"]),
        operators=tuple(raw["operators"]),
        lines=tuple(DayJournalLine(**line) for line in raw["lines"]),
    )


def _written(value: Any) -> str:
    return str(value.isoformat())


def _day(text: str) -> date | None:
    """A day as the name of a kept file, today's or an earlier version's; None for anything else."""
    for written in ("%Y-%m-%d", _FORMERLY):
        try:
            return datetime.strptime(text, written).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None
