"""The output of a program that is being started, kept in memory.

It goes to a nameless file in memory, which works on a full disk too and leaves nothing on any. Only what a
program wrote before its first window is ever repeated; no case was keyed by then.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
from contextlib import suppress

from copiste.screens.pixels.startup.failure import why
from copiste.screens.pixels.x11.authority import nameless_file

#: Bytes that are read from its begin and from its end: an Xvfb without a socket says so 60,000 times.
_READ = 16_384


class ProgramOutput:
    """The output of one program until its window is shown."""

    def __init__(self) -> None:
        #: Its standard output and error.
        self.file = os.fdopen(nameless_file("program-output"), "r+b", buffering=0)

    def stop(self) -> None:
        """Record no more: the program has started, and may run for nights."""
        with suppress(OSError):  # a file in /dev/shm, used where Python has no memfd_create, cannot be sealed
            fcntl.fcntl(self.file, fcntl.F_ADD_SEALS, fcntl.F_SEAL_GROW)

    def why(self, program: str, process: subprocess.Popen[bytes], waited: float = 0) -> str:
        """Why `process` ended, or did not answer for `waited` seconds. Call it before ending it."""
        # A program that closed its files is about to end: its exit status says more then.
        code = process.poll()
        if code is None and not waited:
            try:
                code = process.wait(2)
            except subprocess.TimeoutExpired:
                code = None
        return why(program, code, self._read(), waited)

    def close(self) -> None:
        """Discard it."""
        self.file.close()

    def _read(self) -> str:
        size = os.fstat(self.file.fileno()).st_size
        first = os.pread(self.file.fileno(), _READ, 0)
        last = os.pread(self.file.fileno(), _READ, max(_READ, size - _READ))
        return (first + last).decode(errors="replace")
