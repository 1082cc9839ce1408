"""Turn the pages of a list on the current screen of a session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol

from copiste.screens.errors import FieldNotFoundError, PageMissedError, ScreenNotRecognisedError
from copiste.screens.reading.lists import Row, page_count, rows_of
from copiste.screens.session.current_screen import CurrentScreen

#: Pages of a list that are turned before it is called endless.
_PAGES: Final = 500


class TurnsPages(Protocol):
    """What turning pages needs of a session."""

    def read(self, name: str) -> object:
        """The value of a field."""

    def submit(self, action: str, expect: str | tuple[str, ...] = ()) -> object:
        """Take an action."""


class Pages:
    """The pages of list `table`. Raises `UndeclaredError` when the current screen declares no such list."""

    def __init__(self, session: TurnsPages, at: CurrentScreen, table: str) -> None:
        self._session = session
        self._at = at
        self._name = table
        self._table = at.screen.table(table)
        self._screen = at.screen.screen

    def each(self) -> Iterator[tuple[Row, ...]]:
        """Yield the entries of each page from the one shown to the last.

        Raises:
            PageMissedError: another page came than the next.
            ScreenNotRecognisedError: the list has no end.
        """
        expected = 0
        for _ in range(_PAGES):
            number, count = self._shown()
            if expected and number != expected:
                raise PageMissedError(self._name, expected, number)
            yield self.shown(number)
            if number >= count or not self._table.next:
                return
            self._session.submit(self._table.next, expect=self._screen)
            expected = number + 1
        raise ScreenNotRecognisedError(f'List "{self._name}" has no end within {_PAGES} pages.')

    def all(self) -> Iterator[tuple[Row, ...]]:
        """As `each`, from the first page on."""
        if self._table.previous:
            self.turn_to(1)
        yield from self.each()

    def turn_to(self, page: int) -> None:
        """Turn to `page`, counted from 1. Raises `FieldNotFoundError` when there is no such page."""
        number, _ = self._shown()
        while number != page:
            turn = self._table.next if number < page else self._table.previous
            self._session.submit(turn, expect=self._screen)
            before, (number, _) = number, self._shown()
            if number == before:
                raise FieldNotFoundError(
                    f'Screen "{self._screen}", table "{self._name}": page {page} cannot be turned to.'
                )

    def shown(self, page: int) -> tuple[Row, ...]:
        """The entries that are shown now, which are those of `page`."""
        return rows_of(self._at.places, self._name, page)

    def _shown(self) -> tuple[int, int]:
        """Which page is shown, and how many there are; 1 of 1 for a list without pages."""
        field = self._table.page
        return page_count(field, str(self._session.read(field))) if field else (1, 1)
