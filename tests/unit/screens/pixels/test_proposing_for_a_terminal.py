"""A first declaration of rows that a test draws."""

from __future__ import annotations

import re
from typing import Any

import pytest

from copiste.screens.declared.entering import SignOn
from copiste.screens.declared.model import Application, Screen
from copiste.screens.drivers.driver import Look
from copiste.screens.pixels.declaration import TerminalFace
from copiste.screens.pixels.terminal.cutting import cut
from copiste.screens.proposing.screen import Proposal, propose
from copiste.screens.reading.view import View

_UNDECLARED = Screen(screen="undeclared")


def look(drawing: str) -> Look:
    """What a terminal shows: `<` stands before a place, `<8|` before one of 8 underlined characters."""
    rows, stops, underlined = [], set(), set()
    for row, line in enumerate(drawing.strip("\n").splitlines()):
        text = ""
        for part in re.split(r"(<\d*\|?)", line):
            if part.startswith("<"):
                # The attribute byte of a place looks like a blank.
                text += " "
                stops.add((row, len(text)))
                length = int(part.strip("<|") or 0)
                underlined |= {(row, len(text) + at) for at in range(length)}
            else:
                text += part
        rows.append(text.ljust(80))
    rows += [" " * 80] * (24 - len(rows))
    application = Application(application="drawn", sign_on=SignOn(by="none"))

    def seen(screen: Screen, *, closely: bool) -> View:
        known: dict[str, Any] = {"stops": stops, "underlined": underlined} if closely else {}
        shown = cut(rows, application, TerminalFace(), screen=screen, **known)
        if shown.unsure:
            shown = cut(rows, application, TerminalFace(), screen=screen, stops=stops)
        return shown.view("t")

    return Look(seen(_UNDECLARED, closely=True), lambda screen: seen(screen, closely=False))


def proposed(drawing: str, **key_words: str) -> Proposal:
    return propose(look(drawing), "drawn", key_words)


def fields(drawing: str) -> dict[str, dict[str, Any]]:
    return {one.name: dict(one.words) for one in proposed(drawing).fields.proposed}


def test_a_place_behind_a_caption_is_a_field_of_that_name_and_of_the_length_that_is_underlined() -> None:
    assert fields("\n TITLE\n\n NAME   :<8|        \n") == {"name": {"caption": "NAME", "max": 8}}


def test_a_length_that_does_not_show_is_asked_for() -> None:
    (one,) = proposed("\n TITLE\n\n NAME   :<\n").fields.proposed
    assert one.words == {"caption": "NAME"}
    assert "add max" in one.note


def test_a_place_without_a_caption_is_declared_by_row_and_column() -> None:
    assert fields("\n TITLE\n\n     <5|     \n") == {
        "row_3_column_7": {"at": {"row": 3, "column": 7, "length": 5}}
    }


def test_small_places_side_by_side_are_parts_of_one_field() -> None:
    declared = fields("\n TITLE\n\n BORN   :<2|  <2|  <4|    \n")
    assert declared == {"born": {"caption": "BORN", "parts": [2, 2, 4]}}


def test_a_value_beside_a_caption_that_takes_no_typing_is_protected_and_not_written_down() -> None:
    proposal = proposed("\n TITLE\n\n NAME   : LEHMANN   STATUS : ACTIVE\n\n NEW    :<8|SCHMIDT \n")
    declared = {one.name: dict(one.words) for one in proposal.fields.proposed}
    assert declared["name"] == {"caption": "NAME", "protected": True}
    assert declared["status"] == {"caption": "STATUS", "protected": True}
    assert declared["new"] == {"caption": "NEW", "max": 8}
    assert not any(value in proposal.yaml for value in ("LEHMANN", "ACTIVE", "SCHMIDT"))


@pytest.mark.parametrize("caption", ["PASSWORD", "MOT DE PASSE", "Kennwort"])
def test_a_secret_is_known_by_its_caption(caption: str) -> None:
    (one,) = fields(f"\n TITLE\n\n {caption} :<8|        \n").values()
    assert one["hidden"]
    assert one["sensitive"]


def test_rows_with_figures_below_headings_are_a_list_and_a_menu_is_none() -> None:
    rows = "\n TITLE\n\n NUMBER    TOWN       SINCE\n {}  LYON       02/2024\n {}  PARIS      03/2024\n"
    (table,) = proposed(rows.format("4711-001", "4711-002")).tables.proposed.values()
    assert [column["caption"] for column in table["columns"].values()] == ["NUMBER", "TOWN", "SINCE"]
    assert not proposed("\n TITLE\n\n ADD   NEW MEMBER\n FIND  SEARCH\n QUIT  GOOD BYE\n").tables.proposed


def test_keys_are_called_what_the_screen_says_that_they_do() -> None:
    proposal = proposed("\n TITLE\n\n\n ENTREE SUITE - F3=Exit  PF12: Cancel\n", ENTREE="ENTER")
    keys = {name: words["key"] for name, words in proposal.actions.proposed.items()}
    assert keys == {"suite": "ENTER", "exit": "F3", "cancel": "F12"}
    assert proposed("\n TITLE\n").actions.proposed == {"enter": {"key": "ENTER"}}


def test_a_screen_is_told_by_a_text_alone_on_its_row_else_by_what_stands_at_the_top() -> None:
    assert proposed(" HOUSE      12/05/2026\n\n          NEW MEMBER\n").recognise == {"title": "NEW MEMBER"}
    assert proposed(" HOUSE         TASK 00012 MENU\n\n\n\n\n\n  A  B\n").recognise == {
        "at": [{"row": 1, "column": 2, "text": "HOUSE"}, {"row": 1, "column": 27, "text": "MENU"}]
    }
