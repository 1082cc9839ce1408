"""Running one robot in this process: parsed once, run once for each item."""

from __future__ import annotations

import functools
import io
from contextlib import suppress
from pathlib import Path

from robot import rebot
from robot.api import TestSuite

from copiste import project
from copiste.bots.errors import NoRobotError
from copiste.bots.robot_output import Lost, lasting_output
from copiste.bots.value_filter import ValueFilter

#: Robot's own result; `rebot` makes a log of it.
OUTPUT = "output.xml"
#: A larger status of `rebot` is no count of failures, but an error of `rebot` itself.
_MOST_FAILURES = 250


def run(process: str, folder: Path, robots: Path | None = None, lost: Lost = lambda _error: None) -> bool:
    """Run the robot of `process` on the current transaction; its `output.xml` in `folder` has no case values.

    Args:
        process: The business process.
        folder: Where the output goes.
        robots: Where robots are; by default, in the current project.
        lost: Called with the error when the output cannot be written; the run goes on.

    Returns:
        Whether Robot says that it passed; what it came to is for the transaction to decide.

    Raises:
        NoRobotError: there is no `<process>.robot`.
    """
    suite = _suite(robots or project.current().robots, process).deepcopy()
    # Robot would make the folder, and end the run when it cannot.
    output = str(folder / OUTPUT) if folder.is_dir() else None
    with lasting_output(lost):
        result = suite.run(
            output=output,
            console="none",
            loglevel="INFO",
            stdout=None,
            stderr=None,
            listener=[ValueFilter()],
        )
    return bool(result.return_code == 0)


def write_log(folder: Path) -> None:
    """Write Robot's `log.html` beside its output, for people to open; none where there is no room for it."""
    output, log = folder / OUTPUT, folder / "log.html"
    if not output.exists():
        return
    console = io.StringIO()
    status = rebot(str(output), log=str(log), report=None, stdout=console, stderr=console)
    if status > _MOST_FAILURES:
        with suppress(OSError):  # half a page looks like a whole one
            log.unlink(missing_ok=True)


def warm_up() -> None:
    """Parse every robot, so that the first item does not wait for it."""
    for process in project.current().processes():
        _suite(project.current().robots, process)


@functools.cache
def _suite(robots: Path, process: str) -> TestSuite:
    path = robots / f"{process}.robot"
    if not path.is_file():
        raise NoRobotError(
            f"Process {process} has no robot. Write {path}; "
            f"there are: {', '.join(project.current().processes()) or 'none'}."
        )
    return TestSuite.from_file_system(str(path))
