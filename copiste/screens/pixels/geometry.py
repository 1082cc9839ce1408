"""Pictures and regions of them: arrays of pixels, and rectangles in pixels of the display."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

#: (height, width, 3), red, green, blue.
Picture: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle; right and bottom are the first column and row outside of it."""

    left: int
    top: int
    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width <= 0 or self.height <= 0:
            raise ValueError(f"A region of {self.width} × {self.height} pixels holds nothing.")

    @property
    def right(self) -> int:
        """The first column to the right of it."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.top + self.height

    @property
    def centre(self) -> tuple[int, int]:
        """The pixel in its middle, as (x, y)."""
        return self.left + self.width // 2, self.top + self.height // 2

    def of(self, picture: Picture) -> Picture:
        """That part of a picture, a view on the same pixels.

        Raises:
            ValueError: the picture does not hold all of it.
        """
        height, width = picture.shape[:2]
        if not self.inside(Region(0, 0, width, height)):
            raise ValueError(f"{self} is not inside a picture of {width} × {height} pixels.")
        return picture[self.top : self.bottom, self.left : self.right]

    def inside(self, other: Region) -> bool:
        """Whether no pixel of it is outside `other`."""
        return (
            other.left <= self.left
            and other.top <= self.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )

    def moved(self, right: int = 0, down: int = 0) -> Region:
        """The same rectangle elsewhere."""
        return Region(self.left + right, self.top + down, self.width, self.height)
