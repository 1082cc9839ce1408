from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from copiste.screens.drivers.driver import Keystrokes
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import (
    FieldNotFoundError,
    FieldValueError,
    ReadBackError,
    ScreenNotRecognisedError,
    ScreenReplacedError,
    UndeclaredError,
)
from copiste.screens.reading.view import View
from tests.unit.screens.factories import view
from tests.unit.screens.fake_driver import FakeDriver
from tests.unit.screens.scenes import member, menu, session


def test_fills_a_whole_screen_at_once_and_reads_it_back(folder: Path) -> None:
    driver = FakeDriver(member())
    open_session = session(folder, driver)
    open_session.expect("member")
    open_session.fill({"last_name": "Lefèvre", "birth_date": "1984-03-02"})
    assert driver.done == ["look", "enter 4"]
    assert open_session.read("last_name") == "LEFEVRE"
    assert open_session.read("birth_date") == "1984-03-02"


def test_does_not_type_what_is_there_already(folder: Path) -> None:
    driver = FakeDriver(member(name="LEFEVRE"))
    open_session = session(folder, driver)
    open_session.expect()
    open_session.fill({"last_name": "Lefèvre"})
    assert driver.done == ["look"]


def test_a_field_that_reads_back_otherwise_stops_before_any_key(folder: Path) -> None:
    driver = FakeDriver(member(), member())
    driver.page = lambda text: text[:3]
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(ReadBackError) as error:
        open_session.fill({"last_name": "Lefèvre", "birth_date": "1984-03-02"})
    assert error.value.fields == ("last_name", "birth_date")
    assert "LEF" not in str(error.value)
    assert driver.done == ["look", "enter 4"]


def test_a_value_that_does_not_fit_is_refused_before_anything_is_typed(folder: Path) -> None:
    driver = FakeDriver(member())
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(FieldValueError):
        open_session.fill({"birth_date": "1984-03-02", "last_name": "Abracadabrante"})
    assert driver.done == ["look"]


def test_a_protected_field_cannot_be_filled(folder: Path) -> None:
    open_session = session(folder, FakeDriver(member()))
    open_session.expect()
    with pytest.raises(FieldNotFoundError, match="protected"):
        open_session.fill({"receipt": "1"})


def test_presses_no_key_before_a_screen_is_recognised(folder: Path) -> None:
    driver = FakeDriver(member(), member())
    open_session = session(folder, driver)
    for act in (lambda: open_session.submit("F10"), open_session.leave, lambda: open_session.go_to("search")):
        with pytest.raises(ScreenNotRecognisedError):
            act()
    assert driver.done == []


@pytest.mark.parametrize(("key", "expect"), [("valider", ()), ("F9", ()), ("validate", "membre")])
def test_an_undeclared_name_costs_no_key(folder: Path, key: str, expect: str | tuple[str, ...]) -> None:
    driver = FakeDriver(member(), member())
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(UndeclaredError):
        open_session.submit(key, expect=expect)
    assert driver.done == ["look"]


def test_what_the_face_knows_of_a_text_read_back_otherwise_is_told(folder: Path) -> None:
    driver = FakeDriver(replace(member(), doubt="CapsLock was switched on meanwhile."))
    driver.page = lambda text: text[:3]
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(ReadBackError, match=r"last_name.*CapsLock was switched on meanwhile\.$"):
        open_session.fill({"last_name": "Lefèvre"})


def test_verifies_what_was_filled_by_looking_again(folder: Path) -> None:
    driver = FakeDriver(member())
    open_session = session(folder, driver)
    open_session.expect()
    open_session.fill({"last_name": "Lefèvre"})
    open_session.verify()
    driver.shown = member(name="AUTRE")
    with pytest.raises(ReadBackError) as error:
        open_session.verify()
    assert error.value.fields == ("last_name",)


class Replaced(FakeDriver):
    """Shows another screen by the time that anything is done to the one that was looked at."""

    def enter(self, view: View, keystrokes: Sequence[Keystrokes]) -> View:
        raise ScreenReplacedError("anything was typed")

    def shortcut(self, code: str, deadline: Deadline) -> View | None:
        raise ScreenReplacedError(f"{code} was pressed")


def test_a_screen_that_was_replaced_leaves_the_session_unknown(folder: Path) -> None:
    """Or its bot would be given the next item, and the next, to fail with."""
    open_session = session(folder, Replaced(member()))
    open_session.expect()
    with pytest.raises(ScreenReplacedError):
        open_session.fill({"last_name": "Lefèvre"})
    assert open_session.screen_unknown
    open_session.expect()
    with pytest.raises(ScreenReplacedError):
        open_session.go_to("member", member_number="10000001")
    assert open_session.screen_unknown


def test_goes_by_the_menu_and_clears_what_others_left_there(folder: Path) -> None:
    driver = FakeDriver(member(), menu(), view("", title="RECHERCHE"))
    open_session = session(folder, driver)
    open_session.expect()
    assert open_session.go_to("search").screen == "search"
    assert driver.done == ["look", "F3", "enter 2", "ENTER"]


def test_takes_the_shortcut_when_the_member_is_already_shown(folder: Path) -> None:
    driver = FakeDriver(member())
    driver.shortcuts = {"FICH": member(name="X")}
    open_session = session(folder, driver)
    open_session.expect()
    open_session.go_to("member", member_number="10000001")
    assert driver.done == ["look", "shortcut FICH"]


def test_takes_no_shortcut_to_another_member(folder: Path) -> None:
    driver = FakeDriver(member(), menu(), member(number="10000002"))
    driver.shortcuts = {"FICH": member()}
    open_session = session(folder, driver)
    open_session.expect()
    open_session.go_to("member", member_number="10000002")
    assert driver.done == ["look", "F3", "enter 2", "ENTER"]


def test_a_shortcut_that_brings_another_member_is_not_believed(folder: Path) -> None:
    driver = FakeDriver(member(), menu(), member())
    driver.shortcuts = {"FICH": member(number="10000007")}
    open_session = session(folder, driver)
    open_session.expect()
    open_session.go_to("member", member_number="10000001")
    assert driver.done == ["look", "shortcut FICH", "F3", "enter 2", "ENTER"]


def test_there_is_no_way_to_a_screen_that_declares_none(folder: Path) -> None:
    open_session = session(folder, FakeDriver(member()))
    open_session.expect()
    with pytest.raises(UndeclaredError, match="found"):
        open_session.go_to("found")


def test_signs_on_from_the_first_screen_and_off_again(folder: Path) -> None:
    first = view("CODE | : | []8\nMOT DE PASSE | : | [•]8", title="IDENTIFICATION")
    driver = FakeDriver(first, menu(), first)
    open_session = session(folder, driver)
    driver.page = lambda text: "•" * len(text) if text == "secret" else text
    open_session.sign_on({"operator": "ROB01", "password": "secret"})
    assert open_session.current == "menu"
    open_session.sign_off()
    open_session.close()
    assert driver.done == ["home", "enter 2", "ENTER", "F3", "close"]
    assert repr(open_session) == "ScreenSession('small', on no known screen)"
