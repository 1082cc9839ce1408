"""Evidence of one transaction: masked pictures in one folder, bounded in size."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol


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
        folder.mkdir(parents=True, exist_ok=True)

    def picture(self, camera: _Camera, label: str) -> Path | None:
        """Take a picture called `<number>-<label>.jpg`; `None` when the folder is full."""
        if self._bytes >= self._limit:
            return None
        self._count += 1
        path = self.folder / f"{self._count:04d}-{re.sub(r'[^a-z0-9]+', '-', label.lower()).strip('-')}.jpg"
        camera.capture(path)
        self._bytes += path.stat().st_size
        return path
