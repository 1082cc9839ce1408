"""The picture of an anchor, in several sizes; one that cannot be unique is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from copiste.screens.pixels.finding.errors import TemplatePoorError
from copiste.screens.pixels.geometry import Picture

Gray = NDArray[np.uint8]

#: Least side and area of a template, in pixels: smaller ones match too much.
_SMALLEST_SIDE, _SMALLEST_AREA = 8, 160
#: Least standard deviation of its grey values: below, noise decides.
_FLATTEST = 6.0
#: A match of its own middle further off than this, in pixels, is another place that looks like it.
_SELF_REACH = 3
#: A smaller picture is used while the template is this similar to itself on any phase of the coarser pixels.
_SURVIVES = 0.5


@dataclass(frozen=True, slots=True)
class Level:
    """A template in a picture `factor` times smaller."""

    factor: int
    gray: Gray = field(repr=False)
    #: The least score of a true match there.
    floor: float


@dataclass(frozen=True)
class Template:
    """A picture to search for. Raises `TemplatePoorError` when it cannot be unique."""

    name: str
    picture: Picture = field(repr=False)
    #: The least score of a match.
    similarity: float = 0.9

    def __post_init__(self) -> None:
        height, width = self.picture.shape[:2]
        if min(height, width) < _SMALLEST_SIDE or height * width < _SMALLEST_AREA:
            raise TemplatePoorError(self.name, f"{width} × {height} pixels are too few to be unique")
        if float(self.gray.std()) < _FLATTEST:
            raise TemplatePoorError(self.name, "it is flat: one colour, or nearly")
        if (again := self._again()) >= self.similarity:
            raise TemplatePoorError(
                self.name,
                f"it is similar to itself a few pixels further on (score {again:.3f}): a line, or a pattern",
            )

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.picture.shape[1], self.picture.shape[0]

    @cached_property
    def gray(self) -> Gray:
        """Its grey values."""
        return gray_of(self.picture)

    @cached_property
    def spread(self) -> float:
        """Sum of the squared distances of its pixels from its mean colour."""
        flat = self.picture.reshape(-1, 3).astype(np.float64)
        return float(((flat - flat.mean(axis=0)) ** 2).sum())

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """Its smaller versions, the smallest first."""
        return tuple(level for factor in (4, 2) if (level := self._level(factor)) is not None)

    def scaled(self, scale: float) -> Template:
        """The template on a display of another scale."""
        if scale == 1.0:
            return self
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        picture = cv2.resize(self.picture, None, fx=scale, fy=scale, interpolation=how)
        return Template(f"{self.name} × {scale:g}", np.asarray(picture, np.uint8), self.similarity)

    def _level(self, factor: int) -> Level | None:
        """Its version for a picture `factor` times smaller; `None` when too little of it would be left.

        A match rarely begins on a pixel of the smaller picture. So the template is shifted by each number of
        pixels less than `factor`, and compared with itself.
        """
        height, width = self.gray.shape
        if min(height, width) < 4 * factor:
            return None
        small = smaller(self.gray[: height - height % factor, : width - width % factor], factor)
        worst = 1.0
        for down in range(factor):
            for right in range(factor):
                pad = ((down, 2 * factor - down), (right, 2 * factor - right))
                shifted = smaller(np.pad(self.gray, pad, mode="edge"), factor)
                worst = min(worst, float(correlated(shifted, small).max()))
        return Level(factor, small, worst * self.similarity - 0.05) if worst >= _SURVIVES else None

    def _again(self) -> float:
        """The score of its own middle elsewhere in it."""
        height, width = self.gray.shape
        down, right = max(1, height // 5), max(1, width // 5)
        scores = correlated(self.gray, self.gray[down : height - down, right : width - right])
        scores[
            max(0, down - _SELF_REACH) : down + _SELF_REACH + 1,
            max(0, right - _SELF_REACH) : right + _SELF_REACH + 1,
        ] = -1.0
        return float(scores.max())


def load(name: str, path: Path, similarity: float) -> Template:
    """The template in an image file.

    Raises:
        TemplatePoorError: there is no such image, or it cannot be unique.
    """
    content = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if content is None:
        raise TemplatePoorError(name, f"{path.name} is no readable image")
    return Template(name, np.asarray(cv2.cvtColor(content, cv2.COLOR_BGR2RGB), np.uint8), similarity)


def gray_of(picture: Picture) -> Gray:
    """The grey values of a picture."""
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2GRAY), np.uint8)


def smaller(gray: Gray, factor: int) -> Gray:
    """A picture `factor` times smaller; rows and columns that are left over are dropped."""
    height, width = gray.shape[0] // factor, gray.shape[1] // factor
    whole = gray[: height * factor, : width * factor]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def correlated(picture: NDArray[np.uint8], template: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The correlation (-1 to 1) of each place of `picture` with `template`, by its upper left corner."""
    scores = cv2.matchTemplate(picture, template, cv2.TM_CCOEFF_NORMED)
    return np.nan_to_num(scores, nan=0.0, posinf=0.0, neginf=0.0).astype(np.float32)
