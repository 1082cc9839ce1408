"""Where time goes: spans wrapped around methods from outside, inner ones not counted in outer ones."""

from __future__ import annotations

import functools
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from unittest import mock


class Stopwatch:
    """Seconds and number of spans by kind. For one thread; about a microsecond a span."""

    def __init__(self) -> None:
        #: Kind → [seconds, spans].
        self.spent: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0])
        self._open: list[str] = []
        self._since = 0.0

    def timed(self, function: Callable[..., Any], kind: str, apart: tuple[str, str] = ("", "")) -> Any:
        """`function`, whose calls count as `kind`; as `apart[1]` while a span of kind `apart[0]` is open."""

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            self._begin(apart[1] if apart[0] in self._open else kind)
            try:
                return function(*args, **kwargs)
            finally:
                self._end()

        return timed

    def on(self, owner: Any, name: str, kind: str, apart: tuple[str, str] = ("", "")) -> Any:
        """A patch (`with`, or `start()`) that times `owner.name`."""
        return mock.patch.object(owner, name, self.timed(getattr(owner, name), kind, apart))

    def take(self) -> dict[str, list[float]]:
        """What was spent since the last `take`."""
        taken, self.spent = self.spent, defaultdict(lambda: [0.0, 0])
        return dict(taken)

    def _begin(self, kind: str) -> None:
        now = time.perf_counter()
        if self._open:
            self.spent[self._open[-1]][0] += now - self._since
        self._open.append(kind)
        self.spent[kind][1] += 1
        self._since = now

    def _end(self) -> None:
        now = time.perf_counter()
        self.spent[self._open.pop()][0] += now - self._since
        self._since = now


def total(takes: list[dict[str, list[float]]]) -> dict[str, list[float]]:
    """Several takes added up."""
    added: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0])
    for take in takes:
        for kind, (seconds, spans) in take.items():
            added[kind][0] += seconds
            added[kind][1] += spans
    return dict(added)
