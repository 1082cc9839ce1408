"""When a back-end and a process may be worked: opening windows, and what may still be started in them.

Pure: moments in, moments out. `hours.py` reads what an operator writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
#: A closing further ahead than this does not count: no transaction takes that long.
SIGHT = 14 * _DAY
#: An opening further ahead than this does not count: longer than any closed season.
YEAR = 400 * _DAY


@dataclass(frozen=True, slots=True)
class Holidays:
    """The public holidays of a country, or of a part of it whose days are others (`FR`, `57`)."""

    country: str
    subdivision: str | None = None

    def __contains__(self, day: date) -> bool:
        return day in _holidays_of(self.country, self.subdivision, day.year)


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of the week in which a back-end, or a process, is open.

    A range belongs to the day on which it begins: `fri 21:00-05:30` ends on Saturday, and is left out as a
    whole when Friday is a holiday. On the days on which clocks change, a range begins and ends when the
    clock first shows its time, or a later one.
    """

    #: For each weekday, Monday first: ranges from its midnight; one that passes midnight ends beyond 24 h.
    hours: tuple[tuple[tuple[timedelta, timedelta], ...], ...]
    #: Name in the IANA database, such as `Europe/Paris`.
    timezone: str
    holidays: Holidays | None = None
    #: Other days on which it stays closed.
    closed: frozenset[date] = frozenset()

    def is_open(self, moment: datetime) -> bool:
        """Whether it is open at `moment`."""
        return self.opens(moment) == moment

    def opens(self, moment: datetime) -> datetime | None:
        """`moment` itself when it is open then, else when it opens next; None when not within a year."""
        stretch = next(self._stretches(moment), None)
        return max(moment, stretch[0]) if stretch else None

    def closes(self, moment: datetime) -> datetime | None:
        """When it closes, having been open at `moment`; None when it is closed then, or `SIGHT` away."""
        left = self.left(moment)
        return None if left is None or left == timedelta.max else moment + left

    def left(self, moment: datetime) -> timedelta | None:
        """How long it stays open from `moment` on, `SIGHT` or more being no end; None when it is closed."""
        stretch = next(self._stretches(moment), None)
        if stretch is None or stretch[0] > moment:
            return None
        return stretch[1] - moment if stretch[1] <= moment + SIGHT else timedelta.max

    def _stretches(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Times without a pause in which it is open, from the one that ends after `moment`."""
        begun: tuple[datetime, datetime] | None = None
        for opens, closes in self._ranges(moment):
            if begun is None:
                begun = opens, closes
            elif opens > begun[1]:
                yield begun
                begun = opens, closes
            else:
                begun = begun[0], max(begun[1], closes)
            if begun[1] > moment + SIGHT and begun[0] <= moment:
                break
        if begun is not None:
            yield begun

    def _ranges(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Ranges that end after `moment`, in the order in which they begin."""
        zone = ZoneInfo(self.timezone)
        first = moment.astimezone(zone).date() - 2 * _DAY
        for number in range(YEAR.days):
            day = first + number * _DAY
            hours = self.hours[day.weekday()]
            if not hours or day in self.closed or (self.holidays and day in self.holidays):
                continue
            midnight = datetime.combine(day, time())
            for begin, end in hours:
                opens, closes = _shown(midnight + begin, zone), _shown(midnight + end, zone)
                # An hour that the clocks skip leaves nothing of a range within it.
                if moment < closes and opens < closes:
                    yield opens, closes


@dataclass(frozen=True, slots=True)
class Timetable:
    """What may be started when: the windows of the back-end and of the processes, and the end of the run."""

    back_end: Window | None = None
    #: By process, beside the back-end's; None: none of its own.
    processes: Mapping[str, Window | None] = field(default_factory=dict)
    #: Of the processes that are not named.
    others: Window | None = None
    #: How long a transaction of a process may take; nothing is started that could not finish.
    needs: Callable[[str], timedelta] = lambda _process: timedelta(0)
    #: End of the run.
    until: datetime | None = None

    @property
    def always(self) -> bool:
        """Whether anything may be started at any time."""
        return self.until is None and not any(self._all_windows())

    def startable(self, processes: Collection[str], now: datetime) -> frozenset[str]:
        """Those of `processes` whose windows are open now, for long enough to finish what is begun."""
        left = {window: window.left(now) for window in set(self._all_windows())}
        return frozenset(process for process in processes if self._fits(process, now, left))

    def next_start(self, process: str, now: datetime) -> datetime | None:
        """When an item of `process` may be started, from `now` on; None when not within a year or the run."""
        moment = now
        while moment < now + YEAR:
            openings = [window.opens(moment) for window in self._windows(process)]
            if None in openings:
                return None
            opens = max((opening for opening in openings if opening), default=moment)
            if opens > moment:
                moment = opens
            elif process in self.startable({process}, moment):
                return moment
            else:
                closings = [window.closes(moment) for window in self._windows(process)]
                ends = [closing for closing in closings if closing]
                if not ends:  # then it is the end of the run that is too near
                    return None
                moment = min(ends)
            if self.until is not None and moment >= self.until:
                return None
        return None

    def next_change(self, now: datetime) -> datetime | None:
        """The next moment at which `startable` may answer otherwise; None when none is in sight."""
        needs = {self.needs(process) for process in self.processes} | {timedelta(0)}
        ends: list[datetime | None] = [self.until]
        changes: list[datetime | None] = []
        for window in self._all_windows():
            changes.append(window.opens(now))
            ends.append(window.closes(now))
        changes += [end - need for end in ends if end is not None for need in needs if need < end - now]
        return min((change for change in changes if change is not None and change > now), default=None)

    def over(self, processes: Collection[str], now: datetime) -> bool:
        """Whether the run's end is too near for any of `processes`."""
        if self.until is None:
            return False
        shortest = min(map(self.needs, processes), default=timedelta(0))
        return shortest > self.until - now or now >= self.until

    def _fits(self, process: str, now: datetime, left: Mapping[Window, timedelta | None]) -> bool:
        need = self.needs(process)
        if self.until is not None and need > self.until - now:
            return False
        times = (left[window] for window in self._windows(process))
        return all(time is not None and need <= time for time in times)

    def _windows(self, process: str) -> Iterator[Window]:
        windows = self.back_end, self.processes.get(process, self.others)
        return (window for window in windows if window is not None)

    def _all_windows(self) -> Iterator[Window]:
        windows = self.back_end, self.others, *self.processes.values()
        return (window for window in windows if window is not None)


def _shown(wall: datetime, zone: ZoneInfo) -> datetime:
    """When clocks in `zone` first show `wall`, or, where they skip it, a later time; in UTC."""
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    # Skipped: the change lies between the two readings of `wall`.
    before, after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), moment
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


@lru_cache(maxsize=64)
def _holidays_of(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - half a second that only those pay who name a country

    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))
