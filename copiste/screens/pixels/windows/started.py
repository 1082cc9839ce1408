"""A program that was started on a display, and its window."""

from __future__ import annotations

import os
import select
from collections.abc import Mapping, Sequence
from contextlib import suppress

from Xlib import X
from Xlib.error import XError

from copiste.screens.drivers import programs
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import UnreachableError
from copiste.screens.pixels.geometry import Region
from copiste.screens.pixels.startup.failure import by_signal
from copiste.screens.pixels.startup.output import ProgramOutput
from copiste.screens.pixels.x11.display import Display
from copiste.screens.pixels.x11.server import GONE, XWindow, connect, gone


class StartedWindow:
    """What the emulator's window and the browser's have in common. Not for several threads."""

    #: The program's name in messages, at the begin of a sentence.
    program: str

    def __init__(
        self, display: Display, command: Sequence[str], variables: Mapping[str, str], *, seconds: float
    ) -> None:
        """Start `command` and wait until its window is shown, at most `seconds`.

        Raises:
            FaceError: the program is not installed.
            UnreachableError: it ended before its window was shown, or showed none in time.
        """
        self._display = display
        self._connection = connect(display.name)
        self._root = self._connection.screen().root
        self._root.change_attributes(event_mask=X.SubstructureNotifyMask)
        self._output = ProgramOutput()
        #: Readable once the program has ended: only the program holds the other end.
        self.descriptor: int | None
        self.descriptor, held = os.pipe()
        try:
            self._program = programs.start(command, variables, said=self._output.file, pass_fds=(held,))
        except BaseException:
            os.close(self.descriptor)
            self._connection.close()
            self._output.close()
            raise
        finally:
            os.close(held)
        try:
            self._window = self._first_window(Deadline(seconds), seconds)
            self._output.stop()
            self._window_is_shown()
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """Its first OS process."""
        return self._program.pid

    @property
    def fault(self) -> str:
        """Why it is not alive; empty while it is."""
        if self.descriptor is None:
            return f"{self.program} was closed."
        if (code := self._program.poll()) is not None:
            return self._ended() + by_signal(code)
        try:
            return self._window_fault()
        except GONE:
            return str(gone(self._display.name))

    @property
    def alive(self) -> bool:
        """Whether its program runs and shows it."""
        return self.fault == ""

    @property
    def title(self) -> str:
        """Its current title; empty once the window is gone."""
        try:
            return str(self._window.get_wm_name() or "")
        except (XError, *GONE):
            return ""

    @property
    def region(self) -> Region:
        """Where it is on the display, all of it."""
        try:
            geometry = self._window.get_geometry()
            corner = self._root.translate_coords(self._window, 0, 0)
        except (XError, *GONE):
            raise UnreachableError(self.fault or str(gone(self._display.name))) from None
        return Region(corner.x, corner.y, geometry.width, geometry.height)

    def focus(self) -> None:
        """Give it the focus: without a window manager, keys would go where the mouse pointer is."""
        try:
            self._window.set_input_focus(X.RevertToPointerRoot, X.CurrentTime)
            self._connection.sync()
        except (XError, *GONE):
            raise UnreachableError(self.fault or str(gone(self._display.name))) from None

    @property
    def has_keys(self) -> bool:
        """Whether keys go to it, and nowhere else."""
        try:
            return bool(self._connection.get_input_focus().focus == self._window)
        except GONE:
            return False

    def close(self) -> None:
        """End the program."""
        if self.descriptor is None:
            return
        os.close(self.descriptor)
        self.descriptor = None
        programs.end(self._program)
        with suppress(*GONE):
            self._connection.close()
        self._output.close()

    # --- for each program -----

    def _find(self) -> XWindow | None:
        """Its window, if it is shown."""
        raise NotImplementedError

    def _window_is_shown(self) -> None:
        """Called once its window is shown."""
        self.focus()

    def _ended(self) -> str:
        """The sentence of `fault` when the program has ended."""
        return f"{self.program} ended."

    def _window_fault(self) -> str:
        """The sentence of `fault` while the program runs; empty when nothing is wrong."""
        raise NotImplementedError

    # --- events -----

    def _first_window(self, deadline: Deadline, seconds: float) -> XWindow:
        while True:
            if (window := self._find()) is not None:
                return window
            if not self._await_event(deadline):
                raise UnreachableError(self._output.why(self.program, self._program, seconds))
            if self._program.poll() is not None:
                raise UnreachableError(self._output.why(self.program, self._program))

    def _await_event(self, deadline: Deadline) -> bool:
        """Wait for an event of its windows, or the program's end; `False` at the deadline."""
        assert self.descriptor is not None
        sources = [self._connection.fileno(), self.descriptor]
        if not self._connection.pending_events() and not select.select(sources, [], [], deadline.left)[0]:
            return False
        self._take_events()
        return True

    def _take_events(self) -> bool:
        """Whether windows came or went since this was last called."""
        came = False
        while self._connection.pending_events():
            self._connection.next_event()
            came = True
        return came
