"""Pictures from files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from copiste.errors import Blame
from copiste.screens.errors import ScreensError
from copiste.screens.pixels.geometry import Picture


class PictureFileError(ScreensError):
    """A file is no picture."""

    code = "PICTURE_FILE"
    blame = Blame.REQUEST


def load(path: Path) -> Picture:
    """The picture in a file (PNG, JPEG…).

    Raises:
        PictureFileError: the file is no picture.
    """
    try:
        with Image.open(path) as image:
            return np.array(image.convert("RGB"))
    except (UnidentifiedImageError, OSError) as error:
        raise PictureFileError(f"{path} is no readable picture ({type(error).__name__}).") from None
