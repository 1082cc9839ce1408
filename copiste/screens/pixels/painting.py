"""Pictures for the disk: sensitive regions are painted over in memory, before a picture is encoded."""

from __future__ import annotations

from collections.abc import Iterable

import cv2

from copiste.screens.errors import FaceError
from copiste.screens.pixels.geometry import Picture, Region

_QUALITY = 60
#: Around what is painted black: on a terminal's black screen it would look like an empty field.
_OUTLINE = 128


def painted(picture: Picture, covered: Iterable[Region], suffix: str) -> bytes:
    """`picture` with the regions `covered` painted over, as PNG for `.png`, else as JPEG.

    Raises:
        FaceError: it cannot be encoded.
    """
    copy = picture[..., ::-1].copy()
    for region in covered:
        area = region.of(copy)
        area[:] = _OUTLINE
        area[1:-1, 1:-1] = 0
    kind, options = (".png", []) if suffix == ".png" else (".jpg", [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    done, data = cv2.imencode(kind, copy, options)
    if not done:
        raise FaceError(f"A picture of {copy.shape[1]} × {copy.shape[0]} pixels cannot be encoded.")
    return data.tobytes()
