"""Ways to screens, on a driver without a face."""

from __future__ import annotations

from pathlib import Path

import pytest

from copiste.screens.errors import ArrivalTimeoutError, FaceError, ReadBackError, UndeclaredError
from copiste.screens.reading.view import View
from copiste.screens.session.session import ScreenSession
from tests.unit.screens.factories import small_application, view
from tests.unit.screens.fake_driver import FakeDriver
from tests.unit.screens.scenes import menu

SCREENS = {
    "member": """
recognise: {title: FICHE}
reach: {code: FICH, needs: [member_number]}
fields: {member_number: {caption: ADHERENT, type: number, protected: true}, from_day: {caption: DU, max: 4}}
actions: {history: F6, leave: F3}
""",
    "history": """
recognise: {title: HISTORIQUE}
reach: {screen: member, action: history, needs: [member_number, from_day]}
fields: {member_number: {caption: ADHERENT, type: number, protected: true}}
actions: {leave: F3}
""",
    "totals": """
recognise: {title: TOTAUX}
reach: {screen: menu, action: leave}
actions: {leave: F3}
""",
    "card": """
recognise: {title: CARTE}
reach: {address: "/card/{name}?day={day}", needs: [name, day]}
fields: {day: {caption: JOUR, type: date, protected: true}}
actions: {leave: F3}
""",
    "linked": "recognise: {title: LIEN}\nreach: {path: [Un, Deux]}\nactions: {leave: F3}\n",
}


def session(folder: Path, driver: FakeDriver) -> ScreenSession:
    opened = ScreenSession(small_application(folder, SCREENS), driver)
    opened.expect()
    driver.done.clear()
    return opened


def member(number: str = "10000001") -> View:
    return view(f"ADHERENT | : | {number}\nDU | : | []4", title="FICHE", token="member")


def history(number: str = "10000001") -> View:
    return view(f"ADHERENT | : | {number}", title="HISTORIQUE", token="history")


def test_an_action_of_the_home_screen_is_a_way(folder: Path) -> None:
    driver = FakeDriver(member(), menu(), view("", title="TOTAUX", token="totals"))
    assert session(folder, driver).go_to("totals").screen == "totals"
    assert driver.done == ["F3", "F3"]


def test_what_a_way_needs_is_filled_where_it_is_needed(folder: Path) -> None:
    driver = FakeDriver(menu(), member(), history())
    opened = session(folder, driver)
    assert opened.go_to("history", member_number="10000001", from_day="2010").screen == "history"
    assert driver.done == ["enter 2", "ENTER", "enter 1", "F6"]


def test_a_screen_about_something_else_is_found_on_arrival(folder: Path) -> None:
    driver = FakeDriver(menu(), member(), history("10000002"))
    with pytest.raises(ReadBackError):
        session(folder, driver).go_to("history", member_number="10000001", from_day="2010")


def test_an_address_holds_what_it_needs_as_the_screen_writes_it(folder: Path) -> None:
    driver = FakeDriver(menu())
    opened = session(folder, driver)
    driver.shown = view("JOUR | : | 02032026", title="CARTE", token="card")
    assert opened.go_to("card", name="Ü/x", day="2026-03-02").screen == "card"
    assert driver.done == ["open /card/%C3%9C%2Fx?day=02032026"]


def test_a_value_that_an_address_lacks_is_told_before_anything_is_done(folder: Path) -> None:
    driver = FakeDriver(menu())
    with pytest.raises(UndeclaredError, match='"day"'):
        session(folder, driver).go_to("card", name="x")
    assert driver.done == []


def test_a_face_without_clicks_says_so(folder: Path) -> None:
    with pytest.raises(FaceError, match="another way than a path"):
        session(folder, FakeDriver(menu())).go_to("linked")


def test_nothing_that_arrives_is_told_with_the_screen_and_the_action(folder: Path) -> None:
    opened = session(folder, FakeDriver(member()))
    with pytest.raises(ArrivalTimeoutError, match=r'^Screen "member", action F6: Nothing arrived'):
        opened.submit("history")
    assert opened.screen_unknown


def test_a_field_may_be_called_like_anything(folder: Path) -> None:
    opened = session(folder, FakeDriver(menu()))
    with pytest.raises(UndeclaredError, match='"name"'):
        opened.go_to("member", member_number="1", name="x")
