"""From an action to a recognised screen: interruptions, warnings and dialogs in between, as declared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from copiste.screens.declared.action import Action
from copiste.screens.declared.catalogue import MessageKind
from copiste.screens.declared.model import Application, Screen
from copiste.screens.drivers.driver import MAY_LEAVE, Driver, Keystrokes
from copiste.screens.drivers.waiting import Deadline, Patience
from copiste.screens.errors import (
    ActionNotFoundError,
    AnsweredError,
    BusinessRefusedError,
    DialogError,
    FaceError,
    LeavingRefusedError,
    MessageUnknownError,
    MisplacedAnswerError,
    ScreenNotRecognisedError,
    UnexpectedScreenError,
    UnreadableError,
)
from copiste.screens.reading import trails
from copiste.screens.reading.clicking import clickable, key_of
from copiste.screens.reading.messages import (
    Message,
    interruption_of,
    message_in,
    message_of,
    refusal,
    texts_of,
)
from copiste.screens.reading.recognise import recognise, said_about
from copiste.screens.reading.view import UNKNOWN, Cell, Values, View

#: Warnings and interruptions answered after one key before it is called a loop.
_ANSWERS = 12


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an action led to."""

    screen: str
    #: What the application said, when it confirmed or informed.
    message: Message | None = None
    #: The numbers that the message carries: `values["receipt"]`.
    values: Values = field(default_factory=Values)


@dataclass(frozen=True, slots=True)
class Settled:
    """A recognised screen, before its message is judged."""

    view: View
    screen: Screen
    message: Message | None
    #: What it means, where the screen is an interruption that ends what was begun.
    interruption: AnsweredError | None = None

    def check_expected(self, expect: tuple[str, ...]) -> None:
        """Raise `UnexpectedScreenError` when the screen is none of `expect`."""
        if expect and self.screen.screen not in expect:
            said = (self.message.number or self.message.code or "") if self.message else ""
            raise UnexpectedScreenError(expect, self.screen.screen, said)

    def judge(self, pressed_on: str, expect: tuple[str, ...]) -> Arrival:
        """Raise what the message means, or that the screen is not expected; otherwise say what arrived.

        A refusal of the data answers them on the screen where they are, or where it says that nothing was
        recorded. On another one it is about nothing that was typed: the key was handled twice.
        """
        elsewhere = self.screen.screen != pressed_on
        error = refusal(self.message, same_screen=not elsewhere)
        if elsewhere and isinstance(error, BusinessRefusedError) and not error.nothing_recorded:
            raise MisplacedAnswerError(self.screen.screen, error.number or error.code)
        if error is not None:
            raise error
        self.check_expected(expect)
        return Arrival(self.screen.screen, self.message, self.message.values if self.message else Values())


class ScreenTransitions:
    """Takes actions on a driver and brings what comes to a recognised screen."""

    def __init__(self, application: Application, driver: Driver, patience: Patience) -> None:
        self._application = application
        self._driver = driver
        self._patience = patience
        #: The screen on which an action is taken: what dialogs are about.
        self.here: Screen | None = None
        #: Whether a page may be left that asks whether what is typed is to be dropped.
        self.may_leave = True
        #: The documents whose messages were judged last, and the texts that were shown then.
        self._heard: tuple[str, Counter[str]] = ("", Counter())
        driver.on_dialog(self._accepts)

    def look(self) -> View:
        """See what is shown now."""
        return self._driver.look(Deadline(self._patience.arrival))

    def glimpse(self) -> View:
        """See what is shown now, ready for a key or not."""
        return self._driver.look(Deadline(self._patience.unknown), even_locked=True)

    def open(self, address: str = "") -> View:
        """Show the screen at `address`, or the first one."""
        return self._driver.open(address, Deadline(self._patience.arrival))

    def press(self, action: Action, view: View, row: Sequence[Cell] = ()) -> View:
        """Take `action` on `view`, by a click where the face has clicks, and see what comes first.

        Of an action of a table's rows, `row` are the cells of the line in which it is taken. What is not on
        the screen is looked for around it: a menu may have a frame of its own.
        """
        deadline = Deadline(self._patience.arrival)
        if not (action.clicked and self._driver.can_click):
            return self._driver.press(key_of(action), deadline)
        try:
            place = clickable(view, action, row).place
        except ActionNotFoundError:
            if row:
                raise
            view = self.whole_with(view, action.clicked[1])
            place = clickable(view, action).place
        return self._driver.click(view, place, deadline)

    def enter_and_press(self, view: View, keystrokes: Sequence[Keystrokes], action: Action) -> View | None:
        """Type on `view` and press the key of `action`, if the face can tell by itself what it typed."""
        if not keystrokes:
            return None
        return self._driver.enter_and_press(
            view, keystrokes, key_of(action), Deadline(self._patience.arrival)
        )

    def shows(self, action: Action, view: View) -> bool:
        """Whether what `action` takes is there, as far as this face can tell."""
        if not (action.clicked and self._driver.can_click):
            return True
        try:
            clickable(view, action)
        except ActionNotFoundError as error:
            return error.count > 0 or self._is_around(action, view)
        return True

    def _is_around(self, action: Action, view: View) -> bool:
        whole = self._driver.whole(view)
        return any(one.text == (action.clicked or ("", ""))[1] for one in whole.actions)

    def redrawn(self, view: View) -> View | None:
        """Wait a moment for something else than `view`, on a face whose screens may still be drawn."""
        if not self._driver.can_click:
            return None
        patience = self._patience.arrival if view.unfinished else self._patience.unknown
        return self._driver.next_view(view, Deadline(patience))

    def click(self, view: View, place: int) -> View:
        """Click what stands at `place` of `view`, and see what comes first."""
        return self._driver.click(view, place, Deadline(self._patience.arrival))

    def rest(self, view: View) -> View:
        """See what `view` has become of what was typed into it."""
        return self._driver.rest(view, Deadline(self._patience.arrival))

    def whole(self, view: View) -> View:
        """See what is shown around the screen as well. Raises `FaceError` on a face without clicks."""
        if not self._driver.can_click:
            raise FaceError("Nothing can be clicked on this face. Next step: reach: another way than a path.")
        return self._driver.whole(view)

    def whole_with(self, view: View, text: str) -> View:
        """As `whole`, once an entry `text` is there: a menu's frame may come after the screen."""
        deadline = Deadline(self._patience.arrival)
        whole = self.whole(view)
        while not any(one.text == text for one in trails.entries(whole)):
            patience = deadline.left if whole.unfinished else min(self._patience.unknown, deadline.left)
            if deadline.passed or self._driver.next_view(whole, Deadline(patience)) is None:
                break
            whole = self.whole(view)
        return whole

    def shortcut(self, code: str) -> View | None:
        """Go to the screen of a menu's code without the menu; `None` when the face cannot."""
        return self._driver.shortcut(code, Deadline(self._patience.arrival))

    def settle(self, view: View, action: Action | None) -> Settled:
        """Go through interruptions and warnings until a screen stays; `action` confirms a warning.

        Raises:
            ScreenNotRecognisedError: what is shown is not declared, or does not come to rest.
            UnreadableError: its title or its message cannot be read for certain.
            DialogError, MessageUnknownError: an undeclared dialog was dismissed; a message is not declared.
        """
        deadline = Deadline(self._patience.arrival)
        application = self._application
        said: list[Message] = []
        for _ in range(_ANSWERS):
            view, answered = self._dialogs(view, deadline)
            said += answered
            screen, view = self._recognised(view, deadline)
            interruption = application.interruptions.get(screen.screen)
            if interruption is not None and interruption.press:
                self.here = screen
                view = self.press(screen.action(interruption.press), view)
                continue
            if interruption is not None:
                meaning = interruption_of(view, application, screen, interruption)
                return Settled(view, screen, meaning, refusal(meaning))
            token, heard = self._heard
            message = message_of(view, application, screen, said, heard if token == view.token else None)
            if message is None or not self._confirms(message) or action is None:
                return Settled(view, screen, message)
            self.here = screen
            view = self._confirmed(message, view, action, deadline)
        raise ScreenNotRecognisedError(f"No rest after {_ANSWERS} warnings and interruptions.")

    def note(self, view: View, *, judged: bool) -> None:
        """Remember what `view` says: as long as its documents show the same, that answers nothing else."""
        token, heard = self._heard
        if judged:
            self._heard = view.token, texts_of(view)
        elif token == view.token:
            self._heard = token, heard & texts_of(view)

    def _recognised(self, view: View, deadline: Deadline) -> tuple[Screen, View]:
        screen = recognise(view, self._application)
        while screen is None:
            patience = deadline.left if view.unfinished else min(self._patience.unknown, deadline.left)
            following = self._driver.next_view(view, Deadline(patience))
            if following is None and UNKNOWN in view.title:
                raise UnreadableError.of("The title of the screen that is shown")
            if following is None:
                raise ScreenNotRecognisedError(
                    f"The screen that is shown is not declared: {said_about(view, self._application)}. "
                    "Next step: declare it, or correct the `recognise` block that should have matched."
                )
            view = following
            screen = recognise(view, self._application)
        return screen, view

    def _confirms(self, message: Message) -> bool:
        return message.kind is MessageKind.WARNING and bool(message.entry.confirm)

    def _confirmed(self, message: Message, view: View, action: Action, deadline: Deadline) -> View:
        """The view after a warning was confirmed, in its dialog where the face has dialogs."""
        if message.entry.by == "dialog" and self._driver.has_dialogs:
            following = self._driver.next_view(view, deadline)
            if following is None:
                raise DialogError(
                    f"Message {message.number or message.code} should have come as a dialog; none came in "
                    "time. Next step: where it stands on the screen, write by: key."
                )
            return following
        return self.press(action, view)

    def _accepts(self, text: str) -> bool:
        """Whether a dialog is accepted: a warning that the catalogue confirms, and to leave where one may."""
        if text == MAY_LEAVE:
            return self.may_leave
        try:
            message = message_in(text, self._application, self.here)
        except MessageUnknownError:
            return False
        return message is not None and self._confirms(message)

    def _dialogs(self, view: View, deadline: Deadline) -> tuple[View, list[Message]]:
        """What dialogs said that were dismissed before `view`, and the view that comes after them.

        After one that only confirms or informs, the page goes on: another screen may come.

        Raises:
            DialogError, MessageUnknownError: one of them is not declared.
        """
        said: list[Message] = []
        while view.dialogs:
            for text in view.dialogs:
                if text == MAY_LEAVE:
                    raise LeavingRefusedError
                message = message_in(text, self._application, self.here)
                if message is None:
                    raise DialogError(
                        "A dialog that is not declared was dismissed. Next step: declare its text in "
                        "messages.yaml, under texts."
                    )
                if not self._confirms(message):
                    said.append(message)
            if any(refusal(message) for message in said):
                break
            following = self._driver.next_view(view, Deadline(min(self._patience.unknown, deadline.left)))
            if following is None:
                break
            view = following
        return view, said
