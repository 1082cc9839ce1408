"""An application of the tests as an OS process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.programs import REPOSITORY


class Application:
    """One application: its address, and the database that is the truth about it."""

    def __init__(self, name: str, folder: Path, *options: str) -> None:
        self.folder = folder
        self.database = folder / "register.db"
        #: Stays the same when the application is started again.
        self.url = ""
        self._command = [
            sys.executable,
            "-m",
            f"tests.applications.{name}",
            "--folder",
            str(folder),
            *options,
        ]
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Serve; back when it listens."""
        port = self.url.rstrip("/").rpartition(":")[2] or "0"
        self._process = subprocess.Popen(
            [*self._command, "--port", port], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"{self._command} ended before it listened: {self._process.wait(10)}"
        self.url = json.loads(line)["url"]

    def crash(self) -> None:
        """End it at once; what it recorded stays."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in good order, if it runs."""
        if self._process is not None:
            self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        os.kill(self._process.pid, how)
        self._process.wait(30)
        self._process.stdout.close()
        self._process = None


@contextmanager
def running(name: str, folder: Path, *options: str) -> Iterator[Application]:
    """The application `tests.applications.<name>` on the data in `folder`, on any free port."""
    application = Application(name, folder, *options)
    application.start()
    try:
        yield application
    finally:
        application.stop()
