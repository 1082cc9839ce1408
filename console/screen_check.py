"""Walk to the declared screens of a live back-end and compare; nothing is recorded on the way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from screens.model import Screen
    from screens.session import ScreenSession
    from settings import Settings


@dataclass(frozen=True, slots=True)
class ScreenFinding:
    """What came of one declared screen."""

    screen: str
    result: Literal["same", "differs", "not reached"]
    text: str


def check_screens(
    settings: Settings, names: Collection[str] = (), known: Mapping[str, str] | None = None
) -> Iterator[ScreenFinding]:
    """Sign on at the first seat and compare each declared screen with the one shown.

    Args:
        settings: which application, where, and who signs on.
        names: only these screens; all when empty.
        known: values for menu fields that screens need, such as a `member_number`.

    Raises:
        ScreensError: the back-end cannot be opened or does not let the operator in; a name is not declared.
        SettingsError: there is no password.
    """
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
        application = session.application
        wanted = [application.screen(name) for name in names] or list(application.screens.values())
        session.sign_on(credentials)
        for screen in wanted:
            yield _check(session, screen, known or {})
        session.sign_off()


def _check(session: ScreenSession, screen: Screen, known: Mapping[str, str]) -> ScreenFinding:
    from screens.errors import BusinessRefusedError, ScreensError, TryLaterError

    reach = screen.reach
    if reach is None:
        if screen.screen == session.application.menu.screen:
            session.leave()
            return _compare(session, screen)
        return ScreenFinding(screen.screen, "not reached", "declares no way to it without recording")
    if missing := [name for name in reach.needs if name not in known]:
        return ScreenFinding(screen.screen, "not reached", f"needs --with {missing[0]}=…")
    try:
        session.go_to(screen.screen, **{name: known[name] for name in reach.needs})
    except (BusinessRefusedError, TryLaterError) as error:
        return ScreenFinding(screen.screen, "not reached", str(error))
    except ScreensError as error:
        return ScreenFinding(screen.screen, "differs", str(error))
    return _compare(session, screen)


def _compare(session: ScreenSession, screen: Screen) -> ScreenFinding:
    from screens.errors import ScreensError

    try:
        session.read_all()
        for table in screen.tables:
            next(session.pages(table))
    except ScreensError as error:
        return ScreenFinding(screen.screen, "differs", str(error))
    fields, tables = len(screen.fields), len(screen.tables)
    lists = f", {tables} list{'s' if tables != 1 else ''}" if tables else ""
    return ScreenFinding(screen.screen, "same", f"{fields} field{'s' if fields != 1 else ''}{lists}")
