"""What a face says of clicks and addresses when it has neither: a terminal, a window that is looked at."""

from __future__ import annotations

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import FaceError
from copiste.screens.reading.view import View


class KeysOnly:
    """Base of drivers that only type and press keys."""

    can_click = False

    def click(self, view: View, place: int, deadline: Deadline) -> View:  # noqa: ARG002 - the protocol's
        """Raise `FaceError`."""
        raise FaceError("Nothing can be clicked on this face. Next step: declare a key for the action.")


def check_no_address(address: str) -> None:
    """Raise `FaceError` for anything but the application's first screen."""
    if address:
        raise FaceError(
            "Screens of this face have no addresses. Next step: reach: {code: …} or {screen: …, action: …}."
        )
