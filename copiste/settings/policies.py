"""How often and how patiently items are tried, and how long settled ones are kept."""

from __future__ import annotations

from datetime import timedelta

from copiste.queue.policy import Policy
from copiste.sections import Limit, Section
from copiste.settings.opening import Opening

#: The policy of processes that have none of their own.
DEFAULT = "default"


class ProcessPolicy(Policy):
    """The policy of one process, and when its transactions may run, and for how long."""

    #: Working time of one transaction before its bot is killed.
    time_limit: Limit = timedelta(minutes=3)
    #: When its items may be worked, beside the back-end's opening.
    window: Opening | None = None
    #: Time until closing that a transaction needs to be started; by default, `time_limit`.
    expected: Limit | None = None


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
