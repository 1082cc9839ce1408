"""A kiosk on the mock's pages: sessions by pixels alone, its life and its end, and what pictures hide."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from copiste.screens.errors import BusinessRefusedError, UnreachableError
from copiste.screens.pixels.picture.driver import PictureDriver
from copiste.screens.pixels.windows.kiosk import Kiosk
from copiste.screens.pixels.x11.camera import Camera
from copiste.screens.pixels.x11.display import Display
from copiste.screens.reading.locate import Places
from copiste.screens.session.check import Verdict, check_screens
from copiste.screens.session.opening import open_session
from copiste.screens.session.session import ScreenSession
from tests.support.mock import PASSWORD, Mock, running_mock
from tests.support.processes import until

_MEMBER = "10000041"
_IBAN = "FR1420041010050500013M02606"


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    with running_mock(tmp_path_factory.mktemp("mock")) as running:
        yield running


@pytest.fixture(scope="module")
def opened(mock: Mock) -> Iterator[ScreenSession]:
    with open_session("backend_sante", "pixels", url=mock.url) as session:
        yield session


@pytest.fixture
def session(opened: ScreenSession) -> ScreenSession:
    if opened.screen_unknown or opened.current == "sign_on":
        opened.sign_on({"operator": "ROB01", "password": PASSWORD, "terminal": "R001"})
    return opened


def driver_of(session: ScreenSession) -> PictureDriver:
    driver = session._driver
    assert isinstance(driver, PictureDriver)
    return driver


def test_an_account_is_typed_into_seven_boxes_and_recorded(session: ScreenSession, mock: Mock) -> None:
    session.go_to("bank_details", member_number=_MEMBER)
    holder = session.read("member_name")
    session.fill({"iban": _IBAN, "bic": "PSSTFRPPLIL", "holder": holder})
    session.verify()
    arrival = session.submit("validate", expect="bank_details")
    row = mock.ledger()["bank_details"][-1]
    assert (row["iban"], row["bic"], row["holder"]) == (_IBAN, "PSSTFRPPLIL", holder)
    assert arrival.values["receipt"] == row["receipt"]


def test_a_refusal_is_read_and_named(session: ScreenSession) -> None:
    session.go_to("address", member_number=_MEMBER)
    session.fill({"street": "1 RUE HAUTE", "postal_code": "", "town": "LYON"})
    with pytest.raises(BusinessRefusedError):
        session.submit("check")
    assert session.current == "address"


def test_a_check_finds_the_keys_and_the_empty_lists_of_a_picture(session: ScreenSession) -> None:
    names = ("address", "dependant_list", "operator_journal")
    checked = list(check_screens(session, names, {"member_number": _MEMBER}))
    assert [(one.screen, one.verdict, one.text) for one in checked] == [
        ("address", Verdict.SAME, "7 found"),
        ("dependant_list", Verdict.SAME, "4 found"),
        ("operator_journal", Verdict.SAME, "3 found"),
    ]


def test_what_is_sensitive_is_painted_over_in_pictures(session: ScreenSession, tmp_path: Path) -> None:
    session.go_to("bank_details", member_number=_MEMBER)
    picture = cv2.imread(str(session.capture(tmp_path / "bank.png")))
    assert picture is not None
    seen = driver_of(session)._seen
    assert seen is not None
    places = Places(session.view, session.application.screen("bank_details"))
    for cell in places.cells("iban"):
        region = seen.regions[cell.place]
        assert region is not None
        assert not np.ptp(region.of(np.asarray(picture, np.uint8))[3:-3, 3:-3], axis=(0, 1)).any()


def test_a_window_that_died_is_told_and_opened_anew(session: ScreenSession) -> None:
    glass = driver_of(session)._window
    assert glass is not None
    assert isinstance(glass.window, Kiosk)
    os.kill(glass.window.pid, signal.SIGKILL)
    until(lambda: not glass.window.alive, "the end of the browser", 20)
    with pytest.raises(UnreachableError, match="browser"):
        session.go_to("address", member_number=_MEMBER)
    session.sign_on({"operator": "ROB02", "password": PASSWORD, "terminal": "R002"})
    assert session.current == "menu"


def test_a_kiosk_knows_no_secret_and_leaves_nothing_behind(
    display: Display, mock: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPISTE_PASSWORD", "unseen")
    kiosk = Kiosk(display, mock.url)
    profile = next(
        Path(part.partition("=")[2])
        for part in Path(f"/proc/{kiosk.pid}/cmdline").read_text().split("\0")
        if part.startswith("--user-data-dir=")
    )
    assert kiosk.alive
    assert profile.is_dir()
    assert "COPISTE_" not in Path(f"/proc/{kiosk.pid}/environ").read_text()
    kiosk.close()
    assert not kiosk.alive
    assert not profile.exists()
    assert not Path(f"/proc/{kiosk.pid}").exists()


def test_a_kiosk_fills_its_display_with_the_page(display: Display, camera: Camera, mock: Mock) -> None:
    kiosk = Kiosk(display, mock.url)
    try:
        assert kiosk.region.width >= camera.whole.width - 1
        until(lambda: len(np.unique(camera.grab())) > 30, "the page", 30)
        assert kiosk.fault == ""
    finally:
        kiosk.close()
