"""Pictures of a display, and waiting for repaints: without polling where the X server reports them."""

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
    """Notices whether a display was repainted since `arm`."""

    def arm(self) -> None:
        """Forget what was repainted until now; called before each picture."""

    def repainted(self) -> bool:
        """Whether something may have been repainted since `arm`."""

    def wait(self, deadline: Deadline, others: Collection[int]) -> bool:
        """Wait for a repaint, or for one of the descriptors `others`; `False` at the deadline."""

    def close(self) -> None:
        """End it."""


class Camera:
    """Takes pictures of one display. Not for several threads."""

    def __init__(self, display: str) -> None:
        """Connect to the display of that name.

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
        """A read-only picture of `region`, or of the whole display.

        The last one again when nothing was repainted since: checking that takes a tenth of the time.

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

        Repainted is not changed: a program may paint what was there. Also `True` at once while a descriptor
        given to `wake_on` is readable: check what it belongs to.

        Raises:
            UnreachableError: the display is gone.
        """
        return self._watch.wait(deadline, self._others)

    def wake_on(self, descriptor: int) -> None:
        """Let a wait also end when `descriptor` is readable, such as that of a program that ended."""
        self._others.add(descriptor)

    def forget(self, descriptor: int) -> None:
        """Take back a `wake_on`."""
        self._others.discard(descriptor)

    def close(self) -> None:
        """Disconnect."""
        self._watch.close()
        # Closing fails on a display that is gone.
        with suppress(Exception):
            self._screen.close()

    def _differs(self) -> bool:
        return self._raw != self._shoot(self._last)

    def _shoot(self, region: Region) -> bytes | bytearray:
        box = {"left": region.left, "top": region.top, "width": region.width, "height": region.height}
        try:
            raw: bytes | bytearray = self._screen.grab(box).raw
        except (ScreenShotError, OSError, AssertionError):  # mss asserts that its connection lasts
            raise UnreachableError(
                "The display gives no picture: it is gone. Next step: open a new session."
            ) from None
        return raw


class _PollingWatch:
    """For displays without the DAMAGE extension: polls whether the last picture still holds."""

    def __init__(self, differs: Callable[[], bool]) -> None:
        self._differs = differs

    def arm(self) -> None:
        """Nothing to do: the next look compares with the picture that is taken now."""

    def repainted(self) -> bool:
        """Unknown without looking."""
        return True

    def wait(self, deadline: Deadline, others: Collection[int]) -> bool:
        """Poll until there is a difference."""
        return any(woken or self._differs() for woken in looks(deadline, others))

    def close(self) -> None:
        """Nothing to close."""
