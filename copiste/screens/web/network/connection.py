"""Whether the application answered, by what the relay, the windows and the frames of a page say of it."""

from __future__ import annotations

from playwright.sync_api import Frame

from copiste.screens.errors import UnreachableError
from copiste.screens.web.network.single_requests import SingleRequests
from copiste.screens.web.windows import Windows


class Connection:
    """The connection of one page to its application."""

    def __init__(self, windows: Windows, relay: SingleRequests | None) -> None:
        self._windows = windows
        #: Keeps the browser from sending a request twice; a browser that runs already has none.
        self._relay = relay
        #: Frames that showed a document when something was done last; others may never have worked.
        self._sound: list[Frame] = []

    def begin(self) -> None:
        """Note that something is done now: no earlier request can be sent again any more."""
        self._sound = [frame for frame in self._windows.top.frames if not _failed(frame)]
        self._windows.broken.forget()
        if self._relay is not None:
            self._relay.resume()

    def check_answered(self) -> None:
        """Raise when a request got no answer, or half of one, whatever its page makes of that."""
        if self._relay is not None and self._relay.has_refused:
            raise UnreachableError(
                "The connection closed before the application answered; it may have done what it was asked."
            )
        if broken := self._windows.broken.error:
            raise UnreachableError(
                f"The application's answer broke off ({broken}); it may have done what it was asked."
            )

    def check_shown(self, *, foreign: bool) -> None:
        """Raise when something else than the application is shown; `foreign`: in the frame of its screens."""
        if foreign or _failed(self._windows.top.main_frame):
            raise UnreachableError(
                "The application's address does not answer, or the frame that holds its screens is of "
                "another origin, which nothing looks into. Next step: open its address in the browser; for "
                "such a frame, give the frame's own address as url."
            )
        if any(frame in self._sound and _failed(frame) for frame in self._windows.top.frames):
            raise UnreachableError("A frame of the page shows that the application does not answer.")


def _failed(frame: Frame) -> bool:
    """Whether a browser's own page about an error is in the place of the application's."""
    return frame.url.startswith("chrome-error:")
