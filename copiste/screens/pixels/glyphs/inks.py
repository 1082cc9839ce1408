"""The few colours that a page is written in, found through compression, which washes them out.

Brightness is measured by how a cell's pixels follow its glyph; colour, which JPEG spreads over the
neighbourhood, by how much of it there is in the whole cell. What compression takes off both is found by
doing the same to the page as it was redrawn, and given back.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from copiste.screens.pixels.geometry import Picture
from copiste.screens.pixels.glyphs.redrawn import (
    FROM_JPEG,
    TO_JPEG,
    Compression,
    Redrawn,
    cells_of,
    every_compression,
)

_Floats = NDArray[np.float32]

#: How far two cells of one ink are apart at most, and how many there are at least of one ink.
_APART, _LEAST = 32.0, 3
#: How little colours count against brightness.
_WEIGHTS = np.array([1.0, 0.7, 0.7], np.float32)
#: How often colours are corrected, and after which times the quality is.
_ROUNDS, _TUNED = 8, (2, 4, 6)


class Inks:
    """The colours in which some cells are written that are known for certain."""

    def __init__(self, page: Redrawn, places: NDArray[np.intp], bitmaps: NDArray[np.bool_]) -> None:
        self._page, self._places, self._bitmaps, self._paper = page, places, bitmaps, page.background
        glyphs = bitmaps.astype(np.float32)
        self._ink = glyphs.sum(axis=(1, 2))
        centred = glyphs - glyphs.mean(axis=(1, 2), keepdims=True)
        self._shape = centred / (centred**2).sum(axis=(1, 2), keepdims=True)
        self._seen = self._measured(page.seen)
        own = self._seen + self._paper @ TO_JPEG
        groups = _groups(own)
        self._found = np.array([np.median(own[group], axis=0) for group in groups], np.float32)
        # Cells in an ink of their own are told wrongly: they are in the one that is most like theirs.
        self._of = self._nearest(own)
        self._draw()
        self.compression = self._settled()

    @property
    def palette(self) -> _Floats:
        """The colours, as red, green, blue."""
        return np.clip(self._found @ FROM_JPEG, 0, 255).astype(np.float32)

    def _settled(self) -> Compression:
        """Find the colours, and the compression along with them."""
        known = np.zeros(self._page.grid.rows * self._page.grid.columns, np.bool_)
        known[self._places] = True
        compression = self._page.likeliest(every_compression(), known)
        for turn in range(1, _ROUNDS + 1):
            measured = self._measured(self._page.compressed(compression))
            palette = self.palette @ TO_JPEG
            own = palette[self._of] + self._seen - measured
            for ink in set(self._of.tolist()):
                self._found[ink] = np.median(own[self._of == ink], axis=0)
            self._of = self._nearest(own)
            self._draw()
            if turn in _TUNED:
                compression = self._page.likeliest(compression.neighbours(), known)
        return compression

    def _nearest(self, colours: _Floats) -> NDArray[np.intp]:
        """The ink that is most like each colour."""
        away = np.linalg.norm((colours[:, None] - self._found) * _WEIGHTS, axis=2)
        nearest: NDArray[np.intp] = away.argmin(axis=1)
        return nearest

    def _draw(self) -> None:
        inks = self.palette[self._of]
        self._page.draw(self._places, self._bitmaps, inks, np.broadcast_to(self._paper, inks.shape))

    def _measured(self, picture: Picture) -> _Floats:
        """How much more brightness and colour the ink of each cell has than its paper."""
        grid = self._page.grid
        cells = cells_of(picture, grid)[self._places // grid.columns, self._places % grid.columns]
        values = cells.astype(np.float32) @ TO_JPEG
        bright = np.einsum("nyx,nyx->n", self._shape, values[..., 0])
        more = values[..., 1:].mean(axis=(1, 2)) - (self._paper @ TO_JPEG)[1:]
        size = grid.cell_width * grid.cell_height
        return np.concatenate([bright[:, None], more * (size / self._ink)[:, None]], axis=1)


def _groups(colours: _Floats) -> list[NDArray[np.bool_]]:
    """Cells that are alike in colour, the largest group first, those left out that are like few others."""
    away = np.linalg.norm((colours[:, None] - colours) * _WEIGHTS, axis=2)
    alike, left = away < _APART, np.ones(len(colours), np.bool_)
    groups: list[NDArray[np.bool_]] = []
    while left.any():
        group = alike[(alike & left & left[:, None]).sum(axis=1).argmax()] & left
        if groups and np.count_nonzero(group) < _LEAST:
            break
        groups.append(group)
        left &= ~group
    return groups
