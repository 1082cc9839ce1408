"""Signing on and off, on the screens that an application declares for it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Protocol

from copiste.screens.declared.model import Application
from copiste.screens.drivers.driver import Driver, Identity
from copiste.screens.errors import ScreensError, UnexpectedScreenError
from copiste.screens.session.arrival import Arrival
from copiste.screens.session.current_screen import CurrentScreen


class SignsOn(Protocol):
    """What signing on needs of a session."""

    @property
    def application(self) -> Application:
        """What is declared."""

    @property
    def current(self) -> str | None:
        """The screen that was recognised last."""

    def fill(self, values: Mapping[str, object]) -> None:
        """Type values and read them back."""

    def submit(self, action: str, expect: str | tuple[str, ...] = ()) -> Arrival:
        """Take an action."""

    def leave(self) -> None:
        """Go back to the home screen."""


class Authentication:
    """Signs one session on and off."""

    def __init__(self, session: SignsOn, at: CurrentScreen, driver: Driver) -> None:
        self._session = session
        self._application = session.application
        self._at = at
        self._driver = driver

    def sign_on(self, credentials: Mapping[str, object], identity: Identity | None) -> Arrival:
        """Open the first screen and sign on. Raises as `ScreenSession.sign_on` does."""
        sign_on = self._application.sign_on
        self._at.signed_on = False
        if sign_on.by == "already":
            self._at.look()
            self._session.leave()
            return self._at.arrived
        if identity:
            self._driver.renew(identity)
        self._at.open()
        if not sign_on.pages:
            self._at.look(sign_on.arrives or (self._application.home_screen,))
            return self._at.arrived
        if self._session.current != sign_on.screen:
            self._end_session_before()
        return self._type(credentials)

    def sign_off(self) -> None:
        """Leave to the home screen and end the session there, where the application declares how."""
        self._session.leave()
        self._at.signed_on = False
        if action := self._application.sign_on.sign_off:
            home = self._application.home_screen
            if self._session.submit(action).screen == home:
                raise UnexpectedScreenError((self._application.sign_on.screen or "another",), home, "")

    def _end_session_before(self) -> None:
        """Bring the sign-on screen where somebody is signed on still: by signing off, or as nobody known."""
        if self._application.sign_on.sign_off:
            with suppress(ScreensError):
                self.sign_off()
        if self._session.current != self._application.sign_on.screen:
            self._driver.renew(Identity())
            self._at.open()
        self._at.look((self._application.sign_on.screen,))

    def _type(self, credentials: Mapping[str, object]) -> Arrival:
        sign_on, arrival = self._application.sign_on, None
        for number, page in enumerate(sign_on.pages, start=1):
            if self._session.current != page.screen:
                continue
            fields = self._application.screen(page.screen).fields
            self._session.fill({name: value for name, value in credentials.items() if name in fields})
            later = [following.screen for following in sign_on.pages[number:]]
            arrival = self._session.submit(page.action, expect=(*later, *sign_on.arrives))
        if arrival is None or arrival.screen not in sign_on.arrives:
            raise UnexpectedScreenError(sign_on.arrives, str(self._session.current), "")
        self._at.signed_on = True
        return arrival
