"""A glyph table: every bitmap that a font can show, and the character it stands for.

A cell whose two colours form a bitmap of the table is that character. Any other cell is unknown: in an exact
picture only another glyph makes a cell differ. Only when the whole picture was compressed with losses, the
nearest glyph is searched for (`lossy`).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from copiste import project
from copiste.screens.errors import FaceError
from copiste.screens.pixels.fonts import bdf
from copiste.screens.pixels.fonts.bdf import Bitmap, Font
from copiste.screens.pixels.fonts.character_generator import is_symbol
from copiste.screens.pixels.geometry import Picture
from copiste.screens.pixels.glyphs import overlays
from copiste.screens.pixels.glyphs.cells import Inked, changed_rows, cut, inked
from copiste.screens.pixels.glyphs.index import Index, Shown
from copiste.screens.pixels.glyphs.lossy import Nearest
from copiste.screens.pixels.glyphs.occlusion import occluded
from copiste.screens.pixels.glyphs.page import Grid, Page

#: The folder of the fonts that the engine brings.
FONTS = Path(bdf.__file__).parent

#: Characters that look the same on a screen are read as the one that is typed.
_SAME = {"\u00a0": " ", "\u00ad": "-"}


class GlyphTable:
    """Reads screens in one font. Immutable, so several threads may share it."""

    def __init__(self, font: Font) -> None:
        self.font = font
        self.width, self.height = font.width, font.height
        masks = enumerate(overlays.masks(font.width, font.height))
        texts = [glyph for glyph in font.glyphs if not is_symbol(glyph.character)]
        #: What a screen shows.
        self.texts = Index(
            [
                Shown(_SAME.get(glyph.character, glyph.character), overlay, glyph.bitmap | mask)
                for overlay, mask in masks
                for glyph in texts
            ]
        )
        #: What a status line shows.
        self.symbols = Index(
            [
                Shown(_SAME.get(glyph.character, glyph.character), overlays.PLAIN, glyph.bitmap)
                for glyph in font.glyphs
            ]
        )
        self._nearest: dict[Index, Nearest] = {}

    @classmethod
    def load(cls, name_or_path: str | Path) -> GlyphTable:
        """The table of a font of the project (`screens/fonts/`) or the engine, by its name, or of a BDF file.

        Raises:
            FontFileError: the file is no BDF font.
            FaceError: there is no such font or file.
        """
        path = Path(name_or_path)
        folders = (project.current().screens / "fonts", FONTS)
        if path.suffix != ".bdf":
            found = (folder / f"{name_or_path}.bdf" for folder in folders)
            path = next((one for one in found if one.is_file()), path)
        if not path.is_file():
            known = ", ".join(sorted({font.stem for folder in folders for font in folder.glob("*.bdf")}))
            raise FaceError(f"No glyph table {name_or_path}. Known: {known}. Next step: copiste glyphs learn")
        return cls(bdf.read(path))

    def bitmap(self, character: str) -> Bitmap | None:
        """How the font draws a character, if it does."""
        return next((glyph.bitmap for glyph in self.font.glyphs if glyph.character == character), None)

    def read(self, picture: Picture, grid: Grid, before: tuple[Picture, Page] | None = None) -> Page:
        """Read all cells of `grid`.

        With the picture `before` and what was read of it in the same grid, only rows whose pixels changed.
        """
        return (before and self._changed(picture, grid, *before)) or self._read(picture, grid, self.texts)

    def read_status(self, picture: Picture, grid: Grid) -> Page:
        """Read the cells of a status line, which shows symbols that no screen does."""
        return self._read(picture, grid, self.symbols)

    def _changed(self, picture: Picture, grid: Grid, old: Picture, page: Page) -> Page | None:
        """The page of `old` with the rows that changed; `None` when all must be read."""
        if old.shape != picture.shape or page.inverse.shape != (grid.rows, grid.columns):
            return None
        rows = changed_rows(old, picture, grid)
        if not len(rows):
            return page
        if len(rows) * 2 >= grid.rows:
            return None
        seen = inked(cut(picture, grid, rows))
        entries = self.texts.match(seen)
        # A window in front of one row may be in front of others that have not changed.
        if page.unknown or (entries < 0).any():
            return None
        part = _page(seen, entries, replace(grid, rows=len(rows)), self.texts, page.background)
        return page.with_rows(rows.tolist(), part)

    def _read(self, picture: Picture, grid: Grid, index: Index) -> Page:
        cells = cut(picture, grid)
        seen = inked(cells)
        if _is_lossy(seen):
            guessed = self._nearest_of(index).read(cells)
            seen = replace(seen, ink_colour=guessed.ink_colour, paper_colour=guessed.paper_colour)
            return _page(seen, guessed.entries, grid, index)
        entries = index.match(seen)
        unknown = entries < 0
        if unknown.any():
            paper = seen.paper_colour
            flat = ~seen.ink.any(axis=1) & (paper != _most_common(paper))
            entries[occluded(cells, unknown, flat, paper, grid.columns)] = -1
        return _page(seen, entries, grid, index)

    def _nearest_of(self, index: Index) -> Nearest:
        if index not in self._nearest:
            self._nearest[index] = Nearest(index, self.width, self.height)
        return self._nearest[index]


def _is_lossy(seen: Inked) -> bool:
    """Whether a picture was compressed with losses: most of what is drawn has more than two colours."""
    unclean = np.count_nonzero(~seen.clean)
    return bool(unclean * 2 > np.count_nonzero(seen.ink.any(axis=1)))


def _page(
    seen: Inked, entries: NDArray[np.intp], grid: Grid, index: Index, background: int | None = None
) -> Page:
    shape = (grid.rows, grid.columns)
    swapped = index.swapped[entries]
    paper = np.where(swapped, seen.ink_colour, seen.paper_colour)
    if background is None:
        background = _most_common(paper)
    characters = index.characters[entries].reshape(shape)
    return Page(
        lines=tuple("".join(line) for line in characters.tolist()),
        inverse=(paper != background).reshape(shape),
        overlay=index.overlays[entries].reshape(shape),
        background=background,
    )


def _most_common(colours: NDArray[np.uint32]) -> int:
    values, counts = np.unique(colours, return_counts=True)
    return int(values[counts.argmax()])
