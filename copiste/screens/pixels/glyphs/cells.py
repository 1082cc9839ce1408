"""A picture cut into cells, and each cell as ink on paper: arrays over all cells at once."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from copiste.screens.pixels.geometry import Picture
from copiste.screens.pixels.glyphs.page import Grid

#: (cells, pixels of a cell): colours as numbers, red in the lowest byte.
Cells = NDArray[np.uint32]


def numbered(picture: Picture) -> Cells:
    """The picture with each colour as one number, (height, width)."""
    if not picture.flags.c_contiguous:
        picture = np.ascontiguousarray(picture)
    return cv2.cvtColor(picture, cv2.COLOR_RGB2RGBA).view(np.uint32)[..., 0]


def cut(picture: Picture, grid: Grid, rows: NDArray[np.intp] | None = None) -> Cells:
    """All cells of `grid` in reading order, or those of some of its rows."""
    part = _part(picture, grid)
    if rows is not None:
        part = part.reshape(grid.rows, grid.cell_height, *part.shape[1:])[rows].reshape(-1, *part.shape[1:])
    cells = numbered(part).reshape(-1, grid.cell_height, grid.columns, grid.cell_width)
    return cells.transpose(0, 2, 1, 3).reshape(-1, grid.cell_height * grid.cell_width)


def changed_rows(before: Picture, after: Picture, grid: Grid) -> NDArray[np.intp]:
    """The rows of `grid`, from 0, in which pixels differ."""
    differs = _part(before, grid) != _part(after, grid)
    return np.flatnonzero(differs.reshape(grid.rows, -1).any(axis=1))


def _part(picture: Picture, grid: Grid) -> Picture:
    return picture[grid.top : grid.top + grid.height, grid.left : grid.left + grid.width]


def split(colours: Cells | Colours) -> NDArray[np.uint8]:
    """Numbers of colours as red, green, blue along a last axis."""
    return colours.astype("<u4").view(np.uint8).reshape(*colours.shape, 4)[..., :3]


Colours = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Inked:
    """Cells as two colours: the rarer one is ink, the other one paper."""

    #: (cells, pixels)
    ink: NDArray[np.bool_]
    #: (cells,): the two colours; the same one where a cell is blank.
    ink_colour: Colours
    paper_colour: Colours
    #: (cells,): no pixel has a third colour.
    clean: NDArray[np.bool_]


def inked(cells: Cells) -> Inked:
    """The ink and paper of every cell, by counting; of equal counts, the first pixel is paper."""
    low, high = cells.min(axis=1), cells.max(axis=1)
    ink = cells != low[:, None]
    clean = ((cells == high[:, None]) == ink).all(axis=1) | (low == high)
    swapped = outweighs(ink)
    ink ^= swapped[:, None]
    return Inked(ink, np.where(swapped, low, high), np.where(swapped, high, low), clean)


def outweighs(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of bitmaps (any, pixels): whether more than half is set, or half with the first pixel."""
    count = np.count_nonzero(ink, axis=1) * 2
    size = ink.shape[1]
    more: NDArray[np.bool_] = (count > size) | ((count == size) & ink[:, 0])
    return more


def packed(ink: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Bitmaps (any, pixels) as rows of 64-bit words."""
    octets = np.packbits(ink, axis=1)
    words = np.zeros((len(octets), -(-octets.shape[1] // 8) * 8), np.uint8)
    words[:, : octets.shape[1]] = octets
    return words.view(np.uint64)
