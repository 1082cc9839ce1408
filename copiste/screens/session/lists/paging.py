"""Turn the pages of a list on the current screen of a session."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Protocol

from copiste.screens.declared.action import Action
from copiste.screens.declared.tables import PAGE_NUMBER
from copiste.screens.errors import (
    FieldNotFoundError,
    ListIncompleteError,
    PageMissedError,
    ScreenNotRecognisedError,
)
from copiste.screens.reading.clicking import clickable
from copiste.screens.reading.lists import Row, page_count, rows_of
from copiste.screens.reading.tabular import is_drawn
from copiste.screens.session.current_screen import CurrentScreen

#: Pages of a list that are turned before it is called endless.
_PAGES: Final = 500


class ReadsFields(Protocol):
    """What turning pages needs of a session."""

    def read(self, name: str) -> object:
        """The value of a field."""


class Pages:
    """The pages of list `table`. Raises `UndeclaredError` when the current screen declares no such list.

    Which page is shown is read where the screen says it. Elsewhere pages are counted from the one shown
    first, and the last one is where nothing can be clicked that turns to the next.
    """

    def __init__(self, session: ReadsFields, at: CurrentScreen, table: str) -> None:
        self._session = session
        self._at = at
        self.name = table
        self._table = at.screen.table(table)
        self._screen = at.screen.screen
        #: Counted, where the screen does not say it.
        self._page = 1
        #: What comes next is shown below what was there.
        self._grows = False

    def each(self) -> Iterator[tuple[Row, ...]]:
        """Yield the entries of each page from the one shown to the last.

        Of a list that grows instead of turning, what each step added.

        Raises:
            PageMissedError: another page came than the next.
            ListIncompleteError: the same page came again.
            ScreenNotRecognisedError: the list has no end.
        """
        expected = 0
        before: tuple[Row, ...] = ()
        for _ in range(_PAGES):
            number, is_last = self._shown()
            if expected and number != expected:
                raise PageMissedError(self.name, expected, number)
            rows = self.shown(number)
            if before and rows == before:
                raise ListIncompleteError(
                    self._screen, self.name, "the same entries came again as the next page"
                )
            self._grows = bool(before) and rows[: len(before)] == before
            yield rows[len(before) :] if self._grows else rows
            if is_last:
                return
            self._turn(self._table.next, number + 1)
            expected, before = number + 1, rows
        raise ScreenNotRecognisedError(f'List "{self.name}" has no end within {_PAGES} pages.')

    def all(self) -> Iterator[tuple[Row, ...]]:
        """As `each`, from the first page on, and as many entries as the screen says.

        Raises:
            ListIncompleteError: the screen says another number of entries.
        """
        self._turn_to_first()
        count = 0
        for rows in self.each():
            count += len(rows)
            yield rows
        if (total := self._total()) not in (None, count):
            why = f"{count} entries were seen, and the screen says {total}"
            raise ListIncompleteError(self._screen, self.name, why)

    def turn_to(self, page: int) -> None:
        """Turn to `page`, counted from 1. Raises `FieldNotFoundError` when there is no such page."""
        number, _ = self._shown()
        while number != page and not self._grows:
            turn = self._table.next if number < page or self._is_numbered else self._table.previous
            if not turn:
                raise self._unreachable(page, ": the list declares no action that turns back (previous)")
            before, step = number, page if self._is_numbered else number + (1 if number < page else -1)
            self._turn(turn, step)
            number, _ = self._shown()
            if number == before:
                raise self._unreachable(page)

    def shown(self, page: int) -> tuple[Row, ...]:
        """The entries that are shown now, which are those of `page`."""
        return rows_of(self._at.places, self.name, page)

    # --- inside -----

    def _turn_to_first(self) -> None:
        table = self._table
        if table.page:
            if table.previous:
                self.turn_to(1)
        elif self._is_numbered:
            if self._offers(table.next, 1):
                self._turn(table.next, 1)
        elif table.previous:
            while self._offers(table.previous):
                self._turn(table.previous, 1)
        self._page = 1

    @property
    def _is_numbered(self) -> bool:
        """Whether a page is turned to by its number."""
        return bool(self._table.next) and PAGE_NUMBER in str(self._at.screen.action(self._table.next))

    def _shown(self) -> tuple[int, bool]:
        """Which page is shown, and whether it is the last."""
        table = self._table
        if table.page:
            number, count = page_count(table.page, str(self._session.read(table.page)))
            return number, number >= count or not table.next
        return self._page, not (table.next and self._offers(table.next, self._page + 1))

    def _turn(self, name: str, page: int) -> None:
        self._at.press(self._action(name, page), (self._screen,))
        self._page = page

    def _offers(self, name: str, page: int = 0) -> bool:
        """Whether what turns to a page is there, and not disabled."""
        action, view = self._action(name, page), self._at.view
        if not action.clicked or not is_drawn(view):
            raise FieldNotFoundError(
                f'Screen "{self._screen}", table "{self.name}": nothing says which page is the last. '
                "Next step: declare page, the field that shows it."
            )
        _, text = action.clicked
        if not any(one.text == text for one in view.actions):
            # At most a plain text stands there, where nothing can be clicked any more.
            return False
        return not clickable(view, action).protected

    def _action(self, name: str, page: int) -> Action:
        action = self._at.screen.action(name)
        if not action.clicked:
            return action
        kind, text = action.clicked
        return action.model_copy(update={kind: text.replace(PAGE_NUMBER, str(page))})

    def _total(self) -> int | None:
        """How many entries the screen says there are; `None` where that is not declared."""
        if not self._table.total:
            return None
        said = {
            int(re.sub(r"\D", "", match[1]) or 0)
            for text in self._at.view.texts()
            if (match := re.search(self._table.total, text))
        }
        if len(said) != 1:
            raise FieldNotFoundError(
                f'Screen "{self._screen}", table "{self.name}": {len(said)} numbers of entries are shown as '
                "total says, expected one. Next step: correct total."
            )
        return said.pop()

    def _unreachable(self, page: int, why: str = "") -> FieldNotFoundError:
        return FieldNotFoundError(
            f'Screen "{self._screen}", table "{self.name}": page {page} cannot be turned to{why}.'
        )
