"""What is looked at and typed into: a window, whoever opened it."""

from __future__ import annotations

from typing import Protocol

from screens.pixels.geometry import Region


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
        """What its title says now; empty when it is gone."""

    @property
    def alive(self) -> bool:
        """Whether it is there and usable."""

    @property
    def fault(self) -> str:
        """Why it is not alive, in a sentence; empty while it is."""

    @property
    def descriptor(self) -> int | None:
        """Can be read once it is gone, for `Camera.wake_on`; `None` where there is no such thing."""

    def focus(self) -> None:
        """Let keys go to it."""

    def close(self) -> None:
        """End it when it was opened here; leave it alone otherwise."""
