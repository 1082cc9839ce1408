"""A window that is looked at and typed into, whoever opened it."""

from __future__ import annotations

from typing import Protocol

from copiste.screens.errors import FaceError, UnreachableError
from copiste.screens.pixels.geometry import Region
from copiste.screens.pixels.x11.desktop import Desktop


class Window(Protocol):
    """A window on a display."""

    @property
    def region(self) -> Region:
        """Where its contents are on the display.

        Raises:
            UnreachableError: it is gone.
        """

    @property
    def title(self) -> str:
        """Its current title; empty when it is gone."""

    @property
    def alive(self) -> bool:
        """Whether it exists and is usable."""

    @property
    def fault(self) -> str:
        """Why it is not alive, in a sentence; empty while it is."""

    @property
    def descriptor(self) -> int | None:
        """A descriptor that is readable once it is gone, for `Camera.wake_on`; `None` where there is none."""

    def focus(self) -> None:
        """Give it the keyboard focus."""

    @property
    def has_keys(self) -> bool:
        """Whether keys go to it, and nowhere else."""

    def close(self) -> None:
        """End it if it was opened here; leave it open otherwise."""


class WindowByTitle:
    """A window that a person, or another program, has opened; it is never closed from here."""

    #: The end of another program's window is not announced.
    descriptor = None

    def __init__(self, title: str, display: str) -> None:
        """Take the one window with `title` in its title, on the display of that name.

        Raises:
            FaceError: there is no such window, or several; or the display does not answer.
        """
        self._wanted = title
        self._desktop = Desktop(display)
        found = [number for number, shown in self._desktop.titles().items() if title and title in shown]
        if len(found) != 1:
            self._desktop.close()
            raise FaceError(
                f'{len(found)} windows have "{title}" in their titles; exactly one is expected. '
                "Next step: open the window, or give more of its title as connect."
            )
        self._number = found[0]

    @property
    def region(self) -> Region:
        """Where it is on the display."""
        try:
            return self._desktop.region(self._number)
        except LookupError:
            raise UnreachableError(self._gone) from None

    @property
    def title(self) -> str:
        """Its current title; empty when it is gone."""
        return self._desktop.titles().get(self._number, "")

    @property
    def alive(self) -> bool:
        """Whether it is still shown; its title may have changed."""
        return self._number in self._desktop.titles()

    @property
    def fault(self) -> str:
        """Why it is not alive: it is gone; else empty."""
        return "" if self.alive else self._gone

    def focus(self) -> None:
        """Bring it to the front and focus it."""
        try:
            self._desktop.activate(self._number)
        except LookupError:
            raise UnreachableError(self._gone) from None

    @property
    def has_keys(self) -> bool:
        """Whether keys go to it, and nowhere else."""
        return self._desktop.active() == self._number

    def close(self) -> None:
        """Disconnect; it stays open."""
        self._desktop.close()

    @property
    def _gone(self) -> str:
        return f'The window "{self._wanted}" is no longer shown.'
