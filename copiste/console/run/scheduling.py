"""`copiste run --schedule`: stays, and starts a run at each of its times."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copiste.console import output
from copiste.console.exit_codes import ConsoleError, Exit, UnsetError
from copiste.orchestrator import hours, schedule
from copiste.queue.item import Clock

if TYPE_CHECKING:
    from copiste.settings import Settings

#: A wait is looked at anew so often: this machine's clock may be set meanwhile, or have slept.
LOOK = timedelta(seconds=30)
#: A start that a sleeping machine missed by more is passed over.
LATE = timedelta(minutes=10)


def asked_schedule(
    settings: Settings, line: str | None, timezone: str | None, *, skip_holidays: bool
) -> schedule.Schedule:
    """The schedule that a person asked for, or without a `line` the one in the settings.

    Raises:
        ConsoleError: there is none, it is none, or its holidays or time zone are not known.
    """
    told, opening = settings.schedule, settings.back_end.opening
    if line is None and told is None:
        raise UnsetError(
            "No schedule is in the settings.",
            'Set start under [schedule] in copiste.toml, or ask for one: --schedule "0 21 * * mon-fri"',
        )
    if line is not None:
        line = _as_asked(schedule.expression, line)
    elif told is not None:
        line, timezone, skip_holidays = (
            told.start,
            timezone or told.timezone,
            skip_holidays or told.skip_holidays,
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
    """The time zone in which a person's times are meant: as named, or the back-end's, or this machine's.

    Raises:
        ConsoleError: it is none, or nothing names one.
    """
    opening = settings.back_end.opening
    zone: str = _as_asked(hours.zone, named or (opening and opening.timezone) or _zone_of_this_machine())
    return zone


def _zone_of_this_machine() -> str:
    """Its name where a link or TZ tells it; UTC on a machine that was told none."""
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
    """By when a run that starts at a moment is to be over, from `--until` or `--for`; None: no such time.

    When `scheduled`, the schedule in the settings may say it.

    Raises:
        ConsoleError: both are given, or what is given is none.
    """
    if until is not None and lasts is not None:
        raise ConsoleError("--until and --for both say when the run is over.", "Give one of them.")
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
    """Run at each start until an end is asked for.

    A start that comes while a run is still going, or while the machine sleeps, is passed over, and said so.

    Args:
        starts: When.
        run: Makes one run that starts now, and says how it went.
        stopped: Waits so many seconds, or until an end is asked for; whether it is.
        clock: What time it is.
        tell: Says when the next run is.

    Returns:
        How the run went in which the end was asked for; 0 between two runs.
    """
    after = clock()
    while (start := starts.next(after)) is not None:
        now = clock()
        if start <= now:
            tell(f"The run of {_clock(start)} was passed over: one was still going, or this machine slept.")
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
        "The schedule has no start within a year.", "Look at its days, holidays and closed days."
    )


def _clock(moment: datetime) -> str:
    return moment.strftime("%a %Y-%m-%d %H:%M %Z")
