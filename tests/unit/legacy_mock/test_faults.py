"""Each fault at the host: what the terminal is sent, and what the ledger holds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from legacy_mock.domain import Signature
from legacy_mock.faults.afterwards import AFTERWARDS, ON_A_NEW_SCREEN
from legacy_mock.faults.instead import AT_THE_MENU, INSTEAD
from legacy_mock.faults.kinds import Fault
from legacy_mock.faults.plan import Plan, Rule
from legacy_mock.faults.storm import Storm
from legacy_mock.faults.stroke import Weather
from legacy_mock.faults.struck import Struck, file_of
from legacy_mock.host import LineDroppedError
from legacy_mock.map import Aid
from legacy_mock.screen import Input
from tests.unit.legacy_mock.domain_factories import PLAIN
from tests.unit.legacy_mock.host_terminal import Place, Terminal

STREET = "7 RUE NEUVE"


class Storms:
    """A place with a plan of faults, whose time passes when a test says so."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.waited: list[float] = []
        self.later: list[tuple[float, Callable[[], object]]] = []
        self.now = 100.0
        self.storm = self.over()

    def over(self, *rules: dict[str, Any], seed: int = 1) -> Storm:
        """Begin anew, with this plan."""

        async def sleep(seconds: float) -> None:
            self.waited.append(seconds)

        weather = Weather(
            self.place.world.backend,
            sleep,
            lambda seconds, call: self.later.append((seconds, call)),
            lambda: self.now,
        )
        plan = Plan.model_validate({"seed": seed, "faults": rules})
        self.storm = Storm(plan, weather, Struck(self.place.world.path))
        self.place.make(around=self.storm)
        return self.storm

    def arm(self, fault: str, **options: Any) -> None:
        self.storm.arm(Rule.model_validate({"fault": fault, "first": 1, **options}))

    def pass_by(self) -> None:
        """Let what is to come later come."""
        calls, self.later = self.later, []
        for _seconds, call in calls:
            call()

    @property
    def struck(self) -> list[str]:
        return [strike["fault"] for strike in self.storm.struck.told()]

    @property
    def records(self) -> int:
        return len(self.place.world.rows("journal"))


@pytest.fixture
def storms(place: Place) -> Storms:
    return Storms(place)


@pytest.fixture
def terminal(storms: Storms) -> Terminal:
    """Somebody about to validate an address."""
    signed_on = storms.place.terminal()
    signed_on.go("ADRS", PLAIN)
    return signed_on


def validate(terminal: Terminal) -> None:
    terminal.press(Aid.F10, street=STREET)


def test_every_fault_is_done_in_one_place() -> None:
    done = [*INSTEAD, *AT_THE_MENU, *AFTERWARDS, *ON_A_NEW_SCREEN]
    assert sorted(done) == sorted(Fault)


def test_slow_answer_and_late_confirmation_wait_with_the_key_handled(
    storms: Storms, terminal: Terminal
) -> None:
    storms.arm("late_confirmation", seconds=30)
    storms.arm("slow_answer", seconds=3)
    terminal.press(Aid.ENTER)
    assert storms.waited == [3]
    validate(terminal)
    assert (terminal.message, storms.waited, storms.records) == ("ADR0100", [3, 30], 1)


def test_a_key_that_comes_while_one_is_handled_is_not_handled(storms: Storms, terminal: Terminal) -> None:
    other_keys: list[str] = []

    async def meanwhile(_seconds: float) -> None:
        shown = await storms.place.host.press(terminal.key, Input(Aid.F10, {"street": ("9 RUE NEUVE",)}))
        assert shown.keyboard_locked
        other_keys.append(shown.value("street"))

    storms.storm._weather = Weather(storms.place.world.backend, meanwhile)
    storms.arm("slow_answer")
    validate(terminal)
    assert (other_keys, terminal.message, storms.records) == ([STREET], "ADR0100", 1)


@pytest.mark.parametrize(("handled", "records"), [(True, 1), (False, 0)])
def test_send_map_error_leaves_one_line(
    storms: Storms, terminal: Terminal, handled: bool, records: int
) -> None:
    storms.arm("send_map_error", handled=handled)
    validate(terminal)
    assert (terminal.at, storms.records) == ("technical", records)
    terminal.press(Aid.ENTER)
    assert terminal.at == "menu"


def test_send_map_error_draws_whether_the_key_is_handled(storms: Storms) -> None:
    storms.over({"fault": "send_map_error", "keys": ["F10"]})
    for _ in range(12):
        terminal = storms.place.terminal()
        terminal.go("ADRS", PLAIN)
        validate(terminal)
    assert 0 < storms.records < 12


@pytest.mark.parametrize(
    ("fault", "at_once", "in_the_end"),
    [("lost_before_commit", 0, 0), ("lost_after_commit", 1, 1), ("late_commit", 0, 1)],
)
def test_a_lost_line_leaves_the_session_behind(
    storms: Storms, terminal: Terminal, fault: str, at_once: int, in_the_end: int
) -> None:
    storms.arm(fault)
    terminal.press(Aid.ENTER, street=STREET)
    with pytest.raises(LineDroppedError):
        validate(terminal)
    assert storms.records == at_once
    session = storms.place.host.session(terminal.key)
    assert session
    assert session.glass is None, "the keyboard is not locked for ever"
    again = storms.place.terminal()
    assert storms.place.host.session(terminal.key) is None, "signing on at the terminal ends what was left"
    storms.pass_by()
    assert storms.records == in_the_end
    again.go("ADRS", PLAIN)
    assert (again.screen.value("street") == STREET) == bool(in_the_end)


def test_a_commit_that_is_only_asked_about_is_not_lost_after_it(storms: Storms, terminal: Terminal) -> None:
    storms.arm("lost_after_commit")
    terminal.press(Aid.F10, postal_code="00000")
    assert (terminal.message[:3], storms.struck) == ("ADR", [])


def test_double_press_of_a_commit_key_records_once_and_says_under_which_number(
    storms: Storms, terminal: Terminal
) -> None:
    storms.arm("double_press")
    validate(terminal)
    assert (terminal.message, storms.records) == ("HOT0030", 1)


def test_a_robot_that_keys_the_same_twice_is_seen_in_the_ledger(terminal: Terminal, storms: Storms) -> None:
    for _ in range(2):
        validate(terminal)
        terminal.go("ADRS", PLAIN)
    assert storms.records == 2


def test_double_press_of_enter_is_handled_on_the_screen_that_came(storms: Storms) -> None:
    terminal = storms.place.terminal()
    storms.arm("double_press", screens=["menu"])
    terminal.go("RADI", PLAIN)
    assert (terminal.at, terminal.message) == ("termination", "SAI0001")


def test_record_lock_gives_the_file_to_a_colleague_for_a_while(storms: Storms) -> None:
    terminal = storms.place.terminal()
    storms.arm("record_lock", seconds=5)
    terminal.go("AYDL", PLAIN)
    assert storms.struck == [], "a list is read whoever holds the file"
    terminal.go("ADRS", PLAIN)
    assert (terminal.at, terminal.message) == ("menu", "ADH0040")
    storms.pass_by()
    terminal.go("ADRS", PLAIN)
    assert terminal.at == "address"


def test_record_lock_spares_a_file_that_somebody_holds(storms: Storms, terminal: Terminal) -> None:
    storms.arm("record_lock")
    terminal.press(Aid.ENTER, jump="RIBS")
    storms.place.terminal("AGT02", "T002").go("RIBS", PLAIN)
    assert (terminal.at, storms.struck) == ("bank_details", [])


def test_broadcast_stands_in_front_of_the_answer(storms: Storms, terminal: Terminal) -> None:
    storms.arm("broadcast", text="arret a 20h30")
    validate(terminal)
    assert (terminal.at, terminal.screen.value("text"), storms.records) == ("broadcast", "ARRET A 20H30", 1)
    terminal.press(Aid.ENTER)
    assert (terminal.at, terminal.message) == ("address", "ADR0100")


def test_session_expired_handles_no_key(storms: Storms, terminal: Terminal) -> None:
    storms.arm("session_expired")
    validate(terminal)
    assert (terminal.at, storms.records) == ("session_expired", 0)
    storms.place.terminal("AGT02", "T002").go("ADRS", PLAIN)


def test_input_inhibited_shows_what_was_typed_until_it_unlocks(storms: Storms, terminal: Terminal) -> None:
    storms.arm("input_inhibited", seconds=3)
    validate(terminal)
    session = storms.place.host.session(terminal.key)
    assert session
    assert (terminal.screen.keyboard_locked, terminal.screen.message) == (True, None)
    assert session.shown.value("street") == STREET
    storms.pass_by()
    assert (session.shown.keyboard_locked, session.shown.message and session.shown.message.number) == (
        False,
        "ADR0100",
    )


@pytest.mark.parametrize("characters", [None, 3])
def test_truncated_field_keeps_less_on_every_key_of_the_screen(
    storms: Storms, characters: int | None
) -> None:
    terminal = storms.place.terminal()
    storms.arm("truncated_field", field="street", characters=characters)
    terminal.go("ADRS", PLAIN)
    kept = STREET[:characters] if characters else STREET[:7].strip()
    terminal.press(Aid.ENTER, street=STREET)
    assert (terminal.message, terminal.screen.value("street")) == ("HOT0031", kept.strip())
    terminal.go("ADRS", PLAIN)
    terminal.press(Aid.ENTER, street=STREET)
    assert terminal.screen.value("street") == STREET, "only on the screen that was struck"


def test_moved_field_has_another_row_and_works_as_ever(storms: Storms) -> None:
    terminal = storms.place.terminal()
    storms.arm("moved_field", field="street")
    terminal.go("ADRS", PLAIN)
    moved = terminal.screen.map.field("street").row
    validate(terminal)
    assert (terminal.message, terminal.screen.map.field("street").row) == ("ADR0100", moved)
    terminal.go("ADRS", PLAIN)
    assert terminal.screen.map.field("street").row != moved


@pytest.mark.parametrize(("told", "shown"), [("", "VOIE BIS"), ("rue", "RUE")])
def test_renamed_caption_names_a_field_otherwise(storms: Storms, told: str, shown: str) -> None:
    terminal = storms.place.terminal()
    storms.arm("renamed_caption", field="street", caption=told)
    terminal.go("ADRS", PLAIN)
    assert terminal.screen.map.field("street").caption == shown


def test_a_caption_that_does_not_fit_renames_nothing(storms: Storms) -> None:
    terminal = storms.place.terminal()
    storms.arm("renamed_caption", field="street", caption="A" * 40)
    terminal.go("ADRS", PLAIN)
    assert (terminal.screen.map.field("street").caption, storms.struck) == ("VOIE", [])


def test_menu_refused_refuses_one_entry_to_everybody_for_a_while(storms: Storms) -> None:
    one, other = storms.place.terminal(), storms.place.terminal("AGT02", "T002")
    storms.arm("menu_refused", transactions=["ADRS"], seconds=5)
    one.go("AYDL", PLAIN)
    assert one.at == "dependant_list"
    for terminal in (one, other):
        terminal.go("ADRS", PLAIN)
        assert (terminal.at, terminal.message) == ("menu", "MEN0003")
    one.go("AYDL", PLAIN)
    one.press(Aid.ENTER, jump="ADRS")
    assert (one.at, one.message) == ("dependant_list", "MEN0003")
    storms.pass_by()
    other.go("ADRS", PLAIN)
    assert other.at == "address"


def test_closing_turns_everybody_out_until_it_opens_again(storms: Storms, terminal: Terminal) -> None:
    other = storms.place.terminal("AGT02", "T002")
    storms.arm("closing", seconds=20)
    validate(terminal)
    other.press(Aid.ENTER)
    assert (terminal.at, other.at, storms.records) == ("closed", "closed", 0)
    assert Terminal(storms.place.host).at == "closed"
    storms.pass_by()
    storms.place.terminal().go("ADRS", PLAIN)


def test_journal_lag_leaves_out_the_last_records(storms: Storms, terminal: Terminal) -> None:
    validate(terminal)
    storms.arm("journal_lag", first=2, seconds=5)
    terminal.go("JRNL")
    assert terminal.screen.rows == ()
    storms.now += 6
    terminal.go("JRNL")
    assert len(terminal.screen.rows) == 1
    assert storms.struck == ["journal_lag"]


class TestWhen:
    def typing(self, storms: Storms, operator: str, terminal: str) -> Terminal:
        one = storms.place.terminal(operator, terminal)
        for _ in range(40):
            one.press(Aid.ENTER)
        return one

    def test_the_same_seed_strikes_the_same_keys_whatever_others_do(self, storms: Storms) -> None:
        told = []
        for others in (False, True):
            storms.over({"fault": "broadcast", "probability": 0.3}, seed=5)
            if others:
                self.typing(storms, "AGT02", "T002")
            self.typing(storms, "AGT01", "T001")
            strikes = storms.storm.struck.told()
            told.append([strike["interaction"] for strike in strikes if strike["terminal"] == "T001"])
        assert told[0] == told[1]
        assert 3 < len(told[0]) < 30

    def test_another_seed_strikes_others(self, storms: Storms) -> None:
        told = []
        for seed in (1, 2):
            storms.over({"fault": "broadcast", "probability": 0.3}, seed=seed)
            self.typing(storms, "AGT01", "T001")
            told.append([strike["interaction"] for strike in storms.storm.struck.told()])
        assert told[0] != told[1]

    def test_limits_hold(self, storms: Storms) -> None:
        storms.over({"fault": "broadcast", "after": 5, "first": 2, "keys": ["ENTER"], "screens": ["menu"]})
        self.typing(storms, "AGT01", "T001")
        told = storms.storm.struck.told()
        assert [strike["interaction"] for strike in told] == [6, 8], "between them the broadcast is left"

    def test_at_most_one_fault_strikes_a_key(self, storms: Storms, terminal: Terminal) -> None:
        storms.arm("slow_answer")
        storms.arm("broadcast")
        terminal.press(Aid.ENTER)
        assert storms.struck == ["slow_answer"]

    def test_a_calm_host_strikes_no_more(self, storms: Storms, terminal: Terminal) -> None:
        storms.arm("session_expired", first=None)
        storms.storm.disarm()
        validate(terminal)
        assert (terminal.message, storms.struck) == ("ADR0100", [])


def test_what_struck_is_told_without_what_was_typed(storms: Storms, terminal: Terminal) -> None:
    storms.arm("slow_answer", seconds=2)
    validate(terminal)
    (strike,) = storms.storm.struck.told()
    assert {name: strike[name] for name in ("terminal", "operator", "screen", "key", "detail")} == {
        "terminal": "T001",
        "operator": "AGT01",
        "screen": "address",
        "key": "F10",
        "detail": "2 s",
    }
    (line,) = file_of(storms.place.world.path).read_text().splitlines()
    assert STREET not in line
    assert terminal.key not in line


def test_a_colleague_s_lock_ends_with_the_fault_only(storms: Storms) -> None:
    terminal = storms.place.terminal()
    storms.arm("record_lock")
    terminal.go("ADRS", PLAIN)
    storms.place.world.backend.unlock(PLAIN, Signature("AGT02", "T002"))
    terminal.go("ADRS", PLAIN)
    assert terminal.message == "ADH0040"
    assert asyncio.run(storms.place.host.press(terminal.key, Input(Aid.F3))).map.name == "sign_on"
