"""Score places of a picture against a template. Pure.

Correlation alone ignores brightness and contrast: a greyed-out button matches. So the score of a place is the
smaller of its correlation in colour and the share of the template that it explains.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from copiste.screens.pixels.finding.template import Template, correlated, gray_of, smaller
from copiste.screens.pixels.geometry import Picture, Region

#: Candidates of a smaller picture that are checked at full resolution; with more, the picture is useless.
_CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class Match:
    """A place and its score, 1 when every pixel is the template's."""

    region: Region
    score: float


def near(picture: Picture, template: Template, left: int, top: int, reach: int) -> Match | None:
    """The best match whose corner is at most `reach` pixels from (left, top); `None` off the picture."""
    width, height = template.size
    first_x, first_y = max(0, left - reach), max(0, top - reach)
    window = picture[first_y : top + reach + height, first_x : left + reach + width]
    if window.shape[0] < height or window.shape[1] < width:
        return None
    window = np.ascontiguousarray(window)
    distances = cv2.matchTemplate(window, template.picture, cv2.TM_SQDIFF)
    explained = 1.0 - distances / (2.0 * template.spread)
    scores = np.minimum(correlated(window, template.picture), explained)
    y, x = np.unravel_index(int(scores.argmax()), scores.shape)
    return Match(Region(first_x + int(x), first_y + int(y), width, height), float(scores[y, x]))


def matches(picture: Picture, template: Template) -> tuple[Match, ...]:
    """The matches of `template`, best first.

    Smaller pictures are searched first; where none of their candidates is similar enough, the next larger
    one.
    """
    gray = gray_of(picture)
    for level in template.levels:
        scores = correlated_or_none(smaller(gray, level.factor), level.gray)
        if scores is None:
            continue
        peaks = list(_peaks(scores, level.floor, level.gray.shape))
        if len(peaks) > _CANDIDATES:
            continue
        found = _closely(picture, template, peaks, level.factor)
        if found and found[0].score >= template.similarity:
            return found
    scores = correlated_or_none(gray, template.gray)
    if scores is None:
        return ()
    peaks = list(_peaks(scores, template.similarity - 0.1, template.gray.shape))
    return _closely(picture, template, peaks, 1)


def correlated_or_none(picture: NDArray[np.uint8], template: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """`correlated`; `None` when the picture is smaller than the template."""
    if picture.shape[0] < template.shape[0] or picture.shape[1] < template.shape[1]:
        return None
    return correlated(picture, template)


def _closely(
    picture: Picture, template: Template, peaks: list[tuple[int, int]], factor: int
) -> tuple[Match, ...]:
    """The matches at full resolution around peaks of a smaller picture, each place once."""
    found: list[Match] = []
    looked = [near(picture, template, x * factor, y * factor, factor) for x, y in peaks]
    for match in sorted((match for match in looked if match), key=lambda match: -match.score):
        if not any(same_place(match.region, other.region) for other in found):
            found.append(match)
    return tuple(found)


def same_place(one: Region, other: Region) -> bool:
    """Whether two matches are of one thing: their middles are within half of its size."""
    (x, y), (other_x, other_y) = one.centre, other.centre
    return abs(x - other_x) * 2 < max(one.width, other.width) and abs(y - other_y) * 2 < max(
        one.height, other.height
    )


def _peaks(scores: NDArray[np.float32], floor: float, size: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Yield (x, y) of the scores from `floor` on, two at least, none within half a template of another."""
    left = scores.copy()
    down, right = max(1, size[0] // 2), max(1, size[1] // 2)
    for count in range(_CANDIDATES + 1):
        y, x = (int(at) for at in np.unravel_index(int(left.argmax()), left.shape))
        if left[y, x] < (floor if count > 1 else -1.0):
            return
        yield x, y
        left[max(0, y - down) : y + down + 1, max(0, x - right) : x + right + 1] = -2.0
