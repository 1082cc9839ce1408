"""Windows and notices in front of a screen, whose flat parts look like blanks of another colour.

A blank on a background of its own (a reversed field, a cursor) borders on cells that are read. A window in
front does not keep to the cells: along its edge and under its text are cells that match nothing of the font,
with its colour in them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from copiste.screens.pixels.glyphs.cells import Cells, Colours


def occluded(
    cells: Cells, unknown: NDArray[np.bool_], flat: NDArray[np.bool_], colour: Colours, columns: int
) -> NDArray[np.bool_]:
    """The flat cells that are connected with unknown ones by a colour.

    `unknown`, `flat` (one colour, not the background's) and `colour` are by cell, in reading order.
    """
    found = np.zeros_like(unknown)
    edge = np.flatnonzero(unknown).tolist()
    while edge:
        cell = edge.pop()
        for other in _around(cell, columns, len(unknown)):
            if flat[other] and not found[other] and (cells[cell] == colour[other]).any():
                found[other] = True
                edge.append(other)
    return found


def _around(cell: int, columns: int, count: int) -> list[int]:
    around = [cell - columns, cell + columns]
    if cell % columns:
        around.append(cell - 1)
    if (cell + 1) % columns:
        around.append(cell + 1)
    return [other for other in around if 0 <= other < count]
