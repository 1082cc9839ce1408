"""The seats against what the application declares of signing on, and against the application itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copiste.console.exit_codes import UnsetError
from copiste.errors import CopisteError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copiste.settings import Settings


def check_seats(settings: Settings) -> None:
    """Check that every seat has what the sign-on screen wants, and nothing else.

    Raises:
        SettingsError: there is no seat, or a seat's secret is missing.
        DeclarationError: the application's screens cannot be used.
        UnsetError: a seat does not fit the sign-on screen, or two seats would sign on as one.
    """
    from copiste.screens.declared.loading import load_application
    from copiste.screens.session.signing_on import misfits, shared

    settings.first_seat  # noqa: B018 - raises when there is none
    application = load_application(settings.back_end.application)
    seats = {seat.name: settings.credentials(seat) for seat in settings.seats}
    wrong = [
        f"Seat {name}: {why}"
        for name, credentials in seats.items()
        for why in misfits(application, credentials)
    ]
    if wrong := wrong or [*shared(application, seats)]:
        raise UnsetError(" ".join(wrong), "Correct [[seats]] in copiste.toml, or the seats' secrets.")


def sign_on_each(settings: Settings) -> Iterator[tuple[str, str, str]]:
    """Sign on and off at each seat; its name, why it was not let in, and what the application said of it.

    What it says is a message with a code, such as that the password will expire. Bots must not be at work: a
    second sign-on may end theirs.
    """
    from copiste import environment
    from copiste.screens.session.opening import connect
    from copiste.screens.session.signing_on import sign_on

    environment.allow(settings.bots.environment)
    for seat in settings.seats:
        try:
            with connect(settings.connection) as session:
                arrival = sign_on(session, settings.credentials(seat))
                session.sign_off()
        except CopisteError as error:
            yield seat.name, str(error), ""
        else:
            message = arrival.message
            yield seat.name, "", f"{message.code}: {message.text}" if message and message.code else ""
