"""The web driver on pages that do what old pages do: a second application, without frames."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from copiste.screens.drivers.waiting import Patience
from copiste.screens.errors import (
    ArrivalTimeoutError,
    BusinessRefusedError,
    DialogError,
    FaceError,
    ReadBackError,
    ScreenNotRecognisedError,
    ScreenReplacedError,
    UnreachableError,
)
from copiste.screens.session.opening import open_session
from copiste.screens.session.session import ScreenSession
from tests.integration.screens.guichet_pages import running_guichet

APPLICATION = Path(__file__).with_name("guichet")


@pytest.fixture(scope="module")
def guichet() -> Iterator[tuple[str, threading.Event]]:
    with running_guichet() as serving:
        yield serving


@pytest.fixture(scope="module")
def opened(guichet: tuple[str, threading.Event]) -> Iterator[ScreenSession]:
    with open_session(
        APPLICATION, "web", url=guichet[0], patience=Patience(arrival=3, unknown=0.5)
    ) as session:
        yield session


@pytest.fixture
def session(opened: ScreenSession) -> ScreenSession:
    opened.sign_on({"operator": "rob01", "password": "s3cret"})
    return opened


def at(session: ScreenSession, screen: str) -> ScreenSession:
    session.go_to(screen)
    return session


def test_signs_on_by_enter_in_a_form_and_reaches_pages_without_frames(session: ScreenSession) -> None:
    assert session.current == "menu"
    assert at(session, "typing").current == "typing"


def test_a_page_sees_what_the_browser_s_own_keyboard_would_have_shown_it(session: ScreenSession) -> None:
    at(session, "typing").fill({"name": "L'A-1", "town": "x"})
    session.verify()
    typed = str(session.read("seen"))
    at(session, "typing")
    page = vars(session)["_driver"]._page
    page.locator("[name=n]").focus()
    page.keyboard.type("L'A-1", delay=0)
    page.locator("[name=town]").focus()
    session.expect("typing")
    by_keyboard = str(session.read("seen"))
    assert typed.split() == by_keyboard.split()
    assert typed.split()[-2:] == ["change!", "blur!"]


def test_the_last_field_sees_its_change_too(session: ScreenSession) -> None:
    at(session, "typing").fill({"postal_code": "69001"})
    session.verify()
    assert session.read("town") == "LYON"


def test_automatic_tabs_do_not_mix_the_parts_of_a_date(session: ScreenSession) -> None:
    at(session, "typing").fill({"day": "1984-03-02", "town": "Lyon", "name": "Zoé"})
    session.fill({"day": "1985-12-31"})
    assert session.read("day") == "1985-12-31"
    session.verify()


def test_a_character_that_the_page_filters_is_found_by_reading_back(session: ScreenSession) -> None:
    with pytest.raises(ReadBackError) as error:
        at(session, "typing").fill({"name": "Zoé", "code": "12a4"})
    assert error.value.fields == ("code",)


def test_what_the_page_takes_the_focus_from_is_typed_no_further(session: ScreenSession) -> None:
    with pytest.raises(ReadBackError) as error:
        at(session, "typing").fill({"code": "9941", "postal_code": "69001"})
    assert error.value.fields == ("code",)
    assert session.read("code") == "99"


def test_nothing_is_typed_into_a_screen_that_came_unseen(session: ScreenSession) -> None:
    at(session, "typing")
    vars(session)["_driver"]._page.reload()
    with pytest.raises(ScreenReplacedError):
        session.fill({"name": "Zoé"})
    assert session.expect() == "typing"
    assert session.read("name") == ""


def test_no_key_is_pressed_on_a_screen_that_came_unseen(session: ScreenSession) -> None:
    at(session, "typing")
    vars(session)["_driver"]._page.reload()
    with pytest.raises(ScreenReplacedError):
        session.submit("leave")
    assert session.expect() == "typing"


def test_lists_to_choose_from_and_boxes_to_tick_are_filled(session: ScreenSession) -> None:
    at(session, "typing").fill({"regime": "AM", "agreed": True})
    session.verify()
    session.fill({"regime": "GE", "agreed": False})
    assert (session.read("regime"), session.read("agreed"), session.read("number")) == ("GE", False, "4711")


def test_a_field_is_cleared(session: ScreenSession) -> None:
    at(session, "typing").fill({"name": "Zoé"})
    session.fill({"name": None})
    assert session.read("name") == ""


def test_a_handler_that_changes_a_value_afterwards_is_found_before_the_commit(session: ScreenSession) -> None:
    with pytest.raises(ReadBackError):
        at(session, "payment").fill({"amount": 5})


def test_an_alert_with_a_declared_number_is_a_refusal(session: ScreenSession) -> None:
    pay(session, "1")
    with pytest.raises(BusinessRefusedError) as error:
        session.submit("validate")
    assert error.value.code == "AMOUNT_REFUSED"
    assert session.current == "payment"


def test_a_declared_warning_is_accepted_in_its_dialog(session: ScreenSession) -> None:
    pay(session, "2")
    arrival = session.submit("validate", expect="payment")
    assert arrival.message is not None
    assert arrival.message.number == "GUI0004"


def test_a_warning_that_is_not_confirmed_is_declined_and_refuses(session: ScreenSession) -> None:
    pay(session, "3")
    with pytest.raises(BusinessRefusedError) as error:
        session.submit("validate")
    assert error.value.code == "AMOUNT_ODD"


def test_a_dialog_that_nobody_declared_leaves_the_screen_unknown(session: ScreenSession) -> None:
    pay(session, "4")
    with pytest.raises(DialogError):
        session.submit("validate")
    assert session.screen_unknown


def test_a_dialog_leaves_no_trace_in_the_next_key(session: ScreenSession) -> None:
    pay(session, "1")
    with pytest.raises(BusinessRefusedError):
        session.submit("validate")
    assert session.submit("leave").screen == "menu"


def test_a_window_is_a_screen_until_it_is_closed(session: ScreenSession) -> None:
    at(session, "typing").fill({"name": "Zoé"})
    assert session.submit("list").screen == "codes"
    assert [row["code"] for row in session.rows("codes")] == ["GE", "AM"]
    assert session.submit("cancel").screen == "typing"
    assert session.read("name") == "ZOE"


def test_signing_on_again_closes_windows(session: ScreenSession) -> None:
    at(session, "typing").submit("list")
    session.sign_on({"operator": "rob01", "password": "s3cret"})
    assert session.current == "menu"


def test_a_page_that_only_asks_to_wait_is_waited_for(session: ScreenSession) -> None:
    assert at(session, "payment").submit("waiting").screen == "payment"


def test_a_slow_answer_is_waited_for(session: ScreenSession, guichet: tuple[str, threading.Event]) -> None:
    at(session, "payment")
    releasing = threading.Timer(0.3, guichet[1].set)
    releasing.start()
    try:
        assert session.submit("slow").message is not None
    finally:
        releasing.join()
        guichet[1].clear()


def test_no_answer_is_an_error_within_the_deadline(session: ScreenSession) -> None:
    with pytest.raises(ArrivalTimeoutError):
        at(session, "payment").submit("silent")
    assert session.screen_unknown


def test_an_address_that_does_not_answer_is_told(session: ScreenSession) -> None:
    with pytest.raises(UnreachableError):
        at(session, "payment").submit("gone")
    assert session.screen_unknown
    session.sign_on({"operator": "rob01", "password": "s3cret"})


def test_a_screen_that_nobody_declared_is_told_with_a_picture(session: ScreenSession, tmp_path: Path) -> None:
    session.pictures = tmp_path
    try:
        with pytest.raises(ScreenNotRecognisedError) as error:
            at(session, "payment").submit("odd")
    finally:
        session.pictures = None
    assert error.value.picture is not None
    assert error.value.picture.read_bytes().startswith(b"\xff\xd8")
    assert "DUPONT" not in str(error.value)


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_a_picture_shows_the_screen_but_no_sensitive_value(
    session: ScreenSession, tmp_path: Path, suffix: str
) -> None:
    def picture(code: str, name: str) -> bytes:
        at(session, "typing").fill({"name": name, "code": code})
        return session.capture(tmp_path / f"{code}{name}{suffix}").read_bytes()

    assert picture("11", "DUPONT") == picture("11", "ZIMMER")
    assert picture("11", "DUPONT") != picture("22", "DUPONT")


def test_a_screen_that_came_unseen_is_painted_over_altogether(session: ScreenSession, tmp_path: Path) -> None:
    page = vars(session)["_driver"]._page

    def picture(town: str) -> bytes:
        at(session, "typing")
        page.reload()
        page.locator("[name=town]").fill(town)
        taken = session.capture(tmp_path / f"{town}.png").read_bytes()
        session.expect("typing")
        return taken

    assert picture("LYON") == picture("NICE")


def test_a_picture_of_a_screen_that_went_meanwhile_does_not_reach_the_disk(
    session: ScreenSession, tmp_path: Path
) -> None:
    class SlowCamera:
        def shoot(self, page: Page, suffix: str) -> bytes:
            page.reload()
            return b"whatever is there by now"

    at(session, "typing")
    inside = vars(vars(session)["_driver"])
    camera, inside["_camera"] = inside["_camera"], SlowCamera()
    try:
        with pytest.raises(ScreenReplacedError):
            session.capture(tmp_path / "gone.png")
    finally:
        inside["_camera"] = camera
    assert not list(tmp_path.iterdir())
    session.expect("typing")


def test_keys_may_come_from_the_browser_s_own_keyboard(
    guichet: tuple[str, threading.Event], tmp_path: Path
) -> None:
    folder = tmp_path / "trusting"
    shutil.copytree(APPLICATION, folder)
    declared = (folder / "application.yaml").read_text()
    (folder / "application.yaml").write_text(declared.replace("popup_keys: [F12]", "keys: browser"))
    with open_session(folder, "web", url=guichet[0]) as session:
        session.sign_on({"operator": "rob01", "password": "s3cret"})
        session.go_to("payment")
        pay(session, "2")
        assert session.submit("validate").message is not None
        assert session.submit("leave").screen == "menu"


def test_an_unknown_option_is_told_with_its_nearest_neighbour() -> None:
    with pytest.raises(FaceError, match="Did you mean headless"):
        open_session(APPLICATION, "web", url="http://127.0.0.1:9/", headles=True)


def test_an_address_is_needed() -> None:
    with pytest.raises(FaceError, match="option url"):
        open_session(APPLICATION, "web")


def pay(session: ScreenSession, amount: str) -> None:
    """Fill the amount; the page appends a zero on change, which is what this page is about."""
    with pytest.raises(ReadBackError):
        at(session, "payment").fill({"amount": amount})
