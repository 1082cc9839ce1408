"""`copiste run --schedule`: keeps running, and starts a run at each time of a schedule."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copiste.console import output
from copiste.console.exit_codes import ConsoleError, Exit, UnsetError
from copiste.orchestrator.calendar import hours, schedule
from copiste.queue.item import Clock

if TYPE_CHECKING:
    from copiste.settings import Settings

#: How often a wait looks at the clock: it may be set meanwhile, or the machine may sleep.
LOOK = timedelta(seconds=30)
#: A start that a sleeping machine missed by more is skipped.
LATE = timedelta(minutes=10)


def asked_schedule(
    settings: Settings, line: str | None, timezone: str | None, *, skip_holidays: bool
) -> schedule.Schedule:
    """The schedule of the command line; without a `line`, the one in the settings.

    Raises:
        ConsoleError: there is none, it is not a schedule, or its holidays or time zone are not known.
    """
    nightly, opening = settings.schedule, settings.back_end.opening
    if line is None and nightly is None:
        raise UnsetError(
            "No schedule is in the settings.",
            'Set start under [schedule] in copiste.toml, or ask for one: --schedule "0 21 * * mon-fri"',
        )
    if line is not None:
        line = _as_asked(schedule.expression, line)
    elif nightly is not None:
        line, timezone, skip_holidays = (
            nightly.start,
            timezone or nightly.timezone,
            skip_holidays or nightly.skip_holidays,
        )
    if skip_holidays and (opening is None or not (opening.holidays or opening.closed)):
        raise UnsetError(
            "No holidays are in the settings.",
            'Set holidays = "FR" under [back_end.opening] in copiste.toml.',
        )
    zone = asked_timezone(settings, timezone)
    if opening is None or not skip_holidays:
        return schedule.Schedule(line or "", zone)
    return schedule.Schedule(line or "", zone, opening.holidays, opening.closed)


def asked_timezone(settings: Settings, named: str | None) -> str:
    """The time zone of the times on the command line: as named, or the back-end's, or this machine's.

    Raises:
        ConsoleError: there is no such time zone, or none is named anywhere.
    """
    opening = settings.back_end.opening
    zone: str = _as_asked(hours.zone, named or (opening and opening.timezone) or _zone_of_this_machine())
    return zone


def _zone_of_this_machine() -> str:
    """Its name, from TZ or the link /etc/localtime; UTC on a machine that has neither."""
    link = Path("/etc/localtime")
    name = os.environ.get("TZ") or str(link.resolve()).partition("/zoneinfo/")[2]
    if not name and link.exists():
        raise UnsetError(
            "The time zone of this machine has no name.",
            "Name it: --timezone Europe/Paris. Or set timezone under [back_end.opening] in copiste.toml.",
        )
    return name or "UTC"


def asked_end(
    settings: Settings, until: str | None, lasts: str | None, timezone: str | None, *, scheduled: bool
) -> Callable[[datetime], datetime | None]:
    """When a run that starts at a given moment must be over, by `--until` or `--for`; None without a limit.

    For a `scheduled` run, the schedule in the settings may set it.

    Raises:
        ConsoleError: both are given, or one is not a time.
    """
    if until is not None and lasts is not None:
        raise ConsoleError("--until and --for both set the end of the run.", "Give one of them.")
    if lasts is not None:
        asked: timedelta = _as_asked(schedule.length, lasts)
        return lambda now: now + asked
    if until is None:
        length = settings.schedule.lasts if scheduled and settings.schedule else None
        return lambda now: now + length if length else None
    zone = asked_timezone(settings, timezone)
    return lambda now: _as_asked(schedule.moment, until, now, zone)


def _as_asked(read: Callable[..., Any], text: str | None, *more: object) -> Any:
    try:
        return read(text, *more)
    except ValueError as error:
        raise ConsoleError(f"{error}.") from None


def stay(
    starts: schedule.Schedule,
    run: Callable[[datetime], Exit],
    *,
    stopped: Callable[[float], bool],
    clock: Clock,
    tell: Callable[[str], None] = output.note,
) -> Exit:
    """Run at each start until a stop is asked for.

    A start that comes while a run still goes, or while the machine sleeps, is skipped with a message.

    Args:
        starts: When.
        run: Makes one run that starts now; its exit code.
        stopped: Waits so many seconds, or until a stop is asked for; whether it is.
        clock: What time it is.
        tell: Receives a message for people: when the next run is.

    Returns:
        The exit code of the run in which the stop was asked for; 0 between two runs.
    """
    after = clock()
    while (start := starts.next(after)) is not None:
        now = clock()
        if start <= now:
            tell(
                f"The run of {_clock(start)} was skipped: another run was still going, or this machine slept."
            )
            after = start
            continue
        tell(f"Next run: {_clock(start)}, in {output.span(start - now)}.")
        while (left := start - clock()) > timedelta(0):
            if stopped(min(left, LOOK).total_seconds()):
                return Exit.OK
        if clock() - start > LATE:
            continue
        went = run(clock())
        if stopped(0):
            return went
        after = start
    raise ConsoleError(
        "The schedule has no start within a year.", "Check its days, holidays and closed days."
    )


def _clock(moment: datetime) -> str:
    return moment.strftime("%a %Y-%m-%d %H:%M %Z")
