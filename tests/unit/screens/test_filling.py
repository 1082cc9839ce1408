"""What is chosen, ticked and picked for case values, and in which order, on views without a face."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from copiste.screens.drivers.driver import Keystrokes
from copiste.screens.errors import (
    FieldNotFoundError,
    FieldValueError,
    NotPickedError,
    ReadBackError,
    UnexpectedScreenError,
    ValueNotOfferedError,
)
from copiste.screens.reading.locate import Places
from copiste.screens.reading.view import Cell, Control, Option, View
from copiste.screens.session import filling
from copiste.screens.session.session import ScreenSession
from tests.unit.screens.factories import screen, small_application, view
from tests.unit.screens.fake_driver import FakeDriver

SELECT = (("---", "", False), ("France", "1", True), ("Germany", "2", False), ("Belgium", "3", False))


def offering(
    kind: str,
    *options: tuple[str, str, bool],
    place: int = 1,
    apart: bool = False,
    closed: tuple[str, ...] = (),
) -> Cell:
    """A place that offers options (text, value, chosen); each in a place of its own, from 100, if `apart`."""
    offered = tuple(
        Option(text, chosen, value, 100 + at if apart else None, text in closed)
        for at, (text, value, chosen) in enumerate(options)
    )
    shown = "\n".join(text for text, _, chosen in options if chosen)
    return Cell(shown, place, True, control=Control(kind, labels=("PAYS",), options=offered))


def places(cell: Cell, **declared: Any) -> Places:
    """A screen with one field, shown as `cell` with its caption beside it."""
    declared = {"caption": "PAYS", "charset": "any", **declared}
    return Places(View(((Cell("PAYS", 0), cell),), "t1"), screen(fields={"country": declared}))


def typed(cell: Cell, value: object, **declared: Any) -> list[Keystrokes]:
    return list(filling.keystrokes(places(cell, **declared), "country", value))


@pytest.mark.parametrize("kind", ["choice", "text", "code"])
def test_an_option_is_chosen_by_its_text(kind: str) -> None:
    assert typed(offering("select", *SELECT), "Germany", type=kind) == [Keystrokes(1, "Germany", "select")]


def test_blanks_and_composed_accents_do_not_count() -> None:
    cell = offering("select", ("Co\u0302te d'Or", "21", False), ("", "", True))
    assert typed(cell, "C\u00f4te  d'Or", type="choice") == [Keystrokes(1, "Co\u0302te d'Or", "select")]


def test_what_is_chosen_already_is_not_chosen_again() -> None:
    assert typed(offering("select", *SELECT), "France", type="choice") == []


def test_a_button_of_a_group_is_taken_at_its_own_place() -> None:
    cell = offering("radio", ("Mr.", "m", True), ("Mrs.", "f", False), apart=True)
    assert typed(cell, "Mrs.", type="choice") == [Keystrokes(101, "X", "radio")]


@pytest.mark.parametrize("value", ["Spain", "france", "1", "Franc", "Belgium"])
def test_what_is_not_offered_is_a_case_for_a_person(value: str) -> None:
    with pytest.raises(
        ValueNotOfferedError, match='"ecran", field "country": its value is none of the 4'
    ) as refused:
        typed(offering("select", *SELECT, closed=("Belgium",)), value, type="choice")
    assert (refused.value.code, refused.value.kind, refused.value.field) == (
        "VALUE_NOT_OFFERED",
        "business",
        "country",
    )
    assert value not in str(refused.value).replace("none of the 4 that", "")


def test_what_is_chosen_and_closed_now_is_right_all_the_same() -> None:
    assert typed(offering("select", *SELECT, closed=("France",)), "France", type="choice") == []


def test_two_options_of_one_text_are_an_error() -> None:
    cell = offering("select", ("Same", "1", False), ("Same", "2", False), ("", "", True))
    with pytest.raises(FieldNotFoundError, match="2 times"):
        typed(cell, "Same", type="choice")


def test_nothing_is_chosen_by_the_option_that_says_so() -> None:
    assert typed(offering("select", *SELECT), None, type="choice") == [Keystrokes(1, "---", "select")]
    assert typed(offering("select", ("---", "", True), ("a", "1", False)), "", type="choice") == []
    with pytest.raises(ValueNotOfferedError):
        typed(offering("select", ("a", "1", True)), "", type="choice")


def test_a_field_that_is_closed_takes_only_what_it_shows() -> None:
    cell = replace(offering("select", *SELECT), protected=True)
    assert typed(cell, "France", type="choice") == []
    with pytest.raises(FieldNotFoundError, match="protected"):
        typed(cell, "Germany", type="choice")


def test_a_list_is_chosen_whole() -> None:
    cell = offering("list", ("a", "1", True), ("b", "2", False), ("c", "3", False))
    assert typed(cell, ["c", "b"], type="list") == [Keystrokes(1, "c\nb", "list")]
    assert typed(cell, ["a"], type="list") == []
    with pytest.raises(ValueNotOfferedError):
        typed(cell, ["a", "d"], type="list")


def test_of_boxes_under_one_heading_only_those_are_clicked_that_change() -> None:
    def box(place: int, label: str, text: str) -> Cell:
        return Cell(text, place, True, control=Control("check", labels=(label,), groups=("PAYS",)))

    shown = View(((box(5, "a", "X"), box(6, "b", ""), box(7, "c", "X")),), "t1")
    declared = screen(fields={"country": {"caption": "PAYS", "charset": "any", "type": "list"}})
    strokes = list(filling.keystrokes(Places(shown, declared), "country", ["b", "c"]))
    assert strokes == [Keystrokes(5, "", "check"), Keystrokes(6, "X", "check")]
    assert filling.differences(Places(shown, declared), {"country": ["c", "a"]}) == ()


@pytest.mark.parametrize(
    ("text", "value", "strokes"),
    [
        ("", True, ["X"]),
        ("X", False, [""]),
        ("X", True, []),
        ("", False, []),
        ("", None, []),
        ("X", None, [""]),
    ],
)
def test_a_box_is_clicked_only_where_it_differs(text: str, value: object, strokes: list[str]) -> None:
    cell = Cell(text, 1, True, control=Control("check", labels=("PAYS",)))
    found = typed(cell, value, type="check")
    assert [one.text for one in found] == strokes


def test_a_box_that_is_neither_is_an_error() -> None:
    cell = Cell("-", 1, True, control=Control("check", labels=("PAYS",)))
    with pytest.raises(FieldNotFoundError, match="neither ticked nor not ticked"):
        typed(cell, True, type="check")


def test_what_is_worth_the_same_is_not_typed_again() -> None:
    cell = Cell("1 234,50", 1, True, control=Control(labels=("PAYS",)))
    declared = {"type": "number", "decimal": ".", "shown_as": {"decimal": ",", "thousands": " "}}
    assert typed(cell, 1234.5, **declared) == []
    assert [one.text for one in typed(cell, 1234.6, **declared)] == ["1234.6"]


def test_an_entry_to_pick_is_told_to_the_face() -> None:
    cell = Cell("", 1, True, control=Control(labels=("PAYS",)))
    assert typed(cell, "Lyon", type="pick") == [Keystrokes(1, "Lyon", "pick")]


def test_a_place_of_one_line_takes_no_more() -> None:
    with pytest.raises(FieldValueError, match="several lines, the screen takes one"):
        typed(Cell("", 1, True, control=Control(labels=("PAYS",))), "a\nb", type="memo")


def test_on_a_face_that_offers_nothing_what_is_chosen_is_typed() -> None:
    plain = view("PAYS | : | []9")
    cases: list[tuple[dict[str, Any], object, str]] = [
        ({"type": "choice", "codes": {"FR": "France"}, "charset": "legacy_upper"}, "FR", "FRANCE"),
        ({"type": "check"}, True, "X"),
        ({"type": "check", "yes": "O", "no": "N"}, False, "N"),
        ({"type": "memo"}, "one line", "one line"),
        ({"type": "pick"}, "Lyon", "Lyon"),
    ]
    for declared, value, text in cases:
        fields = {"country": {"caption": "PAYS", "charset": "any", "yes": "", "no": "", **declared}}
        strokes = filling.keystrokes(Places(plain, screen(fields=fields)), "country", value)
        assert [one.text for one in strokes] == [text]


# --- through a session -----

REFUND = """
recognise: {title: REMBOURSEMENT}
fields:
  name: {caption: NOM}
  kind: {caption: GENRE, reloads: true}
  company: {caption: SOCIETE}
"""
BEFORE = "NOM | [] \nGENRE | []"
AFTER = "NOM | [ZOE]\nGENRE | [B]\nSOCIETE | []"


def session(folder: Path, *views: View, later: tuple[View, ...] = ()) -> tuple[ScreenSession, FakeDriver]:
    driver = FakeDriver(*views)
    driver.later = list(later)
    made = ScreenSession(small_application(folder, {"refund": REFUND}), driver)
    made.expect("refund")
    driver.done.clear()
    return made, driver


def test_what_follows_a_field_that_reloads_is_typed_on_the_new_screen(tmp_path: Path) -> None:
    after = view(AFTER, title="REMBOURSEMENT", token="t2")
    filled, driver = session(tmp_path, view(BEFORE, title="REMBOURSEMENT"), later=(after,))
    filled.fill({"company": "Dupont SA", "kind": "B", "name": "Zoé"})
    assert driver.done == ["enter 2", "rest", "enter 1"]
    assert filled.read("company") == "DUPONT SA"


def test_what_was_filled_before_a_reload_is_read_back_after_it(tmp_path: Path) -> None:
    after = view(AFTER.replace("[ZOE]", "[]"), title="REMBOURSEMENT", token="t2")
    filled, _ = session(tmp_path, view(BEFORE, title="REMBOURSEMENT"), later=(after,))
    with pytest.raises(ReadBackError) as error:
        filled.fill({"kind": "B", "name": "Zoé"})
    assert error.value.fields == ("name",)


def test_a_field_that_reloads_and_is_right_already_reloads_nothing(tmp_path: Path) -> None:
    filled, driver = session(tmp_path, view(AFTER, title="REMBOURSEMENT"))
    filled.fill({"kind": "B", "company": "SA"})
    assert driver.done == ["enter 1"]


def test_another_screen_than_the_one_that_was_filled_is_an_error(tmp_path: Path) -> None:
    menu = view("CHOIX | []\nADHERENT | []", title="MENU", token="t2")
    filled, driver = session(tmp_path, view(BEFORE, title="REMBOURSEMENT"), later=(menu,))
    with pytest.raises(UnexpectedScreenError):
        filled.fill({"kind": "B", "company": "SA"})
    assert driver.done == ["enter 1", "rest"]


def test_what_cannot_fit_after_a_reload_is_refused_before_anything_is_typed(tmp_path: Path) -> None:
    filled, driver = session(tmp_path, view(AFTER, title="REMBOURSEMENT"))
    with pytest.raises(FieldValueError):
        filled.fill({"kind": "C", "company": "\u963f"})
    assert driver.done == []


@pytest.mark.parametrize(("fitting", "error"), [(0, ValueNotOfferedError), (2, FieldNotFoundError)])
def test_what_does_not_appear_to_be_picked_leaves_the_screen_known(
    tmp_path: Path, fitting: int, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    filled, driver = session(tmp_path, view(BEFORE, title="REMBOURSEMENT"))

    def refuse(*_: object) -> View:
        raise NotPickedError(1, 7, fitting)

    monkeypatch.setattr(driver, "enter", refuse)
    with pytest.raises(error, match='field "name"'):
        filled.fill({"name": "Zoé"})
    assert filled.current == "refund"
