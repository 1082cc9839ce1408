"""Search, creation and file from the keyboard to the ledger: what is typed is recorded, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from legacy_mock.domain.iban import make_iban
from legacy_mock.map import Aid
from tests.unit.legacy_mock.domain_factories import PLAIN, identity

if TYPE_CHECKING:
    from tests.unit.legacy_mock.host_terminal import Place, Terminal

NOBODY = identity()
IBAN = make_iban("99901", "00100", "00000000019")


def create(terminal: Terminal, **other: str) -> None:
    """Go through the pages of a creation as far as its summary."""
    who = {
        "last_name": NOBODY.last_name,
        "first_name": NOBODY.first_name,
        "sex": NOBODY.sex,
        "birth_date": f"{NOBODY.birth_date:%d%m%Y}",
        "nir": NOBODY.nir[:13],
        "nir_key": NOBODY.nir[13:],
    }
    terminal.go("ADHI")
    terminal.press(**who | other)
    assert terminal.at == "member_situation", terminal.message
    terminal.press(regime="GE", family_status="C", phone="")
    assert terminal.at == "member_summary", terminal.message


class TestSearch:
    def test_nobody_is_said_on_the_same_screen(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("ADHR")
        terminal.press(last_name="ZZYZX")
        assert (terminal.at, terminal.message) == ("member_search", "ADH0031")

    def test_one_member_is_a_list_too(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("ADHR")
        screen = terminal.press(last_name="D'ALMEIDA", birth_date="16091971")
        assert terminal.at == "member_list"
        assert [dict(row) for row in screen.rows] == [
            {
                "line": " 1",
                "member_number": "10000027",
                "last_name": "D'ALMEIDA",
                "first_name": "CHRISTOPHE",
                "birth_date": "16/09/1971",
                "town": screen.rows[0]["town"],
            }
        ]
        assert screen.value("page") == "1/1"

    def test_homonyms_are_told_apart_by_their_contract(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("ADHR")
        screen = terminal.press(last_name="DUPONT", first_name="JEAN", birth_date="03031975")
        assert [row["member_number"] for row in screen.rows] == ["10000003", "10000004", "10000005"]
        terminal.press(Aid.F12)
        screen = terminal.press(last_name="DUPONT", contract="C000000004")
        assert [row["member_number"] for row in screen.rows] == ["10000004"]

    def test_a_line_opens_the_file(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("ADHR")
        terminal.press(last_name="DUPONT")
        screen = terminal.press(selection="2")
        assert (terminal.at, screen.value("member_number")) == ("member_file", "10000004")

    @pytest.mark.parametrize("selection", ["", "0", "4", "X"])
    def test_a_line_that_is_not_there_is_refused(self, place: Place, selection: str) -> None:
        terminal = place.terminal()
        terminal.go("ADHR")
        terminal.press(last_name="DUPONT")
        terminal.press(selection=selection)
        assert (terminal.at, terminal.message) == ("member_list", "LST0003")

    def test_more_than_ten_are_paged_with_f7_and_f8(self, place: Place) -> None:
        for order in range(23):
            place.world.new_member(identity(last_name=f"PAGE{chr(65 + order)}", order=order + 1))
        terminal = place.terminal()
        terminal.go("ADHR")
        terminal.press(last_name="PAGE")
        seen = [[row["line"].strip() for row in terminal.screen.rows]]
        for _ in range(2):
            seen.append([row["line"].strip() for row in terminal.press(Aid.F8).rows])
        assert seen == [[str(n) for n in span] for span in (range(1, 11), range(11, 21), range(21, 24))]
        assert terminal.screen.value("page") == "3/3"
        assert terminal.press(Aid.F8).value("page") == "3/3"
        assert terminal.message == "LST0002"
        assert terminal.press(Aid.F7).value("page") == "2/3"
        terminal.press(selection="3")
        assert terminal.message == "LST0003"
        assert terminal.press(selection="13").value("last_name") == "PAGEM"


class TestCreation:
    def test_three_pages_and_f10_make_one_member(self, place: Place) -> None:
        terminal = place.terminal("ROB01", "T001")
        create(terminal)
        assert place.world.rows("members") == []
        screen = terminal.press(Aid.F10)
        assert (terminal.at, terminal.message) == ("member_summary", "ADH0100")
        (member,) = place.world.rows("members")
        assert screen.value("member_number") == member["number"]
        assert screen.value("receipt") == member["receipt"]
        assert screen.message is not None
        assert screen.message.text.endswith(f"ENREGISTREMENT {member['receipt']}")
        assert (member["last_name"], member["nir"]) == (NOBODY.last_name, NOBODY.nir)
        (entry,) = place.world.rows("journal")
        assert (entry["operator"], entry["terminal"]) == ("ROB01", "T001")

    def test_a_second_f10_records_nothing(self, place: Place) -> None:
        terminal = place.terminal()
        create(terminal)
        terminal.press(Aid.F10)
        terminal.press(Aid.F10)
        assert terminal.message == "HOT0030"
        assert len(place.world.rows("journal")) == 1

    def test_the_new_number_is_offered_on_the_menu(self, place: Place) -> None:
        terminal = place.terminal()
        create(terminal)
        number = terminal.press(Aid.F10).value("member_number")
        assert terminal.press(Aid.F12).value("member_number") == number

    def test_f12_on_the_summary_goes_back_page_by_page(self, place: Place) -> None:
        terminal = place.terminal()
        create(terminal)
        assert terminal.press(Aid.F12).value("regime") == "GE"
        screen = terminal.press(Aid.F12)
        assert terminal.at == "member_identity"
        assert screen.value("birth_date") == f"{NOBODY.birth_date:%d%m%Y}"
        assert screen.value("nir_key") == NOBODY.nir[13:]

    def test_leaving_before_f10_records_nothing(self, place: Place) -> None:
        terminal = place.terminal()
        create(terminal)
        terminal.press(Aid.F3)
        assert place.world.rows("journal") == []

    def test_a_refusal_keeps_the_page(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("ADHI")
        terminal.press(last_name="X", first_name="Y", sex="F", birth_date="04061982", nir="1", nir_key="1")
        assert (terminal.at, terminal.message) == ("member_identity", "ADH0002")
        assert terminal.screen.value("last_name") == "X"


class TestFile:
    def test_an_address_is_checked_with_enter_and_recorded_with_f10(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("ADRS", PLAIN)
        typed = {"street": "7 RUE NEUVE", "complement": "BAT B", "postal_code": "69003", "town": "LYON"}
        terminal.press(**typed)
        assert terminal.message == "HOT0031"
        assert place.world.rows("addresses") == []
        screen = terminal.press(Aid.F10)
        (row,) = place.world.rows("addresses")
        assert {name: row[name] for name in typed} == typed
        assert (terminal.message, screen.value("receipt")) == ("ADR0100", row["receipt"])
        assert terminal.go("ADHC", PLAIN).value("street") == "7 RUE NEUVE"

    def test_another_address_on_the_same_screen_is_another_record(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("ADRS", PLAIN)
        terminal.press(Aid.F10, street="7 RUE NEUVE")
        terminal.press(Aid.F10)
        terminal.press(Aid.F10, street="9 RUE NEUVE")
        assert [row["street"] for row in place.world.rows("addresses")] == ["7 RUE NEUVE", "9 RUE NEUVE"]

    def test_bank_details_in_seven_parts(self, place: Place) -> None:
        terminal = place.terminal()
        who = place.world.backend.member(PLAIN).identity
        terminal.go("RIBS", PLAIN)
        terminal.press(Aid.F10, iban=IBAN, bic="", holder=f"{who.last_name} {who.first_name}")
        (row,) = place.world.rows("bank_details")
        assert (terminal.message, row["iban"]) == ("RIB0100", IBAN)
        screen = terminal.go("ADHC", PLAIN)
        assert screen.value("iban").replace(" ", "") == IBAN
        assert terminal.go("RIBS", PLAIN).value("receipt") == row["receipt"]

    def test_a_file_shows_the_state_of_the_member(self, place: Place) -> None:
        terminal = place.terminal()
        assert terminal.go("ADHC", "10000023").value("status") == "SANS AFFILIATION"
        assert terminal.screen.value("street") == terminal.screen.value("iban") == ""
        assert terminal.go("ADHC", "10000013").value("status") == "RADIE"
