from __future__ import annotations

from pathlib import Path

import pytest

from copiste.screens.errors import (
    ArrivalTimeoutError,
    BusinessRefusedError,
    DialogError,
    MessageUnknownError,
    ScreenNotRecognisedError,
    SessionExpiredError,
    TechnicalError,
    TryLaterError,
    UnexpectedScreenError,
)
from tests.unit.screens.factories import view
from tests.unit.screens.fake_driver import FakeDriver
from tests.unit.screens.scenes import NEWS, UNKNOWN, member, menu, session


def test_a_confirmation_gives_its_receipt(folder: Path) -> None:
    driver = FakeDriver(member(), member("OKA0001 FAIT - ENREGISTREMENT 26324-000123"))
    open_session = session(folder, driver)
    open_session.expect()
    arrival = open_session.submit("validate", expect="member")
    assert arrival.screen == "member"
    assert arrival.values["receipt"] == "26324-000123"
    assert "26324" not in repr(arrival)
    assert not open_session.screen_unknown


@pytest.mark.parametrize(
    ("message", "raised", "code"),
    [
        ("BAD0001 CONTRAT C1 INCONNU", BusinessRefusedError, "CONTRACT_UNKNOWN"),
        ("BAD0002 VERROUILLE PAR AGT01", TryLaterError, "RECORD_LOCKED"),
        ("BAD0003 TOUCHE NON AUTORISEE", TechnicalError, "KEY_NOT_ALLOWED"),
        ("ASK0003 TROP AGE", BusinessRefusedError, "TOO_OLD"),
    ],
)
def test_a_message_becomes_what_the_catalogue_says(
    folder: Path, message: str, raised: type[BusinessRefusedError], code: str
) -> None:
    open_session = session(folder, FakeDriver(member(), member(message)))
    open_session.expect()
    with pytest.raises(raised) as error:
        open_session.submit("validate")
    assert error.value.code == code
    assert error.value.number == message[:7]
    assert "C1" not in str(error.value)
    assert "AGT01" not in str(error.value)
    assert open_session.current == "member"


def test_a_message_that_nobody_declared_is_an_application_error(folder: Path) -> None:
    open_session = session(folder, FakeDriver(member(), member("NEW0001 DUPONT")))
    open_session.expect()
    with pytest.raises(MessageUnknownError, match="NEW0001") as error:
        open_session.submit("validate")
    assert "DUPONT" not in str(error.value)


def test_a_warning_is_confirmed_by_the_same_key(folder: Path) -> None:
    driver = FakeDriver(member(), member("ASK0001 F10 POUR CONFIRMER"), member("OKA0001 FAIT 26324-000123"))
    open_session = session(folder, driver)
    open_session.expect()
    assert open_session.submit("validate").values["receipt"] == "26324-000123"
    assert driver.done == ["look", "F10", "F10"]


def test_warnings_that_never_end_are_not_confirmed_for_ever(folder: Path) -> None:
    driver = FakeDriver(member(), *(member("ASK0001 ENCORE") for _ in range(50)))
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(ScreenNotRecognisedError, match="No rest"):
        open_session.submit("validate")


def test_a_warning_in_a_dialog_is_accepted_there_and_waited_for(folder: Path) -> None:
    driver = FakeDriver(member(), member("ASK0002 HOMONYME"))
    driver.later = [member("OKA0001 FAIT 26324-000123")]
    open_session = session(folder, driver)
    open_session.expect()
    assert driver.answers("ASK0002 HOMONYME")
    assert open_session.submit("validate").values["receipt"] == "26324-000123"
    assert driver.done == ["look", "F10", "wait"]


def test_a_face_without_dialogs_presses_the_key_again_instead(folder: Path) -> None:
    driver = FakeDriver(
        member(), member("ASK0002 HOMONYME"), member("OKA0001 FAIT 26324-000123"), has_dialogs=False
    )
    open_session = session(folder, driver)
    open_session.expect()
    open_session.submit("validate")
    assert driver.done == ["look", "F10", "F10"]


@pytest.mark.parametrize("text", ["ASK0003 TROP AGE", "NEW0001 QUOI", "Voulez-vous vraiment ?"])
def test_no_other_dialog_is_accepted(folder: Path, text: str) -> None:
    driver = FakeDriver(member())
    session(folder, driver)
    assert not driver.answers(text)


def test_a_declared_dialog_that_was_declined_is_a_refusal(folder: Path) -> None:
    driver = FakeDriver(member(), member(dialogs=("ASK0003 TROP AGE",)))
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(BusinessRefusedError) as error:
        open_session.submit("validate")
    assert error.value.code == "TOO_OLD"


def test_a_dialog_that_nobody_declared_leaves_the_session_unknown(folder: Path) -> None:
    driver = FakeDriver(member(), member(dialogs=("Effacer DUPONT ?",)))
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(DialogError) as error:
        open_session.submit("validate")
    assert "DUPONT" not in str(error.value)
    assert open_session.screen_unknown


def test_news_in_between_is_passed_by(folder: Path) -> None:
    driver = FakeDriver(member(), NEWS, member("OKA0001 FAIT 26324-000123"))
    open_session = session(folder, driver)
    open_session.expect()
    assert open_session.submit("validate", expect="member").values["receipt"] == "26324-000123"
    assert driver.done == ["look", "F10", "ENTER"]


def test_the_end_of_the_session_is_told_under_its_code(folder: Path) -> None:
    open_session = session(folder, FakeDriver(member(), view("X", title="FINI")))
    open_session.expect()
    with pytest.raises(SessionExpiredError) as error:
        open_session.submit("validate")
    assert error.value.code == "SESSION_EXPIRED"
    assert open_session.screen_unknown


def test_an_unknown_screen_is_an_error_with_a_picture(folder: Path, tmp_path: Path) -> None:
    driver = FakeDriver(member(), UNKNOWN)
    open_session = session(folder, driver)
    open_session.pictures = tmp_path
    open_session.expect()
    with pytest.raises(ScreenNotRecognisedError) as error:
        open_session.submit("validate")
    assert error.value.picture is not None
    assert error.value.picture.parent == tmp_path
    assert open_session.screen_unknown
    assert "RIEN" not in str(error.value)


def test_a_half_built_screen_is_given_time(folder: Path) -> None:
    driver = FakeDriver(member(), UNKNOWN)
    driver.later = [member()]
    open_session = session(folder, driver)
    open_session.expect()
    assert open_session.submit("validate").screen == "member"


def test_silence_leaves_the_session_unknown(folder: Path) -> None:
    open_session = session(folder, FakeDriver(member()))
    open_session.expect()
    with pytest.raises(ArrivalTimeoutError):
        open_session.submit("validate")
    assert open_session.screen_unknown


def test_another_screen_than_expected_is_named(folder: Path) -> None:
    open_session = session(folder, FakeDriver(member(), menu()))
    open_session.expect()
    with pytest.raises(UnexpectedScreenError, match="Expected screen member, found menu"):
        open_session.submit("validate", expect="member")
    assert open_session.current == "menu"


def test_a_message_is_judged_once_when_it_arrives(folder: Path) -> None:
    driver = FakeDriver(member(), member("BAD0001 CONTRAT C1 INCONNU"))
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(BusinessRefusedError):
        open_session.submit("validate")
    assert open_session.expect("member") == "member"
    open_session.fill({"last_name": "Durand"})
    open_session.verify()
