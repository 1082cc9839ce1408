"""The place where a bot works: one screen session, signed on once under one operator."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import SecretStr

from copiste.screens.drivers.waiting import Patience
from copiste.screens.errors import ScreensError
from copiste.screens.session.opening import open_session
from copiste.screens.session.session import ScreenSession


@dataclass(slots=True)
class Seat:
    """The back-end's screens, and the key with which steps about persons are journalled."""

    session: ScreenSession
    hash_key: bytes = field(default=b"", repr=False)
    #: Whether an operator is signed on.
    taken: bool = True

    @property
    def reusable(self) -> bool:
        """Whether another item may be worked here: the screen is known."""
        return not self.session.screen_unknown

    def take(self, *, operator: str, terminal: str, password: SecretStr, hash_key: SecretStr) -> None:
        """Sign on; anew, when the session that was there may have expired.

        Raises:
            copiste.screens.errors.ScreensError: the back-end cannot be reached, or refuses the operator.
        """
        self.taken = False
        self.session.sign_on(
            {"operator": operator, "password": password.get_secret_value(), "terminal": terminal}
        )
        self.hash_key = hash_key.get_secret_value().encode()
        self.taken = True

    def rest(self) -> None:
        """Leave to the menu, for the back-end locks the record of an open screen for everybody else.

        A screen that cannot be left is not reusable from then on.
        """
        if self.reusable:
            with suppress(ScreensError):
                self.session.leave()

    def close(self) -> None:
        """Sign off where that is still possible, and let the screens go."""
        try:
            if self.taken and self.reusable:
                self.session.sign_off()
        finally:
            self.session.close()


def prepare_seat(
    *,
    application: str,
    face: str,
    url: str,
    headless: bool,
    answer_limit: timedelta = timedelta(seconds=30),
) -> Seat:
    """Start the browser or terminal; do not contact the back-end.

    Raises:
        copiste.screens.errors.ScreensError: it cannot start on this machine.
    """
    patience = Patience(arrival=answer_limit.total_seconds())
    session = open_session(application, face=face, patience=patience, url=url, headless=headless)
    return Seat(session, taken=False)


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
        copiste.screens.errors.ScreensError: it cannot be reached, or refuses the operator.
    """
    seat = prepare_seat(
        application=application, face=face, url=url, headless=headless, answer_limit=answer_limit
    )
    try:
        seat.take(operator=operator, terminal=terminal, password=password, hash_key=hash_key)
    except BaseException:
        seat.close()
        raise
    return seat
