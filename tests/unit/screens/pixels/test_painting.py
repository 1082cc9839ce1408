"""What is covered on a picture is gone from it, and seen to be covered."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from copiste.screens.pixels.geometry import Picture, Region
from copiste.screens.pixels.painting import painted


def decoded(data: bytes) -> Picture:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture[..., ::-1].astype(np.uint8)


@pytest.mark.parametrize(("suffix", "blur"), [(".png", 0), (".jpg", 47)])
def test_nothing_of_a_covered_field_is_left_and_its_place_shows(suffix: str, blur: int) -> None:
    glass = np.zeros((60, 200, 3), np.uint8)
    glass[20:34, 20:180, 1] = np.random.default_rng(7).integers(0, 256, (14, 160), np.uint8)
    before = glass.copy()
    covered = Region(20, 20, 160, 14)
    picture = decoded(painted(glass, [covered], suffix))
    assert int(picture[23:31, 23:177].max()) <= blur, "black inside"
    assert int(picture[20, 60:140].min()) > 60, "an outline on a black glass"
    assert int(picture[:17].max()) <= blur
    assert (glass == before).all(), "the picture that is looked at stays"
