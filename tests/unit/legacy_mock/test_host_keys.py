"""What the host does with keys and typed data before, or instead of, a program."""

from __future__ import annotations

import pytest

from legacy_mock.host import Host
from legacy_mock.map import Aid
from legacy_mock.screen import Input, Screen
from legacy_mock.sessions import Session
from tests.unit.legacy_mock.domain_factories import PLAIN
from tests.unit.legacy_mock.host_terminal import Place


class TestTypedData:
    @pytest.mark.parametrize(
        ("field", "typed", "number"),
        [
            ("last_name", "HÉLÈNE", "SAI0006"),
            ("last_name", "hélène", "SAI0006"),
            ("first_name", "JEAN\tPAUL", "SAI0006"),
            ("last_name", "A" * 26, "SAI0005"),
            ("birth_date", "0A031980", "SAI0007"),
            ("birth_date", "31021980", "SAI0003"),
            ("birth_date", "    1980", "SAI0003"),
        ],
    )
    def test_what_a_field_does_not_take_is_refused_on_the_spot(
        self, place: Place, field: str, typed: str, number: str
    ) -> None:
        terminal = place.terminal()
        terminal.go("ADHR")
        terminal.press(**{"last_name": "MARTIN", field: typed})
        assert (terminal.at, terminal.message) == ("member_search", number)
        assert terminal.screen.cursor == field
        assert terminal.screen.bright == {field}

    def test_what_was_typed_stays_on_the_screen_in_capitals(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("ADHR")
        screen = terminal.press(last_name="dupont", first_name="é", birth_date="03031975")
        assert [screen.value(name) for name in ("last_name", "first_name", "birth_date")] == [
            "DUPONT",
            "É",
            "03031975",
        ]

    def test_a_field_that_is_not_sent_is_unchanged(self, place: Place) -> None:
        terminal = place.terminal()
        before = terminal.go("ADRS", PLAIN)
        after = terminal.press(street="7 RUE NEUVE")
        assert after.value("town") == before.value("town") != ""
        assert after.value("street") == "7 RUE NEUVE"


class TestCommonKeys:
    def test_f3_leaves_without_the_typed_data(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("ADRS", PLAIN)
        terminal.press(Aid.F3, street="é" * 99)
        assert (terminal.at, terminal.message) == ("menu", "")
        assert terminal.screen.value("member_number") == PLAIN
        assert place.world.rows("journal") == []

    def test_f5_shows_the_transaction_anew_without_the_typed_data(self, place: Place) -> None:
        terminal = place.terminal()
        before = terminal.go("ADRS", PLAIN)
        after = terminal.press(Aid.F5, street="7 RUE NEUVE")
        assert after.value("street") == before.value("street")

    def test_f12_goes_back_one_page_with_what_was_accepted(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("RADI", PLAIN)
        terminal.press(contract="C000000001", reason="059", last_day="14102026", portability="N")
        assert terminal.at == "termination_summary"
        screen = terminal.press(Aid.F12)
        assert terminal.at == "termination"
        assert [screen.value(name) for name in ("contract", "reason", "last_day", "portability")] == [
            "C000000001",
            "059",
            "14102026",
            "N",
        ]
        terminal.press(Aid.F12)
        assert terminal.at == "menu"

    @pytest.mark.parametrize("aid", [Aid.F10, Aid.F7, Aid.CLEAR])
    def test_a_key_that_the_screen_does_not_offer_is_refused(self, place: Place, aid: Aid) -> None:
        terminal = place.terminal()
        terminal.press(aid)
        assert (terminal.at, terminal.message) == ("menu", "HOT0001")


class TestMenu:
    def test_a_code_that_is_not_on_the_menu_is_refused(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.press(choice="ADHV")
        assert (terminal.at, terminal.message, terminal.screen.value("choice")) == ("menu", "MEN0001", "ADHV")

    def test_a_choice_on_a_file_wants_a_number(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.press(choice="ADRS")
        assert (terminal.at, terminal.message, terminal.screen.cursor) == ("menu", "MEN0002", "member_number")

    def test_an_unknown_number_stays_on_the_menu(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.press(choice="ADHC", member_number="99999999")
        assert (terminal.at, terminal.message) == ("menu", "ADH0032")

    def test_a_choice_beside_the_screen_takes_the_open_file_along(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("ADRS", PLAIN)
        terminal.press(jump="RIBS", street="é")
        assert (terminal.at, terminal.screen.value("member_number")) == ("bank_details", PLAIN)

    def test_a_choice_beside_the_menu_takes_the_number_typed_there(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.press(jump="ADHC", member_number=PLAIN)
        assert (terminal.at, terminal.screen.value("member_number")) == ("member_file", PLAIN)

    def test_a_choice_beside_the_screen_is_refused_before_sign_on(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.press(Aid.F3)
        terminal.press(jump="ADHR")
        assert (terminal.at, terminal.message) == ("sign_on", "HOT0001")


class TestFailure:
    def test_a_failing_program_leaves_the_blank_screen_only(
        self, place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        terminal = place.terminal()
        terminal.go("ADRS", PLAIN)

        def fail(*_: object) -> None:
            raise RuntimeError("disk full")

        monkeypatch.setattr(place.world.backend, "set_address", fail)
        terminal.press(Aid.F10, street="7 RUE NEUVE")
        assert terminal.at == "technical"
        assert str(terminal.screen).strip() == "6000 ERREUR SEND MAP"
        assert "Transaction ADRS failed" in caplog.text

    def test_any_key_after_it_shows_the_menu_and_the_file_is_free(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        terminal = place.terminal()
        terminal.go("ADRS", PLAIN)
        monkeypatch.setattr(place.world.backend, "set_address", None)
        terminal.press(Aid.F10)
        assert terminal.at == "technical"
        terminal.press(Aid.CLEAR)
        assert terminal.at == "menu"
        other = place.terminal("AGT02", "T002")
        other.go("ADRS", PLAIN)
        assert other.at == "address"


def test_something_around_the_dispatch_may_handle_a_key_and_lose_the_answer(place: Place) -> None:
    lost: list[Screen] = []

    async def lose_commits(host: Host, session: Session, typed: Input) -> Screen:
        screen = host.handle(session, typed)
        if typed.aid is Aid.F10:
            lost.append(screen)
            return host.expire(session)
        return screen

    place.make(around=lose_commits)
    terminal = place.terminal()
    terminal.go("ADRS", PLAIN)
    terminal.press(Aid.F10, street="7 RUE NEUVE")
    assert terminal.at == "session_expired"
    assert [screen.message.number for screen in lost if screen.message] == ["ADR0100"]
    assert len(place.world.rows("journal")) == 1
