"""The ways to a screen, as declared: a menu's code, texts to follow, an address, an action; and home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final, Protocol
from urllib.parse import quote

from copiste.screens.declared import values as form
from copiste.screens.declared.entering import Reach
from copiste.screens.declared.model import Application, Screen
from copiste.screens.drivers.driver import Look
from copiste.screens.errors import (
    RowNotFoundError,
    ScreenNotRecognisedError,
    ScreensError,
    TechnicalError,
    UndeclaredError,
    UnexpectedScreenError,
    WayLostError,
)
from copiste.screens.reading import trails
from copiste.screens.reading.recognise import recognise
from copiste.screens.reading.view import Cell, View
from copiste.screens.session import filling
from copiste.screens.session.arrival import Arrival
from copiste.screens.session.current_screen import CurrentScreen
from copiste.screens.session.lists import rows
from copiste.screens.session.lists.paging import Pages

#: From anywhere to the home screen by as many leave actions at most.
_LEAVES: Final = 6
#: A screen's own way back, where it declares one; by default the application's.
_LEAVE: Final = "leave"


class Moves(Protocol):
    """What a way needs of a session."""

    @property
    def application(self) -> Application:
        """What is declared."""

    def fill(self, values: Mapping[str, object]) -> None:
        """Type values and read them back."""

    def choose(self, values: Mapping[str, object], action: str, expect: str) -> Arrival:
        """Type values, read them back, and take an action."""

    def forget_filled(self) -> None:
        """What was filled so far belongs to no screen that comes."""

    def read(self, name: str) -> object:
        """The value of a field."""

    def submit(self, action: str, expect: str | tuple[str, ...] = ()) -> Arrival:
        """Take an action."""


class Ways:
    """Moves one session between its screens; nothing in the application is changed by it."""

    def __init__(self, session: Moves, at: CurrentScreen) -> None:
        self._session = session
        self._application = session.application
        self._at = at

    def leave(self) -> None:
        """Go back to the home screen; what is typed and not recorded is dropped."""
        home = self._application.home_screen
        self._session.forget_filled()
        for _ in range(_LEAVES):
            if self._at.is_known and self._at.screen.screen == home:
                return
            leave = self._application.home.leave
            if self._at.is_known:
                leave = self._at.screen.actions.get(_LEAVE, leave)
            if leave is None:
                self._at.open()
                break
            self._at.press(leave)
        self._at.look((home,))

    def go(self, name: str, fields: Mapping[str, object]) -> Arrival:
        """Reach screen `name`. Raises as `ScreenSession.go_to` does."""
        screen = self._application.screen(name)
        reach = screen.reach
        if reach is None and name == self._application.home_screen:
            self.leave()
            return Arrival(name)
        if reach is None:
            raise UndeclaredError("way", "reach", f'Screen "{name}"', "")
        if reach.screen:
            arrival = self._from_screen(name, reach, fields)
        elif reach.path:
            arrival = self._along(name, reach.path)
        elif reach.address:
            arrival = self._to_address(screen, reach.address, fields)
        else:
            arrival = self._by_code(name, reach, fields)
        self._session.forget_filled()
        filling.check(self._at.places, filling.shown_on(self._at.screen, fields))
        return arrival

    # --- a menu -----

    def _by_code(self, name: str, reach: Reach, fields: Mapping[str, object]) -> Arrival:
        self._session.forget_filled()
        if arrival := self._by_shortcut(name, reach, fields):
            return arrival
        home = self._application.home
        self.leave()
        values = {**dict.fromkeys(self._at.screen.fields, ""), **fields, home.code: reach.code}
        return self._session.choose(values, home.action, expect=name)

    def _by_shortcut(self, name: str, reach: Reach, fields: Mapping[str, object]) -> Arrival | None:
        """Arrive at `name` without the menu; `None` when the face cannot, or would not bring these `fields`.

        What would be typed into the menu has to be shown already, on this screen and on the one that arrives.
        """
        here = self._at.screen
        if here.screen == self._application.home_screen or set(fields) != set(reach.needs):
            return None
        if not all(field in here.fields and here.fields[field].protected for field in fields):
            return None
        if filling.differences(self._at.places, fields):
            return None
        try:
            arrival = self._at.shortcut(reach.code, name)
        except (TechnicalError, UnexpectedScreenError):
            if not self._at.is_known:
                raise
            return None
        if arrival is None:
            return None
        shown = filling.shown_on(self._at.screen, fields)
        return None if filling.differences(self._at.places, shown) else arrival

    # --- what is not declared -----

    def undeclared_at(self, address: str) -> Look:
        """What is shown at `address`; the application is opened anew afterwards."""
        look = self._at.undeclared(address)
        self._begin_again()
        return look

    def undeclared_behind(self, code: str, fields: Mapping[str, object]) -> Look:
        """What the menu's `code` leads to; the home screen itself where it is empty."""
        home, name = self._application.home, self._application.home_screen
        self.leave()
        if not code:
            return self._at.examined()
        if not home.code:
            raise UndeclaredError("field", "code", f'Application "{self._application.application}": home', "")
        self._session.fill({**dict.fromkeys(self._at.screen.fields, ""), **fields, home.code: code})
        look = self._at.undeclared_after(self._at.screen.action(home.action))
        self._begin_again()
        with suppress(ScreenNotRecognisedError):
            screen = self._application.screen(name)
            if recognise(look.seen_by(screen), self._application) is screen:
                found = f"{name}, which may need more fields for it"
                raise UnexpectedScreenError((f"behind code {code}",), found, "")
        return look

    def _begin_again(self) -> None:
        with suppress(ScreensError):
            self._at.open()

    # --- texts one after the other -----

    def _along(self, name: str, path: Sequence[str]) -> Arrival:
        view = self._beginning(path[0])
        step = trails.first(view, path[0])
        for text in path[1:]:
            # A group of a tree that is open already would be closed by a click.
            inside = trails.child(view, step, text)
            if inside is None:
                view, step = self._opened(view, step, text)
            else:
                step = inside
        return self._at.arrive(self._at.follow(view, step.place), (name,))

    def _beginning(self, text: str) -> View:
        """The whole page, at home; or here, where leaving needs nothing and the way begins here too."""
        if self._application.home.leave is None and self._at.is_known:
            view = self._at.whole()
            if sum(one.text == text for one in trails.entries(view)) == 1:
                self._session.forget_filled()
                return view
        self.leave()
        return self._at.whole_with(text)

    def _opened(self, view: View, step: Cell, text: str) -> tuple[View, Cell]:
        """The page after a click on `step`, and the entry `text` that belongs to it."""
        after = self._at.whole(self._at.follow(view, step.place))
        try:
            return after, trails.following(after, view, step, text)
        except WayLostError:
            # It may have been open, in a way that could not be seen, and is closed now.
            if not any(one.text == text for one in trails.entries(view)):
                raise
        again = trails.first(after, step.text)
        reopened = self._at.whole(self._at.follow(after, again.place))
        return reopened, trails.following(reopened, after, again, text)

    # --- an address -----

    def _to_address(self, screen: Screen, address: str, fields: Mapping[str, object]) -> Arrival:
        def written(name: str) -> str:
            value = fields[name]
            if name in screen.fields:
                return "".join(form.typed(name, screen.fields[name], value))
            return str(value)

        needed = screen.reach.needs if screen.reach else ()
        if missing := [name for name in needed if name not in fields]:
            raise UndeclaredError("value", missing[0], f'The way to screen "{screen.screen}"', "")
        whole = address.format(**{name: quote(written(name), safe="") for name in needed})
        self._session.forget_filled()
        return self._at.open(whole, (screen.screen,))

    # --- another screen -----

    def _from_screen(self, name: str, reach: Reach, fields: Mapping[str, object]) -> Arrival:
        before = self._application.screen(reach.screen)
        needed = {field: value for field, value in fields.items() if field in reach.needs}
        theirs = self._needed_on_the_way(before)
        self.go(
            reach.screen, {key: value for key, value in fields.items() if key not in needed or key in theirs}
        )
        if reach.table:
            return self._by_row(name, reach, needed)
        if needed:
            self._session.fill(needed)
        return self._session.submit(reach.action, expect=name)

    def _needed_on_the_way(self, screen: Screen) -> frozenset[str]:
        needed: set[str] = set()
        while screen.reach:
            needed |= set(screen.reach.needs)
            if not screen.reach.screen:
                break
            screen = self._application.screen(screen.reach.screen)
        return frozenset(needed)

    def _by_row(self, name: str, reach: Reach, needed: Mapping[str, object]) -> Arrival:
        """Take the action of the one row, on whatever page of the list, that shows `needed`."""
        arrival = rows.take(
            Pages(self._session, self._at, reach.table), self._at, reach.action, needed, (name,)
        )
        if arrival is None:
            raise RowNotFoundError(self._at.screen.screen, reach.table, tuple(needed), 0)
        return arrival
