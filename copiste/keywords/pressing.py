"""The moment of a commit key: durable before it goes down, soon or never, and what a refusal of it proves."""

from __future__ import annotations

from time import monotonic

from copiste.keywords.errors import PressTooLateError
from copiste.keywords.transaction import Step
from copiste.queue.item import StepState
from copiste.screens.errors import BusinessRefusedError, TryLaterError
from copiste.screens.session.arrival import Arrival
from copiste.screens.session.session import ScreenSession


def press(session: ScreenSession, action: str, step: Step, within: float) -> Arrival:
    """Have `SUBMITTING` on the disk, then take `action`; what arrived.

    The orchestrator grants `SUBMITTING` only while the lease has more than `within` seconds left: a bot that
    stood still for longer may have lost it since.

    Raises:
        PressTooLateError: the bot stood still before the key; the next attempt looks the record up.
        copiste.screens.errors.ScreensError: what the session raises. The step is PREPARED again where the
            back-end's refusal proves that nothing was recorded.
        Exception: the journal's own, when another bot has the item.
    """
    screen = session.current
    asked = monotonic()
    step.record(StepState.SUBMITTING)
    if monotonic() - asked > within:
        raise PressTooLateError(step.label)
    try:
        return session.submit(action)
    except (BusinessRefusedError, TryLaterError) as error:
        # A refusal on the same screen answers the key. One on a closing page proves nothing, nor does one
        # because the record exists: by this key, if it was handled twice.
        if session.current == screen and not error.exists:
            step.record(StepState.PREPARED)
        raise
