"""Seats are compared with the declared sign-on screen before anything is started."""

from __future__ import annotations

import pytest

from copiste.console.doctor.finding import Health
from copiste.console.doctor.machine import seats
from copiste.console.exit_codes import Exit, UnsetError, explain
from copiste.console.seats import check_seats
from copiste.settings import Settings, SettingsError, read_settings

ROB01 = {"operator": "ROB01", "terminal": "R001"}


def settings(*of_seats: dict[str, str], password: str | None = "K7SECRET") -> Settings:
    return read_settings(seats=of_seats, password=password, back_end={"application": "backend_sante"})


def test_seats_that_fit_are_taken() -> None:
    check_seats(settings(ROB01, {"operator": "ROB02", "terminal": "R002"}))


@pytest.mark.parametrize(
    ("of_seats", "said"),
    [
        (
            [{"operator": "ROB01", "terminall": "R001"}],
            'Seat ROB01: The sign-on screen "sign_on" has no field',
        ),
        ([ROB01, {"operator": "ROB02", "terminal": "R001"}], "terminal R001 has more than one seat"),
        ([ROB01, {"operator": "ROB02 TOO LONG", "terminal": "R002"}], "the screen takes 8"),
    ],
)
def test_what_does_not_fit_is_said_with_its_seat(of_seats: list[dict[str, str]], said: str) -> None:
    with pytest.raises(UnsetError) as refused:
        check_seats(settings(*of_seats))
    assert said in str(refused.value)
    assert "K7SECRET" not in str(refused.value)
    assert explain(refused.value)[1] is Exit.SETTINGS
    found = seats(settings(*of_seats))
    assert (found.health, said in found.found) == (Health.ADVICE, True)


def test_no_seat_and_no_secret_are_said() -> None:
    with pytest.raises(SettingsError, match="No seat is named"):
        check_seats(settings())
    with pytest.raises(SettingsError, match="No secret for seat ROB01"):
        check_seats(settings(ROB01, password=None))
