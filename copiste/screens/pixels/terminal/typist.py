"""Type into places of a terminal in one burst, and check where the text went.

The cursor reaches each place by Home and the tabulator; the place is erased and the text is typed. The
cursor stays where typing ended, as a person would leave it; a full place sends it on. Afterwards the burst
is checked: a terminal that refused a key shows it, the cursor has to be where typing ended, and no other
place may have changed. Of a place whose text does not show, the position of the cursor gives the number of
characters typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import ArrivalTimeoutError, FieldNotFoundError
from copiste.screens.pixels.glyphs.status import SessionMode
from copiste.screens.pixels.keyboard.keyboard import Keyboard
from copiste.screens.pixels.terminal.cut import Stretch
from copiste.screens.pixels.terminal.tab_stops import TabStops
from copiste.screens.pixels.terminal.window_view import Snapshot, WindowView, is_refused
from copiste.screens.reading.view import UNKNOWN

#: Seconds that an emulator may take to show what was typed; it takes some milliseconds.
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Target:
    """A place, and the text to type into it."""

    stretch: Stretch
    text: str = field(repr=False)
    hidden: bool = False
    #: Typed where the cursor stands: it is there, and nothing was typed yet.
    at_cursor: bool = False

    @property
    def start(self) -> tuple[int, int]:
        """Row and column where it begins."""
        return self.stretch.row, self.stretch.column

    def __str__(self) -> str:
        return f"row {self.stretch.row + 1}, column {self.stretch.column + 1}"

    def shown_in(self, rows: Sequence[str]) -> bool:
        """Whether its text is shown there, as far as it is not hidden and can be read."""
        there = " ".join(rows[self.stretch.row][self.stretch.column : self.stretch.end].split())
        wanted = " ".join(self.text.split())
        same = (seen in {one, UNKNOWN} for seen, one in zip(there, wanted, strict=False))
        return self.hidden or (len(there) == len(wanted) and all(same))


class Typist:
    """Types on one terminal."""

    def __init__(self, terminal: WindowView, keyboard: Keyboard) -> None:
        self._terminal = terminal
        self._keyboard = keyboard

    def type(self, targets: Sequence[Target], stops: TabStops, before: Snapshot) -> Snapshot:
        """Type the text of each target into its place; the snapshot afterwards.

        Raises:
            FieldNotFoundError: the terminal refused it, as nothing or not so much can be typed there; or
                something else changed meanwhile.
        """
        snapshot = self.reset(Deadline(_PATIENCE)) if before.status.insert else before
        done: list[Target] = []
        for burst in _bursts(targets):
            self._send(burst, stops, snapshot)
            done += [stroke.target for stroke in burst]
            snapshot = self._after(burst[-1], done)
            if snapshot.status.mode is SessionMode.FIELDS:
                _check_others(done, before, snapshot)
        return snapshot

    def reset(self, deadline: Deadline) -> Snapshot:
        """Make a terminal that refused a key accept keys again."""
        self._terminal.press(self._keyboard, "RESET", deadline)
        return self._terminal.rest(deadline)

    # --- inside -----

    def _send(self, burst: Sequence[_Stroke], stops: TabStops, snapshot: Snapshot) -> None:
        at = stops.index(snapshot.cursor) if snapshot.cursor in stops else None
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
        """The terminal after a burst that ended with the stroke `last`."""

        def is_done(snapshot: Snapshot) -> bool:
            if is_refused(snapshot):
                return True
            shown = all(target.shown_in(snapshot.rows) for target in done)
            # What a host of characters does not echo moves no cursor.
            silent = last.target.hidden and snapshot.status.mode is SessionMode.CHARACTERS
            return snapshot.status.ready and shown and (silent or last.ended_at(snapshot.cursor))

        try:
            snapshot = self._terminal.rest(Deadline(_PATIENCE), is_done)
        except ArrivalTimeoutError:
            snapshot = self._terminal.look()
            if snapshot.status.ready and last.ended_at(snapshot.cursor):
                # It shows another text, which the session finds when it reads back.
                return snapshot
            raise FieldNotFoundError(
                f"The cursor is not where typing into {last.target} should have left it. "
                "Next step: screens check."
            ) from None
        if is_refused(snapshot):
            self.reset(Deadline(_PATIENCE))
            raise FieldNotFoundError(
                f"The terminal refused what was typed ({snapshot.status.reason}): a place is protected, "
                "takes digits only, or is shorter than declared. Next step: screens check."
            )
        return snapshot


@dataclass(frozen=True, slots=True)
class _Stroke:
    """The typing into one place."""

    target: Target
    typed: str = field(repr=False)
    #: Whether the cursor is there already, in an empty place.
    goes_on: bool = False

    @property
    def fills(self) -> bool:
        """Whether the place is full afterwards: the cursor moves on by itself."""
        return len(self.typed) >= self.target.stretch.length

    def ended_at(self, cursor: tuple[int, int] | None) -> bool:
        """Whether the cursor is where this leaves it: after the text, or elsewhere when the place is full."""
        if cursor is None:
            return False
        place = self.target.stretch
        if not self.fills:
            return cursor == (place.row, place.column + len(self.typed))
        return not (cursor[0] == place.row and place.column <= cursor[1] < place.end)


def _bursts(targets: Sequence[Target]) -> Iterator[list[_Stroke]]:
    """Bursts of strokes: hidden places are erased first, then typed alone, for the cursor to be checked."""
    burst: list[_Stroke] = []
    for target in targets:
        if target.at_cursor:
            yield [*burst, _Stroke(target, target.text, goes_on=True)]
            burst = []
        elif target.hidden:
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
