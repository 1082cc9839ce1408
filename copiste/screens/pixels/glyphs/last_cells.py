"""The cells of a compressed page that the nearest glyph leaves open: drawn, compressed, and compared.

What is read already is drawn around them. Then each of the few characters that come near is tried in its
place, and the page compressed as the picture was. One is read when it comes out as the picture is seen, and
no other character does nearly as well. Where compression has taken away what tells two characters apart,
both come out alike, and the cell stays unknown; and where neither the font nor the compression is what is
assumed here, nothing comes out as it is seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copiste.screens.pixels.geometry import Picture
from copiste.screens.pixels.glyphs.cells import cut, split
from copiste.screens.pixels.glyphs.inks import Inks
from copiste.screens.pixels.glyphs.lossy import Guessed, Nearest
from copiste.screens.pixels.glyphs.page import Grid
from copiste.screens.pixels.glyphs.redrawn import BLOCK, TO_JPEG, Redrawn

_Floats = NDArray[np.float32]
_Entries = NDArray[np.intp]

#: How many characters, each in some colours, are tried for a cell.
_TRIED = 8
#: How far what is read may be from what is seen (in squared levels of a pixel, on average around the cell),
#: and how much farther every other character must be. Measured: see docs/fonts.md.
_CLOSE, _TIMES_FARTHER, _FARTHER = 35.0, 2.5, 25.0
#: What is compared around a cell, in pixels: compression spreads it over its blocks.
_AROUND = 8
#: Cells that are tried at once do not share a block, nor what is compared around them.
_ROWS_APART, _COLUMNS_APART = 3, 4
#: Passes over all cells: what one is, is seen better when its neighbours are drawn rightly.
_PASSES = 3
#: How often in each of them a paper that is none of the page's inks is corrected.
_CORRECTIONS = 5
#: How far a colour is from the page's background at least that is not to be taken for it.
_OWN = 60
#: What a level of brightness and one of a cell's tint count against each other when candidates are chosen.
_BRIGHT, _TINTED = 1 / 80**2, 1 / 3**2


@dataclass(slots=True)
class _Trial:
    """What may be in one cell, and how far each is from what is seen."""

    place: int
    entries: _Entries
    inks: _Floats
    papers: _Floats
    #: Which have the paper that was seen in the cell, for it is none of the page's inks.
    own: NDArray[np.bool_]
    away: _Floats

    @property
    def best(self) -> int:
        return int(self.away.argmin())

    def read(self, characters: NDArray[np.str_]) -> int:
        """The entry that comes out as it is seen, -1 when there is none or another character does too."""
        meant = characters[self.entries]
        least = float(self.away[self.best])
        farther = self.away[meant != meant[self.best]] >= _TIMES_FARTHER * least + _FARTHER
        return int(self.entries[self.best]) if least <= _CLOSE and farther.all() else -1


def reread(seen: Picture, grid: Grid, nearest: Nearest, guessed: Guessed) -> _Entries:
    """The entry of every cell, with fewer unknown ones than were guessed."""
    papers = split(guessed.paper_colour).astype(np.float32)
    colours, counts = np.unique(papers, axis=0, return_counts=True)
    background = colours[counts.argmax()]
    # What is not on the background, as under a cursor, has colours that were only guessed.
    sure = (guessed.entries >= 0) & (papers == background).all(axis=1)
    unknown = guessed.entries < 0
    has_ink = nearest.bitmaps[guessed.entries].any(axis=(1, 2))
    written = np.flatnonzero(sure & has_ink)
    if not unknown.any() or not len(written):
        return guessed.entries
    page = Redrawn(seen, grid, background)
    page.blank(np.flatnonzero(sure & ~has_ink))
    inks = Inks(page, written, nearest.bitmaps[guessed.entries[written]])
    trials = _trials(page, nearest, np.flatnonzero(~sure), inks.palette)
    bench = _Bench(page, inks, nearest.bitmaps)
    bench.run(trials)
    entries = guessed.entries.copy()
    for trial in trials:
        if unknown[trial.place]:
            entries[trial.place] = nearest.allowed(trial.read(nearest.characters))
    return entries


class _Bench:
    """Where trials are made: draws candidates, compresses the page, and measures."""

    def __init__(self, page: Redrawn, inks: Inks, bitmaps: NDArray[np.bool_]) -> None:
        self._page, self._grid, self._bitmaps = page, page.grid, bitmaps
        self._compression = inks.compression

    def run(self, trials: list[_Trial]) -> None:
        """Measure all trials, until what is best in each does not change any more."""
        groups: dict[tuple[int, int], list[_Trial]] = {}
        for trial in trials:
            row, column = divmod(trial.place, self._grid.columns)
            groups.setdefault((row % _ROWS_APART, column % _COLUMNS_APART), []).append(trial)
            self._put(trial, 0)
        best: list[int] = []
        for _ in range(_PASSES):
            for group in groups.values():
                self._measure(group)
            before, best = best, [trial.best for trial in trials]
            if best == before:
                break
            self._match([trial for trial in trials if trial.own[trial.best]])

    def _measure(self, group: list[_Trial]) -> None:
        """Try the candidates of cells that are far from each other, and leave the best ones drawn."""
        strip = self._strip(group)
        for which in range(max(len(trial.entries) for trial in group)):
            tried = [trial for trial in group if which < len(trial.entries)]
            for trial in tried:
                self._put(trial, which)
            strayed = self._page.strayed(self._compression, strip)
            for trial in tried:
                trial.away[which] = strayed[self._around(trial.place, strip.start)].mean()
        for trial in group:
            self._put(trial, trial.best)

    def _match(self, trials: list[_Trial]) -> None:
        """Correct papers of their own by what compression took off them."""
        for _ in range(_CORRECTIONS if trials else 0):
            away = self._page.seen.astype(np.float32) - self._page.compressed(self._compression)
            for trial in trials:
                shift = away[self._around(trial.place, 0, 0)].mean(axis=(0, 1))
                trial.papers[trial.own] = np.clip(trial.papers[trial.own] + shift, 0, 255)
                self._put(trial, trial.best)

    def _put(self, trial: _Trial, which: int) -> None:
        at = slice(which, which + 1)
        bitmaps = self._bitmaps[trial.entries[at]]
        self._page.draw(np.array([trial.place]), bitmaps, trial.inks[at], trial.papers[at])

    def _strip(self, group: list[_Trial]) -> slice:
        """The rows of pixels that some cells have to do with, as whole blocks."""
        rows = [trial.place // self._grid.columns for trial in group]
        top = self._grid.top + min(rows) * self._grid.cell_height - 2 * BLOCK
        bottom = self._grid.top + (max(rows) + 1) * self._grid.cell_height + 2 * BLOCK
        return slice(max(0, top // BLOCK * BLOCK), -(-bottom // BLOCK) * BLOCK)

    def _around(self, place: int, start: int, more: int = _AROUND) -> tuple[slice, slice]:
        """A cell and some pixels around it, in rows from `start`."""
        row, column = divmod(place, self._grid.columns)
        top = self._grid.top + row * self._grid.cell_height - start
        left = self._grid.left + column * self._grid.cell_width
        return (
            slice(max(0, top - more), top + self._grid.cell_height + more),
            slice(max(0, left - more), left + self._grid.cell_width + more),
        )


def _trials(page: Redrawn, nearest: Nearest, places: _Entries, palette: _Floats) -> list[_Trial]:
    """The few entries and colours that come nearest to each cell, by brightness and by its tint."""
    background = page.background
    cells = split(cut(page.seen, page.grid)[places]).astype(np.float32)
    own = np.median(cells, axis=1)
    one_of_all = [np.broadcast_to(colour, own.shape) for colour in (background, *palette)]
    # Ink on the background, or the background on an ink.
    ways = [(ink, one_of_all[0]) for ink in one_of_all[1:]]
    ways += [(one_of_all[0], paper) for paper in (*one_of_all[1:], own)]
    values = cells @ TO_JPEG
    scores = np.stack([_likeness(values, nearest, *way) for way in ways], axis=1)
    scores[np.abs(own - background).max(axis=1) <= _OWN, -1] = np.inf
    # A blank is the same in any ink.
    scores[:, 1 : len(palette), nearest.shares == 0] = np.inf
    trials = []
    for at, place in enumerate(places.tolist()):
        way, entry = np.unravel_index(np.argsort(scores[at], axis=None)[:_TRIED], scores[at].shape)
        inks, papers = (np.array([ways[one][which][at] for one in way], np.float32) for which in (0, 1))
        away = np.full(len(entry), np.inf, np.float32)
        trials.append(_Trial(place, entry, inks, papers, way == len(ways) - 1, away))
    return trials


def _likeness(values: _Floats, nearest: Nearest, inks: _Floats, papers: _Floats) -> _Floats:
    """How far cells are from each entry in these colours, as (cells, entries)."""
    base = papers @ TO_JPEG
    more = inks @ TO_JPEG - base
    bright = more[:, :1]
    # Paper of their own may be as bright as the background.
    bright[np.abs(bright) < 1] = 1
    away = nearest.away(values[..., 0] - base[:, :1], bright[:, 0]) * bright**2
    tints = base[:, None, 1:] + nearest.shares[:, None] * more[:, None, 1:]
    strange = ((values[..., 1:].mean(axis=1)[:, None] - tints) ** 2).sum(axis=2)
    likeness: _Floats = away * _BRIGHT + strange * _TINTED
    return likeness
