"""The place where a bot works: one screen session, signed on once under one operator."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import SecretStr

from screens.faces import open_session
from screens.session import ScreenSession
from screens.waiting import Patience


@dataclass(slots=True)
class Seat:
    """An open back-end, and the key with which steps about persons are journalled."""

    session: ScreenSession
    hash_key: bytes = field(repr=False)

    @property
    def reusable(self) -> bool:
        """Whether another item may be worked here: the screen is known."""
        return not self.session.screen_unknown

    def close(self) -> None:
        """Sign off where that is still possible, and let the screens go."""
        try:
            if self.reusable:
                self.session.sign_off()
        finally:
            self.session.close()


def open_seat(
    *,
    application: str,
    face: str,
    url: str,
    headless: bool,
    operator: str,
    terminal: str,
    password: SecretStr,
    hash_key: SecretStr,
    answer_limit: timedelta = timedelta(seconds=30),
) -> Seat:
    """Open the back-end's screens and sign on; a key may be answered within `answer_limit`.

    Raises:
        screens.errors.ScreensError: it cannot be reached, or refuses the operator.
    """
    patience = Patience(arrival=answer_limit.total_seconds())
    session = open_session(application, face=face, patience=patience, url=url, headless=headless)
    try:
        session.sign_on({"operator": operator, "password": password.get_secret_value(), "terminal": terminal})
    except BaseException:
        session.close()
        raise
    return Seat(session, hash_key.get_secret_value().encode())
