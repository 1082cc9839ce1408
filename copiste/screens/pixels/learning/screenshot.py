"""Learning a font from a picture whose text is known: where its cells are, and what each one shows.

The text gives the blank cells; with only one size of cells, at one place, are those without ink and is each
character drawn the same way everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copiste.screens.pixels.fonts.bdf import Bitmap, Font, FontFileError, Glyph
from copiste.screens.pixels.geometry import Picture
from copiste.screens.pixels.glyphs.cells import cut, inked
from copiste.screens.pixels.glyphs.grid import ink_of
from copiste.screens.pixels.glyphs.page import Grid

#: Cells that a person can read, in pixels.
_WIDTHS, _HEIGHTS = range(4, 33), range(6, 65)
#: Places where the first cell may begin, from the picture's corner.
_MARGIN = 64


@dataclass(frozen=True, slots=True)
class Learnt:
    """A learnt font, and where its cells are in the picture."""

    font: Font
    grid: Grid


def from_picture(
    picture: Picture, text: Sequence[str], name: str, *, columns: int = 80, grid: Grid | None = None
) -> Learnt:
    """Learn the characters of `text`, the lines of the screen from its top. Finds `grid` if not given.

    Raises:
        FontFileError: the picture does not show that text, in characters of one size.
    """
    lines = [line.rstrip("\n").ljust(columns) for line in text]
    if not any(line.strip() for line in lines):
        raise FontFileError("The text is empty: there is nothing to learn.")
    if max(map(len, lines)) > columns:
        raise FontFileError(
            f"The text has a line of {max(map(len, lines))} characters, the screen {columns}."
        )
    groups = [[grid]] if grid is not None else _grids(ink_of(picture), lines)
    learnt: list[tuple[Grid, dict[str, Bitmap]]] = []
    for group in groups:
        learnt = [(grid, glyphs) for grid in group if (glyphs := _glyphs(picture, grid, lines)) is not None]
        if learnt:
            break
    if not learnt:
        raise FontFileError(
            "The picture does not show that text in cells of one size. Next step: take both at the same"
            " moment, without a mouse pointer over the text; or give the place of the cells (--cell, --at)."
        )
    # The same letters fit in cells one pixel higher or lower: the middle ones have room on all sides.
    left, top = np.mean([(grid.left, grid.top) for grid, _ in learnt], axis=0)
    grid, glyphs = min(learnt, key=lambda one: abs(one[0].left - left) + abs(one[0].top - top))
    return Learnt(_font(glyphs, name, grid), grid)


def _font(glyphs: dict[str, Bitmap], name: str, grid: Grid) -> Font:
    made = tuple(Glyph(char, bitmap, f"U+{ord(char):04X}") for char, bitmap in glyphs.items())
    return Font(name, grid.cell_width, grid.cell_height, grid.cell_height // 5, made)


def _grids(ink: NDArray[np.uint8], lines: Sequence[str]) -> list[list[Grid]]:
    """The grids that leave blank rows and columns of the text without ink, by size, large cells first."""
    blank = np.array([[char == " " for char in line] for line in lines])
    rows, columns = blank.shape
    sizes: dict[tuple[int, int], list[Grid]] = {}
    for height, top in _fits(_any(ink, 1), ~_any(~blank, 1), _HEIGHTS):
        # Below the text there may be a line across the window.
        screen = ink[top : top + rows * height]
        for width, left in _fits(_any(screen, 0), ~_any(~blank, 0), _WIDTHS):
            sizes.setdefault((width, height), []).append(Grid(left, top, width, height, rows, columns))
    return [sizes[size] for size in sorted(sizes, key=lambda size: -size[0] * size[1])]


def _fits(ink: NDArray[np.bool_], blank: NDArray[np.bool_], sizes: range) -> Iterator[tuple[int, int]]:
    """Sizes and beginnings of cells for which every cell that is not blank has ink, and no other."""
    counted = np.concatenate([[0], np.cumsum(ink)])
    for size in sizes:
        length = size * len(blank)
        for begin in range(min(_MARGIN, len(ink) - length + 1)):
            in_cells = np.diff(counted[begin : begin + length + 1 : size])
            with_ink = in_cells > 0
            # A block cursor may stand in one place where the text has nothing.
            if with_ink[~blank].all() and np.count_nonzero(with_ink & blank) <= 1:
                yield size, begin


def _any(marks: NDArray[np.generic], axis: int) -> NDArray[np.bool_]:
    return np.asarray(marks.any(axis=axis), np.bool_)


def _glyphs(picture: Picture, grid: Grid, lines: Sequence[str]) -> dict[str, Bitmap] | None:
    """Each character's bitmap; `None` when one is drawn in two ways or colours, or a blank has ink."""
    height, width = picture.shape[:2]
    if grid.left + grid.width > width or grid.top + grid.height > height:
        return None
    cells = cut(picture, grid)
    seen = inked(cells)
    if not seen.clean.all():
        return None
    bitmaps = seen.ink.reshape(-1, grid.cell_height, grid.cell_width)
    # A cell with another background, or with ink in its corners, holds a cursor: it teaches nothing.
    colours, counts = np.unique(cells, return_counts=True)
    plain = (cells[:, [0, -1]] == colours[counts.argmax()]).any(axis=1)
    learnt: dict[str, Bitmap] = {" ": np.zeros((grid.cell_height, grid.cell_width), np.bool_)}
    for char, bitmap, teaches in zip("".join(lines), bitmaps, plain, strict=True):
        if teaches and (learnt.setdefault(char, bitmap) != bitmap).any():
            return None
    return learnt
