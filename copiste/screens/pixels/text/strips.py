"""Lines of text as ink on paper, whatever their colours, cut into words and letters. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from copiste.screens.pixels.geometry import Picture, Region

#: (height, width): 0 is paper, 255 the strongest ink.
Ink = NDArray[np.uint8]

#: Levels of difference to the paper below which a region is empty.
_FAINT = 40
#: The share of a box in another colour when something in it is selected; how much a colour may vary.
_MARKED, _ALIKE = 0.1, 12
#: Pixels of a box's corner, which may be round and blurred: no letter is in it, nor in the first column.
_CORNER = 3
#: Least ink of a letter's anti-aliased edge, and of its body.
_EDGE, _BODY = 60, 128
#: Thresholds at which touching letters are cut, the faintest touch first.
_CUTS = (15, 30, 45, 60, 75, 90, 105, 120, 135, 150, 165, 180)
#: Blank columns between two words, and beside a mark, in heights of a capital letter.
_WORD_GAP, _MARK_GAP = 0.55, 0.85


@dataclass(frozen=True)
class Strip:
    """One line of text."""

    ink: Ink = field(repr=False)

    @cached_property
    def _letters(self) -> tuple[tuple[int, int], ...]:
        """First and last row of each stretch of ink."""
        found = []
        for first, last in spans(self.ink.max(axis=0) > _EDGE):
            rows = np.flatnonzero((self.ink[:, first:last] > _BODY).any(axis=1))
            if rows.size:
                found.append((int(rows[0]), int(rows[-1])))
        return tuple(found)

    @property
    def baseline(self) -> int:
        """The row on which most of its letters stand."""
        bottoms = sorted(bottom for _, bottom in self._letters)
        return bottoms[len(bottoms) // 2] if bottoms else 0

    @property
    def capital(self) -> int:
        """The height of most of its letters."""
        heights = sorted(bottom - top + 1 for top, bottom in self._letters)
        return heights[len(heights) // 2] if heights else 1

    def words(self) -> Iterator[Word]:
        """Yield its words from left to right."""
        columns = self.ink.max(axis=0) > _EDGE
        narrow, wide = (max(3, round(share * self.capital)) for share in (_WORD_GAP, _MARK_GAP))
        joined: list[tuple[int, int]] = []
        for first, last in spans(columns, narrow):
            # Beside an apostrophe, a dot or a dash there is more space than between two letters.
            near = joined and first - joined[-1][1] < wide
            if near and (self._is_mark(joined[-1][1], -1) or self._is_mark(first, 1)):
                joined[-1] = (joined[-1][0], last)
            else:
                joined.append((first, last))
        for first, last in joined:
            yield Word(self.ink[:, max(0, first - 2) : last + 2], self.baseline)

    def _is_mark(self, edge: int, step: int) -> bool:
        """Whether the ink that begins (or ends, for a step of -1) at column `edge` is a low sign."""
        parts = list(spans(self.ink.max(axis=0) > _EDGE))
        part = next(one for one in parts if (one[0] == edge if step > 0 else one[1] == edge))
        rows = np.flatnonzero((self.ink[:, part[0] : part[1]] > _BODY).any(axis=1))
        return bool(rows.size == 0 or np.ptp(rows) + 1 < 0.6 * self.capital)

    def count(self) -> int:
        """The number of separate marks: the bullets of a password."""
        return len(list(spans(self.ink.max(axis=0) > _EDGE)))


@dataclass(frozen=True)
class Word:
    """One word of a strip, of its full height."""

    ink: Ink = field(repr=False)
    #: The row on which the line's letters stand.
    baseline: int

    @property
    def is_dash(self) -> bool:
        """Whether it is one flat stroke above the baseline: too little for optical recognition."""
        rows, columns = np.flatnonzero(self.ink.max(axis=1) > _EDGE), self.ink.max(axis=0) > _EDGE
        if rows.size == 0 or len(list(spans(columns))) != 1:
            return False
        return bool(np.ptp(rows) <= 2 and columns.sum() >= 3 and 2 <= self.baseline - rows[-1] <= 6)

    def cuts(self) -> Iterator[tuple[Ink, ...]]:
        """Yield its cuts into letters where there is least ink, the fewest cuts first."""
        columns = self.ink.max(axis=0)
        before: list[tuple[int, int]] = []
        marks = list(spans(columns > _EDGE))
        for threshold in _CUTS:
            parts = list(spans(columns > threshold))
            if not all(any(one[0] < last and first < one[1] for one in parts) for first, last in marks):
                # A cut that loses a faint mark, such as an apostrophe, is not made.
                return
            if parts and len(parts) != len(before) and not _holds_two(parts):
                yield tuple(self.ink[:, max(0, first - 1) : last + 1] for first, last in parts)
            before = parts

    def letters(self, count: int) -> tuple[Ink, ...]:
        """Its cut into `count` letters; empty when there is none."""
        return next((parts for parts in self.cuts() if len(parts) == count), ())


def _holds_two(parts: list[tuple[int, int]]) -> bool:
    """Whether one part is so much wider than the others that it must hold two letters."""
    widths = sorted(last - first for first, last in parts)
    return len(widths) > 1 and widths[-1] > 1.7 * widths[len(widths) // 2]


def text_strip(picture: Picture, region: Region, paper: tuple[int, int, int]) -> Strip:
    """The strip of a text on `paper`, with a margin of two pixels."""
    top, left = max(0, region.top - 2), max(0, region.left - 2)
    pixels = picture[top : region.bottom + 2, left : region.right + 2].astype(np.int16)
    return _scaled(np.abs(pixels - np.asarray(paper, np.int16)).max(axis=2))


def box_strip(picture: Picture, inner: Region) -> Strip:
    """The strip of the text in a box: a selection's background counts as paper, the caret is removed."""
    pixels = inner.of(picture).astype(np.int16)
    surface = _surface(pixels)
    paper = np.broadcast_to(surface, pixels.shape).copy()
    marked = _marked(pixels, surface)
    if marked is not None:
        top, bottom, left, right, colour = marked
        paper[top:bottom, left:right] = colour
    ink = np.abs(pixels - paper).max(axis=2)
    if marked is not None:
        # A selection may begin and end between two pixels.
        ink[:, [max(0, left - 1), min(right, ink.shape[1] - 1)]] = 0
    for rows in (slice(0, _CORNER), slice(-_CORNER, None)):
        ink[rows, :_CORNER] = 0
        ink[rows, -_CORNER:] = 0
    ink[:, [0, -1]] = 0
    return _scaled(_without_caret(ink))


def is_marked(picture: Picture, inner: Region) -> bool:
    """Whether something in a box is selected: its letters are light on dark then, with other edges."""
    pixels = inner.of(picture).astype(np.int16)
    return _marked(pixels, _surface(pixels)) is not None


def _surface(pixels: NDArray[np.int16]) -> NDArray[np.int16]:
    """The colour of a box, taken at its right end: text and selections begin at its left."""
    return np.asarray(np.median(pixels[_CORNER:-_CORNER, -4:].reshape(-1, 3), axis=0), np.int16)


def _marked(
    pixels: NDArray[np.int16], surface: NDArray[np.int16]
) -> tuple[int, int, int, int, NDArray[np.int16]] | None:
    """Top, bottom, left, right and colour of the selection in a box; `None` without one."""
    away = np.abs(pixels - surface).max(axis=2) > _FAINT
    if away.mean() < _MARKED:
        return None
    colours, counts = np.unique(pixels[away].reshape(-1, 3), axis=0, return_counts=True)
    colour = colours[counts.argmax()]
    same = np.abs(pixels - colour).max(axis=2) <= _ALIKE
    rows, columns = np.flatnonzero(same.mean(axis=1) > 0.1), np.flatnonzero(same.mean(axis=0) > 0.15)
    if rows.size == 0 or columns.size == 0 or counts.max() < 0.5 * away.sum():
        return None
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1, colour


def spans(marked: NDArray[np.bool_], gap: int = 1) -> Iterator[tuple[int, int]]:
    """Yield (first, after last) of the stretches that are marked, joined over fewer than `gap` others."""
    places = np.flatnonzero(marked)
    if places.size == 0:
        return
    breaks = np.flatnonzero(np.diff(places) > gap)
    starts = [int(places[0]), *(int(places[at + 1]) for at in breaks)]
    ends = [*(int(places[at]) + 1 for at in breaks), int(places[-1]) + 1]
    yield from zip(starts, ends, strict=True)


def enlarged(ink: Ink, factor: int) -> Ink:
    """Dark on white, `factor` times larger, with a margin, which tesseract reads best."""
    larger = cv2.resize(255 - ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.copyMakeBorder(larger, 10, 10, 10, 10, cv2.BORDER_CONSTANT, value=(255,)), np.uint8)


def _without_caret(ink: NDArray[np.int16]) -> NDArray[np.int16]:
    """Remove a bar as high as the box and at most two pixels wide, which no letter is."""
    strong = ink > max(_FAINT, 0.5 * float(ink.max(initial=0)))
    bars = strong[1:-1].mean(axis=0) >= 0.85
    for first, last in spans(bars):
        if last - first <= 2:
            ink[:, first:last] = 0
    return ink


def _scaled(ink: NDArray[np.int16]) -> Strip:
    strongest = int(ink.max(initial=0))
    if strongest < _FAINT:
        return Strip(np.zeros(ink.shape, np.uint8))
    return Strip((ink.astype(np.float32) * (255.0 / strongest)).clip(0, 255).astype(np.uint8))
