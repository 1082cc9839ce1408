"""What a face says of what it does not have: clicks, addresses, an identity of its own."""

from __future__ import annotations

from collections.abc import Sequence

from copiste.screens.drivers.driver import Identity, Keystrokes
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import FaceError
from copiste.screens.reading.view import View


class KeysOnly:
    """Base of drivers that only type and press keys."""

    can_click = False

    def click(self, view: View, place: int, deadline: Deadline) -> View:  # noqa: ARG002 - the protocol's
        """Raise `FaceError`."""
        raise FaceError("Nothing can be clicked on this face. Next step: declare a key for the action.")

    def enter_and_press(
        self,
        view: View,  # noqa: ARG002
        keystrokes: Sequence[Keystrokes],  # noqa: ARG002
        key: str,  # noqa: ARG002
        deadline: Deadline,  # noqa: ARG002
    ) -> View | None:
        """Nothing: what was typed is read from a picture first."""
        return None

    def rest(self, view: View, deadline: Deadline) -> View:  # noqa: ARG002 - the protocol's
        """The view itself: what is typed has no effect before a key is pressed."""
        return view

    def whole(self, view: View) -> View:
        """The view itself: nothing is shown around it."""
        return view

    def renew(self, identity: Identity) -> None:
        """Nothing to forget: `open` begins anew. Raises `FaceError` for an identity."""
        if identity:
            raise FaceError(
                "This face shows neither a client certificate nor a user to the application before its first "
                "screen. Next step: the web face, or a sign-on that is typed."
            )


def check_no_address(address: str) -> None:
    """Raise `FaceError` for anything but the application's first screen."""
    if address:
        raise FaceError(
            "Screens of this face have no addresses. Next step: reach: {code: …} or {screen: …, action: …}."
        )
