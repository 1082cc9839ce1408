"""See a display: pictures of it, and waiting until it shows something else, without looking all the time."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any, Protocol

import cv2
import mss
import numpy as np
from mss.exception import ScreenShotError

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import FaceError, UnreachableError
from copiste.screens.pixels.geometry import Picture, Region
from copiste.screens.pixels.polling import looks
from copiste.screens.pixels.x11.damage import DamageWatch


class Watch(Protocol):
    """Tells whether a display was repainted since `arm`."""

    def arm(self) -> None:
        """Forget what was repainted until now; called before each picture."""

    def repainted(self) -> bool:
        """Whether something may have been repainted since `arm`."""

    def wait(self, deadline: Deadline, others: Collection[int]) -> bool:
        """Wait for a repaint, or for one of the descriptors `others`; `False` at the deadline."""

    def close(self) -> None:
        """End it."""


class Camera:
    """One display, seen. Not for several threads."""

    def __init__(self, display: str) -> None:
        """See the display of that name.

        Raises:
            FaceError: it does not answer.
        """
        try:
            self._screen: Any = mss.MSS(display=display)
        except ScreenShotError:
            raise FaceError(f"Display {display} does not answer.") from None
        monitor = self._screen.monitors[0]
        #: All of the display.
        self.whole = Region(monitor["left"], monitor["top"], monitor["width"], monitor["height"])
        self._others: set[int] = set()
        self._last = self.whole
        self._raw: bytes | bytearray = b""
        self._picture: Picture | None = None
        self._watch: Watch
        if DamageWatch.offered(display):
            self._watch = DamageWatch(display)
        else:
            self._watch = _PollingWatch(self._differs)

    def grab(self, region: Region | None = None) -> Picture:
        """A picture of `region`, or of all of the display, not to be written into.

        The last one again, when nothing was repainted since: that is asked in a tenth of the time.

        Raises:
            UnreachableError: the display is gone.
            ValueError: `region` is not all on the display.
        """
        region = region or self.whole
        if not region.inside(self.whole):
            raise ValueError(f"{region} is not all on a display of {self.whole}.")
        if self._picture is not None and region == self._last and not self._watch.repainted():
            return self._picture
        self._watch.arm()
        self._last, self._raw = region, self._shoot(region)
        seen = np.frombuffer(self._raw, np.uint8).reshape(region.height, region.width, 4)
        self._picture = cv2.cvtColor(seen, cv2.COLOR_BGRA2RGB).astype(np.uint8, copy=False)
        self._picture.flags.writeable = False
        return self._picture

    def changed(self, deadline: Deadline) -> bool:
        """Wait until something was repainted since the last `grab`; `False` at the deadline.

        Repainted is not different: a program may paint what was there. Also true at once while a descriptor
        given to `wake_on` can be read, so look at what it stands for.

        Raises:
            UnreachableError: the display is gone.
        """
        return self._watch.wait(deadline, self._others)

    def wake_on(self, descriptor: int) -> None:
        """Let a wait also end when `descriptor` can be read, such as that of a program that ended."""
        self._others.add(descriptor)

    def forget(self, descriptor: int) -> None:
        """Take back a `wake_on`."""
        self._others.discard(descriptor)

    def close(self) -> None:
        """Look no more."""
        self._watch.close()
        # Of a display that is gone, there is nothing to end.
        with suppress(Exception):
            self._screen.close()

    def _differs(self) -> bool:
        return self._raw != self._shoot(self._last)

    def _shoot(self, region: Region) -> bytes | bytearray:
        box = {"left": region.left, "top": region.top, "width": region.width, "height": region.height}
        try:
            raw: bytes | bytearray = self._screen.grab(box).raw
        except (ScreenShotError, OSError, AssertionError):  # it asserts that its connection lasts
            raise UnreachableError(
                "The display gives no picture: it is gone. A new session starts another."
            ) from None
        return raw


class _PollingWatch:
    """For displays that tell nothing: looks now and then whether the last picture still holds."""

    def __init__(self, differs: Callable[[], bool]) -> None:
        self._differs = differs

    def arm(self) -> None:
        """Nothing to do: the next look compares with the picture that is taken now."""

    def repainted(self) -> bool:
        """Nobody knows without looking."""
        return True

    def wait(self, deadline: Deadline, others: Collection[int]) -> bool:
        """Look until there is a difference."""
        return any(woken or self._differs() for woken in looks(deadline, others))

    def close(self) -> None:
        """Nothing to end."""
