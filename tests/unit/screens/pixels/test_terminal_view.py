"""Nothing is awaited in vain: a failure that was shown before a wait is reported at once."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import UnreachableError
from copiste.screens.pixels.glyphs.page import Page
from copiste.screens.pixels.glyphs.status import Status, StatusState
from copiste.screens.pixels.terminal.window_view import Snapshot, WindowView


class Failed:
    """A window over which its program told of a failure, before the last look."""

    alive, fault, descriptor = False, "The line could not be opened.", None


class Still:
    """A camera before which nothing moves any more."""

    def changed(self, deadline: Deadline) -> bool:
        raise AssertionError("waited for a repaint that will not come")


def test_a_window_that_failed_before_the_last_look_is_not_waited_for() -> None:
    nothing: Any = None
    view = WindowView(cast("Any", Failed()), cast("Any", Still()), nothing, nothing)
    with pytest.raises(UnreachableError, match="could not be opened"):
        view.await_repaint(Deadline(30))


def sight(cursor: tuple[int, int] | None, *reversed_cells: tuple[int, int]) -> Snapshot:
    inverse = np.zeros((24, 80), np.bool_)
    for row, column in reversed_cells:
        inverse[row, column] = True
    nothing: Any = None
    page = Page(lines=(), inverse=inverse, overlay=np.zeros((24, 80), np.uint8), background=0)
    return Snapshot(nothing, page, Status(StatusState.READY, cursor))


@pytest.mark.parametrize(
    ("seen", "cursor"),
    [
        (sight((8, 26)), (7, 25)),
        (sight((8, 26), (1, 1)), (7, 25)),
        (sight(None, (7, 25)), (7, 25)),
        (sight(None), None),
        (sight(None, (7, 25), (9, 1)), None),
    ],
)
def test_the_cursor_is_where_the_status_line_says_or_what_is_reversed(
    seen: Snapshot, cursor: tuple[int, int] | None
) -> None:
    assert seen.cursor == cursor
