"""`copiste run --schedule`, with a clock and runs that a test makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from copiste.console.exit_codes import ConsoleError, Exit
from copiste.console.run.scheduling import asked_end, asked_schedule, asked_timezone, stay
from copiste.orchestrator.calendar import hours
from copiste.orchestrator.calendar.schedule import Schedule
from copiste.settings import Nightly, Opening, Settings

HOUR = timedelta(hours=1)
#: A Friday, 19:00 in Paris.
START = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
NIGHTLY = Schedule("0 21 * * mon-fri", "Europe/Paris")


@dataclass
class Watch:
    """Time that passes only while somebody waits, or in a run; an end is asked for at `ends`."""

    ends: datetime
    now: datetime = START
    begun: list[datetime] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    run_time: Callable[[], timedelta] = lambda: HOUR
    exit: Exit = Exit.OK

    def stopped(self, seconds: float) -> bool:
        self.now += timedelta(seconds=seconds)
        return self.now >= self.ends

    def run(self, now: datetime) -> Exit:
        self.begun.append(now.astimezone(START.tzinfo))
        self.now += self.run_time()
        return self.exit

    def stay(self, starts: Schedule = NIGHTLY) -> Exit:
        return stay(starts, self.run, stopped=self.stopped, clock=lambda: self.now, tell=self.told.append)


def evening(day: int) -> datetime:
    return datetime(2026, 11, day, 20, 0, tzinfo=UTC)


def test_a_run_starts_at_each_time_and_the_next_one_is_told() -> None:
    watch = Watch(ends=evening(24) + 5 * HOUR)
    assert watch.stay() is Exit.OK
    assert watch.begun == [evening(20), evening(23), evening(24)]
    assert watch.told[0] == "Next run: Fri 2026-11-20 21:00 CET, in 2 h 00 min."
    assert len(watch.told) == 4


def test_a_run_that_is_still_going_is_not_doubled() -> None:
    lengths = iter([75 * HOUR])
    watch = Watch(ends=evening(24) + 5 * HOUR, run_time=lambda: next(lengths, HOUR))
    watch.stay()
    assert watch.begun == [evening(20), evening(24)]
    assert "The run of Mon 2026-11-23 21:00 CET was skipped" in watch.told[1]


def test_a_start_that_the_machine_slept_through_is_passed_over() -> None:
    watch = Watch(ends=evening(23) + 5 * HOUR)
    asleep = iter([5 * HOUR])

    def stopped(seconds: float) -> bool:
        watch.now += next(asleep, timedelta(0))
        return watch.stopped(seconds)

    stay(NIGHTLY, watch.run, stopped=stopped, clock=lambda: watch.now, tell=watch.told.append)
    assert watch.begun == [evening(23)]


def test_the_end_that_is_asked_for_in_a_run_is_that_run_s() -> None:
    watch = Watch(ends=evening(20) + HOUR, exit=Exit.ATTENTION)
    assert watch.stay() is Exit.ATTENTION
    assert watch.begun == [evening(20)]


def test_a_schedule_that_never_comes_is_refused() -> None:
    never = Schedule("0 21 1 1 *", "Europe/Paris", closed=frozenset({datetime(2027, 1, 1).date()}))  # noqa: DTZ001
    with pytest.raises(ConsoleError, match="no start within a year"):
        Watch(ends=START).stay(never)


# --- what a person asked for


def test_without_a_time_zone_it_is_this_machine_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Lima")
    assert asked_timezone(Settings(), None) == "America/Lima"
    assert asked_timezone(settings(), None) == "Europe/Paris"
    assert asked_timezone(settings(), "UTC") == "UTC"
    monkeypatch.delenv("TZ")
    assert hours.zone(asked_timezone(Settings(), None))


def settings(**more: Any) -> Settings:
    opening = Opening(hours="07:00-20:30", timezone="Europe/Paris", holidays="FR")
    return Settings(back_end={"opening": opening}, **more)


def test_the_schedule_is_the_one_asked_for_or_the_one_in_the_settings() -> None:
    nightly = Nightly(start="30 20 * * *", skip_holidays=True)
    told = settings(schedule=nightly)
    asked = asked_schedule(told, "0 21 * * mon-fri", None, skip_holidays=False)
    assert asked == NIGHTLY
    kept = asked_schedule(told, None, None, skip_holidays=False)
    assert kept.line == "30 20 * * *"
    assert kept.holidays is not None
    assert asked_schedule(told, None, "UTC", skip_holidays=False).timezone == "UTC"


@pytest.mark.parametrize(
    ("line", "zone", "skip", "said"),
    [
        (None, None, False, "No schedule is in the settings."),
        ("0 21 * *", None, False, '"0 21 \\* \\*" is no schedule'),
        ("0 21 * * *", "Paris", False, '"Paris" is no time zone'),
        ("0 21 * * *", "Europe/Paris", True, "No holidays are in the settings."),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_told(
    line: str | None, zone: str | None, skip: bool, said: str
) -> None:
    with pytest.raises(ConsoleError, match=said):
        asked_schedule(Settings(), line, zone, skip_holidays=skip)


def test_the_end_of_a_run_is_a_time_or_a_length() -> None:
    told = settings(schedule=Nightly(start="0 21 * * *", lasts=8 * HOUR))
    assert asked_end(told, "05:30", None, None, scheduled=True)(START) == datetime(
        2026, 11, 21, 4, 30, tzinfo=UTC
    )
    assert asked_end(told, None, "90min", None, scheduled=True)(START) == START + 1.5 * HOUR
    assert asked_end(told, None, None, None, scheduled=True)(START) == START + 8 * HOUR
    assert asked_end(told, None, None, None, scheduled=False)(START) is None


@pytest.mark.parametrize(
    ("until", "lasts", "said"),
    [
        ("05:30", "6h", "both set the end of the run"),
        ("5h30", None, '"5h30" is no time'),
        (None, "soon", '"soon" is no length of time'),
    ],
)
def test_an_end_that_is_none_is_told_before_the_run(until: str | None, lasts: str | None, said: str) -> None:
    with pytest.raises(ConsoleError, match=said):
        asked_end(settings(), until, lasts, None, scheduled=False)(START)
