"""Finding the cells in the picture of a window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from copiste.screens.pixels.glyphs.grid import find_grid
from copiste.screens.pixels.glyphs.page import GridNotFoundError
from copiste.screens.pixels.glyphs.table import GlyphTable
from tests.unit.screens.pixels.glyphs.drawing import BLACK, GREEN, Screen


@pytest.fixture(scope="module")
def table() -> GlyphTable:
    return GlyphTable.load("3270")


@pytest.mark.parametrize(("left", "top"), [(0, 0), (4, 6), (13, 41)])
def test_an_empty_screen_is_placed_by_its_status_line(table: GlyphTable, left: int, top: int) -> None:
    screen = Screen(table.font, left=left, top=top).status()
    assert find_grid(screen.picture, table, 24, 80) == screen.grid


def test_a_screen_that_is_mostly_reversed_is_placed_too(table: GlyphTable) -> None:
    screen = Screen(table.font).status()
    for row in range(2, 25):
        screen.write(row, 1, " " * 80, BLACK, GREEN)
    assert find_grid(screen.picture, table, 24, 80) == screen.grid


def test_before_the_status_line_is_painted_there_is_no_grid(table: GlyphTable) -> None:
    with pytest.raises(GridNotFoundError):
        find_grid(Screen(table.font).write(12, 30, "MENU").picture, table, 24, 80)


def test_without_a_status_line_one_word_places_it(table: GlyphTable) -> None:
    screen = Screen(table.font).write(12, 30, "MENU")
    picture = screen.picture[2 : screen.grid.top + screen.grid.height + 3, 1:]
    assert find_grid(picture, table, 24, 80) == replace(screen.grid, left=3, top=4)


def test_an_empty_picture_has_no_grid(table: GlyphTable) -> None:
    with pytest.raises(GridNotFoundError, match="nothing in the picture is drawn in font 3270"):
        find_grid(Screen(table.font).picture, table, 24, 80)


def test_a_small_picture_has_no_grid(table: GlyphTable) -> None:
    with pytest.raises(GridNotFoundError, match="need a picture of at least 720 × 336 pixels"):
        find_grid(np.zeros((300, 800, 3), np.uint8), table, 24, 80)


def test_two_screens_in_a_picture_are_too_many(table: GlyphTable) -> None:
    screen = Screen(table.font).status()
    both = np.concatenate([screen.picture, screen.picture], axis=1)
    with pytest.raises(GridNotFoundError, match="2 grids fit"):
        find_grid(both, table, 24, 80)
