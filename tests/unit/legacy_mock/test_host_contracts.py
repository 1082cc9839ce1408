"""Affiliation, dependants, termination and journal from the keyboard to the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from legacy_mock.map import Aid
from tests.unit.legacy_mock.domain_factories import PLAIN

if TYPE_CHECKING:
    from tests.unit.legacy_mock.host_terminal import Place

AFFILIATION = {"contract": "C000000001", "option": "BAS", "population": "ENS", "start": "01032026"}


class TestAffiliation:
    def test_enter_shows_the_company_and_f10_records(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("AFFC", "10000023")
        screen = terminal.press(**AFFILIATION)
        assert (terminal.message, screen.value("company")) == ("HOT0031", "ATELIERS DU LAC BLEU")
        screen = terminal.press(Aid.F10)
        (row,) = place.world.rows("affiliations")
        assert (terminal.message, screen.value("receipt")) == ("AFF0100", row["receipt"])
        assert (row["contract"], row["start_date"]) == ("C000000001", "2026-03-01")
        (shown,) = terminal.go("AFFL", "10000023").rows
        assert dict(shown) == {
            "contract": "C000000001",
            "option": "BAS",
            "population": "ENS",
            "start": "01/03/2026",
            "end": "",
            "receipt": row["receipt"],
            "end_receipt": "",
        }

    def test_a_contract_nobody_knows_is_refused(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("AFFC", "10000023")
        terminal.press(Aid.F10, **AFFILIATION | {"contract": "C999999999"})
        assert terminal.message == "AFF0001"
        assert place.world.rows("journal") == []

    def test_a_member_without_affiliation_has_an_empty_list(self, place: Place) -> None:
        terminal = place.terminal()
        assert terminal.go("AFFL", "10000023").rows == ()
        assert (terminal.message, terminal.screen.value("page")) == ("LST0030", "1/1")


CHILD = {
    "last_name": "LECLERC",
    "first_name": "ZELIE",
    "sex": "F",
    "birth_date": "09052018",
    "kind": "EN",
    "rank": "1",
    "start": "01032026",
}


class TestDependants:
    def test_a_dependant_is_added_listed_and_ended(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("AYDA", PLAIN)
        terminal.press(**CHILD)
        assert terminal.message == "HOT0031"
        added = terminal.press(Aid.F10).value("receipt")
        assert terminal.message == "AYD0100"
        (row,) = terminal.go("AYDL", PLAIN).rows
        assert (row["first_name"], row["birth_date"], row["kind"], row["rank"], row["end"]) == (
            "ZELIE",
            "09/05/2018",
            "EN",
            "1",
            "",
        )
        assert row["receipt"] == added
        terminal.go("AYDF", PLAIN)
        terminal.press(
            Aid.F10, first_name="ZELIE", birth_date="09052018", rank="1", end="30092026", reason="DE"
        )
        assert terminal.message == "AYD0101"
        (row,) = terminal.go("AYDL", PLAIN).rows
        assert (row["end"], row["receipt"] != added) == ("30/09/2026", True)
        (recorded,) = place.world.rows("dependants")
        assert (recorded["receipt"], recorded["end_receipt"]) == (added, row["receipt"])

    def test_the_rank_is_one_when_nothing_is_typed(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("AYDA", PLAIN)
        terminal.press(Aid.F10, **CHILD | {"rank": ""})
        assert [row["rank"] for row in place.world.rows("dependants")] == [1]

    def test_each_entry_takes_two_lines_on_the_glass(self, place: Place) -> None:
        terminal = place.terminal()
        glass = terminal.go("AYDL", "10000008").picture()
        assert glass[7].split() == ["1", "MOREAU", "LEA", "02/03/2015", "EN", "1"]
        assert glass[8].split()[0] == "01/01/2018"
        assert glass[9].split() == ["2", "MOREAU", "LEO", "02/03/2015", "EN", "2"]


TERMINATION = {"contract": "C000000001", "reason": "059", "last_day": "14102026", "portability": "O"}


class TestTermination:
    def test_the_control_shows_the_computed_dates_and_f10_records(self, place: Place) -> None:
        terminal = place.terminal()
        terminal.go("RADI", PLAIN)
        screen = terminal.press(**TERMINATION)
        assert terminal.at == "termination_summary"
        assert screen.value("effect_date") == "31/10/2026"
        assert screen.value("portability_end") != ""
        assert place.world.rows("terminations") == []
        screen = terminal.press(Aid.F10)
        (row,) = place.world.rows("terminations")
        assert (terminal.message, screen.value("receipt")) == ("RAD0100", row["receipt"])
        (shown,) = terminal.go("AFFL", PLAIN).rows
        assert (shown["end"], shown["end_receipt"]) == ("31/10/2026", row["receipt"])

    @pytest.mark.parametrize(("answer", "number"), [("", "SAI0001"), ("Y", "SAI0004")])
    def test_portability_is_yes_or_no(self, place: Place, answer: str, number: str) -> None:
        terminal = place.terminal()
        terminal.go("RADI", PLAIN)
        terminal.press(**TERMINATION | {"portability": answer})
        assert (terminal.at, terminal.message, terminal.screen.cursor) == (
            "termination",
            number,
            "portability",
        )


class TestJournal:
    def test_it_shows_what_this_operator_recorded_today(self, place: Place) -> None:
        robot, agent = place.terminal("ROB01", "T001"), place.terminal("AGT01", "T002")
        robot.go("ADRS", PLAIN)
        receipt = robot.press(Aid.F10, street="7 RUE NEUVE").value("receipt")
        (row,) = robot.go("JRNL").rows
        assert (row["transaction"], row["member_number"], row["receipt"]) == ("ADRS", PLAIN, receipt)
        assert agent.go("JRNL").rows == ()

    def test_it_is_paged_and_f5_reads_it_anew(self, place: Place) -> None:
        terminal = place.terminal()
        for number in range(13):
            terminal.go("ADRS", PLAIN)
            terminal.press(Aid.F10, street=f"{number} RUE NEUVE")
        assert len(terminal.go("JRNL").rows) == 12
        assert len(terminal.press(Aid.F8).rows) == 1
        assert terminal.screen.value("page") == "2/2"
        assert len(terminal.press(Aid.F5).rows) == 12
