"""The driver of a terminal against the mock's terminal host: typing, waiting, changed screens, pictures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from copiste.screens.drivers.driver import Keystrokes
from copiste.screens.drivers.waiting import Deadline, Patience
from copiste.screens.errors import (
    ArrivalTimeoutError,
    FaceError,
    FieldNotFoundError,
    ReadBackError,
    ScreenReplacedError,
    TechnicalError,
    UnreachableError,
    UnreadableError,
)
from copiste.screens.pixels.glyphs.table import GlyphTable
from copiste.screens.pixels.terminal import opening
from copiste.screens.pixels.terminal.driver import TerminalDriver
from copiste.screens.pixels.terminal.window_view import is_refused
from copiste.screens.pixels.windows.emulator import Emulator
from copiste.screens.pixels.x11.display import Display
from copiste.screens.session.check import check_screens
from copiste.screens.session.opening import open_session
from copiste.screens.session.session import ScreenSession
from tests.support.mock import PASSWORD, Mock, running_mock
from tests.support.programs import REPOSITORY

MEMBER, OTHER = "10000041", "10000042"
BACKEND_SANTE = REPOSITORY / "screens" / "backend_sante"
SHORT = Patience(arrival=1.0, unknown=0.2)


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    with running_mock(tmp_path_factory.mktemp("mock")) as running:
        yield running


@pytest.fixture(scope="module")
def opened(mock: Mock) -> Iterator[ScreenSession]:
    with open_session("backend_sante", "pixels", url=mock.terminal) as session:
        yield session


@pytest.fixture
def session(opened: ScreenSession, mock: Mock) -> Iterator[ScreenSession]:
    if opened.screen_unknown:
        sign_on(opened)
    yield opened
    mock.calm()


def sign_on(session: ScreenSession) -> None:
    session.sign_on({"operator": "ROB01", "password": PASSWORD, "terminal": "R001"})


def driver_of(session: ScreenSession) -> TerminalDriver:
    driver = vars(session)["_driver"]
    assert isinstance(driver, TerminalDriver)
    return driver


def cursor(session: ScreenSession) -> tuple[int, int] | None:
    """Row and column from 1, by the emulator's status line."""
    at = driver_of(session)._now.look().cursor
    return None if at is None else (at[0] + 1, at[1] + 1)


# --- typing -----


FULL = "12345678901234567890123456789012"


@pytest.mark.parametrize("street", ["A", "RUE", 'RUE "B<A@T>" (L\'ETAGE) & C/O #3;', FULL[::-1]])
def test_what_is_there_is_replaced_whatever_its_length(session: ScreenSession, street: str) -> None:
    session.go_to("address", member_number=MEMBER)
    for text in (FULL, street, "", street):
        session.fill({"street": text, "town": "LYON"})
        assert session.read("street") == text
        assert session.read("town") == "LYON"


def test_a_full_place_sends_the_cursor_on_and_the_next_one_is_filled_all_the_same(
    session: ScreenSession,
) -> None:
    session.go_to("bank_details", member_number=MEMBER)
    session.fill({"iban": "FR7630006000011234567890189", "bic": "AGRIFRPP", "holder": "LEROY"})
    assert session.read("iban") == "FR7630006000011234567890189"
    assert cursor(session) == (12, 31)


def test_the_cursor_stays_where_typing_ended(session: ScreenSession) -> None:
    session.go_to("address", member_number=MEMBER)
    session.fill({"town": "LYON", "street": "RUE NEUVE"})
    assert cursor(session) == (8, 35)


def test_fields_are_typed_in_any_order(session: ScreenSession) -> None:
    session.go_to("dependant_add", member_number=MEMBER)
    values = {
        "start": "2026-01-01", "rank": 1, "nir": "284036999600123", "kind": "EN", "birth_date": "1984-03-02",
        "sex": "F", "first_name": "ZOE", "last_name": "O'HARA - LE BRAS",
    }  # fmt: skip
    session.fill(values)
    assert session.differences(values) == ()


def test_a_password_does_not_show_and_is_counted_by_the_cursor(mock: Mock) -> None:
    for word in ("SECRET", "LONGWORD"):
        with open_session("backend_sante", "pixels", url=mock.terminal) as session:
            driver = driver_of(session)
            vars(session)["_at"].open()
            session.fill({"operator": "ROB01", "password": word})
            assert vars(session)["_at"].places.texts("password") == ("•" * len(word),)
            assert not any(word in row for row in driver._now.look().rows)


def test_a_protected_place_takes_nothing_and_the_keyboard_is_free_afterwards(session: ScreenSession) -> None:
    session.go_to("address", member_number=MEMBER)
    driver, view = driver_of(session), session.view
    protected = next(cell for cell in view.cells() if cell.input and cell.protected)
    with pytest.raises(FieldNotFoundError):
        driver.enter(view, [Keystrokes(protected.place, "1")])
    assert driver._now.look().status.ready
    session.fill({"town": "NANTES"})


def test_a_place_that_is_shorter_than_declared_is_told_and_nothing_is_pressed(
    mock: Mock, tmp_path: Path
) -> None:
    folder = tmp_path / "backend_sante"
    shutil.copytree(BACKEND_SANTE, folder)
    declared = folder / "address.yaml"
    declared.write_text(declared.read_text().replace("VOIE, max: 32", "VOIE, max: 40"))
    with open_session(folder, "pixels", url=mock.terminal) as session:
        session.sign_on({"operator": "ROB05", "password": PASSWORD, "terminal": "R005"})
        session.go_to("address", member_number=OTHER)
        with pytest.raises(FieldNotFoundError, match="shorter than declared"):
            session.fill({"street": "X" * 40})
        assert session.expect() == "address"
        assert driver_of(session)._now.look().status.ready


def test_a_terminal_that_refused_a_key_is_reset_before_it_is_looked_at(session: ScreenSession) -> None:
    session.go_to("address", member_number=MEMBER)
    keyboard, glass = driver_of(session)._keyboard, driver_of(session)._now
    with keyboard.burst():
        for key in ("HOME", "UP"):
            keyboard.press(key)
        keyboard.type("X")
    assert not glass.rest(Deadline(5), is_refused).status.ready
    with pytest.raises(ScreenReplacedError):
        session.submit("leave")
    assert session.expect() == "address"
    assert glass.look().status.ready
    session.leave()


def test_a_glass_that_changed_since_it_was_seen_takes_no_key(session: ScreenSession) -> None:
    session.go_to("address", member_number=MEMBER)
    keyboard, glass = driver_of(session)._keyboard, driver_of(session)._now
    before = glass.look()
    keyboard.type("Z")
    glass.rest(Deadline(5), lambda sight: sight.rows != before.rows)
    with pytest.raises(ScreenReplacedError):
        session.submit("validate")
    assert session.screen_unknown
    assert session.expect() == "address"
    session.leave()


# --- waiting -----


def test_a_slow_answer_is_waited_for(session: ScreenSession, mock: Mock) -> None:
    session.go_to("address", member_number=MEMBER)
    mock.arm("slow_answer", seconds=0.6, first=1)
    assert session.submit("leave").screen == "menu"


def test_a_locked_keyboard_is_waited_for(session: ScreenSession, mock: Mock) -> None:
    session.go_to("address", member_number=MEMBER)
    mock.arm("input_inhibited", seconds=0.6, first=1)
    assert session.submit("leave").screen == "menu"


def test_an_answer_that_does_not_come_in_time_is_told_in_time(mock: Mock) -> None:
    with open_session("backend_sante", "pixels", url=mock.terminal, patience=SHORT) as session:
        session.sign_on({"operator": "ROB02", "password": PASSWORD, "terminal": "R002"})
        mock.arm("slow_answer", seconds=8, first=1)
        with pytest.raises(ArrivalTimeoutError):
            session.submit("leave")
        assert session.screen_unknown
    mock.calm()


@pytest.mark.timeout(60)
def test_a_line_that_is_lost_is_told_at_once_and_not_at_the_deadline(mock: Mock) -> None:
    patience = Patience(arrival=600)
    with open_session("backend_sante", "pixels", url=mock.terminal, patience=patience) as session:
        session.sign_on({"operator": "ROB02", "password": PASSWORD, "terminal": "R002"})
        session.go_to("bank_details", member_number=OTHER)
        session.fill({"iban": "FR7630006000011234567890189", "bic": "", "holder": "LEROY"})
        mock.arm("lost_before_commit", first=1)
        with pytest.raises(UnreachableError):
            session.submit("validate")
        assert session.screen_unknown
        session.sign_on({"operator": "ROB02", "password": PASSWORD, "terminal": "R002"})
        assert session.current == "menu"
    mock.calm()


def test_a_host_that_is_not_there_is_told(tmp_path: Path) -> None:
    with (
        open_session("backend_sante", "pixels", url="tn3270://127.0.0.1:9") as session,
        pytest.raises(UnreachableError),
    ):
        sign_on(session)


def test_an_emulator_that_is_killed_is_told_and_the_next_sign_on_starts_another(
    session: ScreenSession, tmp_path: Path
) -> None:
    session.go_to("address", member_number=MEMBER)
    window = driver_of(session)._now.window
    window.close()
    with pytest.raises(UnreachableError):
        session.submit("leave")
    with pytest.raises(UnreachableError):
        session.capture(tmp_path / "gone.png")
    assert not list(tmp_path.iterdir())
    sign_on(session)


def test_a_failed_program_leaves_a_line_and_is_told(session: ScreenSession, mock: Mock) -> None:
    session.go_to("address", member_number=MEMBER)
    mock.arm("send_map_error", handled=False, first=1)
    with pytest.raises(TechnicalError, match="BACK_END_FAILED"):
        session.submit("leave")


# --- screens that changed -----


@pytest.mark.parametrize(
    ("fault", "options"),
    [
        ("renamed_caption", {"screens": ["member_search"], "field": "first_name"}),
        ("renamed_caption", {"screens": ["affiliation"], "field": "start", "caption": "DEBUT"}),
        ("renamed_caption", {"screens": ["address"], "field": "member_name", "caption": "NOMME"}),
        ("moved_field", {"screens": ["bank_details"], "field": "iban"}),
        ("renamed_caption", {"screens": ["bank_details"], "field": "iban"}),
    ],
)
def test_a_check_finds_on_the_glass_what_it_finds_in_a_page(
    mock: Mock, fault: str, options: dict[str, Any]
) -> None:
    found = {}
    (name,) = options["screens"]
    for face, seat in (("web", "ROB03"), ("pixels", "ROB04")):
        with open_session("backend_sante", face, url=mock.address(face)) as session:
            session.sign_on({"operator": seat, "password": PASSWORD, "terminal": seat[-4:]})
            mock.arm(fault, **options)
            try:
                (check,) = check_screens(session, [name], {"member_number": MEMBER})
            finally:
                mock.calm()
            found[face] = (check.verdict, check.text)
            session.leave()
            session.sign_off()
    assert found["pixels"] == found["web"]


def test_a_truncated_field_is_read_back(session: ScreenSession, mock: Mock) -> None:
    session.leave()
    mock.arm("truncated_field", screens=["address"], field="street")
    session.go_to("address", member_number=MEMBER)
    session.fill(
        {"street": "1 RUE DE LA REPUBLIQUE", "complement": "", "postal_code": "69001", "town": "LYON"}
    )
    with pytest.raises(ReadBackError, match="street"):
        session.verify()


# --- what cannot be read -----


def test_a_character_that_the_glyphs_do_not_have_is_no_guess(
    mock: Mock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = GlyphTable.load("3270")
    glyphs = tuple(glyph for glyph in whole.font.glyphs if glyph.character != "Z")
    poorer = GlyphTable(replace(whole.font, glyphs=glyphs))
    monkeypatch.setattr(opening, "_table", lambda _: poorer)
    with open_session("backend_sante", "pixels", url=mock.terminal) as session:
        session.pictures = tmp_path
        session.sign_on({"operator": "ROB05", "password": PASSWORD, "terminal": "R005"})
        session.go_to("address", member_number=OTHER)
        session.fill({"street": "RUE NEUVE"})
        with pytest.raises(UnreadableError, match='Screen "address", field "town"') as error:
            session.fill({"town": "MEZEL"})
        assert "MEZEL" not in str(error.value)
        assert error.value.picture is not None
        assert error.value.picture.stat().st_size > 0
        assert session.current == "address"


# --- pictures -----


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_a_picture_hides_what_is_sensitive_and_shows_the_rest(
    session: ScreenSession, tmp_path: Path, suffix: str
) -> None:
    def picture(iban: str, holder: str) -> bytes:
        session.fill({"iban": iban, "holder": holder, "bic": ""})
        return session.capture(tmp_path / f"{iban}{holder}{suffix}").read_bytes()

    session.go_to("bank_details", member_number=MEMBER)
    one, other = "FR7630006000011234567890189", "FR7610107001011234567890129"
    assert picture(one, "A") == picture(other, "A")
    assert picture(one, "A") != picture(one, "B")


def test_a_picture_of_a_glass_that_changed_since_hides_everything(
    session: ScreenSession, tmp_path: Path
) -> None:
    def picture(text: str) -> bytes:
        session.go_to("address", member_number=MEMBER)
        keyboard, glass = driver_of(session)._keyboard, driver_of(session)._now
        before = glass.look()
        with keyboard.burst():
            keyboard.press("HOME")
            keyboard.press("ERASE_EOF")
            keyboard.type(text)
            keyboard.press("HOME")
        glass.rest(Deadline(5), lambda sight: sight.rows != before.rows and text in sight.rows[7])
        taken = session.capture(tmp_path / f"{text}.png").read_bytes()
        session.expect("address")
        session.leave()
        return taken

    assert picture("SECRET") == picture("HIDDEN")


# --- opening -----


def test_a_window_that_is_open_already_is_used_and_left_open(
    mock: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, port = mock.terminal.removeprefix("tn3270://").split(":")
    desktop = Display()
    window = Emulator(desktop, host, int(port), codepage="french")
    monkeypatch.setenv("DISPLAY", desktop.name)
    try:
        with open_session("backend_sante", "pixels", url="tn3270://host", connect="x3270") as session:
            session.sign_on({"operator": "ROB05", "password": PASSWORD, "terminal": "R005"})
            session.go_to("member_search")
            session.sign_on({"operator": "ROB05", "password": PASSWORD, "terminal": "R005"})
            session.sign_off()
        assert window.alive
    finally:
        window.close()
        desktop.close()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "option url"),
        ({"url": "ftp://x"}, "opens no"),
        ({"url": "tn3270://"}, "tn3270://host:port"),
        ({"url": "tn3270://h:99999"}, "tn3270://host:port"),
        ({"url": "tn3270://h:1", "headles": True}, "Did you mean headless"),
    ],
)
def test_an_address_or_an_option_that_is_none_is_told(options: dict[str, Any], told: str) -> None:
    with pytest.raises(FaceError, match=told):
        open_session("backend_sante", "pixels", **options)
