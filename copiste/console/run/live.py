"""A run on the terminal: a live board where there is a terminal, plain lines where there is none."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from copiste.console.output import STATE_STYLES, span, why
from copiste.console.run.board import Board, Snapshot, queue_is_back

if TYPE_CHECKING:
    from copiste.orchestrator.context import RunEvent

_SHOWN_STATES = ("DONE", "REJECTED", "FAILED", "HELD", "PENDING")
#: The events that get a line where there is no board, and its text where the event has no state.
_TEXTS = {
    "settled": "",
    "stopped": "gave up",
    "paused": "paused:",
    "resumed": "resumed",
    "unpictured": "goes on:",
    "pictured": "pictures again",
    "away": "the queue is away:",
    "back": "",
}
_WORDS = {"PENDING": "given back or to try again"}


@contextmanager
def watched(
    total: int, console: Console, stopping: Callable[[], bool], clock: Callable[[], float] = time.monotonic
) -> Iterator[Callable[[RunEvent], None]]:
    """Show a run meanwhile; gives what to call at each event.

    Args:
        total: items ready at the start.
        console: where to.
        stopping: whether an orderly stop was asked for.
        clock: monotonic seconds.
    """
    board = Board(total, clock)
    if not console.is_terminal:
        yield _plain(board, console)
        return
    with Live(
        console=console,
        refresh_per_second=8,
        get_renderable=lambda: draw(board.snapshot(), stopping=stopping()),
    ):
        yield board.take


def draw(now: Snapshot, *, stopping: bool) -> RenderableType:
    """The board as Rich shows it."""
    head = Table.grid(padding=(0, 2))
    head.add_row(
        ProgressBar(total=max(now.total, 1), completed=now.settled, width=40, complete_style="green"),
        Text(f"{now.settled} of {now.total}", "bold"),
        Text(f"{span(now.elapsed)}", "dim"),
        Text(f"{now.per_minute:.0f} a minute" if now.per_minute else "", "dim"),
        Text(f"about {span(now.left)} left" if now.left else "", "dim"),
    )
    blank = Text("")
    seats = _seats(now)
    return Group(
        head,
        _counts(now),
        blank,
        *seats,
        blank,
        *_last(now),
        *_paused(now),
        *_away(now),
        *_stopping(stopping),
    )


def _counts(now: Snapshot) -> Text:
    line = Text()
    for state in _SHOWN_STATES:
        if number := now.counts.get(state, 0):
            line.append(f"{number} {_WORDS.get(state, state.lower())}   ", STATE_STYLES.get(state, ""))
    if line or any(seat.step for seat in now.seats):
        return line
    return Text("opening the back-end, signing on …", "dim")


def _seats(now: Snapshot) -> Iterator[RenderableType]:
    if not now.seats:
        return
    table = Table(box=None, pad_edge=False, header_style="dim", show_edge=False)
    table.add_column("bot", min_width=6)
    table.add_column("item", min_width=12)
    table.add_column("process", min_width=12)
    table.add_column("step", min_width=22)
    table.add_column("for", justify="right", min_width=6)
    table.add_column("worked", justify="right")
    for seat in now.seats:
        name = seat.bot.partition("@")[0]
        if seat.gave_up:
            table.add_row(
                Text(name, "bold red"),
                Text("gave up", "red"),
                "",
                Text(seat.gave_up, "red"),
                "",
                str(seat.worked),
            )
        else:
            busy = span(seat.since) if seat.reference else ""
            table.add_row(
                name, seat.reference, seat.process.replace("_", " "), Text(seat.step), busy, str(seat.worked)
            )
    yield table


def _last(now: Snapshot) -> Iterator[RenderableType]:
    for state, line in now.last:
        yield Text(line, STATE_STYLES.get(state, ""), no_wrap=True, overflow="ellipsis")


def _paused(now: Snapshot) -> Iterator[RenderableType]:
    if now.paused:
        yield Text(f"Paused until it can go on: {now.paused}", "bold red")
    if now.unpictured:
        yield Text(now.unpictured, "bold yellow")


def _away(now: Snapshot) -> Iterator[RenderableType]:
    if now.away:
        yield Text(f"Waiting for the queue: {now.away}", "bold red")


def _stopping(stopping: bool) -> Iterator[RenderableType]:
    if stopping:
        yield Text(
            "Stopping: finishing what is in flight. Ctrl-C again stops at once; nothing is lost.",
            "bold magenta",
        )


def _plain(board: Board, console: Console) -> Callable[[RunEvent], None]:
    printing = threading.Lock()

    def take(event: RunEvent) -> None:
        board.take(event)
        if event.what not in _TEXTS:
            return
        now = board.snapshot()
        text = event.state or _TEXTS[event.what]
        if event.lasted is not None:
            text = queue_is_back(event.lasted)
        parts = (
            f"{now.settled}/{now.total}",
            event.bot.partition("@")[0],
            event.process,
            event.reference,
            text,
        )
        line = " ".join(part for part in (*parts, why(event.code, event.message)) if part)
        # The run goes on when this goes to a file on a full disk; the summary says what it came to.
        with printing, suppress(OSError):
            console.print(line, markup=False, soft_wrap=True)

    return take
