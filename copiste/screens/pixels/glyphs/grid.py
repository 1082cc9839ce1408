"""Finding the cells of a screen in the picture of its window.

x3270 always draws a boxed 4 at the left end of its status line: it gives the grid, even of an empty screen.
Where there is none, the text does: of all ways to lay cells over the picture, exactly one must make
characters of what is drawn.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from copiste.screens.pixels.fonts.bdf import Bitmap
from copiste.screens.pixels.fonts.character_generator import SYMBOLS
from copiste.screens.pixels.geometry import Picture
from copiste.screens.pixels.glyphs.cells import inked, numbered
from copiste.screens.pixels.glyphs.page import Grid, GridNotFoundError
from copiste.screens.pixels.glyphs.table import GlyphTable

_BOX = SYMBOLS["box_4"]
#: A colour whose channels are all within this of the background's is background (in lossy pictures).
_WAVERING = 60
#: The least correlation of a symbol with what is drawn; compressed ones have more.
_ALIKE = 0.85
#: Pixels between the screen and the status line, in every font of x3270.
_BELOW = 5
#: Points of a picture that are tried, the share of them that must lie in characters, and how many times as
#: many as with the next best way to lay cells.
_POINTS, _SHARE, _AHEAD = 96, 0.4, 2


def find_grid(picture: Picture, table: GlyphTable, rows: int, columns: int) -> Grid:
    """Where the screen's cells are.

    Raises:
        GridNotFoundError: no grid of that size fits, or several do.
    """
    size = Grid(0, 0, table.width, table.height, rows, columns)
    if not _fits(picture, size):
        raise GridNotFoundError(
            f"{rows} × {columns} cells of {table.width} × {table.height} pixels need a picture of at least"
            f" {size.width} × {size.height} pixels, this one has {picture.shape[1]} × {picture.shape[0]}."
        )
    box = table.bitmap(_BOX)
    if box is not None and _fits(picture, status_line(size)):
        # Until the status line is painted, the text alone may be a row off.
        found = _by_status_line(picture, table, size, box)
    else:
        found = _by_text(picture, table, size)
    if len(found) != 1:
        raise GridNotFoundError(_why(found, table))
    return found[0]


def status_line(grid: Grid) -> Grid:
    """The cells of x3270's status line, below the screen and its separating line."""
    return replace(grid, top=grid.top + grid.height + _BELOW, rows=1)


def _fits(picture: Picture, grid: Grid) -> bool:
    height, width = picture.shape[:2]
    return bool(grid.left + grid.width <= width and grid.top + grid.height <= height)


def _why(found: list[Grid], table: GlyphTable) -> str:
    if found:
        places = ", ".join(f"({grid.left}, {grid.top})" for grid in found[:4])
        return f"{len(found)} grids fit the picture, among them at {places}. Cut the picture to one window."
    return (
        f"No grid of cells fits: nothing in the picture is drawn in font {table.font.name}."
        " If the terminal's font changed, learn it with `copiste glyphs learn`."
    )


def ink_of(picture: Picture, rank: int = 0) -> NDArray[np.uint8]:
    """The picture as 1 where something is drawn, 0 where it has the background's colour.

    That is the most common colour, or the next most common one for the next `rank`.
    """
    values, counts = np.unique(numbered(picture)[::5, ::3], return_counts=True)
    colour = values[np.argsort(-counts, kind="stable")[min(rank, len(values) - 1)]]
    background = np.frombuffer(np.uint32(colour).tobytes(), np.uint8)[:3]
    away = cv2.absdiff(picture, np.broadcast_to(background, picture.shape).copy()).max(axis=2)
    ink: NDArray[np.uint8] = (away > _WAVERING).astype(np.uint8)
    return ink


def _by_status_line(picture: Picture, table: GlyphTable, size: Grid, box: Bitmap) -> list[Grid]:
    found = []
    for top, left in _places(picture, box):
        grid = replace(size, left=left, top=0)
        grid = replace(grid, top=top - status_line(grid).top)
        if grid.top >= 0 and _fits(picture, status_line(grid)) and _begins(picture, table, grid):
            found.append(grid)
    return found


def _places(picture: Picture, symbol: Bitmap) -> list[tuple[int, int]]:
    """Places similar to `symbol`, on the most common colour or else on the next.

    Most of a screen may be one reversed field; its status line is not.
    """
    shape = symbol.astype(np.float32)
    places: set[tuple[int, int]] = set()
    for rank in range(2):
        alike = cv2.matchTemplate(ink_of(picture, rank).astype(np.float32), shape, cv2.TM_CCOEFF_NORMED)
        places.update((top, left) for top, left in np.argwhere(alike >= _ALIKE).tolist())
        if places:
            break
    return sorted(places)


def _begins(picture: Picture, table: GlyphTable, grid: Grid) -> bool:
    """Whether it is that symbol exactly, and the screen is not in another font."""
    if not table.read_status(picture, status_line(grid)).lines[0].startswith(_BOX):
        return False
    page = table.read(picture, grid)
    shown = sum(len(line) - line.count(" ") for line in page.lines)
    return page.unknown * 2 <= shown


def _by_text(picture: Picture, table: GlyphTable, size: Grid) -> list[Grid]:
    """Try every way to lay cells over the picture at points where something is drawn."""
    drawn = ink_of(picture)
    # A line across the window is no text.
    drawn[drawn.mean(axis=1) > 0.5] = 0
    points = np.argwhere(drawn)
    if not len(points):
        return []
    points = points[:: -(-len(points) // _POINTS)]
    known = {
        (right, down): _known(drawn, table, points, (right, down))
        for down in range(size.cell_height)
        for right in range(size.cell_width)
    }
    best, next_best = sorted(known, key=lambda phase: -np.count_nonzero(known[phase]))[:2]
    text = points[known[best]]
    if len(text) < _SHARE * len(points) or len(text) < _AHEAD * np.count_nonzero(known[next_best]):
        return []
    height, width = picture.shape[:2]
    (right, down), first, last = best, text.min(axis=0), text.max(axis=0)
    return [
        replace(size, left=left, top=top)
        for top in range(down, height - size.height + 1, size.cell_height)
        for left in range(right, width - size.width + 1, size.cell_width)
        if (first >= (top, left)).all() and (last < (top + size.height, left + size.width)).all()
    ]


def _known(
    drawn: NDArray[np.uint8], table: GlyphTable, points: NDArray[np.intp], phase: tuple[int, int]
) -> NDArray[np.bool_]:
    """Which points lie in a known character when a cell begins at `phase`."""
    size = np.array((table.height, table.width))
    corners = points - (points - phase[::-1]) % size
    known: NDArray[np.bool_] = ((corners >= 0) & (corners + size <= drawn.shape)).all(axis=1)
    if known.any():
        corners = corners[known]
        down_by, right_by = np.mgrid[: table.height, : table.width]
        cells = drawn[corners[:, 0, None, None] + down_by, corners[:, 1, None, None] + right_by]
        known[known] = table.texts.match(inked(cells.reshape(len(cells), -1).astype(np.uint32))) >= 0
    return known
