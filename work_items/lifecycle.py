"""Which state may follow which: of a work item, and of one step in its journal. Pure tables, no database.

`work_items.store` applies them; nothing else changes a state.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Final

from work_items.errors import StepRefusedError, TransitionRefusedError
from work_items.item import JournalEntry, State, StepState

#: DESIGN §5, row by row.
TRANSITIONS: Final[Mapping[State, Set[State]]] = {
    State.PENDING: {
        State.RESERVED,  # claimed: a bot holds the lease
        State.EXPIRED,  # its due date passed before anybody began it
        State.CANCELLED,  # taken out by a person before anybody began it
    },
    State.RESERVED: {
        State.DONE,  # every step recorded and seen on the screens
        State.PENDING,  # retried later, postponed by the back-end, lease ran out, or an orderly stop
        State.REJECTED,  # business exception: the data or the rules refuse; a person corrects it
        State.FAILED,  # application exception, attempts or bots spent
        State.HELD,  # a commit key was pressed and nobody can say whether it took
    },
    State.REJECTED: {
        State.PENDING,  # corrected and re-queued by a person, as a new attempt
        State.CLOSED,  # handled by hand, with a reason
    },
    State.FAILED: {
        State.PENDING,  # re-queued by a person once the cause is gone
        State.CLOSED,  # handled by hand, with a reason
    },
    State.HELD: {
        State.PENDING,  # a person looked, or wants the next attempt to look again
        State.CLOSED,  # handled by hand, with a reason
    },
    State.EXPIRED: {
        State.PENDING,  # still wanted: re-queued by a person
        State.CLOSED,  # no longer wanted, with a reason
    },
    State.DONE: set(),  # an effect on the back-end is not undone here: a correction is a new case
    State.CANCELLED: set(),
    State.CLOSED: set(),
}

#: The states that a person sees as baskets (corbeilles): somebody has to decide.
BASKETS: Final = tuple(state for state, targets in TRANSITIONS.items() if State.CLOSED in targets)

#: From what the journal says of a step (None: nothing yet) to what may be written next.
STEPS: Final[Mapping[StepState | None, Set[StepState]]] = {
    None: {
        StepState.PREPARED,  # the data are ready and nothing was pressed
    },
    StepState.PREPARED: {
        StepState.PREPARED,  # the next attempt prepares again
        StepState.SUBMITTING,  # about to press the commit key
        StepState.COMMITTED,  # the lookup before the first keying found it already there, and the same
    },
    StepState.SUBMITTING: {
        StepState.COMMITTED,  # confirmed by the screen, or found by the lookup of a later attempt
        StepState.PREPARED,  # provably absent: may be keyed again; never SUBMITTING at once
    },
    StepState.COMMITTED: {
        StepState.VERIFIED,  # seen again on the consultation screen
    },
    StepState.VERIFIED: {
        StepState.VERIFIED,  # a later attempt checks the whole case once more
    },
}


def check(item: int, source: State, target: State) -> None:
    """Let `item` pass from `source` to `target`, or say why not.

    Raises:
        TransitionRefusedError: the table has no such transition.
    """
    if target in TRANSITIONS[source]:
        return
    allowed = ", ".join(sorted(TRANSITIONS[source])) or "none, it is final"
    raise TransitionRefusedError(
        f"Work item {item} is {source} and cannot become {target}. Possible from here: {allowed}."
    )


def follow(item: int, known: JournalEntry | None, entry: JournalEntry) -> JournalEntry:
    """What the journal says once `entry` is written over `known`: its receipt, once there, stays.

    Raises:
        StepRefusedError: the step cannot go there, or its receipt would change.
    """
    state = known.state if known else None
    if entry.state not in STEPS[state]:
        raise StepRefusedError(
            f'Work item {item}, step "{entry.step}": the journal says {state or "nothing yet"} and cannot '
            f"go to {entry.state}. Look the record up on the screens before anything is keyed."
        )
    if entry.state in {StepState.PREPARED, StepState.SUBMITTING}:
        return JournalEntry(entry.step, entry.state)
    receipt = known.receipt if known else None
    if receipt and entry.receipt and receipt != entry.receipt:
        raise StepRefusedError(
            f'Work item {item}, step "{entry.step}": the journal has receipt {receipt}, the screens now show '
            f"{entry.receipt}. Somebody recorded it again: compare both on the consultation screen."
        )
    return JournalEntry(entry.step, entry.state, entry.receipt or receipt)
