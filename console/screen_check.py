"""The declared screens against the live back-end, signed on at the first seat."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screens.check import ScreenCheck
    from settings import Settings


def check_live(
    settings: Settings, names: Collection[str] = (), known: Mapping[str, str] | None = None
) -> Iterator[ScreenCheck]:
    """Sign on and compare each declared screen with the one shown; nothing is recorded on the way.

    Args:
        settings: which application, where, and who signs on.
        names: only these screens; all when empty.
        known: values for menu fields that screens need, such as a `member_number`.

    Raises:
        ScreensError: the back-end cannot be opened or does not let the operator in; a name is not declared.
        SettingsError: there is no password.
    """
    from screens.check import check_screens
    from screens.faces import open_session

    seat, back_end = settings.seats[0], settings.back_end
    credentials = {
        "operator": seat.operator,
        "password": settings.password_of(seat.operator).get_secret_value(),
        "terminal": seat.terminal,
    }
    with open_session(
        back_end.application, back_end.face, url=str(back_end.url), headless=settings.bots.headless
    ) as session:
        for name in names:
            session.application.screen(name)  # a wrong name is told before anybody signs on
        session.sign_on(credentials)
        yield from check_screens(session, names, known)
        if not session.screen_unknown:
            session.sign_off()
