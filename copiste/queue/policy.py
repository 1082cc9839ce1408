"""How often and how patiently items are tried: a table of the settings, by which `retry` decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from copiste.sections import Delay, Limit, Section


class CodePolicy(Section):
    """What holds after exceptions of one code instead of what the process says; what is None stays."""

    #: Of all application exceptions of the item, whatever their code.
    attempts: Annotated[int, Field(ge=1)] | None = None
    first_delay: Delay | None = None
    longest_delay: Delay | None = None
    postponement: Delay | None = None
    postponed_for: Delay | None = None


class Policy(Section):
    """How often and how patiently the items of one process are tried."""

    #: Application exceptions that send an item to the FAILED basket.
    attempts: Annotated[int, Field(ge=1)] = 3
    #: Bots that may die or hang on an item before it goes to the FAILED basket.
    crashes: Annotated[int, Field(ge=1)] = 3
    first_delay: Delay = timedelta(seconds=5)
    #: Each further delay is this many times the one before.
    factor: Annotated[float, Field(ge=1, le=100)] = 4.0
    longest_delay: Delay = timedelta(minutes=10)
    #: A delay grows by up to this fraction of itself, so that items do not come back all at once.
    jitter: Annotated[float, Field(ge=0, le=1)] = 0.1
    #: Delay of an item when the back-end asks to come back later (record lock, closed).
    postponement: Delay = timedelta(minutes=1)
    #: An item goes to the FAILED basket once it has been postponed this many times in a row…
    postponements: Annotated[int, Field(ge=1)] = 500
    #: …or for this long.
    postponed_for: Delay = timedelta(hours=12)
    #: Working time of all transactions of one item; None: as long as its attempts last.
    budget: Limit | None = None
    #: By code, as the queue and the report name it (`RECORD_LOCKED`).
    codes: dict[Annotated[str, Field(pattern="^[A-Z][A-Z0-9_]*$")], CodePolicy] = Field(default_factory=dict)

    def after(self, code: str) -> Policy:
        """What holds after an exception of `code`."""
        changes = self.codes.get(code)
        return self.model_copy(update=changes.model_dump(exclude_none=True)) if changes else self

    def delay(self, failed: int, jitter: float) -> timedelta:
        """Wait after the `failed`-th failure (from 1); `jitter` in 0..1 picks within the spread."""
        exponent = min(failed - 1, 64)  # more would overflow
        seconds = self.first_delay.total_seconds() * self.factor**exponent
        return self._spread(min(seconds, self.longest_delay.total_seconds()), jitter)

    def postpone(self, jitter: float) -> timedelta:
        """Wait after a try-later."""
        return self._spread(self.postponement.total_seconds(), jitter)

    def _spread(self, seconds: float, jitter: float) -> timedelta:
        return timedelta(seconds=seconds * (1 + self.jitter * jitter))
