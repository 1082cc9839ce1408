"""What is on a picture: which of its areas are painted over, and which show something."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from PIL import Image

#: What JPEG blurs at the edge of a mask, and the outline of one, in pixels.
_EDGE = 3


class Box(NamedTuple):
    """An area of a picture, in pixels."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Area:
    """The darkest and the brightest value of any channel in one area, 0 to 255."""

    darkest: int
    brightest: int

    @property
    def painted_over(self) -> bool:
        """Nothing but black, as far as JPEG keeps it."""
        return self.brightest < 48

    @property
    def shows_something(self) -> bool:
        """Ink on paper, or light on glass."""
        return self.brightest - self.darkest > 96


def areas(picture: Path | bytes, boxes: Sequence[Box]) -> list[Area]:
    """The insides of `boxes` on a picture."""
    raw = picture.read_bytes() if isinstance(picture, Path) else picture
    with Image.open(io.BytesIO(raw)) as opened:
        image = opened.convert("RGB")
    found = []
    for box in boxes:
        left, top = round(box.left) + _EDGE, round(box.top) + _EDGE
        width, height = round(box.width) - 2 * _EDGE, round(box.height) - 2 * _EDGE
        assert width > 0
        assert height > 0
        assert 0 <= left < left + width <= image.width
        assert 0 <= top < top + height <= image.height
        channels = image.crop((left, top, left + width, top + height)).getextrema()
        darkest, brightest = zip(*channels, strict=True)
        found.append(Area(int(min(darkest)), int(max(brightest))))
    return found
