"""The shapes of letters as this application draws them: learnt where they are certain, recognised elsewhere.

Optical recognition uses context: between letters a 0 is read as O, whatever it looks like. A shape has no
context: one that was learnt in a declared caption, or in a number of digits only, decides in a word where
both are possible.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from copiste.screens.pixels.text.strips import Ink, Word

#: Rows above and below the baseline, and columns, that are compared. Larger letters are not learnt.
_ABOVE, _BELOW, _WIDE = 15, 5, 20
#: The most difference from a known shape, as a share of its ink; how much more the next letter must differ.
_UNLIKE, _AHEAD = 0.06, 0.025
#: Columns by which a part is wider than its letter when it holds something else too.
_BESIDE = 2
#: The most difference of the same drawing; and of one that is not learnt again.
_SAME, _KNOWN = 0.035, 0.01
#: Weight of a difference where letters touch.
_TOUCHED = 0.25
#: Least ink that shares are computed of, in full pixels.
_LEAST = 10.0
#: The most drawings of one letter: positions between pixels, weights, sizes.
_MOST = 24


class Shapes:
    """Known drawings of letters. Not for several threads."""

    def __init__(self) -> None:
        self._letters: list[str] = []
        self._drawings = np.zeros((0, _ABOVE + _BELOW, _WIDE), np.int16)
        self._weights = np.zeros((0, _WIDE), np.float32)
        self._ink = np.zeros(0, np.float64)

    def learn(self, word: Word, text: str) -> None:
        """Learn the letters of `text` from `word`; nothing when it cannot be cut into as many."""
        for letter, ink in zip(text, word.letters(len(text)), strict=False):
            drawing = _drawing(ink, word.baseline)
            if drawing is None or self._letters.count(letter) >= _MOST:
                continue
            nearest = next(self._nearest(drawing), None)
            if nearest is not None and nearest[0] < _KNOWN:
                if nearest[1] != letter:
                    self._forget(nearest[2])
                continue
            self._letters.append(letter)
            self._drawings = np.concatenate([self._drawings, drawing[np.newaxis]])
            self._weights = np.concatenate([self._weights, _weights(drawing)[np.newaxis]])
            self._ink = np.append(self._ink, drawing.sum() / 255.0)

    def spell(self, word: Word) -> str | None:
        """The text of `word`, if all its letters look exactly as learnt; `None` otherwise."""
        for parts in word.cuts():
            letters = [self._letter(ink, word.baseline, _SAME) for ink in parts]
            if None not in letters:
                return "".join(letter for letter in letters if letter)
        return None

    def read(self, word: Word, count: int) -> tuple[tuple[str | None, bool], ...]:
        """The `count` letters of `word`, and whether each looks exactly as learnt.

        `None` for one that is similar to none, or to two; empty when it cannot be cut into as many.
        """
        return tuple(
            (self._letter(ink, word.baseline, _UNLIKE), self._letter(ink, word.baseline, _SAME) is not None)
            for ink in word.letters(count)
        )

    def denies(self, word: Word, text: str) -> bool:
        """Whether `word` shows more than `text`.

        It has more parts than letters, or one of them is its letter with something beside it, such as an
        apostrophe that was missed.
        """
        parts = word.letters(len(text))
        if not parts:
            return len(next(word.cuts(), ())) > len(text)
        return any(
            self._has_more(letter, ink, word.baseline) for letter, ink in zip(text, parts, strict=True)
        )

    def _has_more(self, letter: str, ink: Ink, baseline: int) -> bool:
        drawing = _drawing(ink, baseline)
        if drawing is None:
            return False
        width = _width(drawing)
        for known, weights, total, what in zip(
            self._drawings, self._weights, self._ink, self._letters, strict=True
        ):
            if what != letter:
                continue
            wide = _width(known)
            if width - wide < _BESIDE:
                continue
            for shift in (0, width - wide):
                away = np.abs(known - np.roll(drawing, -shift, axis=1))[:, : wide + 1].sum(axis=0) / 255.0
                if float((away * weights[: wide + 1]).sum()) <= _UNLIKE * max(total, _LEAST):
                    return True
        return False

    def _letter(self, ink: Ink, baseline: int, unlike: float) -> str | None:
        drawing = _drawing(ink, baseline)
        if drawing is None:
            return None
        ranked = self._nearest(drawing)
        first = next(ranked, None)
        if first is None or first[0] > unlike:
            return None
        second = next((one for one in ranked if one[1] != first[1]), None)
        # While it is the only one known, that nothing else is similar proves nothing.
        return first[1] if second is not None and second[0] - first[0] > _AHEAD else None

    def _nearest(self, drawing: NDArray[np.int16]) -> Iterator[tuple[float, str, int]]:
        """Yield (difference, letter, number), the nearest first."""
        if not self._letters:
            return
        best = np.full(len(self._letters), np.inf)
        weights = _weights(drawing)
        for shift in (-1, 0, 1):
            away = np.abs(self._drawings - np.roll(drawing, shift, axis=1)).sum(axis=1) / 255.0
            counted = np.minimum(self._weights, np.roll(weights, shift))
            best = np.minimum(best, (away * counted).sum(axis=1))
        share = best / np.maximum(np.maximum(self._ink, drawing.sum() / 255.0), _LEAST)
        for at in np.argsort(share):
            yield float(share[at]), self._letters[at], int(at)

    def _forget(self, number: int) -> None:
        """Remove a drawing that two letters share: it cannot decide."""
        del self._letters[number]
        self._drawings = np.delete(self._drawings, number, axis=0)
        self._weights = np.delete(self._weights, number, axis=0)
        self._ink = np.delete(self._ink, number)


def _drawing(ink: Ink, baseline: int) -> NDArray[np.int16] | None:
    """A letter on the field that is compared, one column from its left edge; `None` when it is too large."""
    if ink.shape[1] > _WIDE - 2:
        return None
    drawing = np.zeros((_ABOVE + _BELOW, _WIDE), np.int16)
    top, bottom = baseline + 1 - _ABOVE, baseline + 1 + _BELOW
    part = ink[max(0, top) : min(ink.shape[0], bottom)]
    begin = max(0, -top)
    if ink[: max(0, top)].any() or part.size == 0:
        return None
    drawing[begin : begin + part.shape[0], 1 : 1 + ink.shape[1]] = part
    return drawing


def _width(drawing: NDArray[np.int16]) -> int:
    """The last column with ink, counted from 0."""
    columns = np.flatnonzero(drawing.any(axis=0))
    return int(columns[-1]) if columns.size else 0


def _weights(drawing: NDArray[np.int16]) -> NDArray[np.float32]:
    """The weight of a difference in each column: at its sides a letter touches its neighbours."""
    columns = np.flatnonzero(drawing.any(axis=0))
    weights = np.full(_WIDE, _TOUCHED, np.float32)
    if columns.size:
        weights[columns[0] + 1 : columns[-1]] = 1.0
    return weights
