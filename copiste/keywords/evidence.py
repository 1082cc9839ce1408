"""Evidence of one transaction: masked pictures in one folder, limited in size.

When the disk fails, only pictures are lost: the case goes on, and its outcome says so.
"""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from copiste import disks


class _Camera(Protocol):
    def capture(self, path: Path) -> object:
        """Write a masked picture of the screen to `path`."""


class Evidence:
    """Numbers the pictures of a transaction, and stops taking them beyond `limit` bytes."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder
        self._limit = limit
        self._bytes = 0
        self._count = 0
        #: Why pictures or Robot's log are missing, in words; empty when none is.
        self.missing = ""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.lost(error)

    def lost(self, error: OSError) -> None:
        """Note that something could not be written here; the first reason is kept."""
        # The folder of all transactions is named, so that all of them say the same.
        self.missing = self.missing or f"No pictures: {disks.explain(error, self.folder.parent)}"

    def picture(self, camera: _Camera, label: str) -> Path | None:
        """Take a picture called `<number>-<label>.jpg`; `None` beyond the limit, or without room."""
        if self._bytes >= self._limit:
            return None
        self._count += 1
        path = self.folder / f"{self._count:04d}-{re.sub(r'[^a-z0-9]+', '-', label.lower()).strip('-')}.jpg"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            camera.capture(path)
            self._bytes += path.stat().st_size
        except OSError as error:
            if error.errno is None:  # not the operating system's
                raise
            self.lost(error)
            with suppress(OSError):  # half a picture looks like a whole one
                path.unlink(missing_ok=True)
            return None
        return path
