"""Sign on with what a seat has: checked against the application's sign-on screen before anything is typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from copiste.connection import Credentials
from copiste.screens.declared.field import ScreenField
from copiste.screens.declared.model import Application
from copiste.screens.declared.values import typed
from copiste.screens.errors import FieldValueError, SeatError
from copiste.screens.session.session import ScreenSession
from copiste.suggestions import did_you_mean_or_all


def sign_on(session: ScreenSession, credentials: Credentials) -> None:
    """Open the application's first screen and sign on.

    Raises:
        SeatError: the credentials do not fit the sign-on screen; nothing was typed.
        SignOnError: the application does not let this operator in.
    """
    if wrong := list(misfits(session.application, credentials)):
        raise SeatError(" ".join(wrong))
    session.sign_on(credentials.for_screen(_fields(session.application)))


def misfits(application: Application, credentials: Credentials) -> Iterator[str]:
    """Why these credentials cannot be typed on the sign-on screen, a sentence each; values are not shown."""
    screen, fields = application.sign_on.screen, _fields(application)
    for name in credentials.fields:
        if name not in fields:
            yield f'The sign-on screen "{screen}" has no field "{name}".{did_you_mean_or_all(name, fields)}'
    values = credentials.for_screen(fields)
    for name, field in fields.items():
        if field.hidden and not values.get(name):
            yield f'Nothing is known for hidden field "{name}" of the sign-on screen "{screen}".'
        try:
            typed(name, field, values.get(name, ""))
        except FieldValueError as error:
            yield f'Field "{error.field}" of the sign-on screen "{screen}": {error.why}.'


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
