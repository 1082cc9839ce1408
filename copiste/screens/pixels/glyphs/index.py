"""Bitmaps and their characters, looked up for all cells of a screen at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copiste.screens.pixels.fonts.bdf import Bitmap
from copiste.screens.pixels.glyphs.cells import Inked, outweighs, packed
from copiste.screens.pixels.glyphs.overlays import PLAIN
from copiste.screens.reading.view import UNKNOWN

#: Odd random numbers, so that different bitmaps get different keys.
_SPREAD = np.random.default_rng(3270).integers(1, 2**63, 256, np.uint64) | np.uint64(1)


@dataclass(frozen=True, slots=True)
class Shown:
    """A character as it can be drawn: plain, or with an overlay."""

    character: str
    #: Index of `overlays.masks`.
    overlay: int
    bitmap: Bitmap


class Index:
    """All drawings of characters. An entry is a position in that list, -1 for unknown."""

    def __init__(self, shown: Sequence[Shown]) -> None:
        self.shown = tuple(shown)
        #: Sets of characters that are drawn alike, none of which can be read. An overlay may make more of
        #: them alike.
        self.ambiguous: tuple[str, ...] = ()
        ink = np.array([one.bitmap.ravel() for one in shown], np.bool_)
        swapped = outweighs(ink)
        words = packed(ink ^ swapped[:, None])
        self._spread = _SPREAD[: words.shape[1]]
        keys = words @ self._spread
        self._order = np.argsort(keys, kind="stable")
        self._keys, self._words = keys[self._order], words[self._order]
        #: By entry; unknown comes last.
        self.characters = np.array([*self._meant(words), UNKNOWN])
        self.swapped = np.array([*swapped, False])
        self.overlays = np.array([*(one.overlay for one in shown), 0], np.uint8)

    def match(self, seen: Inked) -> NDArray[np.intp]:
        """The entry of every cell."""
        words = packed(seen.ink)
        keys = words @ self._spread
        places = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        found = (self._words[places] == words).all(axis=1) & seen.clean
        return np.where(found, self._order[places], -1)

    def _meant(self, words: NDArray[np.uint64]) -> list[str]:
        """The character of each entry; unknown where several are drawn alike."""
        alike: defaultdict[bytes, list[int]] = defaultdict(list)
        for entry, row in enumerate(words):
            alike[row.tobytes()].append(entry)
        meant = [one.character for one in self.shown]
        ambiguous = []
        for entries in alike.values():
            characters = {meant[entry] for entry in entries}
            character = _only(characters)
            if character == UNKNOWN:
                plain = {meant[entry] for entry in entries if self.shown[entry].overlay == PLAIN}
                ambiguous += ["".join(sorted(plain))] if len(plain) > 1 else []
            for entry in entries:
                meant[entry] = character
        self.ambiguous = tuple(ambiguous)
        return meant


def _only(characters: set[str]) -> str:
    """The character of one bitmap: where several share it, the only one that is ASCII."""
    if len(characters) > 1:
        characters = {char for char in characters if char.isascii()}
    return characters.pop() if len(characters) == 1 else UNKNOWN
