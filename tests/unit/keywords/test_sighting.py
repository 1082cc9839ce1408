from __future__ import annotations

import pytest

from copiste.keywords.sighting import Next, Seen, Sighting, after_lookup, before_lookup
from copiste.queue.item import StepState


@pytest.mark.parametrize(
    ("state", "decided"),
    [
        (None, None),
        (StepState.PREPARED, None),
        (StepState.SUBMITTING, None),
        (StepState.COMMITTED, Next.SKIP),
        (StepState.VERIFIED, Next.SKIP),
    ],
)
def test_only_a_committed_step_is_decided_without_a_lookup(
    state: StepState | None, decided: Next | None
) -> None:
    assert before_lookup(state) is decided


@pytest.mark.parametrize(
    ("state", "seen", "decided"),
    [
        (None, Seen.FOUND, Next.ADOPT),
        (None, Seen.ABSENT, Next.KEY),
        (None, Seen.DIFFERENT, Next.REFUSE),
        (StepState.PREPARED, Seen.FOUND, Next.ADOPT),
        (StepState.PREPARED, Seen.ABSENT, Next.KEY),
        (StepState.PREPARED, Seen.DIFFERENT, Next.REFUSE),
        (StepState.SUBMITTING, Seen.FOUND, Next.ADOPT),
        (StepState.SUBMITTING, Seen.ABSENT, Next.KEY),
        (StepState.SUBMITTING, Seen.DIFFERENT, Next.HOLD),
    ],
)
def test_what_follows_from_a_sighting(state: StepState | None, seen: Seen, decided: Next) -> None:
    assert after_lookup(state, Sighting(seen)) is decided


@pytest.mark.parametrize(
    ("state", "over", "decided"),
    [
        (None, None, Next.KEY),
        (StepState.PREPARED, None, Next.KEY),
        # Still the record that ours was to replace.
        (StepState.SUBMITTING, "26001-000001", Next.KEY),
        # Yet another one: ours may have been made, and replaced in its turn.
        (StepState.SUBMITTING, "26001-000002", Next.HOLD),
        (StepState.SUBMITTING, None, Next.HOLD),
    ],
)
def test_another_record_in_its_place_proves_absence_only_when_it_was_there_before(
    state: StepState | None, over: str | None, decided: Next
) -> None:
    assert after_lookup(state, Sighting(Seen.ABSENT, instead="26001-000001"), over) is decided
