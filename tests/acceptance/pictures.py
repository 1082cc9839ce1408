"""What is on a picture, decoded by a browser, for there is no other reader of JPEG among the dependencies."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import FloatRect, Locator, Page

_DECODE = """async ([url, boxes]) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  const glass = canvas.getContext('2d', { willReadFrequently: true });
  glass.drawImage(image, 0, 0);
  return boxes.map(([left, top, width, height]) => {
    const pixels = glass.getImageData(left, top, width, height).data.filter((_, place) => place % 4 !== 3);
    return [pixels.reduce((a, b) => Math.min(a, b)), pixels.reduce((a, b) => Math.max(a, b))];
  });
}"""
#: What JPEG blurs at the edge of a mask, in pixels.
_EDGE = 3


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
        """Ink on paper."""
        return self.brightest - self.darkest > 96


def box_of(locator: Locator) -> FloatRect:
    """Where something is on the page."""
    box = locator.bounding_box()
    assert box is not None
    return box


def areas(page: Page, picture: Path | bytes, boxes: Sequence[FloatRect]) -> list[Area]:
    """The insides of `boxes` on a picture, decoded in a page that shows nothing else."""
    raw = picture.read_bytes() if isinstance(picture, Path) else picture
    kind = "png" if raw.startswith(b"\x89PNG") else "jpeg"
    url = f"data:image/{kind};base64,{base64.b64encode(raw).decode()}"
    asked = [
        [
            round(box["x"]) + _EDGE,
            round(box["y"]) + _EDGE,
            round(box["width"]) - 2 * _EDGE,
            round(box["height"]) - 2 * _EDGE,
        ]
        for box in boxes
    ]
    assert all(width > 0 and height > 0 for _, _, width, height in asked)
    return [Area(*found) for found in page.evaluate(_DECODE, [url, asked])]
