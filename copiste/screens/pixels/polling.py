"""Polling, for what announces no change: the one place of the pixel face that pauses."""

from __future__ import annotations

import select
from collections.abc import Collection, Iterator

from copiste.screens.drivers.waiting import Deadline

#: Seconds between two looks: short at first, longer while nothing changes.
_SHORTEST, _LONGEST, _GROWTH = 0.005, 0.1, 1.5


def looks(deadline: Deadline, wake_on: Collection[int] = ()) -> Iterator[bool]:
    """Yield when to look: at once, after growing pauses, and a last time at the deadline.

    A pause also ends when one of the descriptors `wake_on` can be read; `True` is yielded then.
    """
    woken, pause = False, _SHORTEST
    while True:
        is_last = deadline.passed
        yield woken
        if is_last:
            return
        woken = bool(select.select([*wake_on], [], [], min(pause, deadline.left))[0])
        pause = min(pause * _GROWTH, _LONGEST)
