"""What a face must be able to do. Values in and out are neutral: no browser's or terminal's own type passes.

A face is a folder under `screens/`: an `about` module (what others need to know before it is opened), a
`declaration` module (the models of its YAML blocks, `ApplicationFace` and `ScreenFace`) and a `face` module
with `open_driver`. The session above decides everything that can be decided from views; a driver looks,
types, presses, waits for the next view, and takes pictures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from copiste.screens.declared.model import Application, Screen
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.reading.view import Box, View


@dataclass(frozen=True, slots=True)
class Keystrokes:
    """Text to type into one place of a view, replacing what is there."""

    place: int
    #: Of what is chosen, the option's text as the view has it; of a list, one a line; of a file, its path.
    text: str = field(repr=False)
    #: What the place is to type into (`Cell.kind`); `pick` when one of the entries that appear is taken.
    kind: str = "text"


#: Stands for the text of a browser's own question whether to leave a page and lose what is typed.
MAY_LEAVE = "\0leave?"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a face itself is asked for, before any screen is shown: by HTTP, or in setting up TLS."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    #: A client certificate and its key, as PEM, and what the key is locked with.
    certificate: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.user or self.certificate)


@dataclass(frozen=True, slots=True)
class Look:
    """A close look at a screen that may not be declared, and how it would be seen if it were."""

    #: As the face sees it without a declaration, knowing of each place whether it takes typing.
    view: View = field(repr=False)
    #: As it sees it, in work, by a declaration; the same view, where none is needed to see.
    by: Callable[[Screen], View] | None = field(default=None, repr=False)

    def seen_by(self, screen: Screen) -> View:
        """What work would see if `screen` were its declaration."""
        return self.by(screen) if self.by else self.view


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture of a whole screen, in memory only: nothing in it is painted over yet."""

    png: bytes = field(repr=False)
    #: What it shows.
    view: View = field(repr=False)
    #: Pixels of the picture that one unit of the view's boxes takes, across and down.
    unit: tuple[float, float] = (1.0, 1.0)
    #: The pixel at which these boxes begin to count.
    origin: tuple[float, float] = (0.0, 0.0)
    #: Where messages are, in the unit of the view, by the name of that place; as far as the face can tell.
    messages: Mapping[str, Box] = field(default_factory=dict)

    def pixels(self, box: Box) -> Box:
        """Where `box` of the view is in the picture."""
        (across, down), (left, top) = self.unit, self.origin
        return Box(
            left + box.left * across, top + box.top * down, left + box.right * across, top + box.bottom * down
        )


#: Asked with a dialog's text, at any moment: whether to accept it. Others are dismissed.
AnswerDialog = Callable[[str], bool]


class Driver(Protocol):
    """One face of one session of the application. Not for several threads."""

    @property
    def has_dialogs(self) -> bool:
        """Whether the application asks in dialogs on this face (it does not on a terminal)."""

    def look(self, deadline: Deadline, *, even_locked: bool = False) -> View:
        """See what is shown, once the face is ready for a key, or `even_locked`, for a picture of it.

        Raises:
            ArrivalTimeoutError: it was not ready before the deadline.
        """

    def enter(self, view: View, keystrokes: Sequence[Keystrokes]) -> View:
        """Type all of `keystrokes` as a person would, in one round trip, and give the view afterwards.

        Raises:
            ScreenReplacedError: the screen is no longer the one of `view`.
            FieldNotFoundError: a place takes nothing.
            NotPickedError: what has to be picked did not appear, or several times.
        """

    def enter_and_press(
        self, view: View, keystrokes: Sequence[Keystrokes], key: str, deadline: Deadline
    ) -> View | None:
        """Type as `enter` does and, if each place then holds what was typed, press `key` as `press` does.

        `None` when nothing was pressed: the face cannot tell, or a place holds something else.
        """

    def rest(self, view: View, deadline: Deadline) -> View:
        """See what `view` has become once what was typed has had its effect: another screen, or this one.

        Raises:
            ArrivalTimeoutError: it did not come to rest before the deadline.
        """

    @property
    def can_click(self) -> bool:
        """Whether views of this face have something to click (`View.actions`)."""

    def click(self, view: View, place: int, deadline: Deadline) -> View:
        """Click what stands at `place` of `view`, and give the next view as `press` does.

        Raises:
            ScreenReplacedError: the screen is no longer the one of `view`; nothing was clicked.
            ActionBlockedError: it is covered or disabled; nothing was clicked.
            RefusedByPageError: the browser's own check of a field refused it; nothing was submitted.
            ArrivalTimeoutError: nothing happened before the deadline.
        """

    def whole(self, view: View) -> View:
        """See what is shown around the screen of `view` as well, such as a menu in a frame of its own.

        Its places are good for `click`.
        """

    def press(self, key: str, deadline: Deadline) -> View:
        """Press `key` and give the next view: another screen, or this one with the dialogs that came.

        Raises:
            ArrivalTimeoutError: nothing happened before the deadline.
        """

    def shortcut(self, code: str, deadline: Deadline) -> View | None:
        """Go to the screen of a menu's `code` without the menu; `None` when this face has no such way.

        Raises:
            ArrivalTimeoutError: nothing happened before the deadline.
        """

    def next_view(self, view: View, deadline: Deadline) -> View | None:
        """Wait until the face shows something else than `view`; `None` when it did not in time."""

    def inspect(self, view: View) -> View:
        """The same view, knowing of each place whether it takes typing, however long it takes to find out.

        For checks. Its places are not to be typed into.
        """

    def examine(self, view: View) -> Look:
        """What is shown, looked at for a declaration that is still to be written.

        Raises:
            ScreenReplacedError: something else than `view` is shown by now.
        """

    def picture(self, path: Path, view: View, masked: Sequence[int]) -> None:
        """Write a picture of the screen (its suffix says the format), with the places `masked` painted over.

        Nothing reaches the disk before it is painted over. When the screen is no longer that of `view`, every
        place with a value is painted over.
        """

    def photograph(self, view: View) -> Photograph:
        """The whole screen of `view`, with what one has to scroll to, looked at as closely as `inspect` does.

        Raises:
            ScreenReplacedError: something else is shown by now.
        """

    def on_dialog(self, answer: AnswerDialog) -> None:
        """Ask `answer` for each dialog from now on."""

    def open(self, address: str, deadline: Deadline) -> View:
        """Show the screen at `address`, whatever is shown now: the application's first one when it is empty.

        Raises:
            FaceError: this face has no addresses.
        """

    def renew(self, identity: Identity) -> None:
        """Forget whoever the application knows here, and be `identity` from now on; `open` comes next.

        Raises:
            FaceError: this face cannot be that, or not without ending what is not its own.
        """

    def close(self) -> None:
        """End what `open_driver` started; leave alone what it only connected to."""


class OpenDriver(Protocol):
    """The function `open_driver` of a face's `face` module."""

    def __call__(self, application: Application, options: Mapping[str, Any]) -> Driver:
        """Start, or connect to, the face. `options` are the face's own; an unknown one raises `FaceError`."""
