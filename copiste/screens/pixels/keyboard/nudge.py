"""Events without a meaning, for a program that acts on a key only when another event comes.

x3270 4.1 puts what a key does into a queue, reads all events that are there, waits for one more, and works
off the queue then. A person's finger leaves the key a moment later, and that is the event. A program that
presses and releases at once would see its key lie there until something else happens, for minutes perhaps.
"""

from __future__ import annotations

import threading
from contextlib import suppress

from Xlib import X
from Xlib.error import XError
from Xlib.protocol import event

from copiste.screens.pixels.x11.server import GONE, connect

#: Seconds from one to the next. The first is enough, unless the program gets no processor meanwhile; they go
#: on for as long as anybody waits for an answer.
_PAUSES = (*(0.0005 * 3**step for step in range(7)), *[1.0] * 30)


class Nudger:
    """Nudges the window that has the focus, several times after each call, from a thread of its own."""

    def __init__(self, display: str) -> None:
        self._connection = connect(display)
        self._called = threading.Event()
        self._ended = False
        self._message = self._connection.intern_atom("COPISTE_NUDGE")
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"nudger-{display}")
        self._thread.start()

    def __call__(self) -> None:
        """Begin; comes back at once."""
        self._called.set()

    def close(self) -> None:
        """Stop."""
        self._ended = True
        self._called.set()
        self._thread.join()
        with suppress(*GONE):
            self._connection.close()

    def _run(self) -> None:
        # A display that is gone is told by whoever types into it next.
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
    """The window went meanwhile. What is not zero says that the error was handled."""
    return 1
