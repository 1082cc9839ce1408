"""When the nightly run starts: a crontab line in a time zone, on request without holidays. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from copiste.orchestrator.calendar.windows import YEAR, Holidays

_FIELDS = ("minute", "hour", "day of the month", "month", "day of the week")
_LENGTH = re.compile(r"(?:(?P<h>[0-9]{1,3}) ?h)? ?(?:(?P<min>[0-9]{1,4}) ?min)?")


@dataclass(frozen=True, slots=True)
class Schedule:
    """The moments at which a run starts.

    On the days on which clocks change, cron's own rule holds: a start in the skipped hour comes right after
    it, one in the doubled hour comes once.
    """

    #: Five fields, as in a crontab: `0 21 * * mon-fri`; `expression` checks them.
    line: str
    #: Name in the IANA database.
    timezone: str
    #: No run starts on these days.
    holidays: Holidays | None = None
    closed: frozenset[date] = frozenset()

    def next(self, after: datetime) -> datetime | None:
        """The first start later than `after`, in the schedule's time zone; None when not within a year."""
        for start in self._starts(after):
            if start > after + YEAR:
                break
            if start.date() not in self.closed and not (self.holidays and start.date() in self.holidays):
                return start
        return None

    def _starts(self, after: datetime) -> Iterator[datetime]:
        yield from CronSim(self.line, after.astimezone(ZoneInfo(self.timezone)))


def expression(text: str) -> str:
    """`text`, when it is a crontab line of five fields with a start within a year.

    Raises:
        ValueError: it is none; the field is named.
    """
    if len(text.split()) != len(_FIELDS):
        raise ValueError(
            f'"{text}" is no schedule. Write five fields, as in a crontab: {", ".join(_FIELDS)}; '
            'for 21:00 from Monday to Friday, "0 21 * * mon-fri"'
        )
    try:
        CronSim(text, datetime(2024, 1, 1, tzinfo=UTC))
    except CronSimError as error:
        raise ValueError(
            f'"{text}" is no schedule: {str(error).lower()}. Write such as 0 21 * * mon-fri'
        ) from None
    return text


def moment(text: str, now: datetime, timezone: str) -> datetime:
    """The next `05:30` in `timezone`, or the moment `2026-11-21T05:30`.

    Raises:
        ValueError: `text` is neither, or it is over.
    """
    zone = ZoneInfo(timezone)
    try:
        if "T" not in text and " " not in text and "-" not in text:
            # With a zone of its own, the text would mean another day's moment.
            clock = time.fromisoformat("" if text.endswith("Z") or "+" in text else text)
            today = now.astimezone(zone).date()
            days = (datetime.combine(today + number * timedelta(days=1), clock, zone) for number in range(2))
            return next(day for day in days if day > now)
        wanted = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f'"{text}" is no time. Write 05:30, or 2026-11-21T05:30') from None
    wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=zone)
    if wanted <= now:
        raise ValueError(f'"{text}" is over. Write a time in the future, such as 05:30')
    return wanted


def length(text: str) -> timedelta:
    """How long `6h`, `90min` or `6h30min` is.

    Raises:
        ValueError: it is no length of time, or none at all.
    """
    found = _LENGTH.fullmatch(text.strip())
    wanted = timedelta(hours=int(found["h"] or 0), minutes=int(found["min"] or 0)) if found else timedelta(0)
    if not wanted:
        raise ValueError(f'"{text}" is no length of time. Write 6h, 90min or 6h30min')
    return wanted
