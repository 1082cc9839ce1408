"""What a lookup saw, and what follows from it: "exactly once" as one pure table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from copiste.queue.item import StepState


class Seen(StrEnum):
    """The three things a lookup can say."""

    FOUND = "found"
    ABSENT = "absent"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A lookup's answer: no payload value in it, so that it may travel in a Robot variable."""

    seen: Seen
    #: The number under which the back-end keeps the record, when found.
    receipt: str | None = None
    #: Fields that differ, by name.
    fields: tuple[str, ...] = ()
    #: Of an absent record: the receipt of the other one that is there, to be replaced by it.
    instead: str | None = None


class Next(StrEnum):
    """What `Record Once` does with a step."""

    SKIP = "skip: it is recorded"
    ADOPT = "adopt the record that is there"
    KEY = "key it"
    REFUSE = "business exception: the back-end holds something else"
    HOLD = "hold the item for a person"


def before_lookup(state: StepState | None) -> Next | None:
    """What the journal alone decides; `None` when a lookup must."""
    return Next.SKIP if state in (StepState.COMMITTED, StepState.VERIFIED) else None


#: After a lookup: whether the commit key may have been pressed before, and what was seen.
_AFTER_LOOKUP = {
    (False, Seen.FOUND): Next.ADOPT,
    (False, Seen.ABSENT): Next.KEY,
    (False, Seen.DIFFERENT): Next.REFUSE,
    (True, Seen.FOUND): Next.ADOPT,
    (True, Seen.ABSENT): Next.KEY,
    # Ours, keyed wrongly, or another one made after ours: the screens cannot say.
    (True, Seen.DIFFERENT): Next.HOLD,
}


def after_lookup(state: StepState | None, sighting: Sighting, replaces: str | None = None) -> Next:
    """What a sighting decides, given how far the journal says the step has gone.

    `replaces` is the receipt of the record that the submitted one was to replace. When a third one is there,
    ours may have been made and been replaced as well: its absence is not proved.
    """
    submitted = state is StepState.SUBMITTING
    if submitted and sighting.seen is Seen.ABSENT and sighting.instead not in {None, replaces}:
        return Next.HOLD
    return _AFTER_LOOKUP[submitted, sighting.seen]
