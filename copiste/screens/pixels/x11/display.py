"""A display for one seat: an Xvfb of its own that ends with its bot, or this desktop's."""

from __future__ import annotations

import os
import select
import subprocess
from collections.abc import Sequence

from Xlib.display import Display as Connection

from copiste import environment
from copiste.screens.drivers import programs
from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import FaceError
from copiste.screens.pixels.polling import looks
from copiste.screens.pixels.startup.output import ProgramOutput
from copiste.screens.pixels.x11.authority import AUTHORITY, new_cookie, server_file
from copiste.screens.pixels.x11.server import connect

#: Seconds until it answers: an Xvfb takes fifty milliseconds, a few seconds where many start at once.
_START = 20.0
#: OpenGL takes four fifths of an Xvfb's memory, and half of its start.
_UNUSED = "GLX"
#: Names of the displays that this process started and has not ended.
_OURS: set[str] = set()


def is_ours(name: str) -> bool:
    """Whether the display of that name was started by this process, for a seat alone."""
    return name in _OURS


class Display:
    """A display, by its name (`:7`)."""

    def __init__(self, width: int = 1024, height: int = 768, *, options: Sequence[str] = ()) -> None:
        """Start an Xvfb of that size in pixels; `options` are further options of Xvfb.

        Raises:
            FaceError: Xvfb is not installed, or does not start.
        """
        cookie = new_cookie()
        self._connection: Connection | None = None
        self._server: subprocess.Popen[bytes] | None
        self._output = ProgramOutput()
        try:
            self._server, number = _start(width, height, options, cookie, self._output)
        except BaseException:
            self._output.close()
            raise
        self.name = f":{number}"
        AUTHORITY.admit(number, cookie)
        _OURS.add(self.name)
        try:
            # Kept as long as the display: an X server without clients resets its keyboard map.
            self._connection = self._first_connection(Deadline(_START))
        except BaseException:
            self.close()
            raise
        finally:
            self._output.close()

    @classmethod
    def existing(cls) -> Display:
        """The display of this process's desktop, which is never closed.

        Raises:
            FaceError: there is none, or it refuses this process.
        """
        name = os.environ.get("DISPLAY", "")
        if not name:
            raise FaceError(
                "No desktop here: DISPLAY is not set. Next step: sign on to one, or leave out headless=False."
            )
        display = cls.__new__(cls)
        display._server, display.name = None, name
        display._connection = connect(name)
        return display

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._connection is not None and (self._server is None or self._server.poll() is None)

    @property
    def size(self) -> tuple[int, int]:
        """Its width and height in pixels."""
        assert self._connection is not None
        screen = self._connection.screen()
        return screen.width_in_pixels, screen.height_in_pixels

    def variables(self) -> dict[str, str]:
        """The environment variables of a program on this display."""
        return environment.of_child(DISPLAY=self.name)

    def has_font(self, name: str) -> bool:
        """Whether programs on it can use a font of that name."""
        assert self._connection is not None
        return bool(self._connection.list_fonts(name, 1))

    def close(self) -> None:
        """End it if it was started here; programs that are connected to it end too."""
        connection, self._connection = self._connection, None
        server, self._server = self._server, None
        if server is not None:
            _OURS.discard(self.name)
            programs.end(server)
        if connection is not None:
            # Its socket only: a regular close would wait for a server that is gone.
            connection.display.socket.close()

    def _first_connection(self, deadline: Deadline) -> Connection:
        assert self._server is not None
        reason = ""
        for _ in looks(deadline):
            try:
                return connect(self.name)
            except FaceError as error:
                reason = str(error).partition(" Next step: ")[0]
            if self._server.poll() is not None:
                raise FaceError(self._output.why("Xvfb", self._server))
        raise FaceError(
            f"Xvfb was started and runs. {reason} Next step: see that this machine has processor time to "
            "spare, then copiste doctor."
        )


def _start(
    width: int, height: int, options: Sequence[str], cookie: bytes, output: ProgramOutput
) -> tuple[subprocess.Popen[bytes], str]:
    """An Xvfb, and the display number that it chose."""
    reads, writes = os.pipe()
    authority = server_file(cookie)
    command = [
        "Xvfb", "-displayfd", str(writes), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp",
        "-auth", f"/proc/self/fd/{authority}", "-extension", _UNUSED, *options,
    ]  # fmt: skip
    with os.fdopen(reads, "rb", buffering=0) as answer:
        try:
            server = programs.start(
                command,
                environment.of_child(LC_ALL="C.UTF-8"),
                said=output.file,
                pass_fds=(writes, authority),
            )
        finally:
            os.close(writes)
            os.close(authority)
        deadline = Deadline(_START)
        number = _read_line(answer.fileno(), deadline)
        if not number.isdecimal():
            why = output.why("Xvfb", server, _START if deadline.passed else 0)
            programs.end(server)
            raise FaceError(why)
        return server, number


def _read_line(file: int, deadline: Deadline) -> str:
    """A line, up to its end or that of the file; what came before the deadline."""
    line = b""
    while not line.endswith(b"\n") and select.select([file], [], [], deadline.left)[0]:
        part = os.read(file, 64)
        if not part:
            break
        line += part
    return line.decode().strip()
