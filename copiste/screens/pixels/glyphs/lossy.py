"""Reading a picture that was compressed with losses: the nearest glyph, when it is certain.

A compressed cell is its glyph in some ink, plus noise that is strong in fine detail and weak in broad
shapes. The noise is learnt by drawing the font, compressing it and comparing; distances are measured in
units of it. The nearest glyph is read when no other character is nearly as near, given the noise of this
very cell. A dot that the compression removed leaves two characters equally near, and the cell unknown.

Shapes are compared by brightness alone: JPEG keeps colours at half resolution.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from copiste.screens.pixels.glyphs import overlays
from copiste.screens.pixels.glyphs.cells import Cells, Colours, split
from copiste.screens.pixels.glyphs.index import Index
from copiste.screens.pixels.glyphs.page import Grid

_Floats = NDArray[np.float32]

#: How many deviations of its noise a cell must be from the middle between the two nearest characters.
#: Measured on all colours of x3270 at qualities 30 to 75: wrong ones stay below.
_CERTAIN = 3.6
#: The most noise of a cell that is read, as a multiple in power of the learnt noise.
_NOISIEST = 8.0
#: The least brightness between ink and paper that is read; below, compression leaves too little.
_FAINTEST = 40.0
#: The correlation of a cell with its most similar glyph: enough to measure its ink, and too much for a blank.
_LIKE_GLYPH, _LIKE_INK = 0.8, 0.55
#: The most tint of a blank cell; more is ink too dark to show in brightness.
_TINT = 4.0
#: The share of a page's characters that must be certain for any to be read.
_READABLE = 0.6
#: The most difference in levels between the pixels of a cell without anything drawn in or near it.
_FLAT = 3
#: The noise is learnt from pages drawn in this grey, compressed at this quality.
_GREY, _QUALITY, _PAGES = 80, 50, 4
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)


@dataclass(frozen=True, slots=True)
class Guessed:
    """The entry of every cell, -1 where it is not certain, and its colours."""

    entries: NDArray[np.intp]
    ink_colour: Colours
    paper_colour: Colours


class Nearest:
    """Finds the nearest entry of an index. Made for the first compressed picture: it takes a moment."""

    def __init__(self, index: Index, width: int, height: int) -> None:
        # What most of a cell has is its background, even if the font calls it ink.
        bitmaps = np.array([one.bitmap for one in index.shown]) ^ index.swapped[:-1, None, None]
        bitmaps = bitmaps.reshape(len(bitmaps), -1).astype(np.float32)
        plain = [at for at, one in enumerate(index.shown) if one.overlay == overlays.PLAIN]
        self._blank = next(at for at in plain if index.shown[at].character == " ")
        assert self._blank == plain[0], "the blank comes first"
        mean, self._whiten = _noise(bitmaps[plain], Grid(0, 0, width, height, 24, 80))
        self._shapes = (bitmaps + mean) @ self._whiten
        self._powers = (self._shapes**2).sum(axis=1)
        between = self._powers[:, None] - 2 * self._shapes @ self._shapes.T + self._powers[None, :]
        self._between = np.sqrt(np.maximum(between, 1e-3))
        #: Entries of one character are no rivals.
        self._kinds = np.unique(index.characters[:-1], return_inverse=True)[1]

    def read(self, cells: Cells) -> Guessed:
        """Read all cells of a page."""
        entries = np.full(len(cells), self._blank)
        ink, paper = cells[:, 0].copy(), cells[:, 0].copy()
        drawn = np.flatnonzero(np.ptp(split(cells), axis=1).max(axis=1) > _FLAT)
        if not len(drawn):
            return Guessed(entries, ink, paper)
        light = split(cells[drawn]) @ _LUMA
        ink[drawn], paper[drawn] = _two_colours(cells[drawn], light)
        seen = (light - (split(paper[drawn]) @ _LUMA)[:, None]) @ self._whiten
        paper = _evened(paper, cells)
        found, alike = self._find(seen)
        tint = np.abs((split(cells[drawn]).mean(axis=1) - split(paper[drawn])) @ _CHROMA).max(axis=1)
        found[(found == self._blank) & ((tint > _TINT) | (alike > _LIKE_INK))] = -1
        entries[drawn] = found
        return Guessed(entries, ink, paper)

    def _find(self, seen: _Floats) -> tuple[NDArray[np.intp], _Floats]:
        """The entry of each cell, -1 where it is not certain; and its correlation with the best glyph."""
        ink, alike = self._inks(seen)
        nearest, certain = self._nearest(seen / ink[:, None])
        certain &= np.abs(ink) > _FAINTEST
        glyphs = nearest != self._blank
        if np.count_nonzero(certain & glyphs) < _READABLE * np.count_nonzero(glyphs):
            # Where most are unknown, the others belong to another font too.
            certain &= ~glyphs
        return np.where(certain, nearest, -1), alike

    def _inks(self, seen: _Floats) -> tuple[_Floats, _Floats]:
        """How much brighter than paper the ink of each cell is, and its correlation with the best glyph.

        Cells of one colour share their ink; those with hardly anything drawn get the faintest.
        """
        products = seen @ self._shapes.T
        likeness = np.abs(products) / np.sqrt(self._powers)
        best = likeness.argmax(axis=1)
        cells = np.arange(len(seen))
        own = products[cells, best] / self._powers[best]
        alike = likeness[cells, best] / np.maximum(np.linalg.norm(seen, axis=1), 1e-3)
        alike[np.abs(own) < _FAINTEST / 2] = 0
        sure = alike > _LIKE_GLYPH
        palette = _palette(own[sure & (np.abs(own) >= _FAINTEST)])
        if not len(palette):
            return np.full(len(seen), _FAINTEST, np.float32), alike
        nearest = palette[np.abs(np.abs(own)[:, None] - palette).argmin(axis=1)]
        shared = np.abs(np.abs(own) - nearest) < 0.3 * nearest
        shared |= (np.abs(own) < palette.min()) & (alike <= _LIKE_INK)
        return np.where(shared, np.copysign(nearest, own), own).astype(np.float32), alike

    def _nearest(self, seen: _Floats) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """The entry that is nearest to each cell, and whether no other character is nearly as near."""
        away = self._powers - 2 * seen @ self._shapes.T
        away += (seen**2).sum(axis=1)[:, None]
        cells = np.arange(len(seen))
        first = away.argmin(axis=1)
        least = np.maximum(away[cells, first], 1.0)
        away[self._kinds[first][:, None] == self._kinds[None, :]] = np.inf
        second = away.argmin(axis=1)
        noise = least / seen.shape[1]
        margin = (away[cells, second] - least) / (2 * self._between[first, second])
        return first, (margin >= _CERTAIN * np.sqrt(np.maximum(noise, 0.04))) & (noise <= _NOISIEST)


#: Red, green, blue to the two colour differences of JPEG.
_CHROMA = np.array([[-0.169, 0.5], [-0.331, -0.419], [0.5, -0.081]], np.float32)


def _palette(inks: _Floats) -> _Floats:
    """The few brightnesses of ink on a page."""
    if not len(inks):
        return inks
    values = np.sort(np.abs(inks))
    groups = np.split(values, np.flatnonzero(np.diff(values) > 0.04 * values[1:]) + 1)
    most = max(map(len, groups))
    return np.array([np.median(group) for group in groups if len(group) >= 0.02 * most], np.float32)


def _two_colours(cells: Cells, light: _Floats) -> tuple[Colours, Colours]:
    """Ink and paper of each cell: the pixel farthest from the middle one, and the middle one."""
    rows = np.arange(len(cells))
    half = light.shape[1] // 2
    middle = np.argpartition(light, half, axis=1)[:, half]
    darkest, lightest = light.argmin(axis=1), light.argmax(axis=1)
    is_dark = 2 * light[rows, middle] > light[rows, lightest] + light[rows, darkest]
    return cells[rows, np.where(is_dark, darkest, lightest)], cells[rows, middle]


def _evened(papers: Colours, cells: Cells) -> Colours:
    """Papers, with those about as bright as the page's background set to it: compression changes them."""
    # Of all pixels, not of the papers: a blank next to coloured text has a tint.
    values, counts = np.unique(cells[:, ::7], return_counts=True)
    background = values[counts.argmax()]
    away = np.abs((split(papers).astype(np.float32) - split(values)[counts.argmax()]) @ _LUMA)
    return np.where(away < _FAINTEST, background, papers)


def _noise(bitmaps: _Floats, grid: Grid) -> tuple[_Floats, _Floats]:
    """The noise of compression in cells of this font: its mean, and the matrix that whitens it.

    The seed is fixed: the same picture is always read the same way.
    """
    dice = np.random.default_rng(3270)
    gathered = []
    for page in range(_PAGES):
        chosen = dice.integers(0, len(bitmaps), grid.rows * grid.columns)
        chosen[dice.random(len(chosen)) < 0.4] = 0
        drawn = bitmaps[chosen].reshape(grid.rows, grid.columns, grid.cell_height, grid.cell_width)
        sheet = drawn.transpose(0, 2, 1, 3).reshape(grid.height, grid.width)
        # Other places of the cells in the blocks of the compression.
        right, down = 3 * page, 5 * page
        picture = np.zeros((grid.height + down, grid.width + right), np.uint8)
        picture[down:, right:] = sheet * _GREY
        data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1]
        decoded = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
        assert decoded is not None
        seen = decoded[down:, right:].astype(np.float32) / _GREY - sheet
        parts = seen.reshape(grid.rows, grid.cell_height, grid.columns, grid.cell_width)
        gathered.append(parts.transpose(0, 2, 1, 3).reshape(len(chosen), -1))
    noise = np.concatenate(gathered)
    mean = noise.mean(axis=0)
    powers, directions = np.linalg.eigh(np.cov(noise.T))
    whiten = (directions / np.sqrt(powers + 0.0002)) @ directions.T
    return mean.astype(np.float32), whiten.astype(np.float32)
