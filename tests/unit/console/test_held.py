"""What a person is shown of a step in doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from copiste.console.held import doubts, explained, pictures
from copiste.queue.item import OutcomeKind, State, StepState
from copiste.queue.records import ItemRecord, ItemSummary, StepRecord, TransactionRecord

NOW = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def attempt(token: int, outcome: OutcomeKind, code: str = "", message: str = "") -> TransactionRecord:
    return TransactionRecord(
        item=7,
        process="enrolment",
        reference="E 1",
        token=token,
        attempt=token,
        run=12,
        holder=f"ROB0{token}@here",
        started=NOW,
        finished=LATER,
        outcome=outcome,
        code=code,
        message=message,
        timings=(),
        evidence=f"00000007-0{token}",
    )


def held(*attempts: TransactionRecord, state: State = State.HELD) -> ItemRecord:
    summary = ItemSummary(
        id=7,
        process="enrolment",
        reference="E 1",
        state=state,
        attempt=2,
        code="COMMIT_IN_DOUBT",
        message="",
        priority=0,
        holder=None,
        not_before=NOW,
        due=None,
        source=None,
        added_at=NOW,
        changed_at=LATER,
    )
    journal = (
        StepRecord("member", StepState.COMMITTED, "26324-000001", 1, 1, NOW, NOW),
        StepRecord(
            *("bank details", StepState.SUBMITTING, None, 1, 1, NOW, NOW),
            keyed=("iban=bank.iban",),
            replaces="26001-000042",
        ),
        StepRecord("dependant:19a9dba99265", StepState.SUBMITTING, None, 1, 1, NOW, NOW),
    )
    return ItemRecord(summary=summary, journal=journal, history=(), transactions=attempts)


PRESSED = attempt(1, OutcomeKind.CRASHED, "BOT_DIED", "The bot process is gone.")
LOOKED = attempt(2, OutcomeKind.HELD, "COMMIT_IN_DOUBT", "Different: iban.")


def test_who_pressed_when_over_what_and_what_the_last_look_saw() -> None:
    doubt, _ = doubts(held(PRESSED, LOOKED))
    assert (doubt.step, doubt.label) == ("bank details", "bank details")
    assert (doubt.pressed_at, doubt.seat, doubt.run, doubt.attempt) == (NOW, "ROB01@here", 12, 1)
    assert (doubt.keyed, doubt.fields) == (("iban=bank.iban",), ("iban",))
    assert (doubt.seen, doubt.seen_at) == ("Different: iban.", LATER)
    assert doubt.evidence == ("00000007-01", "00000007-02")


def test_the_commands_can_be_copied_as_they_are() -> None:
    doubt, other = doubts(held(PRESSED, LOOKED))
    assert doubt.commands == (
        "copiste resolve 'enrolment/E 1' 'bank details' --receipt NUMBER",
        "copiste resolve 'enrolment/E 1' 'bank details' --absent",
        "copiste resolve 'enrolment/E 1' 'bank details' --recorded",
    )
    assert other.label == "dependant 9265"
    assert "dependant:19a9dba99265 --absent" in other.commands[1]


@pytest.mark.parametrize(
    ("attempts", "said"),
    [
        (
            (PRESSED,),
            "It has not been looked up since: the attempt that pressed it ended in CRASHED: BOT_DIED",
        ),
        (
            (PRESSED, attempt(2, OutcomeKind.APPLICATION, "SCREEN_UNKNOWN")),
            "The last attempt ended in APPLICATION before its lookup was conclusive: SCREEN_UNKNOWN",
        ),
        ((), "It has not been looked up since."),
    ],
)
def test_without_a_conclusive_look_it_says_why(attempts: tuple[TransactionRecord, ...], said: str) -> None:
    doubt, _ = doubts(held(*attempts))
    assert doubt.seen.startswith(said)


def test_only_a_held_item_has_doubts() -> None:
    assert doubts(held(PRESSED, LOOKED, state=State.PENDING)) == ()


def test_pictures_are_shown_by_path_and_the_folder_where_there_is_none(tmp_path: Path) -> None:
    for number in range(6):
        picture = tmp_path / "00000007-01" / f"000{number}-member.jpg"
        picture.parent.mkdir(exist_ok=True)
        picture.touch()
    doubt, _ = doubts(held(PRESSED, LOOKED))
    found = pictures(doubt.evidence, tmp_path)
    assert [path.name for path in found[:-1]] == [f"000{n}-member.jpg" for n in (2, 3, 4, 5)]
    assert found[-1] == tmp_path / "00000007-02"
    assert ("keyed", "iban=bank.iban") in explained(doubt, tmp_path)
    assert ("replaces", "26001-000042") in explained(doubt, tmp_path)


def test_a_step_of_before_it_was_noted_says_so(tmp_path: Path) -> None:
    record = held(PRESSED)
    bare = replace(record, journal=(replace(record.journal[1], pressed_at=None, keyed=(), replaces=None),))
    (doubt,) = doubts(bare)
    assert doubt.pressed_at == NOW
    said = dict(explained(doubt, tmp_path))
    assert said["keyed"] == "not noted; see the pictures"
    assert "replaces" not in said
