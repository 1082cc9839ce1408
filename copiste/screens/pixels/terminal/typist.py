"""Type into places of a glass in one burst, and look where it went.

The cursor goes to each place by Home and the tabulator, which stops where something can be typed; what is
there is erased, the text is typed. The cursor stays where typing ended, as a person would leave it; a full
place sends it on. What a burst did is seen afterwards: a terminal that refused a key says so, the cursor has
to be where typing ended, and no other place may have changed. Of a place that shows nothing, the cursor tells
how much it took.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import ArrivalTimeoutError, FieldNotFoundError
from copiste.screens.pixels.keyboard.keyboard import Keyboard
from copiste.screens.pixels.terminal.cutting import Stretch
from copiste.screens.pixels.terminal.tab_stops import Stops
from copiste.screens.pixels.terminal.window_view import Snapshot, WindowView, is_refused
from copiste.screens.reading.view import UNKNOWN

#: Seconds that an emulator may take to show what was typed; it takes some milliseconds.
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Target:
    """A place, and what it is to hold."""

    stretch: Stretch
    text: str = field(repr=False)
    hidden: bool = False

    @property
    def start(self) -> tuple[int, int]:
        """Row and column where it begins."""
        return self.stretch.row, self.stretch.column

    def __str__(self) -> str:
        return f"row {self.stretch.row + 1}, column {self.stretch.column + 1}"

    def shown_in(self, rows: Sequence[str]) -> bool:
        """Whether it shows its text, as far as it shows anything and that can be read."""
        there = " ".join(rows[self.stretch.row][self.stretch.column : self.stretch.end].split())
        wanted = " ".join(self.text.split())
        same = (seen in {one, UNKNOWN} for seen, one in zip(there, wanted, strict=False))
        return self.hidden or (len(there) == len(wanted) and all(same))


class Typist:
    """Types on one glass."""

    def __init__(self, glass: WindowView, keyboard: Keyboard) -> None:
        self._glass = glass
        self._keyboard = keyboard

    def type(self, targets: Sequence[Target], stops: Stops, before: Snapshot) -> Snapshot:
        """Make each target hold its text, and give the sight afterwards.

        Raises:
            FieldNotFoundError: the terminal refused it: nothing can be typed there, or not that much; or
                something else changed meanwhile.
        """
        sight = self.reset(Deadline(_PATIENCE)) if before.status.insert else before
        done: list[Target] = []
        for burst in _bursts(targets):
            self._send(burst, stops, sight)
            done += [stroke.target for stroke in burst]
            sight = self._after(burst[-1], done)
            _check_others(done, before, sight)
        return sight

    def reset(self, deadline: Deadline) -> Snapshot:
        """Let a terminal that refused a key take keys again."""
        self._glass.strike(self._keyboard, "RESET", deadline)
        return self._glass.rest(deadline)

    # --- inside -----

    def _send(self, burst: Sequence[_Stroke], stops: Stops, sight: Snapshot) -> None:
        at = stops.index(sight.cursor) if sight.cursor in stops else None
        with self._keyboard.burst():
            for stroke in burst:
                target = stroke.target
                if not stroke.goes_on:
                    at = self._go(at, stops.index(target.start))
                    self._keyboard.press("ERASE_EOF")
                self._keyboard.type(stroke.typed)
                if stroke.fills:
                    at = None

    def _go(self, at: int | None, to: int) -> int:
        """Move the cursor from stop `at`, or from anywhere, to stop `to`."""
        if at is None or at > to:
            self._keyboard.press("HOME")
            at = 0
        for _ in range(to - at):
            self._keyboard.press("TAB")
        return to

    def _after(self, last: _Stroke, done: Sequence[Target]) -> Snapshot:
        """The glass after a burst that ended with the stroke `last`."""

        def is_done(sight: Snapshot) -> bool:
            if is_refused(sight):
                return True
            shown = all(target.shown_in(sight.rows) for target in done)
            return sight.status.ready and shown and last.ended_at(sight.cursor)

        try:
            sight = self._glass.rest(Deadline(_PATIENCE), is_done)
        except ArrivalTimeoutError:
            sight = self._glass.look()
            if sight.status.ready and last.ended_at(sight.cursor):
                # It took something else: that is for the session to read back.
                return sight
            raise FieldNotFoundError(
                f"The cursor is not where typing into {last.target} should have left it. "
                "Next step: screens check."
            ) from None
        if is_refused(sight):
            self.reset(Deadline(_PATIENCE))
            raise FieldNotFoundError(
                "The terminal refused what was typed: a place is protected, takes digits only, or is shorter "
                "than declared. Next step: screens check."
            )
        return sight


@dataclass(frozen=True, slots=True)
class _Stroke:
    """What is typed into one place."""

    target: Target
    typed: str = field(repr=False)
    #: Where the cursor is already, in an empty place.
    goes_on: bool = False

    @property
    def fills(self) -> bool:
        """Whether nothing fits behind it: the cursor moves on by itself."""
        return len(self.typed) >= self.target.stretch.length

    def ended_at(self, cursor: tuple[int, int] | None) -> bool:
        """Whether the cursor is where this leaves it: behind what was typed, or elsewhere once it is full."""
        if cursor is None:
            return False
        place = self.target.stretch
        if not self.fills:
            return cursor == (place.row, place.column + len(self.typed))
        return not (cursor[0] == place.row and place.column <= cursor[1] < place.end)


def _bursts(targets: Sequence[Target]) -> Iterator[list[_Stroke]]:
    """The cursor alone tells what a place that shows nothing took: it is emptied first, then comes alone."""
    burst: list[_Stroke] = []
    for target in targets:
        if target.hidden:
            yield [*burst, _Stroke(target, "")]
            yield [_Stroke(target, target.text, goes_on=True)]
            burst = []
        else:
            burst.append(_Stroke(target, target.text))
    if burst:
        yield burst


def _check_others(done: Sequence[Target], before: Snapshot, after: Snapshot) -> None:
    """Raise when something outside of the targets changed."""
    if _without(done, before.rows) != _without(done, after.rows):
        raise FieldNotFoundError(
            "Typing changed something beside the places it was meant for: one of them is shorter than "
            "declared, or the screen was replaced meanwhile. No key was pressed. Next step: screens check."
        )


def _without(targets: Sequence[Target], rows: Sequence[str]) -> list[str]:
    blank = [*rows]
    for target in targets:
        row, one = target.stretch.row, target.stretch
        blank[row] = blank[row][: one.column] + " " * one.length + blank[row][one.end :]
    return blank
