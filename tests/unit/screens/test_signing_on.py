"""Signing on: what a seat has against what is declared, before anything is typed; and on the screens."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from copiste.connection import Credentials
from copiste.screens.declared.entering import SignOn
from copiste.screens.declared.loading import load_application
from copiste.screens.declared.model import Application
from copiste.screens.errors import UnexpectedScreenError
from copiste.screens.reading.view import View
from copiste.screens.session.session import ScreenSession
from copiste.screens.session.signing_on import misfits, shared, sign_on
from tests.unit.screens.factories import APPLICATION, view, write_application
from tests.unit.screens.fake_driver import FakeDriver

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def application() -> Application:
    return load_application(ROOT / "screens" / "backend_sante")


def seat(password: str | None = "K7SECRET", **fields: str) -> Credentials:
    secrets = (
        {} if password is None else {"password": SecretStr(password), "of_another_robot": SecretStr("X")}
    )
    return Credentials(fields=fields, secrets=secrets)


ROB01 = {"operator": "ROB01", "terminal": "R001"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (seat(**ROB01), []),
        (
            seat(operator="ROB01", terminall="R001"),
            ['The sign-on screen "sign_on" has no field "terminall". Did you mean terminal?'],
        ),
        (
            seat(None, **ROB01),
            ['Nothing is known for hidden field "password" of the sign-on screen "sign_on".'],
        ),
        (
            seat(operator="MUCHTOOLONG", terminal="R001"),
            ['Field "operator" of the sign-on screen "sign_on": 11 characters, the screen takes 8.'],
        ),
        (
            seat("LONGER THAN 8", **ROB01),
            ['Field "password" of the sign-on screen "sign_on": 13 characters, the screen takes 8.'],
        ),
    ],
)
def test_what_does_not_fit_is_said_without_a_value(
    application: Application, given: Credentials, said: list[str]
) -> None:
    assert list(misfits(application, given)) == said


@pytest.mark.parametrize("field", ["operator", "terminal"])
def test_two_seats_may_not_sign_on_as_one(application: Application, field: str) -> None:
    seats = {"a": ROB01, "b": {"operator": "ROB02", "terminal": "R002"} | {field: ROB01[field]}}
    (said,) = shared(application, {name: seat(**fields) for name, fields in seats.items()})
    assert said == f"{field} {ROB01[field]} has more than one seat; a second sign-on would end the first."
    assert not list(shared(application, {"a": seat(**ROB01), "b": seat(operator="ROB02", terminal="R002")}))


def asking(by: str) -> Application:
    """The application of the test's own, whose sign-on is `by`."""
    how = SignOn.model_validate({"by": by, "arrives": "menu"})
    return load_application(ROOT / "screens" / "backend_sante").model_copy(update={"sign_on": how})


@pytest.mark.parametrize("by", ["none", "already"])
def test_where_nobody_is_asked_a_seat_has_a_name_alone(by: str) -> None:
    assert list(misfits(asking(by), seat())) == []
    assert list(misfits(asking(by), seat(operator="ROB01"))) == [
        f'Nobody is asked for "operator" (sign_on: {by}). Give the seat a name alone.'
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (seat(user="clerk"), []),
        (seat(), ['The browser asks for a user (sign_on: http), and the seat has no "user".']),
        (
            seat(None, user="clerk"),
            ['The browser asks for a password (sign_on: http), and the secret has no "password".'],
        ),
        (
            seat(user="clerk", terminal="R001"),
            ['A browser asks for "user", and not for "terminal" (sign_on: http).'],
        ),
    ],
)
def test_what_a_browser_asks_for_is_checked_too(given: Credentials, said: list[str]) -> None:
    assert list(misfits(asking("http"), given)) == said


@pytest.mark.parametrize("one", ["client_certificate", "client_key"])
def test_a_client_certificate_is_whole(application: Application, one: str) -> None:
    half = seat(**ROB01).model_copy(
        update={"secrets": {"password": SecretStr("K7SECRET"), one: SecretStr("K7")}}
    )
    assert list(misfits(application, half)) == [
        "A client certificate needs both client_certificate and client_key in the secret."
    ]


# --- on the screens -----

PAGES = """
application: small
sign_on:
  {screen: who, action: go_on, arrives: menu%s,
  then: [{screen: office, action: go_on}, {screen: secret, action: enter}]}
home: {screen: menu, leave: F3}
"""
SCREENS = {
    "who": "recognise: {title: WHO}\nfields: {name: {caption: NAME}}\nactions: {go_on: ENTER}\n",
    "office": "recognise: {title: OFFICE}\nfields: {office: {caption: OFFICE}}\nactions: {go_on: ENTER}\n",
    "secret": """
recognise: {title: SECRET}
fields: {word: {caption: WORD, hidden: true}}
actions: {enter: ENTER}
""",
    "notice": "recognise: {title: NOTICE}\n",
}
CLERK = Credentials(fields={"name": "A", "office": "B"}, secrets={"word": SecretStr("C")})
WHO = view("NAME | []9", title="WHO", token="who")
OFFICE = view("OFFICE | []9", title="OFFICE", token="office")
SECRET = view("WORD | [•]9", title="SECRET", token="secret")
MENU = view("CHOIX | []4", title="MENU", token="menu")
NOTICE = view("OTHER", title="NOTICE", token="notice")


def at(folder: Path, *views: View, how: str = "") -> tuple[ScreenSession, FakeDriver]:
    write_application(folder, SCREENS, application=PAGES % how)
    for unused in ("sign_on", "news", "over"):
        (folder / f"{unused}.yaml").unlink()
    driver = FakeDriver(*views)
    driver.page = lambda text: "•" * len(text) if text == "C" else text
    return ScreenSession(load_application(folder), driver), driver


@pytest.mark.parametrize("views", [(WHO, OFFICE, SECRET, MENU), (WHO, SECRET, MENU)])
def test_a_page_of_several_may_be_left_out(tmp_path: Path, views: tuple[View, ...]) -> None:
    session, driver = at(tmp_path, *views)
    assert sign_on(session, CLERK).screen == "menu"
    assert driver.done.count("ENTER") == len(views) - 1


def test_a_page_in_another_order_is_not_typed_into(tmp_path: Path) -> None:
    session, driver = at(tmp_path, WHO, SECRET, OFFICE)
    with pytest.raises(UnexpectedScreenError, match="Expected screen menu, found office"):
        sign_on(session, CLERK)
    assert driver.done.count("enter 1") == 2


def test_who_is_signed_on_still_is_signed_off_first(tmp_path: Path) -> None:
    session, driver = at(tmp_path, MENU, WHO, SECRET, MENU, how=", sign_off: leave")
    sign_on(session, CLERK)
    assert driver.done[:2] == ["home", "F3"]


@pytest.mark.parametrize(("how", "views"), [("", (MENU,)), (", sign_off: leave", (MENU, NOTICE))])
def test_who_cannot_be_signed_off_is_forgotten(tmp_path: Path, how: str, views: tuple[View, ...]) -> None:
    session, driver = at(tmp_path, *views, SECRET, MENU, how=how)
    driver.renewed = WHO
    sign_on(session, CLERK)
    assert "renew as nobody" in driver.done


def test_who_cannot_be_forgotten_either_is_told_and_nothing_is_typed(tmp_path: Path) -> None:
    session, driver = at(tmp_path, MENU)
    with pytest.raises(UnexpectedScreenError, match="Expected screen who, found menu"):
        sign_on(session, CLERK)
    assert not [done for done in driver.done if done.startswith("enter")]


def test_a_browser_is_who_the_seat_is_before_anything_is_shown(folder: Path) -> None:
    (folder / "http").mkdir()
    http = APPLICATION.replace(
        "{screen: sign_on, action: enter, arrives: menu, sign_off: leave}", "{by: http, arrives: menu}"
    )
    driver = FakeDriver(MENU)
    session = ScreenSession(
        load_application(write_application(folder / "http", {}, application=http)), driver
    )
    sign_on(session, seat(user="clerk"))
    assert driver.done[:2] == ["renew as clerk", "home"]


def test_a_window_that_is_signed_on_already_is_not_opened_anew(folder: Path) -> None:
    (folder / "already").mkdir()
    how = APPLICATION.replace("{screen: sign_on, action: enter, arrives: menu, sign_off: leave}", "already")
    driver = FakeDriver(NOTICE, MENU)
    screens = {"notice": SCREENS["notice"]}
    session = ScreenSession(
        load_application(write_application(folder / "already", screens, application=how)), driver
    )
    assert sign_on(session, Credentials()).screen == "menu"
    assert driver.done == ["look", "F3"]
