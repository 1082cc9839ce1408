"""Find the boxes to type into and the runs of text of a picture, line by line. Pure.

Boxes are found by their borders, on four sides. A run is a text without a wide gap, in one colour: where
the colour changes, a caption ends and its value begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from copiste.screens.pixels.geometry import Picture, Region

Mask = NDArray[np.bool_]
Colour = tuple[int, int, int]

#: Levels between two neighbouring pixels at an edge of a box, and of a letter.
_EDGE, _INK = 20, 30
#: Least pixels of a straight line, longer than in any letter.
_LINE_ACROSS, _LINE_DOWN = 16, 13
#: Lowest and highest surface of a box, and the narrowest.
_BOX_LOW, _BOX_HIGH, _BOX_NARROW = 11, 44, 12
#: Least share of each side of a box that is visible; radius of round corners, in pixels.
_SIDE, _CORNER = 0.7, 4
#: Lines from top to bottom that make a surface a row of headings. A selection and a caret have three sides.
_DIVIDERS = 4
#: Differences of two colours: in levels of one channel, and in degrees between two inks.
_NEAR, _INK_TURN = 10, 9.0
#: Gaps in pixels, for text about ten pixels high: between letters, and between words of one text.
_LETTER_GAP, _WORD_GAP = 3, 13


@dataclass(frozen=True, slots=True)
class Box:
    """A place to type into."""

    region: Region
    #: Inside its border.
    inner: Region


@dataclass(frozen=True, slots=True)
class Run:
    """A text of one colour."""

    region: Region
    background: Colour
    #: Two dots, one above the other.
    colon: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """Lines from top to bottom, each from left to right."""

    lines: tuple[tuple[Box | Run, ...], ...] = field(repr=False)

    def boxes(self) -> Iterator[Box]:
        """Yield the boxes in reading order."""
        yield from (item for line in self.lines for item in line if isinstance(item, Box))


def layout(picture: Picture) -> Layout:
    """The boxes and runs of `picture`, in its own coordinates."""
    edges, sides = _edges(picture)
    across, down = _opened(edges, (1, _LINE_ACROSS)), _opened(sides, (_LINE_DOWN, 1))
    # Where a caret touches a border, there is no edge between the two.
    bridged = _opened(cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((1, 4), np.uint8)), (1, _LINE_ACROSS))
    boxes = list(_boxes(bridged, down))
    runs = list(_runs(picture, boxes, across, down))
    return Layout(tuple(_in_lines([*boxes, *runs])))


def common_colour(pixels: NDArray[np.uint8]) -> Colour:
    """The colour that most pixels have."""
    flat = pixels.reshape(-1, 3).astype(np.uint32)
    codes = (flat[:, 0] << 16) | (flat[:, 1] << 8) | flat[:, 2]
    values, counts = np.unique(codes, return_counts=True)
    code = int(values[counts.argmax()])
    return code >> 16, (code >> 8) & 255, code & 255


def is_near(one: Colour, other: Colour, levels: int = _NEAR) -> bool:
    """Whether two colours are the same, up to the effect of compression."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= levels


# --- boxes -----


def _edges(picture: Picture) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Where a pixel differs from the one above it, and from the one to its left."""
    across = np.zeros(picture.shape[:2], np.uint8)
    down = np.zeros(picture.shape[:2], np.uint8)
    across[1:] = _strongest(cv2.absdiff(picture[1:], picture[:-1])) > _EDGE
    down[:, 1:] = _strongest(cv2.absdiff(picture[:, 1:], picture[:, :-1])) > _EDGE
    return across, down


def _opened(edges: cv2.typing.MatLike, size: tuple[int, int]) -> Mask:
    """Straight lines of at least that length."""
    return np.asarray(cv2.morphologyEx(edges, cv2.MORPH_OPEN, np.ones(size, np.uint8)), bool)


def _boxes(across: Mask, down: Mask) -> Iterator[Box]:
    """Yield the surfaces with an edge on each of four sides, the largest where one lies in another."""
    surfaces = [inner for pair in _pairs(across) if (inner := _between(pair, down)) is not None]
    accepted: list[Region] = []
    # A selection in a box has an outline too.
    for inner in sorted(surfaces, key=lambda one: -one.width * one.height):
        if not any(_overlap(inner, other) for other in accepted):
            accepted.append(inner)
            yield Box(Region(inner.left - 2, inner.top - 2, inner.width + 4, inner.height + 4), inner)


def _pairs(across: Mask) -> Iterator[tuple[int, int, int, int]]:
    """Yield (left, right, first row, row after the last) between two edges of the same extent.

    No third edge lies between them: so it is the inner side of a border that is taken, however thick it is.
    """
    above: list[tuple[int, int, int]] = []
    for row in np.flatnonzero(across.any(axis=1)).tolist():
        for left, right in _spans(across[row], 1):
            for at, (top, first, last) in enumerate(above):
                if abs(first - left) <= _CORNER and abs(last - right) <= _CORNER:
                    del above[at]
                    if _BOX_LOW <= row - top <= _BOX_HIGH:
                        yield max(first, left), min(last, right), top, row
                    break
            above.append((row, left, right))
        above = [one for one in above if row - one[0] <= _BOX_HIGH]


def _between(pair: tuple[int, int, int, int], down: Mask) -> Region | None:
    """The surface between two edges, if it has edges at its left and right too; `None` otherwise."""
    left, right, top, bottom = pair
    first = max(0, left - _CORNER)
    lefts = _columns(down[top:bottom, first : left + _CORNER + 1])
    rights = _columns(down[top:bottom, right - _CORNER : right + _CORNER + 1])
    if not lefts or not rights:
        return None
    left, right = first + lefts[-1], right - _CORNER + rights[0]
    if right - left < _BOX_NARROW or any(_goes_on(down[:, at], top, bottom) for at in (left, right)):
        return None
    if _dividers(down[top:bottom, left + _CORNER : right - _CORNER]) >= _DIVIDERS:
        return None
    return Region(left, top, right - left, bottom - top)


def _columns(sides: Mask) -> list[int]:
    """The columns that are an edge for most of their height: at round corners they are not."""
    return [int(at) for at in np.flatnonzero(sides.mean(axis=0) >= _SIDE)]


def _dividers(inside: Mask) -> int:
    """How many lines go through a surface from top to bottom; both sides of a line count once."""
    return len(list(_spans(np.asarray(inside.all(axis=0), bool), _CORNER)))


def _goes_on(side: Mask, top: int, bottom: int) -> bool:
    """Whether a side does not end with its box: then it is a line of the page, and this is no box."""
    above, below = side[max(0, top - 6) : max(0, top - 1)], side[bottom + 1 : bottom + 6]
    return bool(above.size and above.all()) or bool(below.size and below.all())


def _overlap(one: Region, other: Region) -> bool:
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def _strongest(colours: cv2.typing.MatLike) -> NDArray[np.uint8]:
    """The largest of the three channels."""
    red, green, blue = cv2.split(colours)
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)


# --- runs -----


def _runs(picture: Picture, boxes: Sequence[Box], across: Mask, down: Mask) -> Iterator[Run]:
    ink = _ink(picture, across | down)
    for box in boxes:
        ink[box.region.top - 1 : box.region.bottom + 1, box.region.left - 1 : box.region.right + 1] = 0
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((5, 1), np.uint8))
    joined = np.asarray(cv2.dilate(joined, np.ones((1, _WORD_GAP), np.uint8)), np.uint8)
    # The lines of a table separate its cells, however near they are.
    joined[down] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=4)
    for number, (left, top, width, height, _) in enumerate(stats[1:].tolist(), 1):
        own = (labels[top : top + height, left : left + width] == number) & (
            ink[top : top + height, left : left + width] > 0
        )
        columns, rows = np.flatnonzero(own.any(axis=0)), np.flatnonzero(own.any(axis=1))
        if columns.size == 0 or rows.size == 0 or rows[-1] - rows[0] > _BOX_HIGH or rows[-1] - rows[0] < 3:
            continue
        whole = Region(
            left + int(columns[0]), top + int(rows[0]), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1
        )
        yield from _by_colour(picture, whole)


def _ink(picture: Picture, lines: Mask) -> NDArray[np.uint8]:
    """Pixels of letters and their edges, without straight lines."""
    around = cv2.morphologyEx(picture, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    ink = _strongest(around) > _INK
    near = cv2.dilate(lines.astype(np.uint8), np.ones((3, 3), np.uint8))
    ink[np.asarray(near, bool)] = False
    return ink.astype(np.uint8)


def _by_colour(picture: Picture, whole: Region) -> Iterator[Run]:
    """Yield the runs of a text without a wide gap: a new one where the ink changes colour."""
    pixels = whole.of(picture).astype(np.float32)
    background = common_colour(_surrounding(picture, whole))
    away = pixels - np.asarray(background, np.float32)
    strength = np.abs(away).max(axis=2)
    inked = strength.max(axis=0) > _INK
    words = [(first, last) for first, last in _spans(inked, _LETTER_GAP)]
    start, turn = 0, None
    for at, (first, last) in enumerate(words):
        colour = _direction(away[:, first:last], strength[:, first:last])
        if turn is not None and _angle(turn, colour) > _INK_TURN:
            yield _run(whole, words[start:at], strength, background)
            start, turn = at, colour
        turn = colour if turn is None else turn
    if words:
        yield _run(whole, words[start:], strength, background)


def _run(
    whole: Region,
    words: Sequence[tuple[int, int]],
    strength: NDArray[np.float32],
    background: Colour,
) -> Run:
    first, last = words[0][0], words[-1][1]
    rows = strength[:, first:last].max(axis=1) > _INK
    colon = last - first <= 4 and len(list(_spans(rows, 1))) == 2
    return Run(Region(whole.left + first, whole.top, last - first, whole.height), background, colon)


def _surrounding(picture: Picture, region: Region) -> NDArray[np.uint8]:
    """The rows just above and below a region, and itself."""
    top, bottom = max(0, region.top - 2), region.bottom + 2
    return picture[top:bottom, max(0, region.left - 2) : region.right + 2]


def _spans(marked: Mask, gap: int) -> Iterator[tuple[int, int]]:
    """Yield (first, after last) of the stretches that are marked, joined over gaps shorter than `gap`."""
    places = np.flatnonzero(marked)
    if places.size == 0:
        return
    breaks = np.flatnonzero(np.diff(places) > gap)
    starts = [int(places[0]), *(int(places[at + 1]) for at in breaks)]
    ends = [*(int(places[at]) + 1 for at in breaks), int(places[-1]) + 1]
    yield from zip(starts, ends, strict=True)


def _direction(away: NDArray[np.float32], strength: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean direction from the background to the ink."""
    ink = away[strength > max(_INK, 0.5 * float(strength.max()))]
    return np.asarray(ink.mean(axis=0), np.float32)


def _angle(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other)) or 1.0
    return float(np.degrees(np.arccos(np.clip(float(one @ other) / lengths, -1.0, 1.0))))


# --- lines -----


def _in_lines(items: Sequence[Box | Run]) -> Iterator[tuple[Box | Run, ...]]:
    """Yield the items line by line; an item belongs to the line whose middle is near its own."""
    lines: list[list[Box | Run]] = []
    for item in sorted(items, key=lambda one: one.region.top + one.region.height / 2):
        middle = item.region.top + item.region.height / 2
        if lines and abs(middle - _middle(lines[-1])) <= 6:
            lines[-1].append(item)
        else:
            lines.append([item])
    for line in lines:
        yield tuple(sorted(line, key=lambda one: one.region.left))


def _middle(line: Sequence[Box | Run]) -> float:
    return sum(item.region.top + item.region.height / 2 for item in line) / len(line)
