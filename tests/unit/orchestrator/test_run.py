"""The orchestrator on a real queue, with bots that do what a test says."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from copiste.bots.bot import Bot, BotSettings
from copiste.errors import Blame
from copiste.orchestrator import context, main, work
from copiste.orchestrator import run as orchestrator
from copiste.orchestrator.context import RunEvent
from copiste.orchestrator.from_settings import policies
from copiste.orchestrator.leases import Leases
from copiste.orchestrator.run import RunSummary
from copiste.orchestrator.stopping import Stop
from copiste.queue.errors import QueueBusyError
from copiste.queue.item import (
    Journal,
    JournalEntry,
    Lease,
    NewItem,
    Outcome,
    OutcomeKind,
    State,
    StepState,
    WorkItem,
)
from copiste.queue.records import ItemFilter
from copiste.queue.store import Store
from copiste.queue.transactions.claims import Renewal
from copiste.settings import Bots, Opening, ProcessPolicy, Seat, Settings, SettingsError
from tests.unit.bots import scripted_bot
from tests.unit.bots.stage import CLOSE, OPENED, worked

DONE = Outcome(OutcomeKind.DONE)
RETURNED = Outcome(
    OutcomeKind.RETURNED,
    "PASSWORD_WRONG",
    "SGN0002 MOT DE PASSE ERRONE",
    blame=Blame.SEAT,
    unopened=True,
)
START = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
TICK = timedelta(seconds=5)
SECRETS = ("Quennehen", "284037511234517")

Act = Callable[["ActingBot", WorkItem, Journal], Outcome]


class ActingBot(Bot):
    """Has no process: what it does with an item is given."""

    def __init__(self, settings: BotSettings, act: Act) -> None:
        super().__init__(settings)
        self.killed = threading.Event()
        self.stopped = False
        self.opening: Callable[[], Outcome | None] | None = None
        self._act = act

    def run(
        self, item: WorkItem, journal: Journal, on_progress: Callable[[str], None] = lambda _step: None
    ) -> Outcome:
        on_progress("member")
        return self._act(self, item, journal)

    def open(self) -> Outcome | None:
        return self.opening() if self.opening else None

    def stop(self) -> None:
        self.stopped = True

    def kill(self) -> None:
        self.killed.set()

    def abandon(self) -> None:
        raise AssertionError("no lease is lost here")


class Clock:
    """Stands still, or goes on by one `step` each time that it is read."""

    def __init__(self, step: timedelta = timedelta(0)) -> None:
        self._now = START
        self._step = step
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            self._now += self._step
            return self._now

    def pass_by(self, length: timedelta) -> None:
        with self._lock:
            self._now += length


class Night:
    """A queue, settings for it, and what happened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder / 'queue.db'}"
        self.events: list[RunEvent] = []
        self.worked: Counter[str] = Counter()
        self.bots: list[ActingBot] = []
        self.stop = Stop()

    def fill(self, count: int, process: str = "address") -> None:
        payload = {"member": {"last_name": SECRETS[0], "nir": SECRETS[1]}}
        with Store.open(self.url) as store:
            store.add(
                (NewItem(process, f"D-{number}", payload) for number in range(1, count + 1)),
                now=START,
                who="test",
            )

    def settings(self, seats: int = 1, **changes: Any) -> Settings:
        told: dict[str, Any] = {
            "database": self.url,
            "evidence": self.folder / "evidence",
            "back_end": {"url": "http://127.0.0.1:8080/"},
            "seats": [Seat(operator=f"ROB{n:02d}", terminal=f"R{n:03d}") for n in range(1, seats + 1)],
            "password": "K7SECRET",
            "bots": Bots(reopen_after=timedelta(milliseconds=1), spares=0),
        }
        return Settings(**{**told, **changes})

    def run(self, act: Act, seats: int = 1, **told: Any) -> RunSummary:
        def acting(bot: ActingBot, item: WorkItem, journal: Journal) -> Outcome:
            self.worked[item.reference] += 1
            return act(bot, item, journal)

        def make_bot(settings: BotSettings) -> ActingBot:
            self.bots.append(ActingBot(settings, acting))
            return self.bots[-1]

        options: dict[str, Any] = {"clock": Clock(), "make_bot": make_bot, "settings": self.settings(seats)}
        return orchestrator.run(**{**options, "on_event": self.events.append, "stop": self.stop, **told})

    def states(self) -> dict[str, State]:
        with Store.open(self.url) as store:
            return {item.reference: item.state for item in store.items(ItemFilter()).items}

    def of(self, what: str) -> list[RunEvent]:
        return [event for event in self.events if event.what == what]


@pytest.fixture
def night(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Night]:
    for room in (context, work):  # where seats wait
        monkeypatch.setattr(room, "IDLE", timedelta(milliseconds=1))
    monkeypatch.setattr(orchestrator, "IDLE", timedelta(milliseconds=40))
    yield Night(tmp_path)
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("seat")] == []


# --- draining the queue


@pytest.mark.parametrize("seats", [1, 3])
def test_seats_drain_the_queue_and_take_each_item_once(night: Night, seats: int) -> None:
    night.fill(20)
    summary = night.run(lambda _bot, _item, _journal: DONE, seats)
    assert set(night.states().values()) == {State.DONE}
    assert set(night.worked.values()) == {1}
    assert summary.settled == {State.DONE: 20}
    assert summary.gave_up == {}
    assert all(bot.stopped for bot in night.bots)


def test_an_empty_queue_ends_the_run(night: Night) -> None:
    summary = night.run(lambda _bot, _item, _journal: DONE, 2)
    assert summary.settled == {}
    with Store.open(night.url) as store:
        (told,) = store.runs()
    assert (told.id, told.started, told.ended) == (summary.run, summary.started, summary.ended)


def test_only_the_processes_asked_for_are_worked(night: Night) -> None:
    night.fill(2, "address")
    night.fill(3, "enrolment")
    summary = night.run(lambda _bot, _item, _journal: DONE, processes={"enrolment"})
    assert summary.settled == {State.DONE: 3}


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (OutcomeKind.DONE, State.DONE),
        (OutcomeKind.BUSINESS, State.REJECTED),
        (OutcomeKind.HELD, State.HELD),
    ],
)
def test_an_outcome_that_stands_settles_the_item(night: Night, kind: OutcomeKind, state: State) -> None:
    night.fill(1)
    night.run(lambda _bot, _item, _journal: Outcome(kind, "NIR_KNOWN", "ADH0012 NIR DEJA CONNU"))
    assert night.states() == {"D-1": state}
    (settled,) = night.of("settled")
    assert settled.state == state


@pytest.mark.parametrize("kind", [OutcomeKind.APPLICATION, OutcomeKind.CRASHED, OutcomeKind.TRY_LATER])
def test_an_item_that_is_retried_later_comes_back(night: Night, kind: OutcomeKind) -> None:
    night.fill(1)
    night.run(
        lambda _bot, _item, _journal: Outcome(kind, "X") if night.worked["D-1"] < 3 else DONE,
        clock=Clock(TICK),
    )
    assert night.states() == {"D-1": State.DONE}
    assert night.worked["D-1"] == 3
    assert [event.state for event in night.of("settled")] == [State.PENDING, State.PENDING, State.DONE]


def test_attempts_are_counted_by_the_settings_of_the_process(night: Night) -> None:
    night.fill(1)
    settings = night.settings(
        policies={"address": ProcessPolicy(attempts=2), "default": ProcessPolicy(attempts=5)}
    )
    failed = Outcome(OutcomeKind.APPLICATION, "X")
    night.run(lambda _bot, _item, _journal: failed, settings=settings, clock=Clock(TICK))
    assert night.states() == {"D-1": State.FAILED}
    assert night.worked["D-1"] == 2


@pytest.mark.parametrize(("patience", "state"), [(9, State.PENDING), (15, State.DONE)])
def test_a_run_waits_for_an_item_as_long_as_its_patience_says(
    night: Night, patience: int, state: State
) -> None:
    with Store.open(night.url) as store:
        later = NewItem("address", "D-1", {}, not_before=START + timedelta(minutes=12))
        store.add([later], now=START, who="test")
    settings = night.settings(patience=timedelta(minutes=patience))
    night.run(lambda _bot, _item, _journal: DONE, settings=settings, clock=Clock(TICK))
    assert night.states() == {"D-1": state}


def test_an_item_given_back_while_a_seat_is_about_to_leave_is_not_left_behind(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    night.fill(1)
    claim = Store.claim
    held_by_another_seat = iter([True])

    def claimed(store: Store, **asked: Any) -> Lease | None:
        return None if next(held_by_another_seat, False) else claim(store, **asked)

    monkeypatch.setattr(Store, "claim", claimed)
    night.run(lambda _bot, _item, _journal: DONE)
    assert night.states() == {"D-1": State.DONE}


def test_a_run_that_watches_stays_for_items_that_are_added(night: Night) -> None:
    night.fill(1)

    def add_then_end(_bot: ActingBot, item: WorkItem, _journal: Journal) -> Outcome:
        if item.reference == "D-1":
            night.fill(2)
        else:
            night.stop.ask()
        return DONE

    night.run(add_then_end, watch=True)
    assert night.states() == {"D-1": State.DONE, "D-2": State.DONE}


# --- opening windows, and the end of the run; a clock in Paris shows 19:00 at the start


def _office(hours: str) -> dict[str, Any]:
    opening = Opening(hours=hours, timezone="Europe/Paris")
    return {"back_end": {"url": "http://127.0.0.1:8080/", "opening": opening}}


def test_nothing_is_started_that_could_not_finish_before_closing(night: Night) -> None:
    night.fill(3)
    clock = Clock()

    def for_two_minutes(_bot: ActingBot, _item: WorkItem, _journal: Journal) -> Outcome:
        clock.pass_by(timedelta(minutes=2))
        return DONE

    settings = night.settings(**_office("07:00-19:06"))
    night.run(for_two_minutes, settings=settings, clock=clock)
    # A transaction may take three minutes: at 19:04 it is too late for another.
    assert night.states() == {"D-1": State.DONE, "D-2": State.DONE, "D-3": State.PENDING}


@pytest.mark.parametrize(("opens", "state"), [("19:14", State.DONE), ("19:45", State.PENDING)])
def test_a_run_waits_for_an_opening_as_long_as_its_patience_says(
    night: Night, opens: str, state: State
) -> None:
    night.fill(1)
    settings = night.settings(**_office(f"{opens}-20:00"))
    night.run(lambda _bot, _item, _journal: DONE, settings=settings, clock=Clock(timedelta(minutes=2)))
    assert night.states() == {"D-1": state}


def test_items_of_a_process_without_a_robot_are_left_to_others(night: Night) -> None:
    night.fill(1, "parcel")
    night.fill(1)
    night.run(lambda _bot, _item, _journal: DONE)
    assert Counter(event.process for event in night.of("settled")) == {"address": 1}


def test_a_closed_process_keeps_no_other_waiting(night: Night) -> None:
    night.fill(2)
    night.fill(2, "bank_details")
    closed = Opening(hours="08:00-09:00", timezone="Europe/Paris")
    settings = night.settings(policies={"address": ProcessPolicy(window=closed)})
    night.run(lambda _bot, _item, _journal: DONE, settings=settings)
    assert Counter(event.process for event in night.of("settled")) == {"bank_details": 2}


@pytest.mark.parametrize("watch", [False, True])
def test_a_run_is_over_by_the_time_that_was_named(night: Night, watch: bool) -> None:
    night.fill(3)
    clock = Clock()

    def for_two_minutes(_bot: ActingBot, _item: WorkItem, _journal: Journal) -> Outcome:
        clock.pass_by(timedelta(minutes=2))
        return DONE

    night.run(for_two_minutes, clock=clock, until=START + timedelta(minutes=5), watch=watch)
    assert Counter(night.states().values()) == {State.DONE: 2, State.PENDING: 1}
    assert clock() <= START + timedelta(minutes=5)


# --- what a bot gets and what a watcher sees


def test_the_journal_is_the_item_s_own_and_durable(night: Night) -> None:
    night.fill(1)

    def record(_bot: ActingBot, item: WorkItem, journal: Journal) -> Outcome:
        journal.record(JournalEntry("member", StepState.PREPARED))
        with Store.open(night.url) as store:
            assert store.journal(item.id) == journal.entries() != {}
        return DONE

    assert night.run(record).settled == {State.DONE: 1}


def test_an_item_with_a_step_in_doubt_is_held_whatever_its_outcome(night: Night) -> None:
    night.fill(1)

    def leave_submitting(_bot: ActingBot, _item: WorkItem, journal: Journal) -> Outcome:
        journal.record(JournalEntry("member", StepState.PREPARED))
        journal.record(JournalEntry("member", StepState.SUBMITTING))
        return DONE

    assert night.run(leave_submitting).settled == {State.HELD: 1}


def test_events_tell_an_item_from_its_claim_to_its_end(night: Night) -> None:
    night.fill(1)
    night.run(lambda _bot, _item, _journal: Outcome(OutcomeKind.BUSINESS, "NIR_KNOWN", "ADH0012"))
    bot = night.bots[0].name
    assert night.events == [
        RunEvent("claimed", bot, "address", "D-1"),
        RunEvent("step", bot, "address", "D-1", step="member"),
        RunEvent("settled", bot, "address", "D-1", state="REJECTED", code="NIR_KNOWN", message="ADH0012"),
    ]


def test_neither_events_nor_the_summary_nor_the_run_s_record_hold_a_value_or_a_secret(night: Night) -> None:
    night.fill(3)
    outcomes = iter([DONE, Outcome(OutcomeKind.BUSINESS, "NIR_KNOWN"), Outcome(OutcomeKind.HELD, "DOUBT")])
    summary = night.run(lambda _bot, _item, _journal: next(outcomes))
    with Store.open(night.url) as store:
        told = repr((night.events, summary, store.runs()))
    assert "D-3" in told
    assert [secret for secret in (*SECRETS, "K7SECRET") if secret in told] == []


# --- stopping


def test_an_orderly_stop_finishes_what_is_in_flight_and_leaves_the_rest(night: Night) -> None:
    night.fill(5)

    def stop_at_the_second(_bot: ActingBot, item: WorkItem, _journal: Journal) -> Outcome:
        if item.reference == "D-2":
            night.stop.ask()
        return DONE

    summary = night.run(stop_at_the_second)
    assert summary.settled == {State.DONE: 2}
    assert Counter(night.states().values()) == {State.DONE: 2, State.PENDING: 3}
    assert not night.bots[0].killed.is_set()


@pytest.mark.parametrize("asks", [["ask", "ask"], ["at_once"]], ids=["second", "directly"])
def test_a_stop_at_once_gives_back_what_is_in_flight(night: Night, asks: list[str]) -> None:
    night.fill(3)

    def be_killed(bot: ActingBot, _item: WorkItem, _journal: Journal) -> Outcome:
        for ask in asks:
            night.stop.ask() if ask == "ask" else night.stop.at_once.set()
        bot.killed.wait()
        return Outcome(OutcomeKind.RETURNED, "STOPPED")

    summary = night.run(be_killed, seats=2)
    assert set(night.states().values()) == {State.PENDING}
    assert all(bot.killed.is_set() for bot in night.bots)
    assert summary.gave_up == {}
    with Store.open(night.url) as store:
        assert {item.attempt for item in store.items(ItemFilter()).items} == {1}


def test_the_first_ask_is_orderly_and_the_second_at_once() -> None:
    stop = Stop()
    stop.ask()
    assert (stop.orderly.is_set(), stop.at_once.is_set()) == (True, False)
    stop.ask()
    assert (stop.orderly.is_set(), stop.at_once.is_set()) == (True, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_ask_for_a_stop(number: signal.Signals) -> None:
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    stop = Stop()
    try:
        stop.on_signals()
        signal.raise_signal(number)
        assert (stop.orderly.is_set(), stop.at_once.is_set()) == (True, False)
        signal.raise_signal(number)
        assert stop.at_once.is_set()
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def test_a_run_leaves_no_thread_behind(night: Night) -> None:
    before = set(threading.enumerate())
    night.fill(3)
    night.run(lambda _bot, _item, _journal: DONE, seats=2)
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=60)
        assert not thread.is_alive(), thread.name


# --- seats that cannot work


def test_a_seat_whose_bot_cannot_open_gives_up_and_says_why(night: Night) -> None:
    night.fill(2)
    settings = night.settings(patience=timedelta(0))
    summary = night.run(lambda _bot, _item, _journal: RETURNED, settings=settings)
    bot = night.bots[0]
    assert summary.gave_up == {bot.name: RETURNED}
    assert sum(night.worked.values()) == 1, "from then on it is opened without an item"
    assert set(night.states().values()) == {State.PENDING}
    assert night.of("stopped") == [
        RunEvent("stopped", bot.name, code="PASSWORD_WRONG", message="SGN0002 MOT DE PASSE ERRONE")
    ]


def test_openings_that_fail_now_and_then_do_not_end_a_seat(night: Night) -> None:
    night.fill(4)
    summary = night.run(
        lambda _bot, item, _journal: DONE if night.worked[item.reference] == 3 else RETURNED,
        clock=Clock(TICK),
    )
    assert summary.gave_up == {}
    assert summary.settled == {State.DONE: 4, State.PENDING: 8}


def test_the_other_seats_work_on_when_one_gives_up(night: Night) -> None:
    night.fill(6)
    gave_up = threading.Event()

    def see(event: RunEvent) -> None:
        if event.what == "stopped":
            gave_up.set()

    def act(bot: ActingBot, _item: WorkItem, _journal: Journal) -> Outcome:
        if bot is night.bots[0]:
            return RETURNED
        gave_up.wait()
        return DONE

    settings = night.settings(2, patience=timedelta(0))
    summary = night.run(act, settings=settings, on_event=see)
    assert list(summary.gave_up) == [night.bots[0].name]
    assert set(night.states().values()) == {State.DONE}


def test_what_nobody_foresaw_ends_the_run_in_order_and_is_told(night: Night) -> None:
    night.fill(9)
    failed = threading.Event()

    def act(bot: ActingBot, _item: WorkItem, _journal: Journal) -> Outcome:
        if bot is night.bots[0]:
            failed.set()
            raise ZeroDivisionError
        failed.wait()
        night.stop.orderly.wait()
        return DONE

    with pytest.raises(ZeroDivisionError):
        night.run(act, seats=2)
    assert Counter(night.states().values()) == {State.RESERVED: 1, State.DONE: 1, State.PENDING: 7}
    assert all(bot.stopped for bot in night.bots)


# --- leases


def test_a_late_settle_is_dropped(night: Night) -> None:
    night.fill(1)

    def be_late(_bot: ActingBot, item: WorkItem, _journal: Journal) -> Outcome:
        if night.worked[item.reference] == 1:
            with Store.open(night.url) as store:
                assert store.reap(now=START + timedelta(minutes=5)) == 1
            return DONE
        return Outcome(OutcomeKind.BUSINESS, "NIR_KNOWN")

    summary = night.run(be_late, clock=Clock(TICK))
    assert summary.settled == {State.REJECTED: 1}
    assert [event.state for event in night.of("settled")] == [State.REJECTED]


class _Renewals:
    """The part of a store that renews."""

    def __init__(self, *failures: Exception) -> None:
        self.renewed: list[list[int]] = []
        self._failures = list(failures)
        self.lost: set[int] = set()

    def renew(self, leases: list[Any], *, now: datetime) -> Renewal:
        if self._failures:
            raise self._failures.pop()
        self.renewed.append([lease.token for lease in leases])
        lost = tuple(lease for lease in leases if lease.item.id in self.lost)
        return Renewal(tuple(lease for lease in leases if lease not in lost), lost)


def _never() -> None:
    raise AssertionError("its lease was not lost")


def _leases(renewals: Any) -> Leases:
    return Leases(renewals, Clock())


def _lease(item: int, token: int) -> Lease:
    return Lease(WorkItem(item, "address", f"D-{item}", {}), token, "ROB01@host", START)


def test_a_lease_is_renewed_until_its_item_is_settled() -> None:
    renewals = _Renewals()
    leases = _leases(renewals)
    with leases.kept(_lease(1, 1), _never):
        with leases.kept(_lease(2, 1), _never):
            leases.renew()
        leases.renew()
    leases.renew()
    assert renewals.renewed == [[1, 1], [1]], "with nothing to renew, nobody is asked"


def test_who_lost_an_item_does_not_take_its_renewal_from_who_has_it_now() -> None:
    renewals = _Renewals()
    leases = _leases(renewals)
    lost = leases.kept(_lease(1, token=1), _never)
    lost.__enter__()
    with leases.kept(_lease(1, token=2), _never):
        lost.__exit__(None, None, None)
        leases.renew()
    assert renewals.renewed == [[2]]


def test_a_renewal_that_fails_is_not_the_last() -> None:
    renewals = _Renewals(QueueBusyError("The queue is locked."))
    leases = _leases(renewals)
    with leases.kept(_lease(1, 1), _never):
        leases.renew()
        leases.renew()
    assert renewals.renewed == [[1]]


def test_the_bot_of_a_lost_lease_is_stopped_and_no_other() -> None:
    renewals = _Renewals()
    leases = _leases(renewals)
    stopped = []
    with leases.kept(_lease(1, 1), lambda: stopped.append(1)), leases.kept(_lease(2, 1), _never):
        renewals.lost = {1}
        leases.renew()
    assert stopped == [1]


# --- at the door


def test_bots_are_told_what_the_settings_say(night: Night) -> None:
    settings = night.settings(seats=2, policies={"address": ProcessPolicy(time_limit=timedelta(seconds=7))})
    night.run(lambda _bot, _item, _journal: DONE, settings=settings)
    told = [bot.settings for bot in night.bots]
    assert [bot.open.credentials.fields["operator"] for bot in told] == ["ROB01", "ROB02"]
    assert {bot.open.credentials.secrets["password"].get_secret_value() for bot in told} == {"K7SECRET"}
    assert told[0].evidence == (night.folder / "evidence").resolve()
    assert told[0].time_limit("address") == timedelta(seconds=7)
    assert told[0].time_limit("enrolment") == ProcessPolicy().time_limit


def test_the_hash_key_is_made_once_and_readable_by_its_owner_alone(night: Night) -> None:
    for _ in range(2):
        night.run(lambda _bot, _item, _journal: DONE, seats=2)
    keys = {bot.settings.open.hash_key.get_secret_value() for bot in night.bots}
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    files = [path for path in night.folder.rglob("*key*") if path.is_file()]
    assert [(path.name, path.stat().st_mode & 0o777) for path in files] == [("copiste.keys.json", 0o600)]


def test_without_a_back_end_or_a_password_nothing_starts(night: Night) -> None:
    night.fill(1)
    nowhere = night.settings().model_copy(update={"back_end": Settings().back_end})
    with pytest.raises(SettingsError, match="COPISTE_BACK_END__URL"):
        night.run(lambda _bot, _item, _journal: DONE, settings=nowhere)
    with pytest.raises(SettingsError, match="No secret for seat ROB01"):
        night.run(
            lambda _bot, _item, _journal: DONE,
            settings=night.settings().model_copy(update={"password": None}),
        )
    assert night.worked == {}


@pytest.mark.parametrize(("gave_up", "status"), [({}, 0), ({"ROB01@host": RETURNED}, 4)])
def test_the_exit_status_says_whether_every_seat_saw_it_through(
    monkeypatch: pytest.MonkeyPatch, gave_up: dict[str, Outcome], status: int
) -> None:
    monkeypatch.setattr(Stop, "on_signals", lambda _stop: None)
    monkeypatch.setattr(main, "read_settings", Settings)
    monkeypatch.setattr(main, "run", lambda *_told, **_named: RunSummary(1, START, START, {}, gave_up))
    assert main.main() == status


def test_the_exit_status_says_that_it_was_stopped_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_told: object, stop: Stop, **_named: object) -> RunSummary:
        stop.ask()
        stop.ask()
        return RunSummary(1, START, START, {}, {})

    monkeypatch.setattr(Stop, "on_signals", lambda _stop: None)
    monkeypatch.setattr(main, "read_settings", Settings)
    monkeypatch.setattr(main, "run", stopped)
    assert main.main() == 130


def test_settings_that_cannot_be_used_are_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> Settings:
        raise SettingsError("Setting databse is unknown. Did you mean database?")

    monkeypatch.setattr(Stop, "on_signals", lambda _stop: None)
    monkeypatch.setattr(main, "read_settings", refuse)
    assert main.main() == 3
    assert capsys.readouterr().err == "Setting databse is unknown. Did you mean database?\n"


def test_real_bot_processes_drain_the_queue_and_are_gone_afterwards(night: Night) -> None:
    night.fill(6)
    (night.folder / "script.json").write_text(json.dumps([OPENED + worked() * 6 + CLOSE]))
    command = (sys.executable, "-S", scripted_bot.__file__, str(night.folder))
    bots: list[Bot] = []

    def make_bot(settings: BotSettings) -> Bot:
        bots.append(Bot(replace(settings, command=command)))
        return bots[-1]

    summary = night.run(lambda _bot, _item, _journal: DONE, seats=2, make_bot=make_bot)
    assert summary.settled == {State.DONE: 6}
    assert [bot.pid for bot in bots] == [None, None]
    heard = [json.loads(line) for line in (night.folder / "heard.jsonl").read_text().splitlines()]
    assert Counter(message["type"] for message in heard)["run"] == 6


# --- a back-end or a queue that is away


UNREACHABLE = Outcome(
    OutcomeKind.RETURNED, "UNREACHABLE", "Nobody answers.", blame=Blame.BACK_END, unopened=True
)
LATE = Outcome(OutcomeKind.APPLICATION, "ARRIVAL_TIMEOUT", blame=Blame.BACK_END)


def _breaking(night: Night, seats: int = 1, **changes: Any) -> Settings:
    return night.settings(seats, breaker={"failures": 2, "first_probe": 1, "longest": 60}, **changes)


def test_while_the_back_end_is_away_no_item_is_touched_and_then_all_are_worked(night: Night) -> None:
    night.fill(6)
    openings = iter([UNREACHABLE, UNREACHABLE, None])

    def act(bot: ActingBot, _item: WorkItem, _journal: Journal) -> Outcome:
        bot.opening = lambda: next(openings)
        return LATE if sum(night.worked.values()) < 3 else DONE

    summary = night.run(act, settings=_breaking(night), clock=Clock(TICK))
    assert set(night.states().values()) == {State.DONE}
    assert summary.gave_up == {}
    assert [event.what for event in night.events if event.what in {"paused", "resumed"}] == [
        "paused",
        "resumed",
    ]
    assert sum(night.worked.values()) == 6 + 2


def test_a_refused_operator_s_seat_gives_up_at_once_even_when_it_watches(night: Night) -> None:
    night.fill(2)

    class Refused(ActingBot):
        @property
        def refused(self) -> Outcome | None:
            return RETURNED

    def make_bot(settings: BotSettings) -> Bot:
        return Refused(settings, lambda _bot, _item, _journal: RETURNED)

    summary = night.run(lambda _bot, _item, _journal: DONE, make_bot=make_bot, watch=True)
    assert list(summary.gave_up.values()) == [RETURNED]
    assert set(night.states().values()) == {State.PENDING}


def test_a_run_whose_items_are_all_settled_does_not_wait_for_a_back_end_that_is_away(night: Night) -> None:
    night.fill(2)
    settings = _breaking(night, policies={"default": ProcessPolicy(attempts=1)})
    summary = night.run(lambda _bot, _item, _journal: LATE, settings=settings)
    assert summary.settled == {State.FAILED: 2}
    assert summary.gave_up == {}


def test_seats_beyond_the_licences_wait_until_one_is_given_back(night: Night) -> None:
    night.fill(8)
    at_work: set[str] = set()
    most = []

    def act(bot: ActingBot, _item: WorkItem, _journal: Journal) -> Outcome:
        at_work.add(bot.name)
        most.append(len(at_work))
        return DONE

    settings = night.settings(3, back_end={"url": "http://127.0.0.1:8080/", "licences": 1})
    summary = night.run(act, settings=settings)
    assert summary.settled == {State.DONE: 8}
    assert set(most) == {1}
    with Store.open(night.url) as store:
        (capacity,) = store.capacities(now=START)
        assert capacity.held == ()


def test_commits_of_all_seats_keep_their_distance(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    night.fill(3)
    told: list[float] = []
    monkeypatch.setattr(threading.Event, "wait", _noting(told, threading.Event.wait))

    def prepare(_bot: ActingBot, _item: WorkItem, journal: Journal) -> Outcome:
        journal.record(JournalEntry("member", StepState.PREPARED))
        return DONE

    settings = night.settings(back_end={"url": "http://127.0.0.1:8080/", "commits_per_minute": 60_000})
    night.run(prepare, settings=settings)
    assert [wait for wait in told if wait in {0.001, 0.002}] == [0.001, 0.002]


def _noting(told: list[float], wait: Callable[..., bool]) -> Callable[..., bool]:
    def waiting(event: threading.Event, timeout: float | None = None) -> bool:
        told.append(timeout or 0.0)
        return wait(event, timeout)

    return waiting


def test_what_a_code_changes_is_taken_over_and_the_rest_stays() -> None:
    later = {"postponement": timedelta(minutes=5)}
    told = Settings(policies={"address": {"attempts": 4, "codes": {"RECORD_LOCKED": later}}})
    policy = policies(told).policy("address")
    locked = policy.after("RECORD_LOCKED")
    assert (locked.postponement, locked.attempts) == (timedelta(minutes=5), 4)
    assert policy.after("UNREACHABLE") is policy


# --- disks that take no more


NO_DISK = Outcome(OutcomeKind.RETURNED, "DISK", "/tmp: the disk is full.", blame=Blame.DISK, unopened=True)
UNPICTURED = Outcome(OutcomeKind.DONE, unpictured="No pictures: /srv: the disk is full.")


def test_a_disk_that_bots_need_makes_the_run_wait_and_costs_no_attempt(night: Night) -> None:
    night.fill(3)
    openings = iter([NO_DISK, NO_DISK, None])
    ends = iter([DONE, NO_DISK, DONE, DONE])

    def act(bot: ActingBot, _item: WorkItem, _journal: Journal) -> Outcome:
        bot.opening = lambda: next(openings)
        return next(ends)

    summary = night.run(act, settings=_breaking(night), clock=Clock(TICK))
    assert (summary.settled, summary.gave_up) == ({State.DONE: 3, State.PENDING: 1}, {})
    told = [event for event in night.events if event.what in {"paused", "resumed"}]
    assert [(event.what, event.message) for event in told] == [("paused", NO_DISK.message), ("resumed", "")]
    with Store.open(night.url) as store:
        assert {item.attempt for item in store.items(ItemFilter()).items} == {1}


def test_a_disk_that_stays_full_ends_the_run_after_its_patience(night: Night) -> None:
    night.fill(2)

    def act(bot: ActingBot, _item: WorkItem, _journal: Journal) -> Outcome:
        bot.opening = lambda: NO_DISK
        return NO_DISK

    settings = _breaking(night, patience=timedelta(minutes=5))
    summary = night.run(act, settings=settings, clock=Clock(TICK))
    assert list(summary.gave_up.values()) == [NO_DISK]
    assert set(night.states().values()) == {State.PENDING}


def test_missing_pictures_are_told_once_counted_and_written_into_history_and_trail(night: Night) -> None:
    night.fill(5)
    ends = iter([DONE, UNPICTURED, Outcome(OutcomeKind.CRASHED, "BOT_DIED"), UNPICTURED, UNPICTURED, DONE])
    summary = night.run(lambda _bot, _item, _journal: next(ends), clock=Clock(TICK))
    assert (summary.settled[State.DONE], summary.unpictured) == (5, 3)
    assert [event.what for event in night.events if "pictured" in event.what] == ["unpictured", "pictured"]
    with Store.open(night.url) as store:
        acts = store.acts("pictures missing")
        assert [(act.why, act.details) for act in acts] == [
            (UNPICTURED.unpictured, {"run": 1}),
            (UNPICTURED.unpictured, {"run": 1, "items": 3}),
        ]
        whys = [store.item(item.id).history[-1].why for item in store.items(ItemFilter()).items]
    assert sum(UNPICTURED.unpictured in why for why in whys) == 3


def test_a_run_whose_pictures_are_all_there_says_nothing_of_them(night: Night) -> None:
    night.fill(2)
    assert night.run(lambda _bot, _item, _journal: DONE).unpictured == 0
    with Store.open(night.url) as store:
        assert store.acts("pictures missing") == ()
