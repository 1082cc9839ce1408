"""What the operations desk decides: how long a keyboard may rest, and when the application is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True, slots=True)
class Rules:
    """Idle time and opening hours."""

    #: A keyboard idle for longer is disconnected.
    idle: timedelta = timedelta(minutes=15)
    #: The application takes keys from the first hour (included) to the second (excluded); may span midnight.
    opens: time = time(0, 0)
    closes: time = time(0, 0)

    def open_at(self, moment: time) -> bool:
        """Say whether keys are taken; with equal hours, always."""
        if self.opens == self.closes:
            return True
        if self.opens < self.closes:
            return self.opens <= moment < self.closes
        return moment >= self.opens or moment < self.closes
