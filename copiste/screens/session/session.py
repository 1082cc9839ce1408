"""A session on declared screens: expect, fill, submit, read, capture.

No key is pressed before the screen is recognised, every filled field is read back, and what the application
answers is classified by its catalogue of messages. Values never enter an exception, a log or a `repr`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from copiste.screens.declared.model import Application
from copiste.screens.drivers.driver import Driver, Identity, Look, Photograph
from copiste.screens.drivers.waiting import Patience
from copiste.screens.reading.lists import Row
from copiste.screens.reading.view import Values, View
from copiste.screens.session import filling
from copiste.screens.session.arrival import Arrival
from copiste.screens.session.authentication import Authentication
from copiste.screens.session.case_values import CaseValues
from copiste.screens.session.current_screen import CurrentScreen
from copiste.screens.session.lists import rows
from copiste.screens.session.lists.grids import NUMBER_OF_LINES, Grids
from copiste.screens.session.lists.paging import Pages
from copiste.screens.session.ways import Ways

#: The action, where a screen declares one, that has the application check and show again what was typed.
_CHECK = "check"


class ScreenSession:
    """One seat's session, a context manager made by `open_session`. Not for several threads."""

    def __init__(self, application: Application, driver: Driver, patience: Patience | None = None) -> None:
        self.application = application
        self._driver = driver
        self._at = CurrentScreen(application, driver, patience or Patience())
        self._values = CaseValues(self._at)
        self._authentication = Authentication(self, self._at, driver)
        self._ways = Ways(self, self._at)
        #: The grids of its screens, which are filled line by line.
        self.grids = Grids(self._at, self.submit)

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
        return self._at.screen.screen if self._at.is_known else None

    @property
    def screen_unknown(self) -> bool:
        """Whether the current screen is unknown: the bot that holds the session should be replaced."""
        return not self._at.is_known

    @property
    def view(self) -> View:
        """What was seen last."""
        return self._at.view

    def inspected(self) -> View:
        """What is shown, looked at more closely than work needs: for a check of the declarations."""
        return self._driver.inspect(self.view)

    @property
    def pictures(self) -> Path | None:
        """The folder where pictures of unknown screens go; none are taken while it is `None`."""
        return self._at.pictures

    @pictures.setter
    def pictures(self, folder: Path | None) -> None:
        self._at.pictures = folder

    def expect(self, *names: str) -> str:
        """Look at the screen and give its name, which must be one of `names` when there are some.

        A message on it is not judged again: that was done when it arrived.

        Raises:
            ScreenNotRecognisedError, UnexpectedScreenError, or what an interruption means.
        """
        self._at.look(names)
        return self._at.screen.screen

    # --- moving -----

    def sign_on(self, credentials: Mapping[str, object], identity: Identity | None = None) -> Arrival:
        """Open the first screen and sign on with `credentials`, by field of the sign-on screens.

        Where the application still knows who is there, that session is ended first.

        Args:
            credentials: What is typed.
            identity: What the face itself is asked for.

        Raises:
            SignOnError: the application does not let this operator in.
            UnexpectedScreenError: it shows neither the sign-on screen nor one that comes after it.
        """
        return self._authentication.sign_on(credentials, identity)

    def sign_off(self) -> None:
        """Leave to the home screen and end the session there, where the application declares how."""
        self._authentication.sign_off()

    def leave(self) -> None:
        """Go back to the home screen; what is typed and not recorded is dropped."""
        self._ways.leave()

    def go_to(self, name: str, /, **fields: object) -> Arrival:
        """Reach screen `name` in its declared way, which `fields` are part of.

        Where the face has a shortcut past the menu, and the screens show that it leads to the same record, it
        is taken.

        Raises:
            UndeclaredError: the screen declares no way to it.
            BusinessRefusedError, TryLaterError: the application does not go there with these fields.
            WayLostError, RowNotFoundError: a step of a path, or the row to go by, is not there, or several.
            ReadBackError: the screen that came is about something else than these fields.
        """
        return self._ways.go(name, fields)

    def undeclared(self, address: str) -> Look:
        """What is shown at `address`, whether declared or not; the application is opened anew afterwards.

        The current screen is unknown where that leads to none that is declared.
        """
        return self._ways.undeclared_at(address)

    def undeclared_behind(self, code: str, fields: Mapping[str, object]) -> Look:
        """What the menu's `code` leads to with these `fields` of the menu, declared or not; as `undeclared`.

        The home screen itself where `code` is empty.

        Raises:
            UndeclaredError: there is no menu that takes a code.
            UnexpectedScreenError: the menu stays.
        """
        return self._ways.undeclared_behind(code, fields)

    def offers(self, action: str) -> bool:
        """Whether what `action` clicks is there; keys are always there. Raises `UndeclaredError`."""
        return self._at.offers(self._at.screen.action(action))

    def submit(self, action: str, expect: str | tuple[str, ...] = (), *, commits: bool = False) -> Arrival:
        """Take `action` (by its declared name, or its keyboard key) and say what arrived.

        A page that asks whether to leave it is left, unless the action `commits` what it shows.

        Warnings are answered as the catalogue declares. Without `expect`, any declared screen will do.

        Raises:
            BusinessRefusedError, TryLaterError, TechnicalError, SessionExpiredError: its answer.
            ReadBackError: it refuses something else than what was filled.
            UnexpectedScreenError: another declared screen arrived.
            ScreenNotRecognisedError, ArrivalTimeoutError, DialogError: the session is lost.
        """
        expected = (expect,) if isinstance(expect, str) else tuple(expect)
        with self._values.refused_as_filled():
            arrival = self._at.press(self._at.screen.action(action), expected, commits=commits)
        if commits:
            # The screen that came has lines of its own.
            self.grids.forget()
        return arrival

    def choose(self, values: Mapping[str, object], action: str, expect: str) -> Arrival:
        """Fill and submit where nothing is recorded: at once, where the face can compare what it typed.

        Raises:
            As `fill` and `submit` do.
        """
        self._values.note(values)
        with self._values.refused_as_filled():
            arrival = self._at.choose(values, self._at.screen.action(action), (expect,))
        if arrival is not None:
            return arrival
        self.fill(values)
        return self.submit(action, expect)

    # --- typing and reading -----

    def fill(self, values: Mapping[str, object]) -> None:
        """Type the case values, by field, and read every one of them back.

        Raises:
            UndeclaredError: the screen declares no such field.
            FieldValueError: a value does not fit its field; nothing was typed.
            ValueNotOfferedError: a value is none of what a field offers; nothing was submitted.
            FieldNotFoundError: a field has no place, or several, is protected, or shorter than declared.
            ReadBackError: a field does not hold what was typed.
        """
        self._values.fill(values)

    def verify(self) -> None:
        """Check that the application holds what was filled on the way here, as far as this screen shows it.

        Where the screen declares an action `check`, it is taken: what comes back is what the application
        kept, and not only what was typed.

        Raises:
            ReadBackError: a field holds something else.
            UnexpectedScreenError: the screen is another one.
            BusinessRefusedError, TryLaterError, TechnicalError: the answer to the check.
        """
        if _CHECK in self._at.screen.actions:
            self.submit(_CHECK, expect=self._at.screen.screen)
        else:
            self._at.look_again()
        self.check_filled()

    def check_filled(self) -> None:
        """Check that what this screen shows is what was filled on the way here. Raises `ReadBackError`."""
        self.grids.check()
        self._values.check()

    def read(self, name: str) -> object:
        """The value of field `name` in the case's form; `""` when it shows nothing."""
        return filling.shown(self._at.places, name)

    def read_all(self) -> Values:
        """The values of every declared field, hidden ones left out."""
        fields = self._at.screen.fields.items()
        return Values({name: self.read(name) for name, field in fields if not field.hidden})

    def differences(self, values: Mapping[str, object]) -> tuple[str, ...]:
        """The fields of this screen that do not show these case values, compared in the screen's own form."""
        return filling.differences(self._at.places, values)

    # --- lists -----

    def pages(self, table: str) -> Iterator[tuple[Row, ...]]:
        """Yield the entries of list `table` page by page from the one shown, turning them until the last."""
        yield from Pages(self, self._at, table).each()

    def rows(self, table: str) -> tuple[Row, ...]:
        """Every entry of list `table`, from its first page to its last, which stays on the screen."""
        return tuple(row for page in Pages(self, self._at, table).all() for row in page)

    def open_row(
        self, table: str, action: str, wanted: Mapping[str, object], expect: tuple[str, ...] = ()
    ) -> Arrival | None:
        """Take `action` in the row of `table`, on any page, that shows `wanted`; `None` without such a row.

        Raises:
            RowNotFoundError: several rows show it.
            ListIncompleteError: the pages did not show each entry once.
        """
        return rows.take(Pages(self, self._at, table), self._at, action, wanted, expect)

    def turn_to(self, table: str, page: int) -> None:
        """Turn list `table` to `page`, counted from 1."""
        Pages(self, self._at, table).turn_to(page)

    def line_differences(self, name: str, values: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
        """The columns in which the lines of grid, or list, `name` do not show `values`, in this order."""
        if name not in self._at.screen.tables:
            return self.grids.differences(name, values)
        shown = self.rows(name)
        wrong = {one for row, wanted in zip(shown, values, strict=False) for one in row.differences(wanted)}
        return (*sorted(wrong), *([NUMBER_OF_LINES] if len(shown) != len(values) else []))

    def has_no_lines(self, name: str) -> bool:
        """Whether grid, or list, `name` shows no line that holds anything."""
        if name in self._at.screen.tables:
            return not self.rows(name)
        return self.grids.is_untouched(name)

    # --- evidence and end -----

    def capture(self, path: Path) -> Path:
        """Write a picture of the screen (`.jpg` or `.png`), sensitive fields painted over; give its path."""
        return self._at.picture(path)

    def photograph(self) -> Photograph:
        """A picture of the whole screen, in memory: whoever writes it down paints over what is personal.

        Raises:
            ScreenNotRecognisedError: the current screen is not known.
            ScreenReplacedError: it changed meanwhile.
        """
        return self._driver.photograph(self._at.view)

    def close(self) -> None:
        """End the face; a browser or terminal that was only connected to stays."""
        self._at.forget()
        self._driver.close()

    # --- inside -----

    def forget_filled(self) -> None:
        """What was filled so far belongs to no screen that comes."""
        self._values.forget()
        self.grids.forget()
