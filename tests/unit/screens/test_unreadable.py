"""A character that a face cannot tell for certain is no value, wherever it stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from copiste.screens.errors import ScreensError, UnreadableError
from copiste.screens.reading.view import UNKNOWN, Cell, Said, View
from tests.unit.screens.fake_driver import FakeDriver
from tests.unit.screens.scenes import found, member, session


def blurred(view: View, text: str) -> View:
    """The view with the second character of every `text` unknown."""

    def cell(one: Cell) -> Cell:
        return replace(one, text=blur(one.text)) if one.text == text else one

    def blur(whole: str) -> str:
        return f"{whole[0]}{UNKNOWN}{whole[2:]}" if whole == text else whole

    def heard(one: Said) -> Said:
        return Said(blur(one.text), one.place)

    lines = tuple(tuple(map(cell, line)) for line in view.lines)
    return replace(view, lines=lines, title=blur(view.title), messages=tuple(map(heard, view.messages or ())))


def test_an_unreadable_field_names_itself_and_no_value(folder: Path, tmp_path: Path) -> None:
    open_session = session(folder, FakeDriver(blurred(member(name="DUPONT"), "DUPONT")))
    open_session.pictures = tmp_path
    open_session.expect("member")
    with pytest.raises(UnreadableError, match='Screen "member", field "last_name"') as error:
        open_session.read("last_name")
    assert error.value.picture is not None
    assert error.value.picture.exists()
    assert str(error.value.picture) in str(error.value)
    assert "D" + UNKNOWN not in str(error.value)
    assert error.value.kind == "application"
    assert open_session.current == "member"


def test_what_was_typed_is_not_taken_for_read_back_when_it_cannot_be_read(folder: Path) -> None:
    driver = FakeDriver(member())
    driver.page = lambda text: f"{text}{UNKNOWN}"
    open_session = session(folder, driver)
    open_session.expect("member")
    with pytest.raises(UnreadableError):
        open_session.fill({"last_name": "Durand"})


def test_other_fields_are_read_all_the_same(folder: Path) -> None:
    open_session = session(folder, FakeDriver(blurred(member(name="DUPONT"), "DUPONT")))
    open_session.expect("member")
    assert open_session.read("member_number") == "10000001"


def test_an_unreadable_entry_names_its_column(folder: Path) -> None:
    open_session = session(folder, FakeDriver(blurred(found(1, 1, "DUPO"), "DUPO")))
    open_session.expect("found")
    with pytest.raises(UnreadableError, match='list "members", column "last_name"'):
        open_session.rows("members")


@pytest.mark.parametrize(("text", "told"), [("FICHE", "The title"), ("OKA0002 RIEN", "The message")])
def test_an_unreadable_title_or_message_leaves_the_screen_unknown(
    folder: Path, tmp_path: Path, text: str, told: str
) -> None:
    shown = member("OKA0002 RIEN")
    open_session = session(folder, FakeDriver(blurred(shown, text)))
    open_session.pictures = tmp_path
    with pytest.raises(UnreadableError, match=told) as error:
        open_session.expect()
    assert error.value.picture is not None
    assert open_session.screen_unknown
    assert issubclass(UnreadableError, ScreensError)
