"""Which state may follow which, and by whose act: of a work item, and of a step in its journal. Pure tables.

`copiste.queue.store` applies them; nothing else changes a state.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import Final

from copiste.queue.errors import StepRefusedError, TransitionRefusedError
from copiste.queue.item import JournalEntry, State, StepState


class Actor(StrEnum):
    """Who may bring a transition about."""

    #: The orchestrator, for the seat that holds the lease.
    SEAT = "seat"
    TIME = "time"
    PERSON = "person"


#: DESIGN §5, by who acts. DONE, CANCELLED and CLOSED are final: a correction is a new case.
TRANSITIONS: Final[Mapping[Actor, Mapping[State, Set[State]]]] = {
    Actor.SEAT: {
        State.PENDING: {
            State.RESERVED,  # claimed
        },
        State.RESERVED: {
            State.DONE,  # every step recorded and seen on the screens
            State.PENDING,  # retried later, postponed by the back-end, or given back on an orderly stop
            State.REJECTED,  # business exception: the data or the rules refuse; a person corrects it
            State.FAILED,  # application exception, attempts or bots spent
            State.HELD,  # a commit key was pressed and its effect is unknown
        },
    },
    Actor.TIME: {
        State.PENDING: {
            State.EXPIRED,  # its due date passed before anybody began it
        },
        State.RESERVED: {
            State.PENDING,  # the lease ran out: its orchestrator no longer answers
            State.FAILED,  # the lease ran out once too often
            State.HELD,  # the lease ran out once too often, with a commit key pressed
        },
    },
    Actor.PERSON: {
        State.PENDING: {
            State.CANCELLED,  # taken out before anybody began it
        },
        State.REJECTED: {
            State.PENDING,  # corrected and re-queued, as a new attempt
            State.CLOSED,  # handled by hand, with a reason
        },
        State.FAILED: {
            State.PENDING,  # re-queued once the cause is gone
            State.CLOSED,  # handled by hand, with a reason
        },
        State.HELD: {
            State.PENDING,  # somebody looked, or wants the next attempt to look again
            State.CLOSED,  # handled by hand, with a reason
        },
        State.EXPIRED: {
            State.PENDING,  # still wanted
            State.CLOSED,  # no longer wanted, with a reason
        },
    },
}

#: The states that a person sees as baskets (corbeilles): somebody has to decide.
BASKETS: Final = tuple(
    state for state, targets in TRANSITIONS[Actor.PERSON].items() if State.CLOSED in targets
)

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


def check(item: int, source: State, target: State, actor: Actor) -> None:
    """Let `actor` bring `item` from `source` to `target`, or say why not.

    Raises:
        TransitionRefusedError: the table has no such transition.
    """
    targets = TRANSITIONS[actor].get(source, frozenset())
    if target in targets:
        return
    possible = ", ".join(sorted(targets)) or "nothing; its history says who has it, or why it is final"
    raise TransitionRefusedError(
        f"Work item {item} is {source} and cannot become {target}. Possible here by a {actor}: {possible}."
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
        return JournalEntry(entry.step, entry.state, keyed=entry.keyed, replaces=entry.replaces)
    receipt = known.receipt if known else None
    if receipt and entry.receipt and receipt != entry.receipt:
        raise StepRefusedError(
            f'Work item {item}, step "{entry.step}": the journal has receipt {receipt}, the screens now show '
            f"{entry.receipt}. Somebody recorded it again: compare both on the consultation screen."
        )
    return JournalEntry(entry.step, entry.state, entry.receipt or receipt)
