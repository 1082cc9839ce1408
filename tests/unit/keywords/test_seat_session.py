from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pytest
from pydantic import SecretStr

from copiste.connection import Connection
from copiste.keywords import seat_session as seats
from copiste.keywords.seat_session import SeatSession, open_seat
from copiste.screens.errors import ScreenNotRecognisedError, SignOnError
from copiste.screens.session.session import ScreenSession
from tests.support.seats import connection, credentials
from tests.unit.keywords.back_end import FakeBackEnd
from tests.unit.keywords.fakes import FakeSession


class _SigningOn(FakeSession):
    refusal: Exception | None = None
    credentials: dict[str, object]

    def sign_on(self, credentials: Mapping[str, object], identity: object = None) -> None:
        self.credentials = dict(credentials)
        if self.refusal:
            raise self.refusal


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> _SigningOn:
    opened = _SigningOn(FakeBackEnd())

    def connect(wanted: Connection) -> _SigningOn:
        assert wanted == connection()
        return opened

    monkeypatch.setattr(seats, "connect", connect)
    return opened


def _open() -> SeatSession:
    return open_seat(connection(), credentials(), SecretStr("0123abcd"))


def test_a_seat_is_signed_on_under_its_operator(session: _SigningOn) -> None:
    seat = _open()
    assert session.credentials == {"operator": "ROB01", "password": "K7SECRET", "terminal": "R001"}
    assert seat.reusable
    assert seat.hash_key == b"0123abcd"
    assert "0123abcd" not in repr(seat)


def test_a_refused_sign_on_leaves_no_session_open(session: _SigningOn) -> None:
    session.refusal = SignOnError("PASSWORD_WRONG", "SGN0002", "MOT DE PASSE ERRONE")
    with pytest.raises(SignOnError):
        _open()
    assert session.closed


def _seat(session: FakeSession) -> SeatSession:
    return SeatSession(cast("ScreenSession", session), b"")


def test_closing_signs_off_where_the_screen_is_known() -> None:
    session = FakeSession(FakeBackEnd())
    _seat(session).close()
    assert session.signed_off
    assert session.closed


def test_a_lost_session_is_not_reusable_and_closed_without_a_key() -> None:
    session = FakeSession(FakeBackEnd(), screen_unknown=True)
    seat = _seat(session)
    assert not seat.reusable
    seat.close()
    assert not session.signed_off
    assert session.closed


def test_a_sign_off_that_fails_still_lets_the_screens_go() -> None:
    session = FakeSession(FakeBackEnd(), broken={"sign_off": ScreenNotRecognisedError("Blank.")})
    with pytest.raises(ScreenNotRecognisedError):
        _seat(session).close()
    assert session.closed
