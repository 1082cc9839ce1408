"""What comes between an operator and a record: warnings, record locks, broadcasts, code lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from legacy_mock.domain import Signature
from legacy_mock.map import Aid
from tests.unit.legacy_mock.domain_factories import PLAIN

if TYPE_CHECKING:
    from tests.unit.legacy_mock.host_terminal import Place, Terminal


#: A member with open claims (RAD0020), and a termination of theirs.
CLAIMANT = "10000011"
TERMINATION = {"contract": "C000000001", "reason": "059", "last_day": "14102026", "portability": "N"}


class TestWarnings:
    def control(self, place: Place) -> Terminal:
        terminal = place.terminal()
        terminal.go("RADI", CLAIMANT)
        terminal.press(**TERMINATION)
        assert terminal.at == "termination_summary", terminal.message
        return terminal

    def test_f10_warns_and_a_second_f10_records(self, place: Place) -> None:
        terminal = self.control(place)
        terminal.press(Aid.F10)
        assert (terminal.message, terminal.screen.dialog) == ("RAD0020", True)
        assert place.world.rows("journal") == []
        terminal.press(Aid.F10)
        assert (terminal.message, terminal.screen.dialog) == ("RAD0100", False)
        assert len(place.world.rows("terminations")) == 1

    def test_a_cancelled_page_forgets_that_the_warning_was_seen(self, place: Place) -> None:
        terminal = self.control(place)
        terminal.press(Aid.F10)
        terminal.press(Aid.F12)
        terminal.press(**TERMINATION)
        terminal.press(Aid.F10)
        assert terminal.message == "RAD0020"
        assert place.world.rows("journal") == []

    def old_child(self, birth_date: str) -> dict[str, str]:
        return {
            "last_name": "LECLERC",
            "first_name": "ZELIE",
            "sex": "F",
            "birth_date": birth_date,
            "kind": "EN",
            "rank": "1",
            "start": "01032026",
        }

    def test_other_data_are_warned_about_again(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("AYDA", PLAIN)
        terminal.press(Aid.F10, **self.old_child("09051999"))
        assert (terminal.message, terminal.screen.dialog) == ("AYD0020", False)
        terminal.press(Aid.F10, birth_date="09051998")
        assert terminal.message == "AYD0020"
        assert place.world.rows("journal") == []
        terminal.press(Aid.F10)
        assert terminal.message == "AYD0100"

    def test_each_of_two_warnings_is_shown_before_the_record(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("AYDA", PLAIN)
        terminal.press(Aid.F10, **self.old_child("09051999"))
        terminal.press(Aid.F10)
        assert len(place.world.rows("dependants")) == 1
        terminal.go("AYDA", "10000045")
        seen = []
        for _ in range(5):
            terminal.press(Aid.F10, **self.old_child("09051999"))
            seen.append(terminal.message)
            if terminal.message == "AYD0100":
                break
        assert seen[-1] == "AYD0100"
        assert sorted(seen[:-1]) == ["AYD0020", "AYD0021"]

    def test_enter_does_not_confirm(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("AYDA", PLAIN)
        terminal.press(Aid.F10, **self.old_child("09051999"))
        terminal.press(Aid.ENTER)
        assert terminal.message == "HOT0031"
        assert place.world.rows("journal") == []


class TestRecordLocks:
    @pytest.mark.parametrize("choice", ["ADRS", "RIBS", "AFFC", "AYDA", "AYDF", "RADI"])
    def test_a_file_held_by_another_seat_is_not_opened_for_a_change(self, place: Place, choice: str) -> None:
        place.world.backend.lock(PLAIN, Signature("AGT02", "T900"))
        terminal = place.terminal()
        terminal.go(choice, PLAIN)
        assert (terminal.at, terminal.message) == ("menu", "ADH0040")
        assert terminal.screen.message is not None
        assert terminal.screen.message.text == "ADH0040 DOSSIER VERROUILLE PAR AGT02 TERMINAL T900"

    @pytest.mark.parametrize("choice", ["ADHC", "AFFL", "AYDL"])
    def test_it_may_still_be_read(self, place: Place, choice: str) -> None:
        place.world.backend.lock(PLAIN, Signature("AGT02", "T900"))
        terminal = place.terminal()
        terminal.go(choice, PLAIN)
        assert terminal.at != "menu"

    def free(self, place: Place) -> bool:
        other = place.terminal("AGT02", "T900")
        other.go("ADRS", PLAIN)
        at = other.at
        other.press(Aid.F3)
        other.press(Aid.F3)
        return at == "address"

    def test_it_is_held_across_the_pages_of_a_transaction(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("RADI", PLAIN)
        terminal.press(**TERMINATION)
        assert terminal.at == "termination_summary"
        assert not self.free(place)
        terminal.press(Aid.F12)
        assert not self.free(place)
        terminal.press(Aid.F5)
        assert not self.free(place)

    def test_leaving_gives_it_free(self, place: Place) -> None:
        terminal = place.terminal()
        for key, jump in ((Aid.F3, ""), (Aid.F12, ""), (Aid.ENTER, "ADHC")):
            terminal.go("ADRS", PLAIN)
            assert not self.free(place)
            terminal.press(key, jump=jump)
            assert self.free(place)

    def test_another_file_takes_the_place_of_the_first(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("ADRS", PLAIN)
        terminal.go("ADRS", "10000042")
        assert self.free(place)

    def test_shutting_the_host_gives_every_file_free(self, place: Place) -> None:
        place.terminal().go("ADRS", PLAIN)
        place.host.shut()
        assert self.free(place)


class TestBroadcast:
    def test_it_comes_in_front_of_the_answer_of_a_key_that_was_handled(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("ADRS", PLAIN)
        place.board.post("Arret a 20h30")
        screen = terminal.press(Aid.F10, street="7 RUE NEUVE")
        assert (terminal.at, screen.value("text")) == ("broadcast", "ARRET A 20H30")
        assert len(place.world.rows("addresses")) == 1
        terminal.press(Aid.F10)
        assert terminal.at == "broadcast"
        terminal.press(Aid.ENTER)
        assert (terminal.at, terminal.message) == ("address", "ADR0100")
        assert len(place.world.rows("addresses")) == 1

    def test_each_session_sees_it_once(self, place: Place) -> None:
        first, second = place.terminal("AGT01", "T001"), place.terminal("AGT02", "T002")
        place.board.post("ARRET A 20H30")
        for terminal in (first, second):
            terminal.press(choice="JRNL")
            assert terminal.at == "broadcast"
            terminal.press()
            assert terminal.at == "operator_journal"
            terminal.press(Aid.F3)
            assert terminal.at == "menu"

    def test_nobody_sees_it_before_sign_on_or_once_it_is_taken_down(self, place: Place) -> None:
        place.board.post("ARRET A 20H30")
        place.board.post("")
        terminal = place.terminal()
        terminal.press(Aid.F3)
        place.board.post("REPRISE")
        terminal.press(operator="NOBODY", password="X", terminal="T001")
        assert terminal.at == "sign_on"

    @pytest.mark.parametrize("text", ["X" * 71, "arrêt"])
    def test_a_text_that_no_screen_could_show_is_refused(self, place: Place, text: str) -> None:
        with pytest.raises(ValueError, match="at most 70"):
            place.board.post(text)
        assert place.board.current() is None


class TestCodeLists:
    def test_f4_shows_the_codes_over_the_screen_and_the_chosen_one_comes_back(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("AFFC", PLAIN)
        screen = terminal.press(Aid.F4, cursor="option", contract="c000000001")
        assert (terminal.at, screen.value("list_name")) == ("code_list", "OPTION")
        assert "CFT" in [row["code"] for row in screen.rows]
        screen = terminal.press(selection="cft")
        assert (terminal.at, screen.cursor) == ("affiliation", "option")
        assert (screen.value("option"), screen.value("contract")) == ("CFT", "C000000001")

    def test_a_long_list_is_paged(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("RADI", PLAIN)
        terminal.press(Aid.F4, cursor="reason")
        assert len(terminal.screen.rows) == 12
        terminal.press(Aid.F7)
        assert terminal.message == "LST0001"
        assert terminal.press(Aid.F8).value("page") == "2/2"
        terminal.press(selection="059")
        assert terminal.screen.value("reason") == "059"

    @pytest.mark.parametrize("key", [Aid.F12, Aid.ENTER])
    def test_leaving_it_without_a_choice_changes_nothing(self, place: Place, key: Aid) -> None:
        terminal = place.terminal()
        terminal.go("AFFC", PLAIN)
        terminal.press(Aid.F4, cursor="option", option="HOS")
        screen = terminal.press(key)
        assert (terminal.at, screen.value("option")) == ("affiliation", "HOS")

    def test_a_code_that_is_not_listed_is_refused(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("AFFC", PLAIN)
        terminal.press(Aid.F4, cursor="option")
        terminal.press(selection="ZZZ")
        assert (terminal.at, terminal.message) == ("code_list", "LST0003")

    def test_f4_on_a_field_without_codes_is_refused(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("AFFC", PLAIN)
        terminal.press(Aid.F4, cursor="contract")
        assert (terminal.at, terminal.message) == ("affiliation", "HOT0002")

    def test_a_face_with_windows_gets_every_code_at_once(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("RADI", PLAIN)
        screen = place.host.codes(terminal.key, "reason")
        assert screen is not None
        assert len(screen.rows) == len(place.world.backend.codes("termination_reason"))
        assert place.host.codes(terminal.key, "contract") is None
        assert terminal.press(reason="059").value("reason") == "059"
