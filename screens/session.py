"""A session on declared screens: expect, fill, submit, read, capture.

No key is pressed before the screen is recognised, every filled field is read back, and what the application
answers is classified by its catalogue of messages. Values never enter an exception, a log or a `repr`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType

from screens import format as form
from screens.arrival import Arrival, Arrivals
from screens.driver import Driver, Keystrokes
from screens.errors import (
    FieldNotFoundError,
    FieldValueError,
    ReadBackError,
    ScreenNotRecognisedError,
    TechnicalError,
    UndeclaredError,
    UnexpectedScreenError,
)
from screens.lists import Row, page_count, rows_of
from screens.locate import Places
from screens.masks import masked_places
from screens.model import Application, Reach, Screen
from screens.view import Values, View
from screens.waiting import Patience

#: From anywhere to the menu in as many leave keys at most.
_LEAVES = 6
#: Pages of a list that are turned before it is called endless.
_PAGES = 500


class ScreenSession:
    """One seat's session, a context manager made by `screens.faces.open_session`. Not for several threads."""

    def __init__(self, application: Application, driver: Driver, patience: Patience | None = None) -> None:
        self.application = application
        #: Where pictures of unknown screens go; none are taken when it is `None`.
        self.pictures: Path | None = None
        self._driver = driver
        self._arrivals = Arrivals(application, driver, patience or Patience())
        self._view: View | None = None
        self._screen: Screen | None = None
        self._filled: dict[str, object] = {}
        self._places: Places | None = None
        self._unknown_pictures = 0

    def __enter__(self) -> ScreenSession:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"ScreenSession({self.application.application!r}, on {self.current or 'no known screen'})"

    # --- where it stands -----

    @property
    def current(self) -> str | None:
        """The screen that was recognised last; `None` when it is not known."""
        return self._screen.screen if self._screen else None

    @property
    def screen_unknown(self) -> bool:
        """Whether nobody knows where the session stands: the bot that holds it should be replaced."""
        return self._screen is None

    def expect(self, *names: str) -> str:
        """Look at the screen and give its name, which must be one of `names` when there are some.

        Raises:
            ScreenNotRecognisedError, UnexpectedScreenError, or what a message or an interruption means.
        """
        self._lose()
        self._settle(self._arrivals.look(), (), names)
        return self._known().screen

    # --- moving -----

    def sign_on(self, credentials: Mapping[str, object]) -> Arrival:
        """Open the first screen and sign on with `credentials`, by field of the sign-on screen.

        Raises:
            SignOnError: the application does not let this operator in.
        """
        sign_on = self.application.sign_on
        self._lose()
        self._settle(self._arrivals.home(), (), (sign_on.screen,))
        self.fill(credentials)
        return self.submit(sign_on.key, expect=sign_on.arrives)

    def sign_off(self) -> None:
        """Leave to the menu and end the session there."""
        self.leave()
        self.submit(self.application.sign_on.sign_off, expect=self.application.sign_on.screen)

    def leave(self) -> None:
        """Go back to the menu; what is typed and not recorded is dropped."""
        menu = self.application.menu
        for _ in range(_LEAVES):
            if self._known().screen == menu.screen:
                return
            self._press(menu.leave, ())
        self._settle(self._arrivals.look(), (), (menu.screen,))

    def go_to(self, name: str, **fields: object) -> Arrival:
        """Reach screen `name` from wherever the session is, by the menu; `fields` are typed there.

        Raises:
            UndeclaredError: the screen declares no way to it.
            BusinessRefusedError, TryLaterError: the application does not go there with these fields.
        """
        reach = self.application.screen(name).reach
        if reach is None:
            raise UndeclaredError("way", "reach", f'Screen "{name}"', "")
        if reach.screen:
            self.go_to(reach.screen, **fields)
            return self.submit(reach.key, expect=name)
        if arrival := self._by_shortcut(name, reach, fields):
            return arrival
        menu = self.application.menu
        self.leave()
        self.fill({**dict.fromkeys(self._known().fields, ""), **fields, menu.code: reach.code})
        return self.submit(menu.key, expect=name)

    def submit(self, key: str, expect: str | tuple[str, ...] = ()) -> Arrival:
        """Press `key` (by its declared or keyboard name) and say what arrived.

        Warnings are answered as the catalogue declares. Without `expect`, any declared screen will do.

        Raises:
            BusinessRefusedError, TryLaterError, TechnicalError, SessionExpiredError: its answer.
            UnexpectedScreenError: another declared screen arrived.
            ScreenNotRecognisedError, ArrivalTimeoutError, DialogError: the session is lost.
        """
        pressed = self._known().key(key)
        return self._press(pressed, (expect,) if isinstance(expect, str) else tuple(expect))

    # --- typing and reading -----

    def fill(self, values: Mapping[str, object]) -> None:
        """Type the case values, by field, and read every one of them back.

        Raises:
            UndeclaredError: the screen declares no such field.
            FieldValueError: a value does not fit its field; nothing was typed.
            FieldNotFoundError: a field has no place, or several, or is protected.
            ReadBackError: a field does not hold what was typed.
        """
        screen, view = self._known(), self._seen()
        keystrokes: list[Keystrokes] = []
        for name, value in values.items():
            keystrokes.extend(self._keystrokes(screen, name, value))
        if keystrokes:
            view = self._driver.enter(view, keystrokes)
        self._take(view)
        self._filled.update(values)
        self._check_read_back(screen, values)

    def verify(self) -> None:
        """Look again and check that every field filled on this screen still holds what was filled.

        Raises:
            ReadBackError: one does not.
            UnexpectedScreenError: the screen is another one.
        """
        screen, filled = self._known(), dict(self._filled)
        self._settle_quietly(screen)
        self._filled = filled
        self._check_read_back(screen, filled)

    def read(self, name: str) -> object:
        """The value of field `name` in the case's form; `""` when it shows nothing."""
        return form.shown(self._known().field(name), self._placed().texts(name))

    def read_all(self) -> Values:
        """The values of every declared field, hidden ones left out."""
        return Values(
            {name: self.read(name) for name, field in self._known().fields.items() if not field.hidden}
        )

    def differences(self, values: Mapping[str, object]) -> tuple[str, ...]:
        """The fields of this screen that do not show these case values, compared in the screen's own form."""
        screen, placed = self._known(), self._placed()
        return tuple(
            name
            for name, value in values.items()
            if not form.same(name, screen.field(name), value, placed.texts(name))
        )

    # --- lists -----

    def pages(self, table: str) -> Iterator[tuple[Row, ...]]:
        """Yield the entries of list `table` page by page from the one shown, turning them until the last."""
        declared = self._known().table(table)
        for _ in range(_PAGES):
            number, count = page_count(self, declared)
            yield rows_of(self._seen(), self._known(), table, number)
            if number >= count or not declared.next:
                return
            self.submit(declared.next, expect=self._known().screen)
        raise ScreenNotRecognisedError(f'List "{table}" has no end within {_PAGES} pages.')

    def rows(self, table: str) -> tuple[Row, ...]:
        """Every entry of list `table`, from its first page to its last, which stays on the screen."""
        if self._known().table(table).previous:
            self.turn_to(table, 1)
        return tuple(row for page in self.pages(table) for row in page)

    def turn_to(self, table: str, page: int) -> None:
        """Turn list `table` to `page`, counted from 1."""
        declared, screen = self._known().table(table), self._known().screen
        number, _ = page_count(self, declared)
        while number != page:
            self.submit(declared.next if number < page else declared.previous, expect=screen)
            before, (number, _) = number, page_count(self, declared)
            if number == before:
                raise FieldNotFoundError(
                    f'Screen "{screen}", table "{table}": page {page} cannot be turned to.'
                )

    # --- evidence -----

    def capture(self, path: Path) -> Path:
        """Write a picture of the screen (`.jpg` or `.png`), sensitive fields painted over; give its path."""
        path.parent.mkdir(parents=True, exist_ok=True)
        view = self._view or self._arrivals.look()
        self._driver.picture(path, view, masked_places(view, self._screen))
        return path

    def close(self) -> None:
        """End the face; a browser or terminal that was only connected to stays."""
        self._lose()
        self._driver.close()

    # --- inside -----

    def _known(self) -> Screen:
        if self._screen is None:
            raise ScreenNotRecognisedError("No screen is recognised yet.")
        return self._screen

    def _seen(self) -> View:
        if self._view is None:
            raise ScreenNotRecognisedError("No screen was looked at yet.")
        return self._view

    def _placed(self) -> Places:
        if self._places is None:
            self._places = Places(self._seen(), self._known())
        return self._places

    def _lose(self) -> None:
        self._screen, self._places = None, None
        self._filled = {}

    def _take(self, view: View) -> None:
        self._view, self._places = view, None

    def _press(self, key: str, expect: tuple[str, ...]) -> Arrival:
        # A name that nobody declared must not cost a pressed key.
        for name in expect:
            self.application.screen(name)
        self._known()
        self._lose()
        return self._settle(self._arrivals.press(key), (key,), expect)

    def _by_shortcut(self, name: str, reach: Reach, fields: Mapping[str, object]) -> Arrival | None:
        """Arrive at `name` without the menu; `None` when the face cannot, or would not bring these `fields`.

        What the menu would be told has to be shown already, on this screen and on the one that arrives.
        """
        here = self._known()
        if here.screen == self.application.menu.screen or set(fields) != set(reach.needs):
            return None
        if not all(name in here.fields and here.fields[name].protected for name in fields):
            return None
        if self.differences(fields):
            return None
        view = self._arrivals.shortcut(reach.code)
        if view is None:
            return None
        self._lose()
        try:
            arrival = self._settle(view, (), (name,))
        except (TechnicalError, UnexpectedScreenError):
            if self._screen is None:
                raise
            return None
        shown = {key: value for key, value in fields.items() if key in self._known().fields}
        return None if self.differences(shown) else arrival

    def _settle(self, view: View, pressed: tuple[str, ...], expect: tuple[str, ...]) -> Arrival:
        try:
            settled = self._arrivals.settle(view, pressed[0] if pressed else None)
        except ScreenNotRecognisedError as error:
            if self.pictures is None or error.picture is not None:
                raise
            raise ScreenNotRecognisedError(str(error), self._picture_of_unknown()) from None
        self._take(settled.view)
        self._screen = settled.screen
        return settled.judge(expect)

    def _settle_quietly(self, screen: Screen) -> None:
        """Look again without judging messages: they were judged when the screen arrived."""
        settled = self._arrivals.settle(self._arrivals.look(), None)
        self._take(settled.view)
        self._screen = settled.screen
        settled.check_expected((screen.screen,))

    def _picture_of_unknown(self) -> Path | None:
        if self.pictures is None:
            return None
        self._unknown_pictures += 1
        self._view = None
        return self.capture(self.pictures / f"unknown-{self._unknown_pictures:04d}.jpg")

    def _keystrokes(self, screen: Screen, name: str, value: object) -> Iterator[Keystrokes]:
        field = screen.field(name)
        parts = form.typed(name, field, value)
        for cell, text in zip(self._placed().cells(name), parts, strict=True):
            if cell.text == text:
                continue
            if cell.protected or not cell.input:
                raise FieldNotFoundError(
                    f'Screen "{screen.screen}", field "{name}" is protected: nothing can be typed.'
                )
            if cell.length is not None and len(text) > cell.length:
                raise FieldValueError(name, f"{len(text)} characters, the screen takes {cell.length}")
            yield Keystrokes(cell.place, text)

    def _check_read_back(self, screen: Screen, values: Mapping[str, object]) -> None:
        wrong = self.differences(values)
        if wrong:
            raise ReadBackError(screen.screen, wrong)
