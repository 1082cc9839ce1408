"""A screen of a fixed font as it was read: lines of text, and how each cell is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from copiste.errors import Blame
from copiste.screens.errors import ScreensError
from copiste.screens.pixels.glyphs.overlays import FRAME, UNDERLINE, UNDERSCORE
from copiste.screens.reading.view import UNKNOWN

#: A colour as one number: red, green and blue in its three low bytes.
Colour = int


class GridNotFoundError(ScreensError):
    """The cells of a screen were not found in a picture, or in several places."""

    code = "GRID_NOT_FOUND"
    blame = Blame.ROBOT


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the cells of a screen are in a picture, in pixels."""

    left: int
    top: int
    cell_width: int
    cell_height: int
    rows: int
    columns: int

    @property
    def width(self) -> int:
        """In pixels."""
        return self.cell_width * self.columns

    @property
    def height(self) -> int:
        """In pixels."""
        return self.cell_height * self.rows


@dataclass(frozen=True, slots=True)
class Page:
    """One screen as it was read. A cell that cannot be read for certain holds `UNKNOWN`."""

    lines: tuple[str, ...] = field(repr=False)
    #: (rows, columns): the cell's background is not the screen's, as under a block cursor.
    inverse: NDArray[np.bool_] = field(repr=False)
    #: (rows, columns): drawn around or under the character, an index of `overlays.masks`.
    overlay: NDArray[np.uint8] = field(repr=False)
    #: The screen's background.
    background: Colour

    @property
    def unknown(self) -> int:
        """The number of cells that could not be read."""
        return sum(line.count(UNKNOWN) for line in self.lines)

    @property
    def unknown_places(self) -> tuple[tuple[int, int], ...]:
        """Row and column, from 1, of every cell that could not be read."""
        return tuple(
            (row, column)
            for row, line in enumerate(self.lines, 1)
            for column, character in enumerate(line, 1)
            if character == UNKNOWN
        )

    @property
    def underlined(self) -> frozenset[tuple[int, int]]:
        """Row and column, from 0, of every underlined cell."""
        return frozenset((row, column) for row, column in np.argwhere(self.overlay == UNDERLINE).tolist())

    def with_rows(self, rows: Sequence[int], part: Page) -> Page:
        """This page with the rows of another in the place of its `rows`, counted from 0."""
        lines = list(self.lines)
        inverse, overlay = self.inverse.copy(), self.overlay.copy()
        for at, row in enumerate(rows):
            lines[row] = part.lines[at]
        inverse[rows], overlay[rows] = part.inverse, part.overlay
        return Page(tuple(lines), inverse, overlay, self.background)

    @property
    def cursor(self) -> tuple[int, int] | None:
        """Row and column, from 1, of the only cell with a cursor's mark, else of the only one reversed."""
        for shown in ((self.overlay == FRAME) | (self.overlay == UNDERSCORE), self.inverse):
            places = np.argwhere(shown)
            if len(places) == 1:
                row, column = places[0].tolist()
                return row + 1, column + 1
        return None
