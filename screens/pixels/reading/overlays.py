"""What a terminal draws over a character without replacing it: an underline, the frame of an idle cursor."""

from __future__ import annotations

import numpy as np

from screens.pixels.reading.bdf import Bitmap

#: Indexes of the masks: nothing, an underline, and the frame that is x3270's cursor while another window has
#: the keyboard.
PLAIN, UNDERLINE, FRAME = range(3)


def masks(width: int, height: int) -> tuple[Bitmap, ...]:
    """The pixels that each overlay sets in a cell."""
    plain, underline, frame = (np.zeros((height, width), np.bool_) for _ in range(3))
    underline[-1] = True
    frame[[0, -1]] = True
    frame[:, [0, -1]] = True
    return plain, underline, frame
