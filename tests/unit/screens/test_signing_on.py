"""What a seat has against what the sign-on screen declares, before anything is typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from copiste.connection import Credentials
from copiste.screens.declared.loading import load_application
from copiste.screens.declared.model import Application
from copiste.screens.session.signing_on import misfits, shared

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
