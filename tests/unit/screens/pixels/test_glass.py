"""A terminal's window is never waited for in vain: what has failed by the time of a wait is told at once."""

from __future__ import annotations

from typing import Any, cast

import pytest

from screens.errors import UnreachableError
from screens.pixels.terminal.glass import Glass
from screens.waiting import Deadline


class Failed:
    """A window over which its program told of a failure, before the last look."""

    alive, fault, descriptor = False, "The line could not be opened.", None


class Still:
    """A camera before which nothing moves any more."""

    def changed(self, deadline: Deadline) -> bool:
        raise AssertionError("waited for a repaint that will not come")


def test_a_window_that_failed_before_the_last_look_is_not_waited_for() -> None:
    nothing: Any = None
    glass = Glass(cast("Any", Failed()), cast("Any", Still()), nothing, nothing)
    with pytest.raises(UnreachableError, match="could not be opened"):
        glass.await_repaint(Deadline(30))
