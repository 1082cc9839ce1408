"""Sign on with what a seat has: checked against what the application declares before anything is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from copiste.connection import Credentials
from copiste.screens.declared.field import ScreenField
from copiste.screens.declared.model import Application
from copiste.screens.declared.values import typed
from copiste.screens.drivers.driver import Identity
from copiste.screens.errors import FieldValueError, SeatError
from copiste.screens.session.arrival import Arrival
from copiste.screens.session.session import ScreenSession
from copiste.suggestions import did_you_mean_or_all

#: What a browser asks for by HTTP: a field of the seat, and an entry of its secret.
_USER, _PASSWORD = "user", "password"
#: Entries of a seat's secret that make a client certificate, each a text as in a PEM file.
_CERTIFICATE, _KEY, _PASSPHRASE = "client_certificate", "client_key", "client_passphrase"


def sign_on(session: ScreenSession, credentials: Credentials) -> Arrival:
    """Open the application's first screen and sign on; what arrived.

    Raises:
        SeatError: the credentials do not fit the sign-on screen; nothing was typed.
        SignOnError: the application does not let this operator in.
    """
    if wrong := list(misfits(session.application, credentials)):
        raise SeatError(" ".join(wrong))
    typed_fields = credentials.for_screen(_fields(session.application))
    return session.sign_on(typed_fields, _identity(session.application, credentials))


def misfits(application: Application, credentials: Credentials) -> Iterator[str]:
    """Why one cannot sign on with these credentials, a sentence each; values are not shown."""
    by, screen, fields = application.sign_on.by, application.sign_on.screen, _fields(application)
    if bool(credentials.secrets.get(_CERTIFICATE)) != bool(credentials.secrets.get(_KEY)):
        yield f"A client certificate needs both {_CERTIFICATE} and {_KEY} in the secret."
    if by == "http":
        yield from _misfits_of_http(credentials)
        return
    for name in credentials.fields:
        if not fields:
            yield f'Nobody is asked for "{name}" (sign_on: {by}). Give the seat a name alone.'
        elif name not in fields:
            yield f'The sign-on screen "{screen}" has no field "{name}".{did_you_mean_or_all(name, fields)}'
    values = credentials.for_screen(fields)
    for name, field in fields.items():
        if field.hidden and not values.get(name):
            yield f'Nothing is known for hidden field "{name}" of the sign-on screen "{screen}".'
        try:
            typed(name, field, values.get(name, ""))
        except FieldValueError as error:
            yield f'Field "{error.field}" of the sign-on screen "{screen}": {error.why}.'


def _misfits_of_http(credentials: Credentials) -> Iterator[str]:
    for name in credentials.fields:
        if name != _USER:
            yield f'A browser asks for "{_USER}", and not for "{name}" (sign_on: http).'
    if not credentials.fields.get(_USER):
        yield f'The browser asks for a user (sign_on: http), and the seat has no "{_USER}".'
    if not credentials.secrets.get(_PASSWORD):
        yield f'The browser asks for a password (sign_on: http), and the secret has no "{_PASSWORD}".'


def _identity(application: Application, credentials: Credentials) -> Identity:
    secrets = credentials.revealed(credentials.secrets)
    by_http = application.sign_on.by == "http"
    return Identity(
        user=credentials.fields.get(_USER, "") if by_http else "",
        password=secrets.get(_PASSWORD, "") if by_http else "",
        certificate=secrets.get(_CERTIFICATE, ""),
        key=secrets.get(_KEY, ""),
        passphrase=secrets.get(_PASSPHRASE, ""),
    )


def shared(application: Application, seats: Mapping[str, Credentials]) -> Iterator[str]:
    """Where several seats would sign on under the same value of an exclusive field, a sentence each."""
    for field in application.sign_on.exclusive:
        taken = Counter(seat.fields[field] for seat in seats.values() if field in seat.fields)
        for value, count in taken.items():
            if count > 1:
                yield f"{field} {value} has more than one seat; a second sign-on would end the first."


def _fields(application: Application) -> Mapping[str, ScreenField]:
    """Everything that is typed to sign on, on whichever of its screens."""
    pages = application.sign_on.pages
    return {name: field for page in pages for name, field in application.screen(page.screen).fields.items()}
