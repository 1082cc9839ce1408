"""Exit codes, and the one place where an error becomes a sentence.

A foreseen error is shown as what, where and the next step, without a traceback. Of an unforeseen one only
type and place are shown, because its text may hold a payload value.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from enum import IntEnum
from pathlib import Path
from types import FrameType

from copiste import disks
from copiste.errors import Blame, CopisteError

#: Set by `copiste --debug`: let an unforeseen error through with its traceback.
debug = False


class Exit(IntEnum):
    """Exit codes; `copiste --help` shows the same table."""

    OK = 0
    #: Done, but something needs a person: a basket, a rejected row, a difference.
    ATTENTION = 1
    #: The command line itself is wrong (the option parser's own code).
    USAGE = 2
    #: copiste.toml or a COPISTE_* variable is wrong.
    SETTINGS = 3
    #: The back-end or the queue does not answer, or not as expected; or a disk takes no more.
    UNREACHABLE = 4
    #: This machine lacks something; `copiste doctor` says what.
    MACHINE = 5
    #: The request cannot be done: no such item, a state that does not allow it, an unreadable file.
    REFUSED = 6
    #: A fault of the programme.
    FAULT = 70
    #: Stopped at once, by a second Ctrl-C or SIGTERM.
    STOPPED = 130


EXIT_TABLE = (
    "Exit codes: 0 done · 1 done, but something needs a person · 2 wrong command line · 3 wrong settings · "
    "4 back-end, queue or a disk does not answer · 5 this machine lacks something · "
    "6 the request cannot be done · 70 a fault of the programme · 130 stopped at once"
)


#: What the shell learns of an error, by whose fault it is.
EXIT_OF = {
    Blame.CASE: Exit.REFUSED,
    Blame.ROBOT: Exit.REFUSED,
    Blame.REQUEST: Exit.REFUSED,
    Blame.SETTINGS: Exit.SETTINGS,
    Blame.BACK_END: Exit.UNREACHABLE,
    Blame.SEAT: Exit.UNREACHABLE,
    Blame.QUEUE: Exit.UNREACHABLE,
    Blame.DISK: Exit.UNREACHABLE,
    Blame.MACHINE: Exit.MACHINE,
}


class ConsoleError(CopisteError):
    """What a person asked for cannot be done.

    The text says what, where and why; `next_step` what to type or to change.
    """

    code = "REFUSED"
    blame = Blame.REQUEST

    def __init__(self, text: str, next_step: str = "") -> None:
        super().__init__(text)
        self.next_step = next_step


class UnsetError(ConsoleError):
    """A setting that this command needs has no value."""

    code = "SETTINGS"
    blame = Blame.SETTINGS


class UnreachableError(ConsoleError):
    """The back-end, the mock or the database does not answer."""

    code = "UNREACHABLE"
    blame = Blame.BACK_END


class MachineError(ConsoleError):
    """This machine lacks something."""

    code = "MACHINE"
    blame = Blame.MACHINE


def guard(command: Callable[[], None], complain: Callable[[str], None]) -> int:
    """Run `command`, pass an error's sentence to `complain`, and return the exit code."""
    try:
        command()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        complain("Stopped.")
        return Exit.STOPPED
    except Exception as error:
        if debug:
            raise
        text, code = explain(error)
        with suppress(OSError):  # standard error may go to the same full disk
            complain(text)
        return code
    return Exit.OK


def let_out(code: int) -> int:
    """Flush the output; the exit code, which is 4 when the output's disk is full."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError as error:
            # Python would try once more while it ends, and give an exit code of its own.
            with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nothing:
                os.dup2(nothing.fileno(), stream.fileno())
            if disks.cause(error) is not None and code in {Exit.OK, Exit.ATTENTION}:
                code = Exit.UNREACHABLE
    return code


def end_on_signals() -> None:
    """Make Ctrl-C and SIGTERM unwind the command, which ends what it started. Main thread only."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature is Python's
    raise SystemExit(int(Exit.STOPPED))


def explain(error: BaseException) -> tuple[str, Exit]:
    """The sentence and the exit code for `error`."""
    if isinstance(error, CopisteError):
        text = _join(str(error), error.next_step) if isinstance(error, ConsoleError) else str(error)
        return text, EXIT_OF[error.blame]
    if _is_database_trouble(error):
        return (
            "The queue's database does not answer or cannot be written. Look at `database` in the settings, "
            "then run: copiste doctor"
        ), Exit.UNREACHABLE
    if (failed := disks.cause(error)) is not None:
        where = disks.place_of(failed)
        # The name of a file that is open already, such as that of standard output, is not known.
        what = disks.explain(failed, where) if where else f"A file cannot be written: {failed.strerror}."
        return f"{what} Then run this again.", Exit.UNREACHABLE
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}. Check the path and its rights.", Exit.REFUSED
    return _fault(error), Exit.FAULT


def _is_database_trouble(error: BaseException) -> bool:
    known = sys.modules.get("sqlalchemy.exc")  # when it was not imported, the error is not its own
    if known is None:
        return False
    # A DatabaseError of no subclass: SQLite says that the file is no database.
    return (
        isinstance(error, known.OperationalError | known.InterfaceError) or type(error) is known.DatabaseError
    )


def _fault(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return (
        f"A fault of the programme: {type(error).__name__}{place}. "
        "Nothing was lost: the queue keeps what was done. "
        "Run again with `copiste --debug …` for the trace, and report it."
    )


def _join(text: str, next_step: str) -> str:
    return f"{text}\n{next_step}" if next_step else text
