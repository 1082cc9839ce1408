"""How often and how patiently items are tried, and how long settled ones are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from copiste.settings.opening import Opening
from copiste.settings.values import Delay, Limit, Section

#: The policy of processes that have none of their own.
DEFAULT = "default"


class CodePolicy(Section):
    """What holds after exceptions of one code instead of what the process says; the rest stays."""

    #: Of all application exceptions of the item, whatever their code.
    attempts: Annotated[int, Field(ge=1)] | None = None
    first_delay: Delay | None = None
    longest_delay: Delay | None = None
    postponement: Delay | None = None
    postponed_for: Delay | None = None


class Policy(Section):
    """How often and how patiently one process is tried."""

    #: Transactions before an application exception goes to the FAILED basket.
    attempts: Annotated[int, Field(ge=1)] = 3
    #: Bots that may die on an item before it goes to the FAILED basket.
    crashes: Annotated[int, Field(ge=1)] = 3
    first_delay: Delay = timedelta(seconds=5)
    longest_delay: Delay = timedelta(minutes=10)
    #: How long an item waits when the back-end asks to come back later, and for how long in all.
    postponement: Delay = timedelta(minutes=1)
    postponed_for: Delay = timedelta(hours=12)
    #: A transaction may take so long before its bot is killed.
    time_limit: Limit = timedelta(minutes=3)
    #: Bots may work so long on one item, in all its transactions.
    budget: Limit | None = None
    #: When its items may be worked, beside the back-end's opening.
    window: Opening | None = None
    #: A transaction is started when so long is left before closing; by default, `time_limit`.
    expected: Limit | None = None
    #: By code, as the queue and the report name it (`RECORD_LOCKED`).
    codes: dict[Annotated[str, Field(pattern="^[A-Z][A-Z0-9_]*$")], CodePolicy] = Field(default_factory=dict)


class Retention(Section):
    """How long settled items keep their case, by state, for `copiste purge`; what is not named is kept."""

    done: Limit | None = None
    closed: Limit | None = None
    cancelled: Limit | None = None
    expired: Limit | None = None
    #: Those who wait for a person lose what the person needs: leave these out, or give them long.
    rejected: Limit | None = None
    failed: Limit | None = None
    held: Limit | None = None

    def by_state(self) -> dict[str, timedelta]:
        """What is set, by the state's name."""
        return {name.upper(): length for name, length in self if length is not None}
