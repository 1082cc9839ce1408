"""The seats against the application's declared sign-on screen, before anything is started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copiste.console.exit_codes import UnsetError

if TYPE_CHECKING:
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
