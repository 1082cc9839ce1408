"""Which transactions of a run have no pictures, because a disk took none."""

from __future__ import annotations

import threading

from copiste.queue.item import Outcome, OutcomeKind

#: A transaction in which no bot came to look at a screen tells nothing about pictures.
_SILENT = frozenset({OutcomeKind.CRASHED, OutcomeKind.RETURNED})


class MissingPictures:
    """Counts them. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        #: Transactions without some or all of their pictures.
        self.items = 0
        #: Why the first one's are missing; empty while none are.
        self.why = ""
        self._now = ""

    def note(self, outcome: Outcome) -> bool:
        """Note one transaction; whether pictures begin to be missing with it, or are there again."""
        with self._lock:
            if outcome.unpictured:
                self.items += 1
                self.why = self.why or outcome.unpictured
            elif outcome.kind in _SILENT:
                return False
            before, self._now = self._now, outcome.unpictured
            return before != self._now
