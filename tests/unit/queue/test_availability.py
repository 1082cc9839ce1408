"""Whether the queue answers: what is told, once, and what is nobody's news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from copiste.queue.db.availability import Absence, Availability

START = datetime(2026, 11, 20, 21, 0, tzinfo=UTC)


class Watch:
    """An availability on a clock that a test sets, and what was told of it."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.told: list[Absence] = []
        self.seen = Availability(
            clock=lambda: START + timedelta(seconds=self.seconds), monotonic=lambda: self.seconds, after=3.0
        )
        self.seen.on_change = self.told.append

    def play(self, acts: str) -> None:
        """`f`: a write fails, `r`: a read fails, `W`, `R`: they go well, `.`: a second goes by."""
        for act in acts:
            if act == ".":
                self.seconds += 1
            elif act in "fr":
                self.seen.failed("locked", writing=act == "f")
            else:
                self.seen.answered(writing=act == "W")


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.mark.parametrize(
    ("acts", "changes"),
    [
        ("", ""),
        ("W.R.W", ""),
        ("f", ""),
        ("f..f", ""),
        ("f...f", "away"),
        ("f..W..f", ""),
        ("f...f...f...f", "away"),
        ("f...fW", "away back"),
        ("r...rR", "away back"),
        ("f...fR", "away"),
        ("f.R.R.R.f", "away"),
        ("r...rW", "away back"),
        ("f...frW", "away back"),
        ("f...fWf...fW", "away back away back"),
    ],
)
def test_each_absence_is_told_once_and_its_end_too(watch: Watch, acts: str, changes: str) -> None:
    watch.play(acts)
    assert [("back" if told.until else "away") for told in watch.told] == changes.split()


def test_it_is_told_from_when_why_and_for_how_long(watch: Watch) -> None:
    watch.play(".....f.....f")
    (away,) = watch.told
    assert (away.since, away.until, away.reason) == (START + timedelta(seconds=5), None, "locked")
    assert watch.seen.away == away
    watch.play("..W")
    assert watch.seen.away is None
    assert watch.told[1].lasted == timedelta(seconds=7)


def test_a_statement_that_took_long_to_fail_counts_from_when_it_was_asked(watch: Watch) -> None:
    watch.seconds = 20.0
    watch.seen.failed("no answer", writing=False, lasted=10.0)
    (away,) = watch.told
    assert away.since == START + timedelta(seconds=10)


def test_what_is_over_is_taken_once_and_may_be_given_back(watch: Watch) -> None:
    watch.play("f...fWr...rR")
    first, second = taken = watch.seen.take_over()
    assert watch.seen.take_over() == []
    watch.seen.give_back(taken[1:])
    watch.play("f...fW")
    assert [absence.since for absence in watch.seen.take_over()][:1] == [second.since]
    assert first.since < second.since
