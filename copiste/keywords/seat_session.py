"""The place where a bot works: one screen session, signed on once under one operator."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from pydantic import SecretStr

from copiste.connection import Connection, Credentials
from copiste.screens.errors import ScreensError
from copiste.screens.session.opening import connect
from copiste.screens.session.session import ScreenSession
from copiste.screens.session.signing_on import sign_on


@dataclass(slots=True)
class SeatSession:
    """The back-end's screens, and the key with which steps about persons are journalled."""

    session: ScreenSession
    hash_key: bytes = field(default=b"", repr=False)
    #: Whether an operator is signed on.
    taken: bool = True

    @property
    def reusable(self) -> bool:
        """Whether another item may be worked here: the screen is known."""
        return not self.session.screen_unknown

    def take(self, credentials: Credentials, hash_key: SecretStr) -> None:
        """Sign on; anew, when the session that was there may have expired.

        Raises:
            copiste.screens.errors.ScreensError: the back-end cannot be reached, or refuses the operator.
        """
        self.taken = False
        sign_on(self.session, credentials)
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


def prepare_seat(connection: Connection) -> SeatSession:
    """Start the browser or terminal; do not contact the back-end.

    Raises:
        copiste.screens.errors.ScreensError: it cannot start on this machine.
    """
    return SeatSession(connect(connection), taken=False)


def open_seat(connection: Connection, credentials: Credentials, hash_key: SecretStr) -> SeatSession:
    """Open the back-end's screens and sign on.

    Raises:
        copiste.screens.errors.ScreensError: it cannot be reached, or refuses the operator.
    """
    seat = prepare_seat(connection)
    try:
        seat.take(credentials, hash_key)
    except BaseException:
        seat.close()
        raise
    return seat
