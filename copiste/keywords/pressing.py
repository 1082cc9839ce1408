"""The moment before a commit key: durable first, then soon or never."""

from __future__ import annotations

from time import monotonic

from copiste.keywords.errors import PressTooLateError
from copiste.keywords.transaction import Step
from copiste.queue.item import StepState


def about_to_press(step: Step, within: float) -> None:
    """Have `SUBMITTING` on the disk, and be sure that the lease under which it was written still holds.

    The orchestrator grants it only while the lease has more than `within` seconds left: a bot that stood
    still for longer may have lost it since.

    Raises:
        PressTooLateError: the bot stood still meanwhile; the next attempt looks the record up.
        Exception: the journal's own, when another bot has the item.
    """
    asked = monotonic()
    step.record(StepState.SUBMITTING)
    if monotonic() - asked > within:
        raise PressTooLateError(step.label)
