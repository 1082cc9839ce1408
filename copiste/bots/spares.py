"""Spare bot processes for seats that need one at once: imports done, browser launched, not signed on."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from copiste.bots import wire
from copiste.bots.child import Child
from copiste.bots.errors import BotLostError


class Spares:
    """Keeps up to `count` processes ready. Threads may share it.

    None is started before the first `refill`: the bots of the seats come first.
    """

    def __init__(
        self,
        count: int,
        *,
        prepare: wire.Prepare,
        command: Sequence[str],
        logs: Path,
        start_limit: timedelta,
        name: str = "spare",
    ) -> None:
        self._count = count
        self._prepare = prepare
        self._command = tuple(command)
        self._logs = logs
        self._limit = start_limit.total_seconds()
        self._name = name
        self._ready: list[Child] = []
        self._preparing: Child | None = None
        self._filler: threading.Thread | None = None
        self._ended = False
        self._lock = threading.Lock()

    @property
    def pids(self) -> list[int]:
        """The numbers of the prepared processes."""
        with self._lock:
            return [child.pid for child in self._ready]

    def take(self) -> Child | None:
        """Remove and return a prepared process; `None` when there is none."""
        while True:
            with self._lock:
                if not self._ready:
                    return None
                child = self._ready.pop()
            if child.alive:
                return child
            child.kill()

    def refill(self) -> None:
        """Start what is missing, in the background."""
        with self._lock:
            missing = self._count - len(self._ready)
            if self._ended or missing <= 0 or (self._filler is not None and self._filler.is_alive()):
                return
            self._filler = threading.Thread(target=self._fill, args=(missing,), daemon=True, name=self._name)
            self._filler.start()

    def end(self) -> None:
        """Kill them all at once: none is signed on."""
        with self._lock:
            self._ended = True
            children = [*self._ready, *([self._preparing] if self._preparing else [])]
            self._ready.clear()
            filler = self._filler
        for child in children:
            child.kill()
        if filler is not None:
            filler.join()

    def _fill(self, missing: int) -> None:
        for _ in range(missing):
            if not self._make():
                # The next one would most likely fail too; a bot that is started instead says why.
                return

    def _make(self) -> bool:
        try:
            child = Child(self._name, self._command, self._logs, self._prepare.environment)
        except BotLostError:
            return False
        with self._lock:
            self._preparing = child
            ended = self._ended
        ready = not ended and self._is_prepared(child)
        with self._lock:
            self._preparing = None
            ready = ready and not self._ended
            if ready:
                self._ready.append(child)
        if not ready:
            child.kill()
        return ready

    def _is_prepared(self, child: Child) -> bool:
        deadline = time.monotonic() + self._limit
        try:
            child.send(self._prepare, self._limit)
            return isinstance(child.receive(deadline - time.monotonic()), wire.Prepared)
        except BotLostError:
            return False
