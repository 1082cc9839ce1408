"""A page drawn from what was read of it, and compressed as the picture was that it was read from.

Nothing tells as well what a compressed cell shows: what is drawn rightly comes out as it is seen, and its
neighbours' ringing with it. For that, the inks of the page and the quality of its compression must be
known. Both are found by trying: what was read for certain is drawn, compressed and held against the picture.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from copiste.screens.pixels.geometry import Picture
from copiste.screens.pixels.glyphs.page import Grid

_Floats = NDArray[np.float32]
_Places = NDArray[np.intp]

#: Red, green, blue to brightness and the two colour differences of JPEG, and back.
TO_JPEG = np.array(
    [[0.299, -0.168736, 0.5], [0.587, -0.331264, -0.418688], [0.114, 0.5, -0.081312]], np.float32
)
FROM_JPEG = np.linalg.inv(TO_JPEG)

#: What JPEG compresses by itself, at half the resolution for colours.
BLOCK = 16
_QUALITIES = range(25, 96)
#: How far compression takes most pixels of the background from it, and which share of a line is most.
_RINGING, _MOSTLY = 40, 0.8
#: As how far a quality may have been mistaken before the inks were known.
_NEAR = 6
_FULL = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444
_HALF = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420


@dataclass(frozen=True, slots=True)
class Compression:
    """How a picture was compressed."""

    quality: int
    sampling: int

    def apply(self, picture: Picture) -> Picture:
        """The picture after compression."""
        flags = [cv2.IMWRITE_JPEG_QUALITY, self.quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, self.sampling]
        # Channels in OpenCV's order, for the colours are not symmetric.
        data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), flags)[1]
        decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
        assert decoded is not None
        return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8)

    def neighbours(self) -> list[Compression]:
        """Those of about this quality."""
        return [
            Compression(quality, self.sampling)
            for quality in range(max(1, self.quality - _NEAR), min(100, self.quality + _NEAR) + 1)
        ]


def every_compression() -> list[Compression]:
    """All that are looked for."""
    return [Compression(quality, sampling) for sampling in (_HALF, _FULL) for quality in _QUALITIES]


class Redrawn:
    """A compressed picture and the same screen as it may have been before, cell by cell."""

    def __init__(self, seen: Picture, grid: Grid, background: _Floats) -> None:
        """A page that still is as it is seen, but for what compression left on the background around it."""
        self.grid = grid
        self.seen = seen
        self.background = background
        self.drawn: Picture = np.ascontiguousarray(seen).copy()
        rings = np.abs(self.drawn - background).max(axis=2) < _RINGING
        # Lines of pixels beside and above the cells are background, or something else: not a bit of both.
        right, bottom = grid.left + grid.width, grid.top + grid.height
        for lines in (rings[: grid.top], rings[:bottom, : grid.left].T, rings[:bottom, right:].T):
            lines[lines.mean(axis=1) > _MOSTLY] = True
        self.drawn[rings] = background.astype(np.uint8)
        self.cells = cells_of(self.drawn, grid)

    def draw(self, places: _Places, bitmaps: NDArray[np.bool_], inks: _Floats, papers: _Floats) -> None:
        """Draw cells, each in its own ink on its own paper."""
        ink, paper = (np.rint(colours)[:, None, None, :] for colours in (inks, papers))
        cells = np.where(bitmaps[..., None], ink, paper).astype(np.uint8)
        self.cells[places // self.grid.columns, places % self.grid.columns] = cells

    def blank(self, places: _Places) -> None:
        """Leave nothing but the background in cells."""
        self.cells[places // self.grid.columns, places % self.grid.columns] = self.background

    def compressed(self, compression: Compression, rows: slice = slice(None)) -> Picture:
        """What is drawn after compression; of some rows of pixels, which begin and end with a block."""
        return compression.apply(self.drawn[rows])

    def strayed(self, compression: Compression, rows: slice = slice(None)) -> _Floats:
        """How far each pixel is from the picture once compressed, squared, as (height, width)."""
        away = self.compressed(compression, rows).astype(np.float32) - self.seen[rows]
        squares: _Floats = np.einsum("yxc,yxc->yx", away, away)
        return squares

    def likeliest(self, candidates: Iterable[Compression], known: NDArray[np.bool_]) -> Compression:
        """The compression that brings what is drawn nearest to the picture, by the rows with most `known`."""
        rows = self._busiest(known)
        return min(candidates, key=lambda one: float(self.strayed(one, rows).sum()))

    def _busiest(self, known: NDArray[np.bool_]) -> slice:
        """Four blocks' height of the picture with as many of the `known` cells as there can be."""
        counts = known.reshape(self.grid.rows, -1).sum(axis=1)
        per_pixel = np.zeros(self.seen.shape[0])
        top = self.grid.top
        per_pixel[top : top + self.grid.height] = np.repeat(counts, self.grid.cell_height)
        heights = range(0, max(1, len(per_pixel) - 4 * BLOCK + 1), BLOCK)
        best = max(heights, key=lambda start: float(per_pixel[start : start + 4 * BLOCK].sum()))
        return slice(best, best + 4 * BLOCK)


def cells_of(picture: NDArray[np.generic], grid: Grid) -> NDArray[np.generic]:
    """A view of a picture as (rows, columns, height, width, ...)."""
    part = picture[grid.top : grid.top + grid.height, grid.left : grid.left + grid.width]
    cut = part.reshape(grid.rows, grid.cell_height, grid.columns, grid.cell_width, *picture.shape[2:])
    return cut.swapaxes(1, 2)
