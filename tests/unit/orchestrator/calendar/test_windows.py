"""Opening windows, against a slow and obvious model, and by example."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copiste.orchestrator.calendar import hours
from copiste.orchestrator.calendar.windows import SIGHT, Holidays, Timetable, Window

PARIS = ZoneInfo("Europe/Paris")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    """A moment as a clock in Paris shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def window(told: object, **more: object) -> Window:
    return Window(hours.week(told), **{"timezone": "Europe/Paris", **more})  # type: ignore[arg-type]


OFFICE = window({"mon-fri": "07:00-20:30", "sat": "08:00-12:00"})
NIGHT = window({"mon-fri": "21:00-05:30"})


# --- a model: minute after minute, does any clock stand between the two times of a range?


def first_shown(wall: datetime, zone: ZoneInfo) -> datetime:
    moment = wall.replace(tzinfo=UTC) - 15 * HOUR
    while moment.astimezone(zone).replace(tzinfo=None) < wall:
        moment += MINUTE
    return moment


def model_is_open(model: Window, moment: datetime) -> bool:
    zone = ZoneInfo(model.timezone)
    today = moment.astimezone(zone).date()
    for day in (today - 2 * DAY, today - DAY, today, today + DAY):
        if day in model.closed:
            continue
        midnight = datetime.combine(day, time())
        for begin, end in model.hours[day.weekday()]:
            if abs(midnight.replace(tzinfo=UTC) + begin - moment) > 3 * DAY:
                continue
            if first_shown(midnight + begin, zone) <= moment < first_shown(midnight + end, zone):
                return True
    return False


@st.composite
def ranges(draw: st.DrawFn) -> tuple[tuple[timedelta, timedelta], ...]:
    edges: list[int] = sorted(draw(st.sets(st.integers(0, 24 * 4 - 1), max_size=4)))
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    past_midnight: bool = draw(st.booleans())
    if pairs and past_midnight:  # the last one may span midnight
        begin, _ = pairs[-1]
        end: int = draw(st.integers(max(begin + 1, 96), begin + 96))
        pairs[-1] = begin, end
    return tuple((15 * begin * MINUTE, 15 * end * MINUTE) for begin, end in pairs)


#: Around the days on which clocks change in Europe, in Lord Howe by half an hour, and in Apia by a day.
MOMENTS = st.one_of(
    st.sampled_from(
        [(2026, 3, 29), (2026, 10, 25), (2026, 4, 5), (2026, 10, 4), (2011, 12, 30), (2026, 6, 10)]
    )
).flatmap(
    lambda day: st.integers(-2 * 1440, 2 * 1440).map(
        lambda minutes: datetime(*day, tzinfo=UTC) + minutes * MINUTE
    )
)
WINDOWS = st.builds(
    Window,
    hours=st.tuples(*[ranges()] * 7),
    timezone=st.sampled_from(["Europe/Paris", "UTC", "Australia/Lord_Howe", "Pacific/Apia"]),
    closed=st.frozensets(st.sampled_from([date(2026, 3, 28), date(2026, 10, 25), date(2011, 12, 29)])),
)


@settings(max_examples=60, deadline=None)
@given(WINDOWS, MOMENTS)
@example(window("02:15-02:45"), datetime(2026, 3, 29, 1, 0, tzinfo=UTC))
@example(window("02:15-02:45"), datetime(2026, 10, 25, 1, 20, tzinfo=UTC))
def test_open_is_what_the_model_says(drawn: Window, moment: datetime) -> None:
    assert drawn.is_open(moment) == model_is_open(drawn, moment)


@settings(max_examples=25, deadline=None)
@given(WINDOWS, MOMENTS)
def test_it_opens_and_closes_where_the_model_changes(drawn: Window, moment: datetime) -> None:
    opens, closes = drawn.opens(moment), drawn.closes(moment)
    if closes is not None:
        assert opens == moment
        assert model_is_open(drawn, closes - MINUTE)
        assert not model_is_open(drawn, closes)
        step = moment
        while step < min(closes, moment + 6 * HOUR):
            assert model_is_open(drawn, step)
            step += 15 * MINUTE
    elif opens is not None and opens > moment:
        assert model_is_open(drawn, opens)
        assert not model_is_open(drawn, opens - MINUTE)
        step = moment
        while step < min(opens, moment + 6 * HOUR):
            assert not model_is_open(drawn, step)
            step += 15 * MINUTE


@settings(max_examples=150, deadline=None)
@given(WINDOWS, WINDOWS, MOMENTS, st.integers(0, 300), st.none() | st.integers(0, 3000))
def test_nothing_is_started_that_could_not_finish(
    back_end: Window, own: Window, now: datetime, need: int, until: int | None
) -> None:
    end = None if until is None else now + until * MINUTE
    table = Timetable(back_end, {"address": own}, needs=lambda _process: need * MINUTE, until=end)
    starts = table.next_start("address", now)
    assert (starts == now) == bool(table.startable({"address"}, now))
    if starts is None:
        return
    assert starts >= now
    assert table.startable({"address"}, starts) == {"address"}
    last = starts + max(need - 1, 0) * MINUTE
    for moment in (starts, last):
        assert back_end.is_open(moment)
        assert own.is_open(moment)
    assert end is None or starts + need * MINUTE <= end
    # And the answer does not change unannounced.
    change = table.next_change(now)
    if starts > now:
        assert change is not None
        assert change <= starts


# --- by example


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-20T06:59:59", False),
        ("2026-11-20T07:00", True),
        ("2026-11-20T20:29:59", True),
        ("2026-11-20T20:30", False),
        ("2026-11-21T09:00", True),
        ("2026-11-21T12:00", False),
        ("2026-11-22T09:00", False),
    ],
)
def test_hours_of_a_week(moment: str, is_open: bool) -> None:
    assert OFFICE.is_open(at(moment)) is is_open


def test_a_range_that_passes_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    assert NIGHT.is_open(at("2026-11-21T05:29"))
    assert not NIGHT.is_open(at("2026-11-23T05:29"))
    assert NIGHT.closes(at("2026-11-20T23:00")) == at("2026-11-21T05:30")
    friday_off = window({"mon-fri": "21:00-05:30"}, closed=frozenset({date(2026, 11, 20)}))
    assert friday_off.is_open(at("2026-11-20T05:00"))
    assert not friday_off.is_open(at("2026-11-21T05:00"))


def test_ranges_that_touch_are_one() -> None:
    around = window({"mon-sun": "00:00-24:00"}, closed=frozenset({date(2026, 11, 25)}))
    assert around.closes(at("2026-11-20T12:00")) == at("2026-11-25T00:00")
    assert around.opens(at("2026-11-25T12:00")) == at("2026-11-26T00:00")


def test_what_never_closes_has_no_closing_and_what_never_opens_no_opening() -> None:
    assert window("00:00-24:00").closes(at("2026-11-20T12:00")) is None
    never = Window(((),) * 7, "Europe/Paris")
    assert never.opens(at("2026-11-20T12:00")) is None
    assert never.closes(at("2026-11-20T12:00")) is None
    assert SIGHT > 7 * DAY


def test_public_holidays_are_those_of_the_country_and_of_its_part() -> None:
    france = window({"mon-fri": "07:00-20:30"}, holidays=Holidays("FR"))
    alsace = window({"mon-fri": "07:00-20:30"}, holidays=hours.public_holidays("FR-Moselle"))
    assert france.opens(at("2026-05-14T09:00")) == at("2026-05-15T07:00"), "Ascension"
    assert france.is_open(at("2026-04-03T09:00")), "Good Friday is none in Paris"
    assert alsace.opens(at("2026-04-03T09:00")) == at("2026-04-07T07:00"), "but is in Metz, before Easter"


@pytest.mark.parametrize(
    ("day", "opens", "closes"),
    [
        # 02:00 becomes 03:00: the range loses its skipped half hour.
        ("2026-03-29", "2026-03-29T01:00+00:00", "2026-03-29T02:00+00:00"),
        # 03:00 becomes 02:00 again: from the first 02:30 on.
        ("2026-10-25", "2026-10-25T00:30+00:00", "2026-10-25T03:00+00:00"),
    ],
)
def test_the_days_on_which_clocks_change(day: str, opens: str, closes: str) -> None:
    early = window("02:30-04:00")
    moment = at(f"{day}T00:00")
    assert early.opens(moment) == datetime.fromisoformat(opens)
    assert early.closes(datetime.fromisoformat(opens)) == datetime.fromisoformat(closes)


def test_a_range_within_the_skipped_hour_is_left_out() -> None:
    assert window("02:10-02:50").opens(at("2026-03-29T00:00")) == at("2026-03-30T02:10")


def test_a_process_needs_its_own_window_and_the_back_end_s() -> None:
    table = Timetable(
        OFFICE, {"enrolment": window("18:00-24:00"), "address": None}, others=NIGHT, needs=lambda _p: HOUR
    )
    names = {"enrolment", "address", "termination"}
    assert table.startable(names, at("2026-11-20T12:00")) == {"address"}
    assert table.startable(names, at("2026-11-20T19:30")) == {"address", "enrolment"}
    assert table.startable(names, at("2026-11-20T19:31")) == frozenset()
    assert table.next_start("enrolment", at("2026-11-20T19:31")) == at("2026-11-23T18:00")
    assert table.next_start("termination", at("2026-11-20T12:00")) is None
    assert table.next_change(at("2026-11-20T19:00")) == at("2026-11-20T19:30")


def test_the_end_of_the_run_keeps_what_could_not_finish() -> None:
    until = at("2026-11-21T05:30")
    needs = {"enrolment": HOUR, "address": MINUTE}
    table = Timetable(needs=needs.__getitem__, until=until)
    assert table.startable(needs, until - HOUR) == {"enrolment", "address"}
    assert table.startable(needs, until - HOUR + MINUTE) == {"address"}
    assert not table.over(needs, until - HOUR + MINUTE)
    assert table.over(needs, until)
    assert table.over({"enrolment"}, until - MINUTE)
    assert table.over((), until)
    assert not table.over((), until - MINUTE)
    assert table.next_start("enrolment", until - MINUTE) is None


def test_without_windows_everything_may_be_started() -> None:
    table = Timetable()
    assert table.always
    assert table.startable({"address"}, at("2026-11-20T12:00")) == {"address"}
    assert table.next_start("address", at("2026-11-20T12:00")) == at("2026-11-20T12:00")
    assert table.next_change(at("2026-11-20T12:00")) is None
    assert not table.over((), at("2026-11-20T12:00"))
