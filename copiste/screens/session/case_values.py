"""The case values of one session: typed, read back, and compared with what later screens show of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from copiste.screens.errors import BusinessRefusedError, FieldNotFoundError, ValueNotOfferedError
from copiste.screens.session import filling
from copiste.screens.session.current_screen import CurrentScreen
from copiste.screens.session.typing_values import type_values


class CaseValues:
    """What was filled, by field, on the way from the home screen to the present one."""

    def __init__(self, at: CurrentScreen) -> None:
        self._at = at
        self._filled: dict[str, object] = {}

    def forget(self) -> None:
        """What was filled so far belongs to no screen that comes."""
        self._filled = {}

    def note(self, values: Mapping[str, object]) -> None:
        """Count `values` as filled: they are about to be typed."""
        self._filled.update(values)

    def fill(self, values: Mapping[str, object]) -> None:
        """Type `values` and read them back. Raises as `ScreenSession.fill` does."""
        try:
            type_values(self._at, values)
        except (FieldNotFoundError, ValueNotOfferedError):
            # A page that its own scripts draw may not be complete yet: a select without its entries, too.
            if not self._at.is_known or not self._at.changes():
                raise
            type_values(self._at, values)
        self.note(values)
        filling.check(self._at.places, values)

    def check(self) -> None:
        """Check that the present screen shows what was filled. Raises `ReadBackError`."""
        filling.check(self._at.places, self._shown_here())

    @contextmanager
    def refused_as_filled(self) -> Iterator[None]:
        """Raise `ReadBackError` instead of a refusal that is about something else than what was filled."""
        here = self._at.screen.screen
        try:
            yield
        except BusinessRefusedError:
            if self._at.is_known and self._at.screen.screen == here:
                filling.check_whole(self._at.places, self._shown_here())
            raise

    def _shown_here(self) -> dict[str, object]:
        return filling.shown_on(self._at.screen, self._filled)
