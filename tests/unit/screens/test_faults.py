"""What a back-end may do to a session: keep less, answer twice, end it. Nothing is taken for granted."""

from __future__ import annotations

from pathlib import Path

import pytest

from copiste.screens.errors import (
    BusinessRefusedError,
    FieldNotFoundError,
    MisplacedAnswerError,
    PageMissedError,
    ReadBackError,
    SignedOffError,
)
from tests.unit.screens.fake_driver import FakeDriver
from tests.unit.screens.scenes import checked, found, member, menu, session, sign_on, summary


def test_what_the_application_kept_is_checked_where_it_can_be_asked(folder: Path) -> None:
    driver = FakeDriver(checked(), checked("OKA0002 RIEN", name="LEFEVRE"))
    open_session = session(folder, driver)
    open_session.expect()
    open_session.fill({"last_name": "Lefèvre"})
    open_session.verify()
    assert driver.done == ["look", "enter 1", "ENTER"]


def test_a_field_that_the_application_kept_shorter_stops_before_the_commit_key(folder: Path) -> None:
    driver = FakeDriver(checked(), checked("OKA0002 RIEN", name="LEFEV"))
    open_session = session(folder, driver)
    open_session.expect()
    open_session.fill({"last_name": "Lefèvre"})
    with pytest.raises(ReadBackError) as error:
        open_session.verify()
    assert error.value.fields == ("last_name",)
    assert "F10" not in driver.done


def test_a_summary_has_to_show_what_was_filled_on_the_way_to_it(folder: Path) -> None:
    for shown, fields in (("LEFEVRE", ()), ("LEFEV", ("last_name",))):
        open_session = session(folder, FakeDriver(checked(), summary(shown)))
        open_session.expect()
        open_session.fill({"last_name": "Lefèvre", "birth_date": "1984-03-02"})
        open_session.submit("validate", expect="summary")
        if fields:
            with pytest.raises(ReadBackError) as error:
                open_session.verify()
            assert error.value.fields == fields
        else:
            open_session.verify()


def test_a_refusal_of_half_a_value_is_not_the_data_s_fault(folder: Path) -> None:
    for shown, raised in (
        ("LEFEVRE", BusinessRefusedError),
        ("LEFEV", ReadBackError),
        ("", BusinessRefusedError),
    ):
        open_session = session(folder, FakeDriver(checked(), checked("BAD0001 CONTRAT INCONNU", name=shown)))
        open_session.expect()
        open_session.fill({"last_name": "Lefèvre"})
        with pytest.raises(raised):
            open_session.submit("validate")


def test_a_refusal_says_whether_the_record_is_there(folder: Path) -> None:
    for message, exists in (("BAD0001 CONTRAT INCONNU", False), ("BAD0004 DEJA CONNU", True)):
        open_session = session(folder, FakeDriver(member(), member(message)))
        open_session.expect()
        with pytest.raises(BusinessRefusedError) as error:
            open_session.submit("validate")
        assert error.value.exists is exists


def test_a_refusal_on_another_screen_is_no_answer_to_what_was_typed(folder: Path) -> None:
    open_session = session(folder, FakeDriver(menu(), member("BAD0001 CONTRAT INCONNU")))
    open_session.expect()
    with pytest.raises(MisplacedAnswerError, match="BAD0001"):
        open_session.submit("enter", expect="member")
    assert open_session.current == "member", "it is known where it stands"


def test_a_place_that_is_shorter_than_declared_is_not_the_case_s_fault(folder: Path) -> None:
    driver = FakeDriver(checked(length=5))
    open_session = session(folder, driver)
    open_session.expect()
    with pytest.raises(FieldNotFoundError, match="5 characters, fewer than declared"):
        open_session.fill({"last_name": "Lefèvre"})
    assert driver.done == ["look"]


def test_a_screen_about_another_record_than_asked_for_is_an_error(folder: Path) -> None:
    open_session = session(folder, FakeDriver(menu(), member(number="10000002")))
    open_session.expect()
    with pytest.raises(ReadBackError) as error:
        open_session.go_to("member", member_number="10000001")
    assert error.value.fields == ("member_number",)


def test_a_page_that_was_turned_twice_is_not_passed_over(folder: Path) -> None:
    open_session = session(folder, FakeDriver(found(1, 3, "A"), found(3, 3, "C")))
    open_session.expect("found")
    with pytest.raises(PageMissedError, match="expected page 2, got page 3"):
        open_session.rows("members")


def test_being_asked_who_one_is_in_mid_session_leaves_it_unknown(folder: Path) -> None:
    open_session = session(folder, FakeDriver(sign_on(), menu(), sign_on()))
    open_session.sign_on({"operator": "ROB01"})
    with pytest.raises(SignedOffError):
        open_session.submit("leave")
    assert open_session.screen_unknown


def test_signing_off_asks_who_one_is_and_is_fine(folder: Path) -> None:
    open_session = session(folder, FakeDriver(sign_on(), menu(), sign_on()))
    open_session.sign_on({"operator": "ROB01"})
    open_session.sign_off()
    assert open_session.current == "sign_on"
