"""Pictures of a window, compared without its blinking caret, and waiting until it is at rest."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import ArrivalTimeoutError, UnreachableError
from copiste.screens.pixels.geometry import Picture, Region
from copiste.screens.pixels.windows.window import Window
from copiste.screens.pixels.x11.camera import Camera

#: Seconds without a change after which it is at rest.
_QUIET = 0.08
#: A caret is at most that wide and high, in pixels.
_CARET_WIDE, _CARET_HIGH = 2, 28


class WindowView:
    """Looks at one window. Not for several threads."""

    def __init__(self, window: Window, camera: Camera) -> None:
        self.window = window
        self._camera = camera
        if window.descriptor is not None:
            camera.wake_on(window.descriptor)

    def grab(self) -> Picture:
        """A picture of the window.

        Raises:
            UnreachableError: it is gone.
        """
        if not self.window.alive:
            raise UnreachableError(f"{self.window.fault} Next step: open a new session.")
        return self._camera.grab(self.window.region)

    def rest(
        self,
        deadline: Deadline,
        ready: Callable[[Picture], bool] = lambda _: True,
        *,
        seconds: float = _QUIET,
    ) -> Picture:
        """The first picture that is `ready`, once nothing but a caret has changed for `seconds`.

        Raises:
            ArrivalTimeoutError: there is none before the deadline.
            UnreachableError: the window is gone.
        """
        picture = self.grab()
        while True:
            quiet = Deadline(min(seconds, deadline.left))
            while self._camera.changed(quiet):
                following = self.grab()
                if differ(picture, following):
                    picture, quiet = following, Deadline(min(seconds, deadline.left))
                elif quiet.passed:
                    break
            last = self.grab()
            if not differ(picture, last) and ready(last):
                return last
            if differ(picture, last):
                picture = last
                continue
            if not self._camera.changed(deadline):
                raise ArrivalTimeoutError("No screen that accepts keys was shown before the deadline.")
            picture = self.grab()

    def moved(self, before: Picture, deadline: Deadline) -> None:
        """Wait until it shows something other than `before`.

        Raises:
            ArrivalTimeoutError: it did not before the deadline.
            UnreachableError: the window is gone.
        """
        while not differ(before, self.grab()):
            if not self._camera.changed(deadline):
                raise ArrivalTimeoutError("Nothing changed in the window before the deadline.")

    def close(self) -> None:
        """Stop watching, and close the window if it was opened here."""
        if self.window.descriptor is not None:
            self._camera.forget(self.window.descriptor)
        self.window.close()


def differ(one: Picture, other: Picture, apart: tuple[Region, ...] = ()) -> bool:
    """Whether two pictures of a window differ by more than a caret, outside the regions `apart`."""
    if one.shape != other.shape:
        return True
    if one.data == other.data:
        return False
    changed = cv2.absdiff(one, other).max(axis=2)
    for region in apart:
        changed[max(0, region.top) : region.bottom, max(0, region.left) : region.right] = 0
    columns = np.flatnonzero(changed.any(axis=0))
    if columns.size == 0:
        return False
    rows = np.flatnonzero(changed.any(axis=1))
    return bool(np.ptp(columns) >= _CARET_WIDE or np.ptp(rows) >= _CARET_HIGH)
