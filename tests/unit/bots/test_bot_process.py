"""Inside a bot process: its conversation with the orchestrator, and what it makes of an item."""

from __future__ import annotations

import gc
import io
import sys
from pathlib import Path
from typing import cast

import pytest

from copiste.bots import bot_process, one_item, wire
from copiste.bots.bot_process import Pipe, PipedJournal
from copiste.bots.errors import JournalRefusedError
from copiste.connection import Connection
from copiste.errors import Blame
from copiste.keywords import transaction
from copiste.keywords.seat_session import SeatSession
from copiste.queue.item import JournalEntry, Outcome, OutcomeKind, StepState
from copiste.screens.errors import ArrivalTimeoutError, SeatError, SignOnError
from copiste.screens.session.session import ScreenSession
from tests.support.seats import connection
from tests.unit.bots.stage import ListJournal, Stage, item
from tests.unit.bots.test_wire import OPEN
from tests.unit.keywords.back_end import FakeBackEnd
from tests.unit.keywords.fakes import CommitAnswer, FakeSession
from tests.unit.keywords.payloads import ADDRESS, MEMBER, NEW_MEMBER

CASE = {"member": MEMBER, "address": ADDRESS}
RECORDED = wire.Recorded()


class Conversation:
    """What the orchestrator says, all at once, and what the process answered."""

    def __init__(self, *said: wire.Downward) -> None:
        self._answers = io.BytesIO()
        self.pipe = Pipe(io.BytesIO(b"".join(map(wire.encode, said))), self._answers)

    @property
    def answers(self) -> list[wire.Upward]:
        return [wire.decode(wire.upward, line) for line in self._answers.getvalue().splitlines()]

    @property
    def recorded(self) -> list[tuple[StepState, str | None]]:
        return [(told.state, told.receipt) for told in self.answers if isinstance(told, wire.Record)]

    @property
    def outcomes(self) -> list[Outcome]:
        return [told.outcome for told in self.answers if isinstance(told, wire.Finished)]


def _refused(code: str, text: str, *, counts: bool) -> wire.Refused:
    return wire.Refused(code=code, text=text, blame=Blame.MACHINE, counts=counts)


@pytest.fixture
def session() -> FakeSession:
    back_end = FakeBackEnd()
    back_end.create_member(NEW_MEMBER)
    back_end.ledger.clear()
    return FakeSession(back_end)


def _run(folder: Path, *journal: JournalEntry, process: str = "address") -> wire.Run:
    return wire.Run(
        item=7,
        process=process,
        reference="D-1",
        attempt=1,
        payload=CASE,
        journal=journal,
        evidence=str(folder / "00000007-01"),
        evidence_limit=1_000,
    )


def _converse(
    monkeypatch: pytest.MonkeyPatch, session: FakeSession | Exception, *said: wire.Downward
) -> Conversation:
    conversation = Conversation(OPEN, *said)

    def prepare_seat(_connection: Connection) -> SeatSession:
        if isinstance(session, Exception):
            raise session
        return SeatSession(cast("ScreenSession", session), taken=False)

    monkeypatch.setattr(bot_process, "_take_the_pipe", lambda: conversation.pipe)
    monkeypatch.setattr(bot_process, "prepare_seat", prepare_seat)
    monkeypatch.setattr(gc, "freeze", lambda: None)
    bot_process.main()
    assert not transaction.is_open()
    return conversation


# --- the conversation


def test_an_item_is_worked_step_by_step_through_the_pipe(
    monkeypatch: pytest.MonkeyPatch, session: FakeSession, tmp_path: Path
) -> None:
    told = _converse(monkeypatch, session, _run(tmp_path), *[RECORDED] * 4, wire.Close())
    assert [message.type for message in told.answers] == [
        *("opened", "progress", "record", "record", "record", "record", "finished"),
    ]
    assert told.recorded == [
        (StepState.PREPARED, None),
        (StepState.SUBMITTING, None),
        (StepState.COMMITTED, "26324-000001"),
        (StepState.VERIFIED, "26324-000001"),
    ]
    assert told.outcomes[0].kind is OutcomeKind.DONE
    assert told.outcomes[0].evidence == "00000007-01"
    assert session.signed_off
    assert session.closed


def test_one_seat_works_many_items(
    monkeypatch: pytest.MonkeyPatch, session: FakeSession, tmp_path: Path
) -> None:
    verified = JournalEntry("address", StepState.VERIFIED, "26324-000001")
    first, again = _run(tmp_path), _run(tmp_path, verified)
    told = _converse(monkeypatch, session, first, *[RECORDED] * 4, again, again, wire.Close())
    assert [outcome.kind for outcome in told.outcomes] == [OutcomeKind.DONE] * 3
    assert session.back_end.ledger == ["address 00000001"]


def test_what_earlier_attempts_journalled_is_believed(
    monkeypatch: pytest.MonkeyPatch, session: FakeSession, tmp_path: Path
) -> None:
    committed = JournalEntry("address", StepState.COMMITTED, "26324-000042")
    told = _converse(monkeypatch, session, _run(tmp_path, committed), wire.Close())
    assert told.outcomes[0].code == "SHOWN_DIFFERS"
    assert session.back_end.ledger == []


def test_an_orchestrator_that_is_gone_closes_the_seat(
    monkeypatch: pytest.MonkeyPatch, session: FakeSession
) -> None:
    assert [message.type for message in _converse(monkeypatch, session).answers] == ["opened"]
    assert session.closed


def test_a_refused_sign_on_is_told_and_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = SignOnError("PASSWORD_WRONG", "SGN0002", "MOT DE PASSE ERRONE")
    told = _converse(monkeypatch, refusal).answers
    message = "PASSWORD_WRONG: SGN0002 MOT DE PASSE ERRONE"
    refused = Outcome(OutcomeKind.APPLICATION, "PASSWORD_WRONG", message, blame=Blame.SEAT)
    assert told == [wire.Unopened(outcome=refused)]


def test_credentials_that_do_not_fit_the_sign_on_screen_are_the_seats_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (told,) = _converse(monkeypatch, SeatError("The sign-on screen has no field terminal.")).answers
    assert isinstance(told, wire.Unopened)
    assert (told.outcome.code, told.outcome.blame) == ("SEAT", Blame.SEAT)


def test_a_start_that_nobody_foresaw_is_told_without_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    (told,) = _converse(monkeypatch, ValueError("K7SECRET is too long")).answers
    assert isinstance(told, wire.Unopened)
    assert told.outcome.code == "UNEXPECTED"
    assert "ValueError" in told.outcome.message
    assert "K7SECRET" not in told.outcome.message


def test_a_process_that_is_not_opened_first_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = Conversation(wire.Close())
    monkeypatch.setattr(bot_process, "_take_the_pipe", lambda: conversation.pipe)
    bot_process.main()
    assert conversation.answers == []


# --- what becomes of an item


def test_a_lease_that_is_lost_presses_no_key(
    monkeypatch: pytest.MonkeyPatch, session: FakeSession, tmp_path: Path
) -> None:
    lost = _refused("LEASE_LOST", "Lease 3 was taken over.", counts=False)
    told = _converse(monkeypatch, session, _run(tmp_path), RECORDED, lost, wire.Close())
    assert [state for state, _receipt in told.recorded] == [StepState.PREPARED, StepState.SUBMITTING]
    assert (told.outcomes[0].kind, told.outcomes[0].code) == (OutcomeKind.RETURNED, "LEASE_LOST")
    assert session.back_end.ledger == []


def test_an_orchestrator_that_dies_amid_an_item_has_no_key_pressed_any_more(
    monkeypatch: pytest.MonkeyPatch, session: FakeSession, tmp_path: Path
) -> None:
    told = _converse(monkeypatch, session, _run(tmp_path), RECORDED)
    assert (told.outcomes[0].kind, told.outcomes[0].code) == (OutcomeKind.RETURNED, "ORCHESTRATOR_GONE")
    assert session.back_end.ledger == []
    assert session.closed


def test_a_seat_whose_screen_is_unknown_is_not_reusable(
    monkeypatch: pytest.MonkeyPatch, session: FakeSession, tmp_path: Path
) -> None:
    session.commits = [CommitAnswer(ArrivalTimeoutError("Nothing came."))]
    session.screen_unknown = True
    told = _converse(monkeypatch, session, _run(tmp_path), *[RECORDED] * 2, wire.Close())
    finished = told.answers[-1]
    assert isinstance(finished, wire.Finished)
    assert not finished.reusable
    assert not session.signed_off
    assert session.closed


def test_a_process_without_a_robot_is_an_application_exception(
    monkeypatch: pytest.MonkeyPatch, session: FakeSession, tmp_path: Path
) -> None:
    told = _converse(monkeypatch, session, _run(tmp_path, process="certificate"), wire.Close())
    assert (told.outcomes[0].kind, told.outcomes[0].code) == (OutcomeKind.APPLICATION, "NO_ROBOT")
    assert "enrolment" in told.outcomes[0].message


def test_a_log_for_people_is_written_for_what_is_not_done(
    monkeypatch: pytest.MonkeyPatch, session: FakeSession, tmp_path: Path
) -> None:
    _converse(monkeypatch, session, _run(tmp_path), *[RECORDED] * 4, wire.Close())
    assert not (tmp_path / "00000007-01" / "log.html").exists()
    session.back_end.members.clear()
    _converse(monkeypatch, session, _run(tmp_path), wire.Close())
    assert (tmp_path / "00000007-01" / "log.html").exists()


# --- the journal through the pipe


def test_an_entry_is_known_once_it_is_durable() -> None:
    conversation = Conversation(RECORDED, _refused("STEP_REFUSED", "No.", counts=True))
    journal = PipedJournal(conversation.pipe, (JournalEntry("member", StepState.VERIFIED, "26324-000001"),))
    journal.record(JournalEntry("address", StepState.PREPARED))
    with pytest.raises(JournalRefusedError, match="No"):
        journal.record(JournalEntry("address", StepState.COMMITTED, "26324-000002"))
    assert {step: entry.state for step, entry in journal.entries().items()} == {
        "member": StepState.VERIFIED,
        "address": StepState.PREPARED,
    }


def test_an_entry_travels_whole() -> None:
    conversation = Conversation(RECORDED)
    entry = JournalEntry("address", StepState.SUBMITTING, None, ("street=address.street",), "26001-000042")
    PipedJournal(conversation.pipe, ()).record(entry)
    (record,) = conversation.answers
    journal = ListJournal()
    assert isinstance(record, wire.Record)
    assert one_item.write(journal, record) == RECORDED
    assert journal.told == [entry]


# --- as an OS process


def test_what_is_printed_amid_a_robot_goes_to_the_log_and_never_on_the_pipe(stage: Stage) -> None:
    bot = stage.bot(command=(sys.executable, "-m", "tests.unit.bots.bot_on_fakes"))
    journal = ListJournal()
    outcome = bot.run(item(process="address", payload=CASE), journal)
    assert outcome.kind is OutcomeKind.DONE
    assert [entry.state for entry in journal.told] == list(StepState)
    assert "this is no message" in (stage.folder / "evidence" / "ROB01@host.log").read_text()


def test_the_real_process_says_why_it_cannot_take_its_place(stage: Stage) -> None:
    prepare = wire.Prepare(connection=connection(application="no_such_application"))
    elsewhere = OPEN.model_copy(update={"prepare": prepare})
    bot = stage.bot(open=elsewhere, command=(sys.executable, "-m", "copiste.bots.bot_process"))
    returned = bot.run(item(), ListJournal())
    assert (returned.kind, returned.code) == (OutcomeKind.RETURNED, "DECLARATION")
