"""The back-end is not there, goes away, is closed, or is busy: nothing is lost, nothing is recorded twice."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from copiste.bots.bot import BotSettings
from copiste.orchestrator import run as orchestrator
from copiste.orchestrator.context import RunEvent
from copiste.queue.item import OutcomeKind, State, StepState
from copiste.queue.store import Store
from copiste.settings import BreakerRules, Seat, Settings
from tests.acceptance.enrolments import check_each_recorded_once, fill, items, states
from tests.acceptance.harm import HarmedBot
from tests.support import programs
from tests.support.cases import IBAN, WITHOUT_ACCOUNT, bank_details
from tests.support.mock import PASSWORD, Mock

pytestmark = pytest.mark.timeout(400)


#: By face.
SCHEMES = {"web": "http", "pixels": "tn3270"}


@pytest.fixture
def two_seats(settings: Settings) -> Settings:
    seats = (Seat(operator="ROB01", terminal="R001"), Seat(operator="ROB02", terminal="R002"))
    return settings.model_copy(update={"seats": seats})


class Clock:
    """The time of day, and as much later as a test says."""

    def __init__(self) -> None:
        self._later = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._later

    def go_on(self, span: timedelta) -> None:
        """Let `span` pass."""
        self._later += span


def harmed(
    harm: Callable[[], None], state: StepState, nth: int, *, written: bool
) -> Callable[[BotSettings], HarmedBot]:
    """Bots of which one, the first to come there, meets `harm`."""
    done: list[HarmedBot] = []

    def once(bot: HarmedBot) -> None:
        done.append(bot)
        if len(done) == 1:
            harm()

    return lambda told: HarmedBot(told, once, state, nth, written=written)


def outcomes(settings: Settings) -> list[tuple[OutcomeKind | None, str]]:
    """How the transactions ended, in order."""
    with Store.open(settings.database) as store:
        return [(one.outcome, one.code) for one in store.transactions()]


def test_without_a_back_end_every_seat_gives_up_and_no_item_is_touched(face: str, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'queue.db'}"
    fill(url, 3)
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    (tmp_path / "copiste.toml").write_text(
        f'database = "{url}"\nevidence = "evidence"\npatience = 2\n'
        f'[back_end]\nurl = "{SCHEMES[face]}://127.0.0.1:{port}"\nface = "{face}"\n'
        '[[seats]]\noperator = "ROB01"\nterminal = "R001"\n'
        '[[seats]]\noperator = "ROB02"\nterminal = "R002"\n'
        "[bots]\nreopen_after = 0\n[breaker]\nfirst_probe = 0.1\n",
        encoding="utf-8",
    )
    ran = programs.run(programs.COPISTE, "run", "--json", folder=tmp_path, COPISTE_PASSWORD=PASSWORD)

    assert ran.returncode == 4, ran.stderr
    told = json.loads(ran.stdout)
    assert [why["code"] for why in told["gave_up"].values()] == ["UNREACHABLE", "UNREACHABLE"]
    assert {(item.state, item.attempt) for item in items(url).values()} == {(State.PENDING, 1)}
    with Store.open(url) as store:
        assert [dict(store.journal(item.id)) for item in items(url).values()] == [{}, {}, {}]
        assert {one.outcome for one in store.transactions()} == {OutcomeKind.RETURNED}


# On both faces with the key about to be pressed: a line that is lost is another thing to each.
@pytest.mark.parametrize(
    ("face", "state", "nth"),
    [
        pytest.param("web", StepState.PREPARED, 2, id="web-about to key"),
        pytest.param("web", StepState.SUBMITTING, 3, id="web-about to press the commit key"),
        pytest.param("pixels", StepState.SUBMITTING, 3, id="pixels-about to press the commit key"),
        pytest.param("pixels", StepState.COMMITTED, 5, id="pixels-just recorded"),
    ],
    indirect=["face"],
)
def test_back_end_that_is_started_anew_in_mid_run_gets_each_record_once(
    two_seats: Settings, mock: Mock, state: StepState, nth: int
) -> None:
    def start_anew() -> None:
        mock.crash()
        mock.start()

    cases = fill(two_seats.database, 4, dependants=2)
    bots = harmed(start_anew, state, nth, written=True)
    orchestrator.run(two_seats, make_bot=bots)

    assert set(states(two_seats.database).values()) == {State.DONE}
    check_each_recorded_once(mock, cases)
    assert any(kind is OutcomeKind.APPLICATION for kind, _ in outcomes(two_seats)), "nobody noticed"


@pytest.mark.parametrize("face", ["pixels"], indirect=True)  # a message on a screen
def test_record_locked_by_an_agent_is_tried_again_once_it_is_free(settings: Settings, mock: Mock) -> None:
    clock = Clock()

    def leave_the_file(event: RunEvent) -> None:
        if event.what == "settled" and event.state == State.PENDING:
            mock.unlock(WITHOUT_ACCOUNT)
            clock.go_on(timedelta(minutes=5))

    with Store.open(settings.database) as store:
        store.add([bank_details()], now=clock())
    mock.lock(WITHOUT_ACCOUNT)
    orchestrator.run(settings, on_event=leave_the_file, clock=clock)

    assert outcomes(settings) == [(OutcomeKind.TRY_LATER, "RECORD_LOCKED"), (OutcomeKind.DONE, "")]
    (item,) = items(settings.database).values()
    assert (item.state, item.attempt) == (State.DONE, 1), "to wait costs no attempt"
    ledger = mock.ledger()
    (account,) = ledger["bank_details"]
    assert (account["member_number"], account["iban"]) == (WITHOUT_ACCOUNT, IBAN)
    assert [line["receipt"] for line in ledger["journal"]] == [account["receipt"]]


@pytest.mark.parametrize(("face", "nth"), [("web", 1), ("pixels", 5)], indirect=["face"])
def test_broadcast_in_front_of_any_screen_is_read_and_passed(
    settings: Settings, mock: Mock, nth: int
) -> None:
    """Also in front of the answer to a commit key, with the receipt behind it."""
    number = count(1)

    def send() -> None:
        mock.broadcast(f"ARRET PREVU A 20H30 - MESSAGE {next(number)}")

    def at_each_step(event: RunEvent) -> None:
        if event.what == "step":
            send()

    cases = fill(settings.database, 1, dependants=2)
    bots = harmed(send, StepState.SUBMITTING, nth, written=True)
    orchestrator.run(settings, on_event=at_each_step, make_bot=bots)

    assert outcomes(settings) == [(OutcomeKind.DONE, "")]
    check_each_recorded_once(mock, cases)
    assert next(number) > 7


@pytest.mark.parametrize(
    ("face", "state", "nth"),
    [
        pytest.param("web", StepState.PREPARED, 2, id="web-about to key"),
        pytest.param("pixels", StepState.SUBMITTING, 2, id="pixels-about to press the commit key"),
    ],
    indirect=["face"],
)
def test_items_return_at_closing_time_and_are_finished_when_it_opens(
    settings: Settings, mock: Mock, state: StepState, nth: int
) -> None:
    clock = Clock()
    cases = fill(settings.database, 3, dependants=1)
    bots = harmed(mock.close_hours, state, nth, written=True)
    impatient = settings.model_copy(update={"patience": timedelta(seconds=3)})
    closed = orchestrator.run(impatient, make_bot=bots, clock=clock)

    assert [why.code for why in closed.gave_up.values()] == ["BACK_END_CLOSED"]
    assert {(item.state, item.attempt) for item in items(settings.database).values()} == {(State.PENDING, 1)}

    mock.open_hours()
    clock.go_on(timedelta(minutes=5))
    opened = orchestrator.run(settings, clock=clock)
    assert opened.settled == {State.DONE: 3}
    check_each_recorded_once(mock, cases)


@pytest.mark.parametrize(
    "face", ["web"], indirect=True
)  # the breaker counts failures, whatever they look like
def test_back_end_that_is_down_for_a_while_fails_no_item(two_seats: Settings, mock: Mock) -> None:
    """What was in flight fails once; the breaker keeps the rest, and the run goes on by itself."""
    told: list[str] = []
    down = threading.Event()

    def go_down(event: RunEvent) -> None:
        told.append(event.what)
        if event.what == "settled" and not down.is_set():
            down.set()
            mock.crash()
        elif event.what == "paused":
            # Down still at the first probe, and for a while after it.
            threading.Timer(1.0, mock.start).start()

    cases = fill(two_seats.database, 8)
    breaker = {"failures": 5, "first_probe": 0.3}
    settings = two_seats.model_copy(update={"breaker": BreakerRules.model_validate(breaker)})
    summary = orchestrator.run(settings, on_event=go_down)

    found = items(two_seats.database)
    assert {item.state for item in found.values()} == {State.DONE}
    assert summary.gave_up == {}
    assert told.count("paused") == told.count("resumed") == 1
    burnt = sum(item.attempt - 1 for item in found.values())
    assert burnt <= len(two_seats.seats), "at most what each seat had in hand"
    check_each_recorded_once(mock, cases)


def test_session_that_ended_while_its_bot_rested_costs_no_attempt(settings: Settings, mock: Mock) -> None:
    def forget_every_session(event: RunEvent) -> None:
        if event.what == "settled":
            mock.crash()
            mock.start()

    cases = fill(settings.database, 2)
    bots = settings.bots.model_copy(update={"idle_limit": timedelta()})
    orchestrator.run(settings.model_copy(update={"bots": bots}), on_event=forget_every_session)

    assert outcomes(settings) == [(OutcomeKind.DONE, "")] * 2
    check_each_recorded_once(mock, cases)
