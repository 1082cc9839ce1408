"""The orchestrator's handle on a bot process: whatever that process does, `run` says what it came to."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from copiste.disks import WorkingFolders
from copiste.errors import Blame
from copiste.queue.errors import QueueBusyError
from copiste.queue.item import JournalEntry, LeaseLostError, Outcome, OutcomeKind, StepState, StepTiming
from tests.unit.bots.stage import CLOSE, OPENED, ListJournal, Stage, finished, item, outcome, worked

NOW = timedelta(0)
DONE = Outcome(OutcomeKind.DONE)


def _record(step: str, state: str, receipt: str | None = None) -> dict[str, Any]:
    return {"say": {"type": "record", "step": step, "state": state, "receipt": receipt}}


# --- an item that goes well


def test_the_process_is_told_its_seat_and_then_the_item(stage: Stage) -> None:
    bot = stage.bot(OPENED + worked())
    entry = JournalEntry("member", StepState.COMMITTED, "26324-000001")
    bot.run(item(7, attempt=2), ListJournal(entry))
    opening, run = stage.heard
    assert opening["type"] == "open"
    assert opening["credentials"]["fields"]["operator"] == "ROB01"
    assert opening["credentials"]["secrets"]["password"] == "K7SECRET"
    assert run == {
        "type": "run",
        "item": 7,
        "process": "enrolment",
        "reference": "D-7",
        "attempt": 2,
        "payload": {"member": {"last_name": "Quennehen"}},
        "journal": [
            {
                "step": "member",
                "state": "COMMITTED",
                "receipt": "26324-000001",
                "keyed": [],
                "replaces": None,
            }
        ],
        "evidence": str(stage.folder / "evidence" / "00000007-02"),
        "evidence_limit": 1_000,
        "press_within": 15.0,
    }


def test_what_the_process_says_it_came_to_is_the_outcome(stage: Stage) -> None:
    told = outcome(
        "BUSINESS", code="NIR_KNOWN", message="ADH0012", timings=[{"step": "member", "seconds": 0.5}]
    )
    bot = stage.bot([*OPENED, "read", {"say": {"type": "finished", "outcome": told, "reusable": True}}])
    assert bot.run(item(), ListJournal()) == Outcome(
        OutcomeKind.BUSINESS, "NIR_KNOWN", "ADH0012", (StepTiming("member", 0.5),)
    )


def test_one_process_works_many_items(stage: Stage) -> None:
    bot = stage.bot(OPENED + worked() * 3 + CLOSE)
    assert [bot.run(item(number), ListJournal()) for number in (1, 2, 3)] == [DONE] * 3
    assert [message["type"] for message in stage.heard] == ["open", "run", "run", "run"]
    assert stage.pids == [bot.pid]


def test_steps_are_told_as_they_begin(stage: Stage) -> None:
    steps = [{"say": {"type": "progress", "step": step}} for step in ("member", "dependant 1")]
    bot = stage.bot([*OPENED, "read", *steps, finished()])
    told: list[str] = []
    bot.run(item(), ListJournal(), told.append)
    assert told == ["member", "dependant 1"]


def test_what_the_process_prints_on_standard_error_is_in_its_log(stage: Stage) -> None:
    stage.bot([*OPENED, "read", {"note": "hello"}, finished()]).run(item(), ListJournal())
    assert (stage.folder / "evidence" / "ROB01@host.log").read_text() == "hello\n"


# --- the journal


def test_each_record_is_written_before_it_is_acknowledged(stage: Stage) -> None:
    records = [
        _record("member", "SUBMITTING"),
        "read",
        _record("member", "COMMITTED", "26324-000001"),
        "read",
    ]
    bot = stage.bot([*OPENED, "read", *records, finished()])
    journal = ListJournal()
    assert bot.run(item(), journal) == DONE
    assert journal.told == [
        JournalEntry("member", StepState.SUBMITTING),
        JournalEntry("member", StepState.COMMITTED, "26324-000001"),
    ]
    assert stage.heard[2:] == [{"type": "recorded"}] * 2


def test_a_journal_that_refuses_is_told_with_its_code(stage: Stage) -> None:
    bot = stage.bot([*OPENED, "read", _record("member", "SUBMITTING"), "read", finished()])
    bot.run(item(), ListJournal(refusal=LeaseLostError("Lease 3 was taken over.")))
    refused = {"code": "LEASE_LOST", "text": "Lease 3 was taken over.", "blame": "machine", "counts": False}
    assert stage.heard[2:] == [{"type": "refused", **refused}]


# --- a process that does not finish its item


@pytest.mark.parametrize("script", [[{"exit": 3}], ["read", {"exit": 3}]], ids=["before", "amid"])
def test_a_process_that_dies_on_an_item_is_a_crash(stage: Stage, script: list[Any]) -> None:
    bot = stage.bot(OPENED + script)
    crashed = bot.run(item(), ListJournal())
    assert (crashed.kind, crashed.code) == (OutcomeKind.CRASHED, "BOT_DIED")
    assert bot.pid is None
    assert stage.left() == []


def test_a_crash_tells_how_the_process_ended(stage: Stage) -> None:
    assert "exit status 3" in stage.bot([*OPENED, "read", {"exit": 3}]).run(item(), ListJournal()).message


def test_after_a_crash_the_next_item_has_a_new_process(stage: Stage) -> None:
    bot = stage.bot([*OPENED, "read", {"exit": 3}], OPENED + worked() + CLOSE)
    assert bot.run(item(1), ListJournal()).kind is OutcomeKind.CRASHED
    assert bot.run(item(2), ListJournal()) == DONE
    assert len(stage.pids) == 2
    assert stage.left() == [bot.pid]


def test_a_process_that_hangs_is_killed_at_its_time_limit(stage: Stage) -> None:
    limits = {"enrolment": NOW}
    bot = stage.bot([*OPENED, "read", "hang"], OPENED + worked() + CLOSE, time_limit=limits.__getitem__)
    crashed = bot.run(item(1), ListJournal())
    assert (crashed.kind, crashed.code) == (OutcomeKind.CRASHED, "BOT_TIMED_OUT")
    assert stage.left() == []
    limits["enrolment"] = timedelta(minutes=1)
    assert bot.run(item(2), ListJournal()) == DONE


def test_what_a_killed_process_has_started_ends_with_it(stage: Stage) -> None:
    fifo = stage.folder / "alive"
    os.mkfifo(fifo)
    bot = stage.bot([*OPENED, "read", {"child": str(fifo)}, finished(reusable=False)])
    with _opened(fifo) as alive:
        bot.run(item(), ListJournal())
        # The end of the file comes when the last process that could write to it is gone.
        assert alive.read() == b""


def _opened(fifo: Path) -> Any:
    """The reading end, without waiting for a writer, and then waiting for its end."""
    descriptor = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(descriptor, True)
    return os.fdopen(descriptor, "rb")


@pytest.mark.parametrize(
    "line",
    ["Quennehen", '{"type": "close"}', '{"type": "opened"}', '{"type": "opened", "Quennehen": 1}'],
)
def test_a_process_that_says_something_else_is_a_crash(stage: Stage, line: str) -> None:
    bot = stage.bot([*OPENED, "read", {"raw": line}, "hang"])
    crashed = bot.run(item(), ListJournal())
    assert (crashed.kind, crashed.code) == (OutcomeKind.CRASHED, "WIRE")
    assert "Quennehen" not in crashed.message
    assert stage.left() == []


def test_a_payload_that_cannot_be_sent_is_an_outcome_too(stage: Stage) -> None:
    crashed = stage.bot(OPENED).run(item(payload={"name": "\ud800"}), ListJournal())
    assert (crashed.kind, crashed.code) == (OutcomeKind.CRASHED, "WIRE")


# --- a process that cannot take its place


def _returned(stage: Stage, *scripts: list[Any], **settings: Any) -> Outcome:
    returned = stage.bot(*scripts, **settings).run(item(), ListJournal())
    assert returned.kind is OutcomeKind.RETURNED
    assert stage.left() == []
    assert all(message["type"] == "open" for message in stage.heard)
    return returned


def test_a_back_end_that_refuses_the_sign_on_gives_the_item_back(stage: Stage) -> None:
    unopened = {
        "type": "unopened",
        "outcome": outcome("APPLICATION", code="PASSWORD_WRONG", message="SGN0002"),
    }
    returned = _returned(stage, ["read", {"say": unopened}, "hang"])
    assert (returned.code, returned.message) == ("PASSWORD_WRONG", "SGN0002")


def test_a_process_that_dies_at_its_start_gives_the_item_back(stage: Stage) -> None:
    assert _returned(stage, ["read", {"exit": 1}]).code == "BOT_DIED"


def test_a_process_that_hangs_at_its_start_gives_the_item_back(stage: Stage) -> None:
    assert _returned(stage, ["hang"], start_limit=NOW).code == "BOT_TIMED_OUT"


def test_a_process_that_is_unreadable_at_its_start_gives_the_item_back(stage: Stage) -> None:
    assert _returned(stage, ["read", {"raw": "Traceback"}, "hang"]).code == "WIRE"


def test_a_process_that_cannot_be_started_gives_the_item_back(stage: Stage) -> None:
    assert _returned(stage, command=("/nowhere/python",)).code == "BOT_NOT_STARTED"


def test_a_place_that_could_not_be_taken_is_tried_again_by_the_next_item(stage: Stage) -> None:
    bot = stage.bot(["read", {"exit": 1}], OPENED + worked() + CLOSE)
    assert bot.run(item(1), ListJournal()).kind is OutcomeKind.RETURNED
    assert bot.run(item(2), ListJournal()) == DONE


# --- replacing a process


def test_a_process_that_is_not_reusable_is_replaced(stage: Stage) -> None:
    bot = stage.bot(OPENED + worked(reusable=False) + ["hang"], OPENED + worked() + CLOSE)
    assert bot.run(item(1), ListJournal()) == DONE
    assert stage.left() == []
    assert bot.run(item(2), ListJournal()) == DONE
    assert len(stage.pids) == 2


def test_a_process_is_replaced_after_its_share_of_items_and_signs_off(stage: Stage) -> None:
    script = OPENED + worked() * 2 + CLOSE
    bot = stage.bot(script, items_per_process=2)
    assert [bot.run(item(number), ListJournal()) for number in range(5)] == [DONE] * 5
    assert len(stage.pids) == 3
    one = ["open", "run", "run", "close"]
    assert [message["type"] for message in stage.heard] == [*one, *one, "open", "run"]


def test_a_process_that_died_idle_is_replaced_and_no_item_blamed(stage: Stage) -> None:
    bot = stage.bot(OPENED + worked() + ["hang"], OPENED + worked() + CLOSE)
    bot.run(item(1), ListJournal())
    assert bot.pid is not None
    os.kill(bot.pid, signal.SIGKILL)
    os.waitid(os.P_PID, bot.pid, os.WEXITED | os.WNOWAIT)
    assert bot.run(item(2), ListJournal()) == DONE


# --- ending


def test_a_bot_that_stops_lets_its_process_sign_off(stage: Stage) -> None:
    bot = stage.bot(OPENED + worked() + CLOSE)
    bot.run(item(), ListJournal())
    bot.stop()
    assert stage.heard[-1] == {"type": "close"}
    assert bot.pid is None
    assert stage.left() == []


def test_a_process_that_does_not_sign_off_in_time_is_killed(stage: Stage) -> None:
    bot = stage.bot([*OPENED, *worked(), "hang"], stop_limit=NOW)
    bot.run(item(), ListJournal())
    bot.stop()
    assert stage.left() == []


def test_a_bot_that_never_started_stops_too(stage: Stage) -> None:
    bot = stage.bot([])
    bot.stop()
    bot.kill()
    assert stage.pids == []


def _from_another_thread(act: Callable[[], None]) -> Callable[[str], None]:
    def on_progress(_step: str) -> None:
        actor = threading.Thread(target=act)
        actor.start()
        actor.join()

    return on_progress


def test_a_bot_whose_item_is_no_longer_its_own_signs_off_and_the_next_item_gets_another(stage: Stage) -> None:
    in_flight = [*OPENED, "read", {"say": {"type": "progress", "step": "member"}}, "read"]
    bot = stage.bot(in_flight, OPENED + worked() + CLOSE)
    returned = bot.run(item(1), ListJournal(), _from_another_thread(bot.abandon))
    assert (returned.kind, returned.code) == (OutcomeKind.RETURNED, "LEASE_LOST")
    assert not bot.left_behind
    assert bot.run(item(2), ListJournal()) == DONE
    assert len(stage.pids) == 2


def test_a_bot_whose_item_is_no_longer_its_own_is_killed_when_it_does_not_sign_off(stage: Stage) -> None:
    in_flight = [*OPENED, "read", {"say": {"type": "progress", "step": "member"}}, "hang"]
    bot = stage.bot(in_flight, OPENED + worked() + CLOSE, stop_limit=NOW)
    returned = bot.run(item(1), ListJournal(), _from_another_thread(bot.abandon))
    assert (returned.kind, returned.code) == (OutcomeKind.RETURNED, "LEASE_LOST")
    assert bot.left_behind
    assert bot.open() is None
    assert bot.run(item(2), ListJournal()) == DONE


def test_a_bot_that_rests_is_not_abandoned(stage: Stage) -> None:
    bot = stage.bot(OPENED + worked() * 2 + CLOSE)
    bot.run(item(1), ListJournal())
    bot.abandon()
    assert bot.run(item(2), ListJournal()) == DONE
    assert len(stage.pids) == 1


def test_an_item_in_flight_is_returned_when_its_bot_is_killed(stage: Stage) -> None:
    bot = stage.bot([*OPENED, "read", {"say": {"type": "progress", "step": "member"}}, "hang"])

    returned = bot.run(item(), ListJournal(), _from_another_thread(bot.kill))
    assert (returned.kind, returned.code) == (OutcomeKind.RETURNED, "STOPPED")
    assert stage.left() == []


def test_a_bot_that_was_killed_starts_no_process_any_more(stage: Stage) -> None:
    bot = stage.bot(OPENED + worked() + CLOSE, OPENED + worked() + CLOSE)
    bot.run(item(1), ListJournal())
    bot.kill()
    returned = bot.run(item(2), ListJournal())
    assert (returned.kind, returned.code) == (OutcomeKind.RETURNED, "STOPPED")
    assert len(stage.pids) == 1


def test_a_bot_killed_while_its_process_opens_gives_the_item_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = stage.bot(OPENED)
    # The orchestrator stops at once between the check and the start.
    checks = iter([None, bot.kill])
    check = bot._check_not_given_back

    def checked() -> None:
        meanwhile = next(checks, None)
        check()
        if meanwhile:
            meanwhile()

    monkeypatch.setattr(bot, "_check_not_given_back", checked)
    returned = bot.run(item(), ListJournal())
    assert (returned.kind, returned.code) == (OutcomeKind.RETURNED, "STOPPED")
    assert stage.left() == []


# --- failures that are not the bot's


class _BusyJournal(ListJournal):
    def entries(self) -> Any:
        raise QueueBusyError("The queue is locked.")


def test_an_item_whose_journal_cannot_be_read_is_given_back_and_the_bot_stays(stage: Stage) -> None:
    bot = stage.bot(OPENED + worked() + CLOSE)
    returned = bot.run(item(1), _BusyJournal())
    assert (returned.kind, returned.code) == (OutcomeKind.RETURNED, "QUEUE_BUSY")
    assert bot.run(item(2), ListJournal()) == DONE
    assert len(stage.pids) == 1


def test_a_watcher_that_fails_is_not_the_bot_s_outcome_and_leaves_no_process(stage: Stage) -> None:
    bot = stage.bot([*OPENED, "read", {"say": {"type": "progress", "step": "member"}}, "hang"])

    def fail(_step: str) -> None:
        raise BrokenPipeError("the terminal is gone")

    with pytest.raises(BrokenPipeError):
        bot.run(item(), ListJournal(), fail)
    assert stage.left() == []


# --- what a dead process leaves in the back-end


def test_a_process_that_did_not_sign_off_left_its_session_until_the_bot_signs_on_again(stage: Stage) -> None:
    bot = stage.bot([*OPENED, "read", {"exit": 3}], OPENED + worked() + CLOSE)
    assert not bot.left_behind
    bot.run(item(1), ListJournal())
    assert bot.left_behind
    assert bot.open() is None
    assert not bot.left_behind
    assert bot.run(item(2), ListJournal()) == DONE
    assert len(stage.pids) == 2


def test_a_bot_that_rested_for_long_signs_on_anew_in_the_same_process(stage: Stage) -> None:
    bot = stage.bot(OPENED + worked() + OPENED + worked() + CLOSE, idle_limit=NOW)
    assert [bot.run(item(number), ListJournal()) for number in (1, 2)] == [DONE] * 2
    assert [message["type"] for message in stage.heard] == ["open", "run", "open", "run"]
    assert len(stage.pids) == 1


def test_a_bot_that_cannot_sign_on_anew_gets_another_process(stage: Stage) -> None:
    unopened = {"say": {"type": "unopened", "outcome": outcome("APPLICATION", code="ARRIVAL_TIMEOUT")}}
    bot = stage.bot([*OPENED, *worked(), "read", unopened, "hang"], OPENED + worked() + CLOSE, idle_limit=NOW)
    assert [bot.run(item(number), ListJournal()) for number in (1, 2)] == [DONE] * 2
    assert len(stage.pids) == 2


def test_an_operator_who_is_refused_is_told_apart(stage: Stage) -> None:
    refused = {
        "type": "unopened",
        "outcome": outcome("APPLICATION", code="OPERATOR_REFUSED", blame="seat"),
    }
    bot = stage.bot(["read", {"say": refused}, "hang"])
    assert bot.refused is None
    assert bot.run(item(), ListJournal()).kind is OutcomeKind.RETURNED
    assert bot.refused is not None
    assert bot.refused.code == "OPERATOR_REFUSED"


# --- disks


class Folders(WorkingFolders):
    """In trouble, or not, as a test says."""

    said = ""

    def trouble(self, folder: str = "") -> str:
        return self.said


@pytest.mark.parametrize(
    "script",
    [
        pytest.param([*OPENED, "read", {"exit": 1}], id="died"),
        pytest.param(OPENED + worked(kind="APPLICATION", code="UNREACHABLE") + CLOSE, id="failed"),
        pytest.param(["read", {"exit": 1}], id="never opened"),
    ],
)
def test_an_item_that_fails_while_a_disk_is_full_is_given_back(stage: Stage, script: list[Any]) -> None:
    folders = Folders()
    bot = stage.bot(script, folders=folders)
    folders.said = "/tmp: the disk is full."
    no_disk = Outcome(OutcomeKind.RETURNED, "DISK", folders.said, blame=Blame.DISK, unopened=True)
    assert bot.run(item(), ListJournal()) == no_disk
    assert bot.pid is None, "the next one shows whether there is room"
    assert bot.open() == no_disk


@pytest.mark.parametrize("kind", ["DONE", "BUSINESS", "TRY_LATER", "HELD"])
def test_what_the_back_end_answered_stands_whatever_the_disk(stage: Stage, kind: str) -> None:
    folders = Folders()
    folders.said = "/tmp: the disk is full."
    bot = stage.bot(OPENED + worked(kind=kind) + CLOSE, folders=folders)
    assert bot.run(item(), ListJournal()).kind == kind


def test_an_item_that_fails_on_sound_disks_pays_for_it(stage: Stage) -> None:
    bot = stage.bot([*OPENED, "read", {"exit": 1}], folders=Folders())
    assert bot.run(item(), ListJournal()).kind is OutcomeKind.CRASHED


def test_a_bot_whose_log_cannot_be_opened_works(stage: Stage) -> None:
    (stage.folder / "file").touch()
    bot = stage.bot(OPENED + worked(unpictured="No pictures.") + CLOSE, evidence=stage.folder / "file" / "x")
    assert bot.run(item(), ListJournal()) == Outcome(OutcomeKind.DONE, unpictured="No pictures.")
