from __future__ import annotations

from itertools import product

import pytest

from copiste.queue.errors import StepRefusedError, TransitionRefusedError
from copiste.queue.item import JournalEntry, State, StepState
from copiste.queue.lifecycle import BASKETS, TRANSITIONS, Actor, check, follow

PENDING, RESERVED, DONE, REJECTED, FAILED, HELD, EXPIRED, CANCELLED, CLOSED = State
PREPARED, SUBMITTING, COMMITTED, VERIFIED = StepState

#: DESIGN §5 once more, as a list of arrows.
ARROWS = {
    Actor.SEAT: {
        (PENDING, RESERVED),
        *((RESERVED, end) for end in (DONE, PENDING, REJECTED, FAILED, HELD)),
    },
    Actor.TIME: {(PENDING, EXPIRED), *((RESERVED, end) for end in (PENDING, FAILED, HELD))},
    Actor.PERSON: {
        (PENDING, CANCELLED),
        *product((REJECTED, FAILED, HELD, EXPIRED), (PENDING, CLOSED)),
    },
}


class TestTransitions:
    @pytest.mark.parametrize(("actor", "source", "target"), list(product(Actor, State, State)))
    def test_only_those_of_the_design(self, actor: Actor, source: State, target: State) -> None:
        if (source, target) in ARROWS[actor]:
            check(7, source, target, actor)
        else:
            with pytest.raises(TransitionRefusedError, match=f"Work item 7 is {source} and cannot"):
                check(7, source, target, actor)

    def test_every_state_can_be_reached_and_all_but_the_final_ones_left(self) -> None:
        arrows = {arrow for table in ARROWS.values() for arrow in table}
        assert {target for _, target in arrows} == set(State)
        assert set(State) - {source for source, _ in arrows} == {DONE, CANCELLED, CLOSED}

    def test_the_text_says_what_is_possible(self) -> None:
        with pytest.raises(TransitionRefusedError, match="by a person: CLOSED, PENDING"):
            check(7, HELD, DONE, Actor.PERSON)

    def test_baskets_are_what_a_person_has_to_decide(self) -> None:
        assert set(BASKETS) == {REJECTED, FAILED, HELD, EXPIRED}
        assert set(TRANSITIONS) == set(Actor)


def entry(state: StepState | None, receipt: str | None = None) -> JournalEntry | None:
    return JournalEntry("member", state, receipt) if state else None


class TestSteps:
    @pytest.mark.parametrize(("known", "next_"), list(product((None, *StepState), StepState)))
    def test_only_in_order(self, known: StepState | None, next_: StepState) -> None:
        allowed = {
            (None, PREPARED),
            (PREPARED, PREPARED),
            (PREPARED, SUBMITTING),
            (PREPARED, COMMITTED),
            (SUBMITTING, COMMITTED),
            (SUBMITTING, PREPARED),
            (COMMITTED, VERIFIED),
            (VERIFIED, VERIFIED),
        }
        new = JournalEntry("member", next_)
        if (known, next_) in allowed:
            assert follow(7, entry(known), new).state is next_
        else:
            with pytest.raises(StepRefusedError, match='Work item 7, step "member"'):
                follow(7, entry(known), new)

    def test_a_receipt_stays_once_it_is_there(self) -> None:
        committed = entry(COMMITTED, "26324-000123")
        assert follow(7, committed, JournalEntry("member", VERIFIED)).receipt == "26324-000123"
        assert (
            follow(7, committed, JournalEntry("member", VERIFIED, "26324-000123")).receipt == "26324-000123"
        )

    def test_a_receipt_never_changes(self) -> None:
        with pytest.raises(StepRefusedError, match="26324-000123, the screens now show 26325-000001"):
            follow(7, entry(COMMITTED, "26324-000123"), JournalEntry("member", VERIFIED, "26325-000001"))

    def test_what_is_not_committed_has_no_receipt(self) -> None:
        assert follow(7, None, JournalEntry("member", PREPARED, "26324-000123")).receipt is None
