from __future__ import annotations

import numpy as np
import pytest

from copiste.screens.pixels.geometry import Region


def test_part_of_a_picture_is_a_view_of_the_same_pixels() -> None:
    picture = np.zeros((10, 20, 3), np.uint8)
    part = Region(5, 2, 4, 3).of(picture)
    part[:] = 255
    assert part.shape == (3, 4, 3)
    assert picture[2:5, 5:9].min() == 255
    assert picture.sum() == part.sum()


@pytest.mark.parametrize("region", [Region(-1, 0, 2, 2), Region(19, 0, 2, 2), Region(0, 9, 2, 2)])
def test_part_that_is_not_all_there_is_refused(region: Region) -> None:
    with pytest.raises(ValueError, match="not inside"):
        region.of(np.zeros((10, 20, 3), np.uint8))


def test_region_without_pixels_is_refused() -> None:
    with pytest.raises(ValueError, match="holds nothing"):
        Region(0, 0, 0, 5)


def test_inside_takes_the_edges() -> None:
    outer = Region(0, 0, 10, 10)
    assert outer.inside(outer)
    assert Region(8, 8, 2, 2).inside(outer)
    assert not Region(9, 8, 2, 2).inside(outer)


def test_right_and_bottom_are_the_first_outside() -> None:
    region = Region(2, 3, 4, 5)
    assert (region.right, region.bottom, region.centre) == (6, 8, (4, 5))
    assert region.moved(right=1, down=-1) == Region(3, 2, 4, 5)
