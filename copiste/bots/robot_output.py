"""Robot's `output.xml` and a bot's log on a disk that may fail: no case fails because of its log.

Robot opens its output itself and raises every `OSError` of a write, in whatever keyword logged something:
after a commit key, a recorded step would end as a failure.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from robot.output import outputfile

#: Called with the error of what could not be written, once for each file.
Lost = Callable[[OSError], None]


class LastingText(io.TextIOBase):
    """A text file whose writes never fail: after an error the file is removed, and the rest is dropped."""

    def __init__(self, path: Path, lost: Lost) -> None:
        self._path = path
        self._lost = lost
        self._file: io.TextIOBase | None = None
        try:
            self._file = path.open("w", encoding="utf-8")
        except OSError as error:
            lost(error)

    def write(self, text: str) -> int:
        """Write `text`, or drop it when the disk fails."""
        if self._file is not None:
            try:
                self._file.write(text)
            except OSError as error:
                self._give_up(error)
        return len(text)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            try:
                self._file.close()
            except OSError as error:
                self._give_up(error)
            self._file = None
        super().close()

    def _give_up(self, error: OSError) -> None:
        self._lost(error)
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):
                file.close()
        with suppress(OSError):  # half an output reads like the whole of a shorter run
            self._path.unlink(missing_ok=True)


class _LastingLog(io.FileIO):
    """An open file whose writes never fail."""

    def write(self, data: object, /) -> int:
        """Write `data`, or drop it when the disk fails."""
        try:
            return super().write(data)  # type: ignore[arg-type]
        except OSError:
            return memoryview(data).nbytes  # type: ignore[arg-type]


@contextmanager
def lasting_output(lost: Lost) -> Iterator[None]:
    """Have Robot write the output of a run into a `LastingText`."""
    # Robot has no public way to pass an open file: it takes a name and opens it.
    setattr(outputfile, "open", lambda path, *_mode, **_options: LastingText(Path(path), lost))  # noqa: B010
    try:
        yield
    finally:
        delattr(outputfile, "open")


def print_to_lasting_log() -> None:
    """From now on whatever prints in this OS process goes to standard error, and never fails."""
    log = io.BufferedWriter(_LastingLog(2, "w", closefd=False))
    text = io.TextIOWrapper(log, "utf-8", "backslashreplace", line_buffering=True)
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = text  # type: ignore[misc]
