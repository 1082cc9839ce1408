"""The types of dates and times: what they say, and their form in a case. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from copiste.screens.declared.formats.format import Format, FormatError

_DAY = ({"year", "month", "day"}, {"year", "nth"})
_CLOCK = ({"hour", "minute"}, {"hour", "minute", "second"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One type of date or time."""

    name: str
    #: What it says, and what its patterns consist of.
    says: str
    parts: tuple[set[str], ...]
    language: str
    #: From a case's value, and back. The first raises `ValueError`.
    of: Callable[[object], datetime]
    case: Callable[[datetime], str]
    expected: str
    #: The kind of a browser's own control for it.
    native: str

    def read(self, value: object) -> datetime:
        """The moment of a case's value. Raises `FormatError`."""
        try:
            return self.of(value)
        except ValueError:
            raise FormatError(f"expected {self.expected}") from None

    @property
    def own(self) -> Format:
        """The format in which a browser's own control holds it: that of the case."""
        return Format(
            typed=lambda value: self.case(self.read(value)),
            shown=lambda text: self.case(self.read(text)),
            same=lambda typed, shown: self.read(typed) == self.read(shown),
        )


def _day_of(value: object) -> datetime:
    # Of a date with a time, the date.
    day = value if isinstance(value, date) else date.fromisoformat(str(value))
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the case's have no zone


def _time_of(value: object) -> datetime:
    clock = value if isinstance(value, time) else time.fromisoformat(str(value))
    return _without_zone(datetime.combine(date(2000, 1, 1), clock))


def _datetime_of(value: object) -> datetime:
    return _without_zone(value if isinstance(value, datetime) else datetime.fromisoformat(str(value)))


def _without_zone(moment: datetime) -> datetime:
    if moment.tzinfo is not None or moment.microsecond:
        raise ValueError
    return moment


def _clock(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


_LANGUAGE: Final = (
    "DD, MM and YYYY (or YY; D or M without a leading zero; MMM or MMMM for the month's name; DDD for the "
    "day of the year)"
)
_HOURS: Final = "HH and mm (H without a leading zero; hh or h with A for AM or PM; ss for seconds)"
DATE: Final = Moment(
    name="date",
    says="one day of one year",
    parts=_DAY,
    language=_LANGUAGE,
    of=_day_of,
    case=lambda moment: moment.date().isoformat(),
    expected="an ISO date (YYYY-MM-DD)",
    native="date",
)
TIME: Final = Moment(
    name="time",
    says="one time of a day",
    parts=_CLOCK,
    language=_HOURS,
    of=_time_of,
    case=lambda moment: _clock(moment).partition("T")[2],
    expected="an ISO time (HH:MM)",
    native="time",
)
DATETIME: Final = Moment(
    name="datetime",
    says="one day and time",
    parts=tuple(day | clock for day in _DAY for clock in _CLOCK),
    language=f"{_LANGUAGE}, {_HOURS}",
    of=_datetime_of,
    case=_clock,
    expected="an ISO date and time without a zone (YYYY-MM-DDTHH:MM)",
    native="datetime-local",
)
MONTH: Final = Moment(
    name="month",
    says="one month of one year",
    parts=({"year", "month"},),
    language="MM and YYYY (or YY; M without a leading zero; MMM or MMMM for its name)",
    of=lambda value: _day_of(f"{value}-01"),
    case=lambda moment: f"{moment:%Y-%m}",
    expected="an ISO month (YYYY-MM)",
    native="month",
)
