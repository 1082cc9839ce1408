"""The moment before a commit key: durable first, then soon or never."""

from __future__ import annotations

from time import monotonic

from keywords.errors import PressTooLateError
from keywords.transaction import Step
from work_items.item import StepState

#: Seconds from asking for `SUBMITTING` to pressing. The store grants it only on a lease with time left, and
#: the orchestrator renews long before its end; a bot that stood still for longer may have lost it since.
PRESS_WITHIN = 15.0


def about_to_press(step: Step) -> None:
    """Have `SUBMITTING` on the disk, and be sure that the lease under which it was written still holds.

    Raises:
        PressTooLateError: the bot stood still meanwhile; the next attempt looks the record up.
        Exception: the journal's own, when another bot has the item.
    """
    asked = monotonic()
    step.record(StepState.SUBMITTING)
    if monotonic() - asked > PRESS_WITHIN:
        raise PressTooLateError(step.label)
