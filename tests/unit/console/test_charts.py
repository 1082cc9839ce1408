"""Geometry of the charts."""

from __future__ import annotations

from itertools import pairwise

import pytest

from copiste.console.report.charts import durations, nice_ticks, night
from copiste.console.report.figures import StepFigures, by_step, slices
from tests.unit.console import report_factory


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (1.5, [0, 0.5, 1.0, 1.5, 2.0]),
        (4.2, [0, 1, 2, 3, 4, 5]),
        (120, [0, 25, 50, 75, 100, 125]),
        (0, [0, 0.1]),
    ],
)
def test_ticks_are_round_and_reach_the_end(end: float, expected: list[float]) -> None:
    assert nice_ticks(end) == expected


def test_ticks_of_counts_are_whole() -> None:
    assert nice_ticks(3.0, whole=True) == [0, 1, 2, 3, 4]


def test_longer_lies_further_right_inside_the_drawing() -> None:
    chart = durations(by_step(report_factory.night().transactions))
    assert chart.bars
    for bar in chart.bars:
        assert chart.left <= bar.low <= bar.median <= bar.p90 <= bar.slowest <= chart.width
    assert [bar.y for bar in chart.bars] == sorted(bar.y for bar in chart.bars)


def test_one_very_slow_transaction_does_not_squeeze_the_others() -> None:
    usual = StepFigures("address", 100, 0.4, 0.5, 0.8, 0.9, 50.0)
    stuck = StepFigures("member", 100, 1.0, 2.0, 3.0, 600.0, 800.0)
    chart = durations([stuck, usual])
    assert chart.bars[0].p90 - chart.left > 100


def test_columns_stand_side_by_side_on_the_base() -> None:
    cut, _ = slices(report_factory.night().transactions)
    chart = night(cut)
    for column in chart.columns:
        assert column.x >= chart.left
        assert column.x + column.width <= chart.width
        assert 0 <= column.done + column.to_a_person + column.again <= chart.base
    gaps = [b.x - (a.x + a.width) for a, b in pairwise(chart.columns)]
    assert all(gap > 0 for gap in gaps)
