"""What a robot's words, or its silence, mean here. Pure: an `Outcome` out.

| the robot                                            | here                                               |
|------------------------------------------------------|----------------------------------------------------|
| releases COMPLETED                                   | DONE                                               |
| releases FAILED, BUSINESS                            | BUSINESS, with its code: REJECTED                  |
| releases FAILED, APPLICATION or of no type           | APPLICATION: again later, or FAILED                |
| ends well, the item unreleased                       | DONE: both libraries leave it to the end of the run |
| ends otherwise, the item unreleased                  | CRASHED: again later, or FAILED                    |
| ends without ever having asked for the item          | RETURNED                                           |
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from typing import Any

from copiste.connectors.robocorp.messages import Failure
from copiste.errors import Blame
from copiste.queue.item import Outcome, OutcomeKind

#: Codes and messages of robots are cut there.
_LONGEST_CODE = 60
_LONGEST_MESSAGE = 500
#: Shorter values of a payload (`1`, `FR`) stand in any text by chance.
_SHORTEST_VALUE = 3


def released(state: str, failure: Failure | None, payload: Any) -> Outcome:
    """What a release says; values of `payload` are taken out of the robot's words."""
    if state == "COMPLETED":
        return Outcome(OutcomeKind.DONE)
    told = failure or Failure()
    business = (told.type or "").strip().upper() == "BUSINESS"
    kind = OutcomeKind.BUSINESS if business else OutcomeKind.APPLICATION
    code = _in_one_line(without_values(told.code or "", payload))[:_LONGEST_CODE]
    message = _in_one_line(without_values(told.message or "", payload))[:_LONGEST_MESSAGE]
    return Outcome(kind, code or kind, message, blame=Blame.CASE if business else Blame.ROBOT)


def unreleased(status: int, *, loaded: bool) -> Outcome:
    """What it means that a robot ended with exit `status` (a signal when negative) and kept its item."""
    if status == 0 and loaded:
        return Outcome(OutcomeKind.DONE, message="The robot ended well and left the release to the end.")
    if status == 0:
        return Outcome(
            OutcomeKind.APPLICATION,
            "ROBOT_READ_NOTHING",
            "The robot took the item and never read it.",
            blame=Blame.ROBOT,
        )
    how = _signal(-status) if status < 0 else f"exit status {status}"
    message = f"The robot ended ({how}) and had not released it."
    return Outcome(OutcomeKind.CRASHED, "ROBOT_DIED", message, blame=Blame.ROBOT)


def untaken() -> Outcome:
    """The robot ended without having asked for the item that was kept ready for it."""
    message = "The robot ended without asking for an item."
    return Outcome(OutcomeKind.RETURNED, "ROBOT_TOOK_NOTHING", message, blame=Blame.ROBOT)


def timed_out() -> Outcome:
    """The robot was ended for its time limit."""
    message = "The robot took longer than its time limit."
    return Outcome(OutcomeKind.CRASHED, "ROBOT_TIMED_OUT", message, blame=Blame.ROBOT)


def stopped() -> Outcome:
    """The robot was ended because somebody stopped the run at once."""
    return Outcome(OutcomeKind.CRASHED, "ROBOT_STOPPED", "The run was stopped at once, the item in hand.")


def lost() -> Outcome:
    """The robot was ended because the lease of its item was lost; there is nothing left to settle."""
    message = "The robot was ended: its lease was lost."
    return Outcome(OutcomeKind.CRASHED, "LEASE_LOST", message, blame=Blame.MACHINE)


def without_values(text: str, payload: Any) -> str:
    """`text` with every value of `payload` that stands in it word for word painted over."""
    for value in sorted(set(_values(payload)), key=len, reverse=True):
        text = text.replace(value, "…")
    return text


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _values(payload: Any) -> Iterator[str]:
    if isinstance(payload, dict):
        for value in payload.values():
            yield from _values(value)
    elif isinstance(payload, list):
        for value in payload:
            yield from _values(value)
    elif payload is not None and not isinstance(payload, bool) and len(str(payload)) >= _SHORTEST_VALUE:
        yield str(payload)


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
