"""Running one robot in this process: parsed once, run as often as there are items."""

from __future__ import annotations

import functools
import io
from contextlib import suppress
from pathlib import Path

from robot import rebot
from robot.api import TestSuite

from copiste.bots.robot_output import Lost, lasting_output
from copiste.queue.item import OutcomeKind

_ROBOTS = Path(__file__).parent
#: Robot's own result; `rebot` makes a log of it.
OUTPUT = "output.xml"
#: Beyond, what `rebot` returns is no count of failures but trouble of its own.
_MOST_FAILURES = 250


class NoRobotError(Exception):
    """A process has no robot."""

    kind = OutcomeKind.APPLICATION
    code = "NO_ROBOT"


def processes() -> list[str]:
    """The business processes that have a robot."""
    return sorted(path.stem for path in _ROBOTS.glob("*.robot"))


def run(process: str, folder: Path, robots: Path = _ROBOTS, lost: Lost = lambda _error: None) -> bool:
    """Run the robot of `process`, in `robots`, on the transaction at hand; its `output.xml` goes to `folder`.

    An output that cannot be written is told to `lost` and changes nothing else.

    Returns:
        Whether Robot says that it passed; what it came to is for the transaction to decide.

    Raises:
        NoRobotError: there is no `<process>.robot`.
    """
    suite = _suite(process, robots).deepcopy()
    # Robot would make the folder, and end the run where it cannot.
    output = str(folder / OUTPUT) if folder.is_dir() else None
    with lasting_output(lost):
        result = suite.run(output=output, console="none", loglevel="INFO", stdout=None, stderr=None)
    return bool(result.return_code == 0)


def write_log(folder: Path) -> None:
    """Write Robot's `log.html` beside its output, for people to open; none where there is no room for it."""
    output, log = folder / OUTPUT, folder / "log.html"
    if not output.exists():
        return
    told = io.StringIO()
    status = rebot(str(output), log=str(log), report=None, stdout=told, stderr=told)
    if status > _MOST_FAILURES:
        with suppress(OSError):  # half a page looks like a whole one
            log.unlink(missing_ok=True)


def warm_up() -> None:
    """Parse every robot, so that the first item does not wait for it."""
    for process in processes():
        _suite(process, _ROBOTS)


@functools.cache
def _suite(process: str, robots: Path) -> TestSuite:
    path = robots / f"{process}.robot"
    if not path.is_file():
        raise NoRobotError(
            f"Process {process} has no robot. Write {path.name} in robots/; there are: {processes()}."
        )
    return TestSuite.from_file_system(str(path))
