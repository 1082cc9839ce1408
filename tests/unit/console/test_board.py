"""The live board: fed with events, read as a snapshot, drawn."""

from __future__ import annotations

import errno
from dataclasses import dataclass, field
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from copiste.console.run.board import Board
from copiste.console.run.live import draw, watched
from copiste.orchestrator.context import RunEvent


def event(
    what: str, bot: str = "ROB01@host", process: str = "enrolment", reference: str = "E-1", **values: Any
) -> RunEvent:
    return RunEvent(what, bot, process, reference, **values)


@dataclass
class Clock:
    now: float = 100.0
    ticks: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def shown(board: Board, *, stopping: bool = False) -> str:
    console = Console(file=StringIO(), width=140, force_terminal=False)
    console.print(draw(board.snapshot(), stopping=stopping))
    stream = console.file
    assert isinstance(stream, StringIO)
    return stream.getvalue()


def test_seat_shows_item_and_step_until_it_settles(clock: Clock) -> None:
    board = Board(10, clock)
    board.take(event("claimed"))
    board.take(event("step", step="bank_details"))
    clock.now += 3
    (seat,) = board.snapshot().seats
    assert (seat.reference, seat.step, seat.since) == ("E-1", "bank_details", 3)
    assert "bank_details" in shown(board)
    board.take(event("settled", state="DONE"))
    (seat,) = board.snapshot().seats
    assert (seat.reference, seat.worked) == ("", 1)


def test_item_that_comes_back_is_not_settled_for_good(clock: Clock) -> None:
    board = Board(2, clock)
    board.take(event("settled", state="PENDING", code="RECORD_LOCKED"))
    board.take(event("settled", state="DONE"))
    now = board.snapshot()
    assert (now.settled, now.counts) == (1, {"PENDING": 1, "DONE": 1})


def test_rate_and_time_left_come_from_the_last_minute(clock: Clock) -> None:
    board = Board(100, clock)
    clock.now += 600
    for _ in range(30):
        board.take(event("settled", state="DONE"))
        clock.now += 2
    now = board.snapshot()
    assert now.per_minute == pytest.approx(30, abs=1)
    assert now.left is not None
    assert now.left.total_seconds() == pytest.approx(70 / 30 * 60, rel=0.1)
    assert now.elapsed == timedelta(seconds=660)


def test_time_left_is_unknown_before_anything_settled(clock: Clock) -> None:
    clock.now += 5
    assert Board(10, clock).snapshot().left is None


def test_more_items_than_at_the_start_do_not_break_the_bar(clock: Clock) -> None:
    board = Board(1, clock)
    for _ in range(3):
        board.take(event("settled", state="DONE"))
    assert board.snapshot().total == 3


def test_seat_that_gave_up_says_why(clock: Clock) -> None:
    board = Board(1, clock)
    board.take(event("claimed"))
    board.take(event("stopped", code="OPERATOR_REFUSED", message="OPERATOR_REFUSED: SIG0001"))
    assert "OPERATOR_REFUSED SIG0001" in shown(board)


def test_a_back_end_that_fails_everybody_is_told_until_it_is_back(clock: Clock) -> None:
    board = Board(1, clock)
    board.take(event("paused", code="UNREACHABLE", message="Nobody answers."))
    assert "Paused until it can go on: UNREACHABLE" in shown(board)
    board.take(event("resumed"))
    assert "Paused" not in shown(board)


def test_what_needs_a_person_is_listed_with_its_code_once(clock: Clock) -> None:
    board = Board(1, clock)
    board.take(
        event("settled", state="REJECTED", code="CONTRACT_CLOSED", message="CONTRACT_CLOSED: AFF0002 FERME")
    )
    assert board.snapshot().last == (("REJECTED", "E-1  REJECTED CONTRACT_CLOSED AFF0002 FERME"),)
    assert board.snapshot().need_a_person == 1


def test_stop_that_was_asked_for_is_shown(clock: Clock) -> None:
    assert "Ctrl-C again" in shown(Board(1, clock), stopping=True)
    assert "Ctrl-C again" not in shown(Board(1, clock))


def test_without_a_terminal_each_settled_item_is_a_plain_line(clock: Clock) -> None:
    stream = StringIO()
    with watched(2, Console(file=stream, width=200), lambda: False, clock) as on_event:
        on_event(event("claimed"))
        on_event(event("step", step="member"))
        on_event(event("settled", state="DONE"))
        on_event(event("settled", reference="E-2", state="REJECTED", code="X", message="X: WHY"))
    assert stream.getvalue().splitlines() == [
        "1/2 ROB01 enrolment E-1 DONE",
        "2/2 ROB01 enrolment E-2 REJECTED X WHY",
    ]


def test_on_a_terminal_the_board_is_drawn(clock: Clock) -> None:
    stream = StringIO()
    console = Console(file=stream, width=120, force_terminal=True)
    with watched(2, console, lambda: False, clock) as on_event:
        on_event(event("claimed"))
        on_event(event("settled", state="DONE"))
    assert "1 of 2" in stream.getvalue()


def test_missing_pictures_are_told_until_there_are_some_again(clock: Clock) -> None:
    board = Board(1, clock)
    board.take(event("unpictured", message="No pictures: /srv: the disk is full."))
    assert "No pictures: /srv" in shown(board)
    board.take(event("pictured"))
    assert "No pictures" not in shown(board)


class _Full(StringIO):
    def write(self, text: str, /) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_behind_the_progress_ends_no_run(clock: Clock) -> None:
    with watched(1, Console(file=_Full()), lambda: False, clock) as on_event:
        on_event(event("settled", state="DONE"))
        on_event(event("stopped"))


def test_a_queue_that_is_away_is_shown_until_it_is_back(clock: Clock) -> None:
    board = Board(10, clock)
    board.take(event("claimed"))
    board.take(event("away", bot="", message="The queue stayed locked. End that program."))
    assert "Waiting for the queue: The queue stayed locked. End that program." in shown(board)
    assert len(board.snapshot().seats) == 1
    board.take(event("back", bot="", lasted=timedelta(minutes=6)))
    assert "Waiting for the queue" not in shown(board)
    assert "the queue is back after 6 min" in shown(board)


def test_without_a_terminal_going_and_coming_back_is_a_line_each(clock: Clock) -> None:
    stream = StringIO()
    with watched(2, Console(file=stream, width=200), lambda: False, clock) as on_event:
        on_event(event("away", "", "", "", message="The queue stayed locked."))
        on_event(event("back", "", "", "", lasted=timedelta(seconds=5)))
    assert stream.getvalue() == (
        "0/2 the queue is away: The queue stayed locked.\n0/2 the queue is back after 5 s\n"
    )
