"""Geometry of the report's two charts, in SVG units; the templates only draw. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from copiste.console.report.figures import Slice, StepFigures

_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the durations chart: from the quick to the slow, the median marked."""

    figures: StepFigures
    y: float
    low: float
    median: float
    p90: float
    slowest: float


@dataclass(frozen=True, slots=True)
class DurationChart:
    """Durations by step, one line each."""

    width: float
    height: float
    left: float
    bottom: float
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One slice of the night: heights of the three parts, from the base up."""

    x: float
    width: float
    done: float
    to_a_person: float
    again: float
    slice: Slice


@dataclass(frozen=True, slots=True)
class NightChart:
    """Transactions over time."""

    width: float
    height: float
    base: float
    left: float
    ticks: tuple[Tick, ...]
    hours: tuple[Tick, ...]
    columns: tuple[Column, ...]


def durations(lines: Sequence[StepFigures], width: float = 960, row: float = 34) -> DurationChart:
    """Lay `lines` out under each other on one scale that starts at zero."""
    left, right = 190.0, 150.0
    top = max((line.slowest for line in lines), default=1.0)
    # One very slow transaction must not squeeze all bars against the left edge.
    scale_end = min(top, 2.5 * max((line.p90 for line in lines), default=top)) or 1.0
    marks = nice_ticks(scale_end)
    scale_end = max(scale_end, marks[-1])
    unit = (width - left - right) / scale_end

    def x(seconds: float) -> float:
        return round(left + min(seconds, scale_end) * unit, 1)

    bars = tuple(
        Bar(line, 8 + row * n + row / 2, x(line.low), x(line.median), x(line.p90), x(line.slowest))
        for n, line in enumerate(lines)
    )
    bottom = 8 + row * len(lines)
    ticks = tuple(Tick(x(mark), f"{mark:g} s") for mark in marks)
    return DurationChart(width, bottom + 26, left, bottom, ticks, bars)


def night(cut: Sequence[Slice], width: float = 960, height: float = 190) -> NightChart:
    """Lay the slices out side by side, parts stacked."""
    left, base = 44.0, height - 26
    top = max((piece.total for piece in cut), default=1) or 1
    marks = [mark for mark in nice_ticks(float(top), whole=True) if mark <= top]
    unit = (base - 12) / top
    pitch = (width - left - 8) / max(len(cut), 8)
    columns = tuple(
        Column(
            round(left + 4 + pitch * n, 1),
            round(max(pitch * 0.78, 1.5), 1),
            round(piece.done * unit, 1),
            round(piece.to_a_person * unit, 1),
            round(piece.again * unit, 1),
            piece,
        )
        for n, piece in enumerate(cut)
    )
    every = max(1, -(-len(cut) // 10))
    seconds = any(piece.start.second for piece in cut)
    hours = tuple(
        Tick(
            round(column.x + column.width / 2, 1),
            column.slice.start.astimezone().strftime("%H:%M:%S" if seconds else "%H:%M"),
        )
        for column in columns[::every]
    )
    ticks = tuple(Tick(round(base - mark * unit, 1), f"{mark:g}") for mark in marks)
    return NightChart(width, height, base, left, ticks, hours, columns)


def nice_ticks(end: float, about: int = 5, *, whole: bool = False) -> list[float]:
    """Round numbers from 0 up to or just past `end`, about `about` of them; `whole` keeps to integers."""
    wanted = end / about
    power = 10.0 ** math.floor(math.log10(wanted)) if wanted > 0 else 0.1
    step = next(s * power for s in _STEPS if s * power >= wanted)
    if whole:
        step = max(1.0, float(round(step)))
    return [round(step * n, 6) for n in range(int(end / step) + 2)]
