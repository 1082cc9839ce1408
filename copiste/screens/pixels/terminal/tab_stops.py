"""Find where a terminal takes typing, as a person would: the tabulator stops there and nowhere else."""

from __future__ import annotations

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.pixels.keyboard.keyboard import Keyboard
from copiste.screens.pixels.terminal.window_view import WindowView

#: Where the tabulator stops, by row and column from 0, from left to right and from top to bottom.
Stops = tuple[tuple[int, int], ...]

#: More stops than this are a tabulator that goes round and round.
_MOST = 200
#: Seconds that a cursor may take to move; it takes two milliseconds.
_PATIENCE = 5.0


def find_stops(glass: WindowView, keyboard: Keyboard) -> Stops:
    """Every place where the tabulator stops. Only the cursor is moved.

    Raises:
        FieldNotFoundError: the tabulator finds no end.
    """
    # From beside a stop it always moves: with a single stop, it would stay where it is.
    stops: list[tuple[int, int]] = []
    _moved(glass, keyboard, "RIGHT")
    at = _moved(glass, keyboard, "TAB")
    while at not in stops:
        if len(stops) == _MOST:
            raise FieldNotFoundError(f"The tabulator stops more than {_MOST} times on this screen.")
        stops.append(at)
        if len(stops) == 1:
            _moved(glass, keyboard, "RIGHT")
        at = _moved(glass, keyboard, "TAB")
    return tuple(sorted(stops))


def _moved(glass: WindowView, keyboard: Keyboard, key: str) -> tuple[int, int]:
    """Where the cursor is after `key`, which moves it."""
    before, deadline = glass.look().cursor, Deadline(_PATIENCE)
    glass.strike(keyboard, key, deadline)
    while (at := glass.look().cursor) == before or at is None:
        glass.await_repaint(deadline)
    return at
