"""Opening hours as an operator writes them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copiste.orchestrator.calendar import hours
from copiste.orchestrator.calendar.windows import Holidays

HOUR = timedelta(hours=1)


def test_a_week_is_read_by_days() -> None:
    read = hours.week({"mon-thu, sat": "8:00-12:00, 13:30-17:00", "sun": "closed", "fri": "21:00-05:30"})
    office = ((8 * HOUR, 12 * HOUR), (13.5 * HOUR, 17 * HOUR))
    assert read == (office, office, office, office, ((21 * HOUR, 29.5 * HOUR),), office, ())


def test_days_may_go_round_the_week() -> None:
    read = hours.week({"sat-mon": "00:00-24:00"})
    assert [bool(day) for day in read] == [True, False, False, False, False, True, True]


def test_text_alone_means_every_day() -> None:
    assert hours.week("07:00-20:30") == (((7 * HOUR, 20.5 * HOUR),),) * 7


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (7, 'must be hours by days. Write hours = { mon-fri = "07:00-20:30"'),
        ({}, "leave no hour open"),
        ({"mon": "closed"}, "leave no hour open"),
        ({"lun": "07:00-20:30"}, '"lun" names no day. Did you mean sun? Days: mon, tue'),
        ({"monday": "07:00-20:30"}, '"monday" names no day. Did you mean mon?'),
        ({"mon-fri": "07:00-20:30", "wed": "07:00-12:00"}, '"wed" names wed, which another line names too'),
        ({"mon": "07:00"}, 'mon = "07:00": "07:00" is no range of hours. Write ranges'),
        ({"mon": "7h-20h30"}, 'mon = "7h-20h30": "7h-20h30" is no range of hours'),
        ({"mon": "07:00-25:00"}, "is no range of hours"),
        ({"mon": "07:60-08:00"}, "is no range of hours"),
        ({"mon": "24:00-08:00"}, "is no range of hours"),
        ({"mon": "08:00-12:00,"}, '"" is no range of hours'),
        ({"mon": "08:00-08:00"}, "ends as it begins. Write 00:00-24:00"),
        ({"mon": "08:00-12:00, 11:00-13:00"}, "two ranges overlap"),
        ({"mon": 8}, "mon = 8 is no text"),
    ],
)
def test_what_is_no_week_is_quoted_and_explained(told: object, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        hours.week(told)


@given(st.one_of(st.text(), st.dictionaries(st.text(max_size=8), st.text(max_size=12)), st.integers()))
def test_whatever_is_written_is_read_or_refused(told: object) -> None:
    with suppress(ValueError):
        assert len(hours.week(told)) == 7


@pytest.mark.parametrize("name", ["Europe/Pari", "", "Europe", "../Paris", "Paris", "\0"])
def test_what_is_no_time_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no time zone"):
        hours.zone(name)


def test_holidays_are_a_country_s_or_a_part_s() -> None:
    assert hours.public_holidays("FR") == Holidays("FR")
    assert date(2026, 12, 26) not in hours.public_holidays("FR")
    assert date(2026, 12, 26) in hours.public_holidays("FR-57")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("France", '"France" names no country.'),
        ("XX", "Write one such as FR, or FR-57"),
        ("FR-Mars", 'FR has no part "Mars". It has: 57, 6AE,'),
    ],
)
def test_what_is_no_country_is_refused(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        hours.public_holidays(name)


def test_a_day_is_a_date_or_text() -> None:
    assert hours.day("2026-12-24") == hours.day(date(2026, 12, 24)) == date(2026, 12, 24)
    for wrong in ("24/12/2026", 20261224, None):
        with pytest.raises(ValueError, match=r"is no day\. Write it as 2026-12-24"):
            hours.day(wrong)
