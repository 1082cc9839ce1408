"""Screens drawn from a font as a terminal draws them, so that what they show is known."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from copiste.screens.pixels.fonts.bdf import Font
from copiste.screens.pixels.fonts.character_generator import SYMBOLS
from copiste.screens.pixels.geometry import Picture
from copiste.screens.pixels.glyphs import overlays
from copiste.screens.pixels.glyphs.grid import status_line
from copiste.screens.pixels.glyphs.page import Grid

GREEN, WHITE, SKY, BLUE, BLACK = (0, 255, 0), (255, 255, 255), (0, 191, 255), (0, 0, 255), (0, 0, 0)
Colour = tuple[int, int, int]


class Screen:
    """24 rows of 80 cells at (left, top) of a picture, with x3270's status line below them."""

    def __init__(self, font: Font, *, left: int = 4, top: int = 6, paper: Colour = BLACK) -> None:
        self.font = font
        self.bitmaps = {glyph.character: glyph.bitmap for glyph in font.glyphs}
        self.grid = Grid(left, top, font.width, font.height, 24, 80)
        height = status_line(self.grid).top + font.height + 4
        self.picture: Picture = np.full((height, left + self.grid.width + 4, 3), paper, np.uint8)

    def write(
        self,
        row: int,
        column: int,
        text: str,
        ink: Colour = GREEN,
        paper: Colour = BLACK,
        overlay: int = overlays.PLAIN,
    ) -> Screen:
        """Write at a row and column from 1."""
        for at, character in enumerate(text, column - 1):
            mask = overlays.masks(self.font.width, self.font.height)[overlay]
            top = self.grid.top + (row - 1) * self.font.height
            self._draw(top, at, self.bitmaps[character] | mask, ink, paper)
        return self

    def fill(self, lines: Sequence[str], ink: Colour = GREEN) -> Screen:
        """Write lines from the top."""
        for row, line in enumerate(lines, 1):
            self.write(row, 1, line, ink)
        return self

    def status(
        self, message: Sequence[str] = (), cursor: str = "001/001", connected: str = "box_solid"
    ) -> Screen:
        """Draw a status line; `message` holds characters, and symbols by name."""
        line = [SYMBOLS["box_4"], SYMBOLS["under_a"], SYMBOLS.get(connected, connected), *" " * 5]
        line += [SYMBOLS.get(part, part) for part in message]
        line += " " * (73 - len(line)) + cursor
        top = status_line(self.grid).top
        for at, character in enumerate(line):
            self._draw(top, at, self.bitmaps[character], SKY, BLACK)
        return self

    def _draw(
        self, top: int, column: int, bitmap: np.typing.NDArray[np.bool_], ink: Colour, paper: Colour
    ) -> None:
        left = self.grid.left + column * self.font.width
        cell = self.picture[top : top + self.font.height, left : left + self.font.width]
        cell[:] = np.where(bitmap[..., None], np.array(ink, np.uint8), np.array(paper, np.uint8))


def compressed(picture: Picture, quality: int) -> Picture:
    """The picture once it went through JPEG, colours at half resolution."""
    flags = [
        cv2.IMWRITE_JPEG_QUALITY,
        quality,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420,
    ]
    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), flags)
    decoded = cv2.imdecode(data, cv2.IMREAD_COLOR)
    assert decoded is not None
    return cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB).astype(np.uint8)
