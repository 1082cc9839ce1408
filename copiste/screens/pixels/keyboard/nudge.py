"""Events without a meaning, for a program that acts on a key only when another event arrives.

x3270 4.1 queues the action of a key, reads all pending events, waits for one more, and only then runs the
queue. When a person types, that event is the release of the key. A key that is pressed and released at once
would stay in the queue until something else happens, perhaps for minutes.
"""

from __future__ import annotations

import threading
from contextlib import suppress

from Xlib import X
from Xlib.error import XError
from Xlib.protocol import event

from copiste.screens.pixels.x11.server import GONE, connect

#: Seconds from one to the next. The first is enough unless the program gets no processor time; they continue
#: for as long as a caller may wait for an answer.
_PAUSES = (*(0.0005 * 3**step for step in range(7)), *[1.0] * 30)


class Nudger:
    """Sends such events to the window with the focus, several after each call, from a thread of its own."""

    def __init__(self, display: str) -> None:
        self._connection = connect(display)
        self._called = threading.Event()
        self._ended = False
        self._message = self._connection.intern_atom("COPISTE_NUDGE")
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"nudger-{display}")
        self._thread.start()

    def __call__(self) -> None:
        """Begin; returns at once."""
        self._called.set()

    def close(self) -> None:
        """Stop."""
        self._ended = True
        self._called.set()
        self._thread.join()
        with suppress(*GONE):
            self._connection.close()

    def _run(self) -> None:
        # A display that is gone raises where it is typed into next.
        with suppress(*GONE):
            while self._called.wait() and not self._ended:
                self._called.clear()
                for pause in _PAUSES:
                    if self._called.wait(pause):
                        break
                    self._nudge()

    def _nudge(self) -> None:
        with suppress(XError):  # the window is gone
            window = self._connection.get_input_focus().focus
            if not isinstance(window, int):
                message = event.ClientMessage(window=window, client_type=self._message, data=(32, [0] * 5))
                window.send_event(message, event_mask=X.NoEventMask, onerror=_ignore)
                self._connection.sync()
            while self._connection.pending_events():
                self._connection.next_event()


def _ignore(*_: object) -> int:
    """The window was closed meanwhile. A result other than zero marks the error as handled."""
    return 1
