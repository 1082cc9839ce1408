"""How a person, a signal or a program asks a run to end."""

from __future__ import annotations

import itertools
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FrameType


@dataclass(frozen=True, slots=True)
class Stop:
    """A request to end a run: `orderly` finishes what is in flight, `at_once` gives it back."""

    orderly: threading.Event = field(default_factory=threading.Event)
    at_once: threading.Event = field(default_factory=threading.Event)
    _asked: Iterator[int] = field(default_factory=itertools.count, init=False, repr=False)

    def ask(self) -> None:
        """The first time, stop in order; the second time, at once."""
        # Counted atomically: a second signal may come while the first is being handled.
        first = next(self._asked) == 0
        (self.orderly if first and not self.orderly.is_set() else self.at_once).set()

    def on_signals(self) -> None:
        """Ask at SIGTERM and SIGINT. From the main thread only."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the signature is Python's
        self.ask()
