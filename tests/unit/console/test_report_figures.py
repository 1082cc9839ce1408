"""Counts, quantiles and slices of the report."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from copiste.console.report.figures import baskets, by_process, by_step, quantile, retries, slices, step_kind
from copiste.queue.item import State
from tests.unit.console.report_factory import START, case, night, report, transaction


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([3.0], 0.9, 3.0),
        ([1.0, 2.0], 0.5, 1.5),
        ([1.0, 2.0, 3.0, 4.0, 5.0], 0.9, 4.6),
        ([1.0, 9.0], 1.0, 9.0),
    ],
)
def test_quantile_interpolates(values: list[float], share: float, expected: float) -> None:
    assert quantile(values, share) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("key", "kind"), [("member", "member"), ("dependant:3f9a", "dependant"), ("dependant 2", "dependant")]
)
def test_step_kind_is_what_a_reader_compares(key: str, kind: str) -> None:
    assert step_kind(key) == kind


def test_baskets_come_held_first_and_then_the_fullest() -> None:
    found = baskets(
        [
            case("E-1", State.REJECTED, code="A"),
            case("E-2", State.REJECTED, code="B"),
            case("E-3", State.REJECTED, code="B"),
            case("E-4", State.HELD, code="C"),
            case("E-5", State.FAILED, code="B"),
            case("E-6", State.DONE),
        ]
    )
    assert [(b.state, b.code, len(b.cases)) for b in found] == [
        (State.HELD, "C", 1),
        (State.FAILED, "B", 1),
        (State.REJECTED, "B", 2),
        (State.REJECTED, "A", 1),
    ]


def test_basket_shows_its_messages_once_the_most_frequent_first() -> None:
    (basket,) = baskets(
        [
            case("E-1", State.REJECTED, code="A", message="RARE"),
            case("E-2", State.REJECTED, code="A", message="OFTEN"),
            case("E-3", State.REJECTED, code="A", message="OFTEN"),
        ]
    )
    assert basket.messages == ("OFTEN", "RARE")


def test_every_case_is_counted_once_in_its_process() -> None:
    data = night()
    lines = by_process(data)
    assert sum(line.total for line in lines) == len(data.cases)
    for line in lines:
        assert line.done + line.need_a_person + line.waiting + line.aside == line.total


def test_process_with_nothing_done_has_no_median() -> None:
    (line,) = by_process(report(case("E-1", State.REJECTED), transactions=(transaction("E-1", "BUSINESS"),)))
    assert line.median is None


def test_last_failure_of_a_case_in_a_basket_is_no_retry() -> None:
    later = START + timedelta(minutes=1)
    first = transaction("E-1", "APPLICATION")
    last = transaction("E-1", "APPLICATION", attempt=2, started=later, ended=later + timedelta(seconds=1))
    assert retries(report(case("E-1", State.FAILED), transactions=(first, last))) == (first,)
    assert retries(report(case("E-1", State.PENDING), transactions=(first, last))) == (first, last)


def test_steps_are_grouped_by_kind_and_ordered_by_what_they_cost() -> None:
    lines = by_step(
        [
            transaction(timings=(("address", 1.0), ("dependant:a", 2.0))),
            transaction(timings=(("address", 3.0), ("dependant:b", 4.0), ("dependant:c", 6.0))),
        ]
    )
    assert [(line.step, line.count, line.median, line.slowest) for line in lines] == [
        ("dependant", 3, 4.0, 6.0),
        ("address", 2, 2.0, 3.0),
    ]


def test_slices_hold_every_transaction_in_a_readable_number_of_columns() -> None:
    data = night(400)
    cut, length = slices(data.transactions)
    assert sum(piece.total for piece in cut) == len(data.transactions)
    assert len(cut) <= 48
    assert length >= timedelta(seconds=5)
    assert all(b.start - a.start == length for a, b in pairwise(cut))


def test_no_transaction_makes_no_slice() -> None:
    assert slices(())[0] == ()
