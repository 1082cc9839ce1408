"""Where a session stands: the screen that was recognised, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from copiste.screens.declared.action import Action
from copiste.screens.declared.model import Application, Screen
from copiste.screens.drivers.driver import Driver, Keystrokes, Look
from copiste.screens.drivers.waiting import Deadline, Patience
from copiste.screens.errors import (
    ActionBlockedError,
    ActionNotFoundError,
    ArrivalTimeoutError,
    BusinessRefusedError,
    FieldNotFoundError,
    FieldRefusedByPageError,
    NotPickedError,
    RefusedByPageError,
    ScreenNotRecognisedError,
    ScreensError,
    SignedOffError,
    UnreadableError,
    ValueNotOfferedError,
)
from copiste.screens.reading.locate import Places
from copiste.screens.reading.masks import masked_places
from copiste.screens.reading.messages import Message
from copiste.screens.reading.view import Cell, Values, View
from copiste.screens.session import filling
from copiste.screens.session.arrival import Arrival, ScreenTransitions, Settled


def at_rest(driver: Driver, address: str, deadline: Deadline) -> View:
    """What is shown at `address` once nothing of it is loading any more, or what there is by the deadline."""
    view = driver.open(address, deadline)
    while view.unfinished and not deadline.passed:
        view = driver.next_view(view, deadline) or view
    return view


class _NotPressedError(Exception):
    """Nothing was pressed: what was typed is for others to see first."""


class CurrentScreen:
    """The present screen of one session; unknown from the moment a key is pressed until one is recognised."""

    def __init__(self, application: Application, driver: Driver, patience: Patience) -> None:
        self._application = application
        self._driver = driver
        self._patience = patience
        self._transitions = ScreenTransitions(application, driver, patience)
        self._screen: Screen | None = None
        self._message: Message | None = None
        self._view: View | None = None
        self._places: Places | None = None
        self._unknown_pictures = 0
        self._asking = {page.screen for page in application.sign_on.pages}
        #: Between sign-on and sign-off: being asked who one is means that the session is over.
        self.signed_on = False
        #: Where pictures of unknown screens go; none are taken when it is `None`.
        self.pictures: Path | None = None

    # --- what is known -----

    @property
    def is_known(self) -> bool:
        """Whether the present screen was recognised."""
        return self._screen is not None

    @property
    def screen(self) -> Screen:
        """The present screen. Raises `ScreenNotRecognisedError` when it is not known."""
        if self._screen is None:
            raise ScreenNotRecognisedError("No screen is recognised yet.")
        return self._screen

    @property
    def view(self) -> View:
        """What it shows. Raises `ScreenNotRecognisedError` when it is not known."""
        if self._view is None:
            raise ScreenNotRecognisedError("No screen was looked at yet.")
        return self._view

    @property
    def places(self) -> Places:
        """Where its declared fields are. Raises `ScreenNotRecognisedError` when it is not known."""
        if self._places is None:
            self._places = Places(self.view, self.screen, self._evidence)
        return self._places

    @property
    def arrived(self) -> Arrival:
        """What it says, as an arrival; its message is not judged."""
        message = self._message
        return Arrival(self.screen.screen, message, message.values if message else Values())

    # --- what changes it -----

    def forget(self) -> None:
        """Mark the current screen as unknown."""
        self._screen, self._view, self._places = None, None, None

    def look(self, expect: tuple[str, ...] = ()) -> None:
        """Look at the screen. Its message is not judged: that was done when it arrived.

        Raises:
            UnexpectedScreenError: it is none of `expect`.
        """
        self._settle(self._transitions.look, None, judged=False).check_expected(expect)

    def look_again(self) -> None:
        """Look at the same screen.

        Raises:
            UnexpectedScreenError: it is another one by now.
        """
        self.look((self.screen.screen,))

    def undeclared(self, address: str) -> Look:
        """What is shown at `address`, whether declared or not; the current screen is unknown afterwards."""
        self.forget()
        return self._driver.examine(at_rest(self._driver, address, Deadline(self._patience.arrival)))

    def undeclared_after(self, action: Action) -> Look:
        """What `action` leads to, whether declared or not; the current screen is unknown afterwards."""
        view = self._with(action, ())
        self.forget()
        return self._driver.examine(self._transitions.press(action, view))

    def examined(self) -> Look:
        """What the present screen shows, as if it were not declared."""
        return self._driver.examine(self.view)

    def open(self, address: str = "", expect: tuple[str, ...] = ()) -> Arrival:
        """Show the screen at `address`, or the first one.

        A message that was left there is not judged, unless a screen is expected at the address.
        """
        try:
            settled = self._settle(lambda: self._transitions.open(address), None, judged=bool(expect))
        except ArrivalTimeoutError as error:
            error.args = (f"Opening {'an address of ' if address else ''}the application: {error}",)
            raise
        return settled.judge("", expect) if expect else Arrival(settled.screen.screen)

    def press(
        self,
        action: Action,
        expect: tuple[str, ...] = (),
        row: Sequence[Cell] = (),
        *,
        commits: bool = False,
    ) -> Arrival:
        """Take `action` on the present screen, and judge what arrives; `row` says in which line of a table.

        Raises:
            FieldRefusedByPageError: the browser's own check stopped the form, which is still there.
        """
        # An undeclared name must not cost a key, nor may one be pressed on an unknown screen.
        for name in (self.screen.screen, *expect):
            self._application.screen(name)
        view = self._with(action, row)
        return self._taken(
            action, expect, lambda: self._transitions.press(action, view, row), commits=commits
        )

    def choose(self, values: Mapping[str, object], action: Action, expect: tuple[str, ...]) -> Arrival | None:
        """Type `values` and take `action` in one go, and judge what arrives.

        `None` when nothing was pressed: the face does not do it, or some place holds something else by now.
        """
        if action.clicked or len(filling.batches(self.screen, values)) > 1:
            return None
        places = self.places
        try:
            strokes = [
                stroke for name, value in values.items() for stroke in filling.keystrokes(places, name, value)
            ]
        except (FieldNotFoundError, ValueNotOfferedError):
            # It may still be drawn: that is waited for where values are filled.
            return None
        here, view = self.screen, self.view

        def typed_and_pressed() -> View:
            arrived = self._transitions.enter_and_press(view, strokes, action)
            if arrived is None:
                raise _NotPressedError
            return arrived

        try:
            return self._taken(action, expect, typed_and_pressed)
        except _NotPressedError:
            self._screen = here
            self._take(view)
            return None

    def _taken(
        self, action: Action, expect: tuple[str, ...], take: Callable[[], View], *, commits: bool = False
    ) -> Arrival:
        """Judge what arrives when `take` takes `action` on the present screen."""
        here, view = self.screen, self.view
        self._transitions.here = here
        self._transitions.may_leave = not commits
        try:
            settled = self._settle(take, action)
        except RefusedByPageError as error:
            # The page may have opened the tab of that field.
            self.look()
            raise FieldRefusedByPageError(
                _field_at(self.view, self.screen, error), error.constraint
            ) from None
        except (ActionNotFoundError, ActionBlockedError, ArrivalTimeoutError) as error:
            error.args = (f'Screen "{here.screen}", action {action}: {error}',)
            if not isinstance(error, ArrivalTimeoutError):
                # Nothing was done: the screen is still the same.
                self._screen = here
                self._take(view)
            raise
        finally:
            self._transitions.may_leave = True
        return settled.judge(here.screen, expect)

    def offers(self, action: Action) -> bool:
        """Whether what `action` takes is there; a face without clicks says so of every action."""
        return self._transitions.shows(action, self.view)

    def changes(self) -> bool:
        """Wait a moment for the same screen to show something else: its scripts may still be drawing it.

        Raises:
            UnexpectedScreenError: it has become another screen.
        """
        here, view = self.screen, self.view
        following = self._transitions.redrawn(view)
        if following is None:
            return False
        self._settle(lambda: following, None, judged=False).check_expected((here.screen,))
        return True

    def follow(self, view: View, place: int) -> View:
        """Click what stands at `place` of `view`, on the way to a screen; none is recognised yet."""
        self.forget()
        return self._transitions.click(view, place)

    def arrive(self, view: View, expect: tuple[str, ...]) -> Arrival:
        """Recognise what came at the end of a way, and judge it."""
        return self._settle(lambda: view, None).judge("", expect)

    def whole_with(self, text: str) -> View:
        """What is shown around the present screen as well, as soon as an entry `text` is there."""
        return self._transitions.whole_with(self.view, text)

    def whole(self, view: View | None = None) -> View:
        """What is shown around the screen of `view`, or the present one, as well."""
        return self._transitions.whole(view or self.view)

    def shortcut(self, code: str, expect: str) -> Arrival | None:
        """Go to the screen of menu code `code` without the menu; `None` when the face has no such way."""
        here = self.screen.screen
        with self._lost_when_it_fails():
            view = self._transitions.shortcut(code)
        return None if view is None else self._settle(lambda: view, None).judge(here, (expect,))

    def type(self, keystrokes: Sequence[Keystrokes]) -> None:
        """Type everything on the present screen, and see it afterwards.

        Raises:
            NotPickedError: an entry to pick did not appear; the screen is still known.
        """
        try:
            with self._lost_when_it_fails():
                view = self._driver.enter(self.view, keystrokes)
        except NotPickedError:
            self.look()
            raise
        self._take(view)

    def reloaded(self) -> None:
        """See what the screen has become of what was typed, which has it come anew.

        Raises:
            UnexpectedScreenError: another screen came.
            BusinessRefusedError, TryLaterError, TechnicalError: the message that came with it.
        """
        here, view = self.screen.screen, self.view
        self._settle(lambda: self._transitions.rest(view), None).judge(here, (here,))

    # --- pictures -----

    def picture(self, path: Path) -> Path:
        """Write a masked picture of what is shown, known or not."""
        path.parent.mkdir(parents=True, exist_ok=True)
        view = self._view or self._transitions.glimpse()
        self._driver.picture(path, view, masked_places(view, self._screen))
        return path

    # --- inside -----

    def _settle(self, view: Callable[[], View], action: Action | None, *, judged: bool = True) -> Settled:
        self.forget()
        try:
            settled = self._transitions.settle(view(), action)
        except (ScreenNotRecognisedError, UnreadableError) as error:
            raise type(error)(str(error), self._evidence()) from None
        self._transitions.note(settled.view, judged=judged)
        if self.signed_on and settled.screen.screen in self._asking:
            self.signed_on = False
            raise SignedOffError
        ended = settled.interruption
        if ended is not None and not (ended.nothing_recorded or isinstance(ended, BusinessRefusedError)):
            raise ended
        self._screen, self._message = settled.screen, settled.message
        self._take(settled.view)
        if ended is not None:
            # A page of its own that refuses: the session goes on from there.
            raise ended
        return settled

    def _with(self, action: Action, row: Sequence[Cell]) -> View:
        """The view of the present screen, as soon as it shows what `action` clicks."""
        while not row and not self._transitions.shows(action, self.view) and self.changes():
            pass
        return self.view

    def _take(self, view: View) -> None:
        """The present screen shows `view` by now."""
        self._view, self._places = view, None

    @contextmanager
    def _lost_when_it_fails(self) -> Iterator[None]:
        """Mark the current screen as unknown when the driver fails: another screen may be there."""
        try:
            yield
        except ScreensError:
            self.forget()
            raise

    def _evidence(self) -> Path | None:
        """A picture of what is not recognised or not readable, where such pictures go."""
        if self.pictures is None:
            return None
        self._unknown_pictures += 1
        try:
            return self.picture(self.pictures / f"unknown-{self._unknown_pictures:04d}.jpg")
        except (ScreensError, OSError):
            # The screen is what matters; a picture of it would have been good to have.
            return None


def _field_at(view: View, screen: Screen, error: RefusedByPageError) -> str:
    """The declared name of the field that a page refused; what the page calls it when it is not declared."""
    places = Places(view, screen)
    for name in screen.fields:
        with suppress(FieldNotFoundError):
            if any(cell.place == error.place for cell in places.cells(name)):
                return name
    return error.caption or "without a name"
