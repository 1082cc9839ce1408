"""When the nightly run starts."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copiste.orchestrator.calendar.schedule import Schedule, expression, length, moment
from copiste.orchestrator.calendar.windows import Holidays

PARIS = ZoneInfo("Europe/Paris")
#: A Friday.
NOW = datetime(2026, 11, 20, 18, 0, tzinfo=PARIS)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def test_a_run_starts_on_each_evening_of_the_week() -> None:
    nightly = Schedule("0 21 * * mon-fri", "Europe/Paris")
    assert nightly.next(NOW) == at("2026-11-20T21:00")
    assert nightly.next(at("2026-11-20T21:00")) == at("2026-11-23T21:00")
    assert nightly.next(NOW.astimezone(UTC)) == at("2026-11-20T21:00"), "whatever clock asks"


def test_holidays_and_closed_days_are_left_out() -> None:
    nightly = Schedule("0 21 * * *", "Europe/Paris", Holidays("FR"), frozenset({date(2026, 12, 24)}))
    assert nightly.next(at("2026-12-23T22:00")) == at("2026-12-26T21:00")


def test_a_start_in_the_hour_that_clocks_skip_is_not_lost_and_in_the_doubled_one_not_doubled() -> None:
    early = Schedule("30 2 * * *", "Europe/Paris")
    assert early.next(at("2026-03-28T12:00")) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    first = early.next(at("2026-10-24T12:00"))
    assert first is not None
    assert first.date() == date(2026, 10, 25)
    second = early.next(first)
    assert second is not None
    assert second.date() == date(2026, 10, 26)


def test_what_never_comes_has_no_next() -> None:
    assert Schedule("0 21 1 1 *", "Europe/Paris", closed=frozenset({date(2027, 1, 1)})).next(NOW) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("21:00", '"21:00" is no schedule. Write five fields, as in a crontab: minute, hour,'),
        ("* * * * * *", "Write five fields"),
        ("0 25 * * *", '"0 25 * * *" is no schedule: bad hour.'),
        ("0 21 * * lun-ven", "bad day-of-week"),
        ("0 0 31 2 *", "bad day-of-month"),
    ],
)
def test_what_is_no_schedule_is_quoted_and_explained(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        expression(text)


@given(st.text(alphabet="0123456789*/,-LW# monfri?", max_size=20))
def test_whatever_is_written_has_a_next_start_or_is_refused(text: str) -> None:
    with suppress(ValueError):
        Schedule(expression(text), "Europe/Paris").next(NOW)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("18:30", "2026-11-20T18:30"),
        ("05:30", "2026-11-21T05:30"),
        ("18:00", "2026-11-21T18:00"),
        ("2026-11-22T05:30", "2026-11-22T05:30"),
        ("2026-11-22 05:30", "2026-11-22T05:30"),
        ("2026-11-22T04:30Z", "2026-11-22T05:30"),
    ],
)
def test_a_time_is_the_next_one_of_its_zone(text: str, means: str) -> None:
    assert moment(text, NOW.astimezone(UTC), "Europe/Paris") == at(means)


@pytest.mark.parametrize(
    "text", ["5h30", "25:00", "", "tomorrow", "2026-11-20T17:00", "05:30Z", "05:30+01:00"]
)
def test_what_is_no_time_or_over_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f'"{text}" is ')):
        moment(text, NOW, "Europe/Paris")


@pytest.mark.parametrize(
    ("text", "minutes"), [("6h", 360), ("90min", 90), ("6h30min", 390), ("6 h 30 min", 390)]
)
def test_a_length_of_time_is_read(text: str, minutes: int) -> None:
    assert length(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "6", "0h", "h", "-1h", "six hours", "1.5h", "6h30"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no length of time"):
        length(text)
