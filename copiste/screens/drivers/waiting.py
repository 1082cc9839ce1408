"""Deadlines: the one place that says how long a screen may take. Nothing sleeps and hopes.

Faces wait for events (a document, a dialog, a repaint) and ask a `Deadline` how long they still may.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds."""

    #: From a key to a recognised screen.
    arrival: float = 30.0
    #: For an undeclared screen (a half-built page, a waiting page) to turn into a declared one.
    unknown: float = 2.0


class Deadline:
    """A moment after which waiting is over."""

    def __init__(self, seconds: float, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    @property
    def left(self) -> float:
        """Seconds left; zero when it has passed."""
        return max(0.0, self._end - self._clock())

    @property
    def passed(self) -> bool:
        """Whether it has passed."""
        return self._clock() >= self._end
