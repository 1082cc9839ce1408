"""Sign-on, sign-off, idle keyboards, closing hours, one operator at a terminal."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta

import pytest

from legacy_mock.map import Aid
from legacy_mock.rules import Rules
from legacy_mock.screen import Input
from tests.unit.legacy_mock.domain_factories import PLAIN
from tests.unit.legacy_mock.host_terminal import PASSWORD, Place, Terminal


def test_a_terminal_starts_at_the_identification_and_signs_on_to_the_menu(place: Place) -> None:
    terminal = Terminal(place.host)
    assert terminal.at == "sign_on"
    terminal.sign_on("ROB01", "T042")
    assert terminal.screen.header.terminal == "T042"


def test_the_operator_may_type_in_small_letters(place: Place) -> None:
    terminal = Terminal(place.host)
    terminal.press(operator="agt01", password=PASSWORD.lower(), terminal="t001")
    assert (terminal.at, terminal.screen.header.terminal) == ("menu", "T001")


@pytest.mark.parametrize(
    ("typed", "number", "cursor"),
    [
        ({"operator": "AGT01", "password": "WRONG", "terminal": "T001"}, "SIG0001", ""),
        ({"operator": "NOBODY", "password": PASSWORD, "terminal": "T001"}, "SIG0001", ""),
        ({"operator": "AGT01", "password": PASSWORD}, "SAI0001", "terminal"),
        ({"password": PASSWORD, "terminal": "T001"}, "SAI0001", "operator"),
        ({"operator": "AGT01", "password": PASSWORD, "terminal": "T1"}, "SIG0003", ""),
    ],
)
def test_a_sign_on_that_is_wrong_stays_where_it_is(
    place: Place, typed: dict[str, str], number: str, cursor: str
) -> None:
    terminal = Terminal(place.host)
    terminal.press(**typed)
    assert (terminal.at, terminal.message, terminal.screen.cursor) == ("sign_on", number, cursor)


def test_the_password_is_never_sent_back_nor_told_by_a_repr(place: Place) -> None:
    terminal = Terminal(place.host)
    typed = Input(Aid.ENTER, {"operator": ("AGT01",), "password": ("SECRET99",), "terminal": ("T001",)})
    screen = asyncio.run(place.host.press(terminal.key, typed))
    assert screen.value("operator") == "AGT01"
    assert screen.value("password") == ""
    for told in (str(screen), repr(screen), repr(typed)):
        assert "SECRET99" not in told


def test_f3_on_the_menu_signs_off(place: Place) -> None:
    terminal = place.terminal()
    terminal.press(Aid.F3)
    assert (terminal.at, terminal.screen.header.terminal) == ("sign_on", "")
    terminal.sign_on("AGT02")


def test_an_idle_keyboard_is_disconnected_and_gives_its_file_free(place: Place) -> None:
    place.make(Rules(idle=timedelta(minutes=10)))
    idle = place.terminal("AGT01", "T001")
    idle.go("ADRS", PLAIN)
    place.later(minutes=9, seconds=59)
    other = place.terminal("AGT02", "T002")
    assert other.go("ADRS", PLAIN).message is not None
    assert other.message == "ADH0040"
    place.later(seconds=2)
    other.go("ADRS", PLAIN)
    assert other.at == "address"
    idle.press(Aid.F10)
    assert idle.at == "session_expired"
    assert place.world.rows("journal") == []


def test_each_key_starts_the_idle_time_anew(place: Place) -> None:
    place.make(Rules(idle=timedelta(minutes=10)))
    terminal = place.terminal()
    for _ in range(3):
        place.later(minutes=9)
        terminal.press(Aid.ENTER)
    assert terminal.at == "menu"


def test_a_key_of_a_session_that_nobody_knows_says_expired(place: Place) -> None:
    assert asyncio.run(place.host.press("unknown", Input(Aid.ENTER))).map.name == "session_expired"


def test_outside_the_hours_every_key_ends_the_session(place: Place) -> None:
    place.make(Rules(opens=time(7), closes=time(9, 45)))
    terminal = place.terminal()
    terminal.go("ADRS", PLAIN)
    place.later(minutes=15)
    terminal.press(Aid.F10, street="1 RUE NEUVE")
    assert terminal.at == "closed"
    assert "DE 07:00 A 09:45" in str(terminal.screen)
    assert place.world.rows("journal") == []
    assert Terminal(place.host).at == "closed"


@pytest.mark.parametrize(
    ("opens", "closes", "moment", "is_open"),
    [
        ("00:00", "00:00", "03:00", True),
        ("07:00", "20:00", "07:00", True),
        ("07:00", "20:00", "19:59", True),
        ("07:00", "20:00", "20:00", False),
        ("07:00", "20:00", "06:59", False),
        ("22:00", "06:00", "23:30", True),
        ("22:00", "06:00", "05:59", True),
        ("22:00", "06:00", "06:00", False),
        ("22:00", "06:00", "12:00", False),
    ],
)
def test_opening_hours(opens: str, closes: str, moment: str, *, is_open: bool) -> None:
    rules = Rules(opens=time.fromisoformat(opens), closes=time.fromisoformat(closes))
    assert rules.open_at(time.fromisoformat(moment)) is is_open


class TestOneOperatorAtATerminal:
    def test_the_same_operator_again_ends_the_session_left_open(self, place: Place) -> None:
        left = place.terminal("ROB01", "T001")
        left.go("ADRS", PLAIN)
        again = place.terminal("ROB01", "T001")
        again.go("ADRS", PLAIN)
        assert again.at == "address"
        left.press(Aid.F10)
        assert left.at == "session_expired"

    def test_another_operator_is_asked_to_come_later(self, place: Place) -> None:
        place.terminal("ROB01", "T001")
        other = Terminal(place.host)
        other.press(operator="ROB02", password=PASSWORD, terminal="T001")
        assert (other.at, other.message) == ("sign_on", "SIG0002")

    def test_the_same_operator_at_two_terminals_is_two_sessions(self, place: Place) -> None:
        first, second = place.terminal("ROB01", "T001"), place.terminal("ROB01", "T002")
        first.go("ADRS", PLAIN)
        second.go("ADRS", PLAIN)
        assert (first.at, second.at, second.message) == ("address", "menu", "ADH0040")


def test_the_screen_says_the_date_of_the_back_end(place: Place) -> None:
    place.world.backend.set_date(datetime(2027, 1, 2).date())  # noqa: DTZ001
    assert "DATE 02/01/2027 TERMINAL T001" in str(place.terminal().screen)
