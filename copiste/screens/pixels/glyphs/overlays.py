"""What a terminal draws over a character without replacing it: an underline, or a cursor."""

from __future__ import annotations

import numpy as np

from copiste.screens.pixels.fonts.bdf import Bitmap

#: Indexes of the masks: nothing, an underline, and x3270's cursors: the frame while another window has the
#: focus, and the underscore of its option `altCursor`.
PLAIN, UNDERLINE, FRAME, UNDERSCORE = range(4)


def masks(width: int, height: int) -> tuple[Bitmap, ...]:
    """The pixels that each overlay sets in a cell."""
    plain, underline, frame, underscore = (np.zeros((height, width), np.bool_) for _ in range(4))
    underline[-1] = True
    underscore[-2:] = True
    frame[[0, -1]] = True
    frame[:, [0, -1]] = True
    return plain, underline, frame, underscore
