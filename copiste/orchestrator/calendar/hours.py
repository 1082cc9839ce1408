"""Reads opening hours as an operator writes them: `mon-fri = "07:00-20:30"`. Pure.

Every error is a `ValueError` that quotes what was written and says how to write it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo, available_timezones

from copiste.orchestrator.calendar.windows import Holidays
from copiste.suggestions import did_you_mean

#: Names of the days, Monday first.
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: What may stand in place of ranges.
CLOSED = "closed"

_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_DAY = timedelta(days=1)
_HOW = "Write ranges of hours such as 07:00-20:30, or 08:00-12:00, 13:00-17:00, or closed"

Range = tuple[timedelta, timedelta]
Week = tuple[tuple[Range, ...], ...]


def week(written: object) -> Week:
    """The ranges of each weekday: from text for all days, or from texts by days (`mon-fri`, `sat,sun`).

    Raises:
        ValueError: a day or a range is malformed, a day is named twice, or no hour is open.
    """
    by_days = {"mon-sun": written} if isinstance(written, str) else written
    if not isinstance(by_days, Mapping):
        raise ValueError(f"must be hours by days. {_example()}")  # noqa: TRY004 - pydantic shows ValueErrors
    found: dict[str, tuple[Range, ...]] = {}
    for key, text in by_days.items():
        ranges = _ranges(str(key), text)
        for day in _days(str(key)):
            if day in found:
                raise ValueError(f'"{key}" names {day}, which another line names too. Name each day once')
            found[day] = ranges
    if not any(found.values()):
        raise ValueError(f"leave no hour open. {_example()}")
    return tuple(found.get(day, ()) for day in DAYS)


def zone(name: str) -> str:
    """`name`, when it is a time zone that this machine knows.

    Raises:
        ValueError: it is none.
    """
    try:
        return ZoneInfo(name).key
    except (OSError, ValueError, KeyError):  # unknown, a folder of the database, or a path out of it
        known = available_timezones()
    if not known:
        raise ValueError(f'"{name}": this machine has no time zones. Install its package tzdata')
    raise ValueError(f'"{name}" is no time zone.{did_you_mean(name, known)} Write one such as Europe/Paris')


def public_holidays(name: str) -> Holidays:
    """The holidays of a country (`FR`), or of a part of it (`FR-57`, `FR-Alsace`).

    Raises:
        ValueError: there is no such country or part.
    """
    import holidays  # noqa: PLC0415 - half a second that only those pay who name a country

    country, _, part = name.partition("-")
    known = holidays.list_supported_countries(include_aliases=True)
    if country not in known:
        raise ValueError(
            f'"{name}" names no country.{did_you_mean(country, known)} Write one such as FR, or FR-57'
        )
    aliases = getattr(holidays, country).get_subdivision_aliases()
    if part and part not in {*aliases, *itertools.chain(*aliases.values())}:
        there = ", ".join(sorted(aliases)) or "none"
        raise ValueError(f'"{name}": {country} has no part "{part}". It has: {there}')
    return Holidays(country, part or None)


def day(written: object) -> date:
    """A day, written `2026-12-24`.

    Raises:
        ValueError: it is none.
    """
    if type(written) is date:  # TOML has dates
        return written
    try:
        return date.fromisoformat(written if isinstance(written, str) else "")
    except ValueError:
        raise ValueError(f'"{written}" is no day. Write it as 2026-12-24') from None


def _days(key: str) -> list[str]:
    days: list[str] = []
    for part in key.split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        for name in (first, last) if dash else (first,):
            if name not in DAYS:
                raise ValueError(
                    f'"{key}" names no day.{did_you_mean(name, DAYS)} '
                    f"Days: {', '.join(DAYS)}; write mon-fri, or sat"
                )
        begin = DAYS.index(first)
        length = (DAYS.index(last) - begin) % 7 + 1 if dash else 1
        days += [DAYS[(begin + number) % 7] for number in range(length)]
    return days


def _ranges(key: str, text: object) -> tuple[Range, ...]:
    if not isinstance(text, str):
        raise ValueError(f"{key} = {text!r:.40} is no text. {_HOW}")  # noqa: TRY004 - as above
    if text.strip() == CLOSED:
        return ()
    ranges = sorted(_range(key, text, part.strip()) for part in text.split(","))
    for (_, end), (begin, _) in itertools.pairwise(ranges):
        if begin < end:
            raise ValueError(f'{key} = "{text}": two ranges overlap. Join them, or part them')
    return tuple(ranges)


def _range(key: str, text: str, part: str) -> Range:
    begin, dash, end = part.partition("-")
    opens, closes = _time(begin), _time(end)
    if not dash or opens is None or closes is None or opens == _DAY:
        raise ValueError(f'{key} = "{text}": "{part}" is no range of hours. {_HOW}')
    if opens == closes:
        raise ValueError(
            f'{key} = "{text}": "{part}" ends as it begins. Write 00:00-24:00 for a whole day, or closed'
        )
    return opens, closes if closes > opens else closes + _DAY


def _time(text: str) -> timedelta | None:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    length = timedelta(hours=int(found[1]), minutes=int(found[2]))
    return length if int(found[2]) < 60 and length <= _DAY else None


def _example() -> str:
    return 'Write hours = { mon-fri = "07:00-20:30", sat = "08:00-12:00" }'
