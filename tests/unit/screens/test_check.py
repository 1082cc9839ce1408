from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from copiste.screens.declared.loading import load_application
from copiste.screens.errors import SignOnError
from copiste.screens.reading.view import Cell, Control
from copiste.screens.session.check import ScreenCheck, Verdict, check_screens, compare
from copiste.screens.session.session import ScreenSession
from tests.unit.screens.factories import screen, view
from tests.unit.screens.fake_driver import FakeDriver
from tests.unit.screens.scenes import UNKNOWN, checked, menu, session

DECLARED = screen(
    fields={
        "last_name": {"caption": "NOM", "max": 25},
        "birth_date": {"caption": "NE LE", "type": "date", "parts": [2, 2, 4]},
        "receipt": {"caption": "ENREGISTREMENT", "protected": True},
    },
    tables={"members": {"columns": {"line": {"caption": "LIGNE"}}}},
    actions={"enter": "ENTER", "validate": "F10"},
)
DRAWING = """
NOM | : | [SECRET]25
NE LE | : | []2 | / | []2 | / | []4
ENREGISTREMENT | : | 26324-000123
LIGNE
ENTREE SUITE - F3 FIN - F10 VALIDER
"""
WORDS = {"ENTREE": "ENTER"}


def test_a_screen_as_declared_is_the_same() -> None:
    found = compare(view(DRAWING), DECLARED, WORDS)
    assert found.verdict is Verdict.SAME
    assert found.text == "4 found"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("NOM |", "NOM D'USAGE |", "missing last_name; not declared NOM D'USAGE"),
        ("]25", "]20", "changed last_name"),
        ("[SECRET]", "{SECRET}", "changed last_name"),
        ("[]4", "[]4 | []2", "missing birth_date"),
        ("ENREGISTREMENT", "NUMERO", "missing receipt"),
        ("LIGNE", "RANG", "missing members"),
        ("F10", "F11", "keys not offered validate"),
        ("LIGNE", "LIGNE\nREGIME | : | []2", "not declared REGIME"),
    ],
)
def test_every_difference_is_named_and_no_value(old: str, new: str, told: str) -> None:
    found: ScreenCheck = compare(view(DRAWING.replace(old, new)), DECLARED, WORDS)
    assert found.verdict is Verdict.DIFFERS
    assert found.text == told


def test_without_a_line_of_keys_none_is_missed() -> None:
    drawing = DRAWING.replace("ENTREE SUITE - F3 FIN - F10 VALIDER", "FIN")
    assert compare(view(drawing), DECLARED, WORDS).verdict is Verdict.SAME


@pytest.fixture
def lost(folder: Path) -> ScreenSession:
    """A session on the menu, whose way to `member` ends on a screen that nobody declared."""
    driver = FakeDriver(menu(), UNKNOWN)
    opened = session(folder, driver)
    opened.expect("menu")
    return opened


def test_after_a_screen_that_is_not_recognised_the_check_signs_on_again(lost: ScreenSession) -> None:
    driver = vars(lost)["_driver"]

    def sign_on() -> None:
        driver.shown, driver.coming = menu(), [checked(), menu()]
        lost.expect("menu")

    found = list(check_screens(lost, ("checked", "checked"), again=sign_on))
    assert [one.verdict for one in found] == [Verdict.DIFFERS, Verdict.SAME]
    assert "is not declared" in found[0].reason


@pytest.mark.parametrize(
    ("refuses", "told"),
    [
        (True, "not visited: signing on anew failed: X: not let in"),
        (False, "not visited: the session was lost on a screen before"),
    ],
)
def test_every_screen_that_was_not_visited_is_told(lost: ScreenSession, refuses: bool, told: str) -> None:
    def sign_on() -> None:
        raise SignOnError("X", "", "not let in")

    again = sign_on if refuses else None
    found = list(check_screens(lost, ("checked", "member", "search"), again=again))
    assert [one.verdict for one in found] == [Verdict.DIFFERS, *[Verdict.NOT_REACHED] * 2]
    assert {one.text for one in found[1:]} == {told}


def test_where_others_are_ignored_what_is_not_declared_is_not_told() -> None:
    drawing = "NOM | : | []25\nVILLE | : | []30"
    fields = {"name": {"caption": "NOM", "max": 25}}
    told = compare(view(drawing), screen(fields=fields), {})
    ignored = compare(view(drawing), screen(fields=fields, others="ignored"), {})
    assert (told.undeclared, ignored.undeclared) == (("VILLE",), ())
    assert ignored.verdict is Verdict.SAME


def test_a_second_line_without_a_caption_that_nobody_declares_is_told() -> None:
    drawing = "NOM | : | []25\n[]30\nNE LE | : | []2 | / | []2 | / | []4"
    fields = {"name": {"caption": "NOM", "max": 25}}
    assert compare(view(drawing), screen(fields=fields), {}).undeclared == ("text without a caption", "NE LE")


def test_a_button_that_is_not_there_is_told_before_the_night(tmp_path: Path) -> None:
    (tmp_path / "application.yaml").write_text("application: plain\nsign_on: none\nhome: {screen: desk}\n")
    actions = "{save: {button: Save}, send: {button: Send}}"
    (tmp_path / "desk.yaml").write_text(f"screen: desk\nrecognise: {{title: DESK}}\nactions: {actions}\n")
    shown = replace(
        view("NOM | : | {}", title="DESK"), actions=(Cell("Save", 90, control=Control("button")),)
    )
    opened = ScreenSession(load_application(tmp_path), FakeDriver(shown))
    opened.sign_on({})
    (check,) = check_screens(opened)
    assert (check.verdict, check.actions_missing) == (Verdict.DIFFERS, ("send",))
    assert check.text == "nothing to click for send"
