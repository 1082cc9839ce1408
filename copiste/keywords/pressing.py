"""The moment of a commit key: durable before it goes down, soon or never, and what its answer proves."""

from __future__ import annotations

import re
from time import monotonic

from copiste.keywords.errors import NoReceiptError, PressTooLateError
from copiste.keywords.transaction import Step
from copiste.queue.item import StepState
from copiste.screens.declared.model import Screen
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
    asked = monotonic()
    step.record(StepState.SUBMITTING)
    if monotonic() - asked > within:
        raise PressTooLateError(step.label)
    try:
        return session.submit(action, commits=True)
    except (BusinessRefusedError, TryLaterError) as error:
        if error.nothing_recorded:
            step.record(StepState.PREPARED)
        raise


def shown_number(session: ScreenSession, screen: Screen) -> str:
    """The number that confirms a commit on `screen`, as what is shown now has it in a field or an address."""
    declared = screen.confirmed_by
    if declared.address:
        found = re.search(declared.address, session.view.address)
        return found[1] if found else ""
    here = session.application.screen(str(session.current))
    return str(session.read(declared.field)) if declared.field in here.fields else ""


def receipt(session: ScreenSession, screen: Screen, arrival: Arrival, step: Step, before: str) -> str | None:
    """The receipt of what was just committed on `screen`; `None` when the application confirms without one.

    `before` is `shown_number` before the action: the same one afterwards confirms nothing.

    Raises:
        NoReceiptError: nothing confirms it as `confirmed_by` declares.
    """
    declared = screen.confirmed_by
    if declared.field or declared.address:
        number = shown_number(session, screen)
        if number and number != before:
            return number
        raise NoReceiptError(step.label, arrival.screen, declared)
    if declared.value in arrival.values:
        return str(arrival.values[declared.value])
    message = arrival.message
    if message is None or not message.confirms or declared.message or declared.value in message.carries:
        raise NoReceiptError(step.label, arrival.screen, declared)
    return None
