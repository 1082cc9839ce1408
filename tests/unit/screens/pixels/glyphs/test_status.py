"""x3270's status line: nothing but a known way of being ready is ready."""

from __future__ import annotations

import pytest

from copiste.screens.pixels.glyphs.grid import status_line
from copiste.screens.pixels.glyphs.status import SessionMode, Status, StatusState, read_status
from copiste.screens.pixels.glyphs.table import GlyphTable
from tests.unit.screens.pixels.glyphs.drawing import WHITE, Screen

X = "lock"


@pytest.fixture(scope="module")
def table() -> GlyphTable:
    return GlyphTable.load("3270")


def test_a_free_keyboard_is_ready_and_the_cursor_is_told(table: GlyphTable) -> None:
    screen = Screen(table.font).status(cursor="012/034")
    status = read_status(screen.picture, screen.grid, table)
    assert status == Status(StatusState.READY, (12, 34))
    assert status.ready


@pytest.mark.parametrize(
    ("message", "state"),
    [
        ([X], StatusState.WAIT),
        ([X, " ", "clock_left", "clock_right"], StatusState.WAIT),
        ([X, " ", *"SYSTEM"], StatusState.WAIT),
        ([X, " ", *"[Field]"], StatusState.WAIT),
        ([X, " ", "left_arrow", "human", "right_arrow"], StatusState.ERROR),
        ([X, " ", "human", *"NUM"], StatusState.ERROR),
        ([X, " ", "human", ">"], StatusState.ERROR),
        ([X, " ", *"-f"], StatusState.ERROR),
        ([X, " ", *"<S>"], StatusState.ERROR),
        ([X, " ", *"[TELNET]"], StatusState.WAIT),
        ([X, " ", *"[TN3270E]"], StatusState.WAIT),
        ([X, " ", "key_left", "key_right"], StatusState.WAIT),
        (
            [X, " ", "line_high", "bad_line_high", "line_high", "line_jag", "line_low", " ", *"[TCP]"],
            StatusState.WAIT,
        ),
        (
            [X, " ", "line_high", "bad_line_high", "line_high", "line_jag", "line_low"],
            StatusState.DISCONNECTED,
        ),
        ([X, " ", *"Scrolled"], StatusState.UNKNOWN),
        ([*"READY"], StatusState.UNKNOWN),
    ],
)
def test_messages(table: GlyphTable, message: list[str], state: StatusState) -> None:
    screen = Screen(table.font).status(message)
    assert read_status(screen.picture, screen.grid, table).state is state


def test_no_session_is_not_ready(table: GlyphTable) -> None:
    screen = Screen(table.font).status(connected="box_question")
    assert read_status(screen.picture, screen.grid, table).state is StatusState.UNKNOWN


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (["left_arrow", "human", "right_arrow"], "nothing can be typed there"),
        (["human", *"NUM"], "the place takes digits only"),
        (["human", ">"], "the place is full"),
        ([*"-f"], "the key means nothing here"),
    ],
)
def test_a_refusal_has_its_reason(table: GlyphTable, message: list[str], reason: str) -> None:
    screen = Screen(table.font).status([X, " ", *message])
    assert read_status(screen.picture, screen.grid, table).reason == reason


@pytest.mark.parametrize(
    ("connected", "mode"),
    [
        ("box_solid", SessionMode.FIELDS),
        ("box_human", SessionMode.SYSTEM_SERVICES),
        ("N", SessionMode.CHARACTERS),
    ],
)
def test_each_kind_of_session_is_ready(table: GlyphTable, connected: str, mode: SessionMode) -> None:
    screen = Screen(table.font).status(connected=connected)
    status = read_status(screen.picture, screen.grid, table)
    assert status.ready
    assert status.mode is mode


def test_one_wrong_pixel_among_the_messages_is_not_ready(table: GlyphTable) -> None:
    screen = Screen(table.font).status()
    screen.picture[status_line(screen.grid).top + 5, screen.grid.left + 9 * 20 + 4] = WHITE
    assert read_status(screen.picture, screen.grid, table).state is StatusState.UNKNOWN


@pytest.mark.parametrize("width", [31, 72])
def test_a_flat_thing_over_the_message_is_not_ready(table: GlyphTable, width: int) -> None:
    screen = Screen(table.font).status(["lock"])
    line = status_line(screen.grid)
    left = line.left + 8 * line.cell_width
    screen.picture[line.top : line.top + line.cell_height, left : left + width * line.cell_width] = 190
    assert not read_status(screen.picture, screen.grid, table).ready


def test_a_picture_without_the_line_says_nothing(table: GlyphTable) -> None:
    screen = Screen(table.font).status()
    cut = screen.picture[: screen.grid.top + screen.grid.height]
    assert read_status(cut, screen.grid, table) == Status(StatusState.UNKNOWN, None)
