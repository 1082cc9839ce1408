"""Find where a terminal can be typed into: the tabulator stops there and nowhere else."""

from __future__ import annotations

from collections.abc import Hashable

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import FieldNotFoundError
from copiste.screens.pixels.keyboard.keyboard import Keyboard
from copiste.screens.pixels.terminal.window_view import WindowView

#: The places where the tabulator stops, as row and column from 0, in reading order.
TabStops = tuple[tuple[int, int], ...]

#: The most stops of a screen; with more, the tabulator does not come back to the first.
_MOST = 200
#: Seconds that a cursor may take to move; it takes two milliseconds.
_PATIENCE = 5.0


class KnownTabStops:
    """The tab stops of one terminal's screens, found once for each layout of a screen."""

    def __init__(self, keyboard: Keyboard) -> None:
        self._keyboard = keyboard
        self._found: dict[Hashable, TabStops] = {}

    def of(self, layout: Hashable, terminal: WindowView) -> TabStops:
        """Those of the screen that is shown, which `layout` tells from others. Raises as `find_tab_stops`."""
        if layout not in self._found:
            self._found[layout] = find_tab_stops(terminal, self._keyboard)
        return self._found[layout]

    def forget(self) -> None:
        """Find all of them anew: one was wrong."""
        self._found.clear()


def find_tab_stops(terminal: WindowView, keyboard: Keyboard) -> TabStops:
    """Every place where the tabulator stops. Moves the cursor and nothing else.

    Raises:
        FieldNotFoundError: there are too many stops.
    """
    # From beside a stop the cursor always moves; with a single stop, it would stay where it is.
    stops: list[tuple[int, int]] = []
    _moved(terminal, keyboard, "RIGHT")
    at = _moved(terminal, keyboard, "TAB")
    while at not in stops:
        if len(stops) == _MOST:
            raise FieldNotFoundError(
                f"This screen has more than {_MOST} tab stops. Next step: see the picture."
            )
        stops.append(at)
        if len(stops) == 1:
            _moved(terminal, keyboard, "RIGHT")
        at = _moved(terminal, keyboard, "TAB")
    return tuple(sorted(stops))


def _moved(terminal: WindowView, keyboard: Keyboard, key: str) -> tuple[int, int]:
    """Where the cursor is after `key`, which moves it."""
    before, deadline = terminal.look().cursor, Deadline(_PATIENCE)
    terminal.press(keyboard, key, deadline)
    while (at := terminal.look().cursor) == before or at is None:
        terminal.await_repaint(deadline)
    return at
