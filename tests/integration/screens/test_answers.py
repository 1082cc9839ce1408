"""An application without numbers, receipts or a menu, in a browser: what it says, and whom it lets in."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from copiste.connection import Credentials
from copiste.screens.drivers.waiting import Patience
from copiste.screens.errors import (
    AnsweredError,
    BusinessRefusedError,
    MessageUnknownError,
    SignOnError,
)
from copiste.screens.session.opening import open_session
from copiste.screens.session.session import ScreenSession
from copiste.screens.session.signing_on import sign_on
from tests.integration.screens.order_pages import EXPIRED, PASSWORD, USER, Office, running_orders

DECLARED = Path(__file__).with_name("orders")
PAGES = "{screen: who, action: go_on, then: [{screen: secret, action: enter}], arrives: desk, sign_off: off}"
NOBODY = Credentials()
CLERK = Credentials(fields={"name": USER}, secrets={"password": SecretStr(PASSWORD)})


@contextmanager
def opened(
    folder: Path, office: Office, how: str = "none", tls: ssl.SSLContext | None = None, **options: Any
) -> Iterator[ScreenSession]:
    """A session on the application, which is declared to sign on as `how` says."""
    shutil.copytree(DECLARED, folder / "orders", dirs_exist_ok=True)
    file = folder / "orders" / "application.yaml"
    file.write_text(file.read_text().replace("sign_on: none", f"sign_on: {how}"))
    patience = Patience(arrival=5, unknown=0.5)
    with (
        running_orders(office, tls) as url,
        open_session(folder / "orders", "web", url=url, patience=patience, **options) as session,
    ):
        yield session


# --- what it says -----


@pytest.fixture(scope="module")
def office() -> Office:
    return Office()


@pytest.fixture(scope="module")
def desk(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScreenSession]:
    with opened(tmp_path_factory.mktemp("desk"), office) as session:
        sign_on(session, NOBODY)
        yield session


def ordered(session: ScreenSession, country: str) -> ScreenSession:
    session.go_to("order")
    session.fill({"country": country})
    return session


def test_a_confirmation_carries_its_receipt(desk: ScreenSession, office: Office) -> None:
    arrival = ordered(desk, "Sealand").submit("save")
    assert (arrival.screen, arrival.values["receipt"]) == ("list", str(len(office.orders)))


def test_of_several_messages_the_gravest_decides(desk: ScreenSession) -> None:
    with pytest.raises(BusinessRefusedError) as error:
        ordered(desk, "").submit("save")
    assert (error.value.code, error.value.nothing_recorded) == ("COUNTRY_MISSING", True)


@pytest.mark.parametrize(("country", "code"), [("Atlantis", "COUNTRY_UNKNOWN"), ("Oz", "ORDER_REFUSED")])
def test_a_page_of_its_own_refuses_and_the_next_case_begins_at_home(
    desk: ScreenSession, country: str, code: str
) -> None:
    with pytest.raises(BusinessRefusedError) as error:
        ordered(desk, country).submit("save")
    assert (error.value.code, error.value.nothing_recorded) == (code, True)
    assert country not in str(error.value)
    desk.leave()
    assert desk.current == "desk"
    assert ordered(desk, "Sealand").submit("save").screen == "list"


def test_a_text_in_the_messages_place_that_is_not_declared_stops_the_case(
    desk: ScreenSession, tmp_path: Path
) -> None:
    with pytest.raises(MessageUnknownError, match='Screen "order" shows a message') as error:
        ordered(desk, "Ys").submit("save")
    assert "Ys" not in str(error.value)
    desk.capture(tmp_path / "picture.png")
    sign_on(desk, NOBODY)


# --- whom it lets in -----


def signed_on(folder: Path, office: Office, how: str, credentials: Credentials) -> str | None:
    with opened(folder, office, how) as session:
        sign_on(session, credentials)
        return session.current


def test_a_sign_on_takes_several_pages(tmp_path: Path) -> None:
    office = Office("pages")
    with opened(tmp_path, office, PAGES) as session:
        arrival = sign_on(session, CLERK)
        assert (arrival.screen, office.sessions) == ("desk", {USER})
        # What it says besides may be for a person: the password expires.
        assert arrival.message is not None
        assert arrival.message.code == "PASSWORD_EXPIRES"
        session.sign_off()
        assert (session.current, office.sessions) == ("who", set())


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("K7SECRET", "WRONG_PASSWORD: Name or password wrong."),
        (EXPIRED, "PASSWORD_EXPIRED: new_password The password has to be changed"),
    ],
)
def test_who_is_not_let_in_is_told_why(tmp_path: Path, password: str, told: str) -> None:
    clerk = CLERK.model_copy(update={"secrets": {"password": SecretStr(password)}})
    office = Office("pages")
    with pytest.raises(SignOnError) as error:
        signed_on(tmp_path, office, PAGES, clerk)
    assert str(error.value) == told
    assert office.sessions == set()


def test_a_session_that_is_signed_on_still_is_ended_first(tmp_path: Path) -> None:
    office = Office("pages")
    with opened(tmp_path, office, PAGES) as session:
        sign_on(session, CLERK)
        assert sign_on(session, CLERK).screen == "desk"
        assert office.signed_off == 1


def test_a_session_that_cannot_be_ended_is_left_behind(tmp_path: Path) -> None:
    office = Office("pages")
    with opened(tmp_path, office, PAGES.replace(", sign_off: off", "")) as session:
        sign_on(session, CLERK)
        session.go_to("order")
        assert sign_on(session, CLERK).screen == "desk"
        assert office.signed_off == 0
        session.capture(tmp_path / "picture.png")
        assert session.go_to("order").screen == "order"


HTTP_CLERK = Credentials(fields={"user": USER}, secrets={"password": SecretStr(PASSWORD)})


def test_a_browser_answers_who_asks_by_http(tmp_path: Path) -> None:
    office = Office("http")
    assert signed_on(tmp_path, office, "http", HTTP_CLERK) == "desk"
    assert office.users[-1] == f"{USER}:{PASSWORD}"


def test_who_is_not_let_in_by_http_is_told_so(tmp_path: Path) -> None:
    office = Office("http")
    wrong = HTTP_CLERK.model_copy(update={"secrets": {"password": SecretStr("no")}})
    with pytest.raises(SignOnError, match="HTTP_REFUSED: 401 The application does not accept"):
        signed_on(tmp_path, office, "http", wrong)


def test_an_undeclared_answer_is_no_answer(tmp_path: Path) -> None:
    """Where nobody says that somebody is asked, the question is told as what it is."""
    with pytest.raises(AnsweredError, match="HTTP_REFUSED"):
        signed_on(tmp_path, Office("http"), "none", NOBODY)
