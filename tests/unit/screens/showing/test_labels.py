"""Where names stand in a picture of a screen."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from copiste.screens.reading.view import Box
from copiste.screens.showing.labels import Placed, Wanted, place_labels

WIDTH, HEIGHT = 1000.0, 600.0


def test_a_name_that_fits_stands_in_its_field() -> None:
    (placed,) = place_labels([Wanted(Box(100, 50, 300, 70), 60, 15)], (), WIDTH, HEIGHT)
    assert placed.box == Box(100, 52.5, 160, 67.5)
    assert not placed.apart


def test_a_name_stands_beside_what_the_field_shows() -> None:
    text = Box(100, 50, 180, 70)
    (placed,) = place_labels([Wanted(Box(100, 50, 300, 70), 60, 15)], (text,), WIDTH, HEIGHT)
    assert placed.box == Box(240, 52.5, 300, 67.5)


def test_a_list_keeps_its_lines_readable() -> None:
    rows = [Box(100, top, 500, top + 15) for top in range(100, 200, 20)]
    (placed,) = place_labels([Wanted(Box(100, 100, 500, 200), 90, 15, inside=False)], rows, WIDTH, HEIGHT)
    assert not any(overlap(placed.box, row) for row in rows)
    assert not placed.apart


@pytest.mark.parametrize("left", [0, 970])
def test_a_name_never_leaves_the_picture_at_its_edges(left: float) -> None:
    (placed,) = place_labels([Wanted(Box(left, 0, left + 30, 15), 90, 15)], (), WIDTH, HEIGHT)
    assert placed.box.left >= 0
    assert placed.box.top >= 0
    assert placed.box.right <= WIDTH


def test_what_finds_no_place_stands_in_the_margin_with_a_line_to_it() -> None:
    """A field as high as the picture, and a picture too narrow for any name."""
    wanted = [Wanted(Box(0, top, 30, top + 10), 80, 15) for top in (0, 10, 20, 30)]
    placed = place_labels(wanted, (), 40, 60)
    assert all(one.apart and one.box.left >= 40 for one in placed)
    assert_apart(placed)


@pytest.mark.parametrize("seed", range(8))
def test_no_two_names_overlap(seed: int) -> None:
    """Dense forms: narrow fields in rows close to each other, names longer than they are."""
    random = Random(seed)
    wanted, texts = [], []
    for row in range(25):
        left = 0.0
        while left < WIDTH - 80:
            width = random.uniform(8, 120)
            top = row * 22 + random.uniform(0, 3)
            texts.append(Box(left, top, left + width / 2, top + 16))
            left += width
            box = Box(left, top, left + width, top + 18)
            wanted.append(Wanted(box, random.uniform(20, 140), 15, inside=random.random() < 0.9))
            left += width + random.uniform(5, 60)
    placed = place_labels(wanted, texts, WIDTH, HEIGHT)
    assert len(placed) == len(wanted)
    for one, label in zip(wanted, placed, strict=True):
        assert label.box.right - label.box.left == pytest.approx(one.width)
        assert label.box.bottom - label.box.top == pytest.approx(one.height)
        assert label.apart == (gap(one.box, label.box) > 2)
    assert_apart(placed)


def assert_apart(placed: tuple[Placed, ...]) -> None:
    overlapping = [(a.box, b.box) for a, b in combinations(placed, 2) if overlap(a.box, b.box)]
    assert not overlapping


def overlap(one: Box, other: Box) -> bool:
    return gap(one, other) < 0


def gap(one: Box, other: Box) -> float:
    across = max(one.left - other.right, other.left - one.right, 0)
    return max(across, one.top - other.bottom, other.top - one.bottom)
