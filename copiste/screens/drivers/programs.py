"""Programs that a face starts: a missing one is named with the next step, and all end with their bot.

A program that outlives its bot keeps a licence of the back-end. On Linux the kernel ends it when the bot is
gone, for whatever reason (`PR_SET_PDEATHSIG`, which util-linux's `setpriv` sets). The kernel counts by
*threads*: it would also end a program whose starter was a thread that ended. So one thread starts them all,
and lives as long as its process.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import IO

from copiste.screens.errors import FaceError

#: Ends with the process, not before: see above.
_NURSERY = ThreadPoolExecutor(1, "nursery")


def find(program: str) -> str:
    """The path of an installed program.

    Raises:
        FaceError: it is not installed; the text says the next step.
    """
    path = shutil.which(program)
    if path is None:
        raise FaceError(f"{program} is not installed on this machine. Next step: ./setup.sh pixels")
    return path


def start(
    command: Sequence[str],
    variables: Mapping[str, str],
    *,
    said: IO[bytes] | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a program that ends with this process; what it says goes to `said`.

    `variables` come from `environment.of_child`.

    Raises:
        FaceError: it, or what ties it to this process, is not installed; or the system starts nothing more.
    """
    bound = [find("setpriv"), "--pdeathsig", "TERM"] if sys.platform == "linux" else []
    whole = [*bound, find(command[0]), *command[1:]]

    def begin() -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - the command is ours
            whole,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=said or subprocess.DEVNULL,
            stderr=said or subprocess.DEVNULL,
            pass_fds=pass_fds,
        )

    try:
        return _NURSERY.submit(begin).result()
    except OSError as error:
        raise FaceError(
            f"{command[0]} cannot be started: {error.strerror}. Next step: make memory free, or lift the "
            "limits of processes and open files (ulimit -u, -n)."
        ) from None


def end(program: subprocess.Popen[bytes], seconds: float = 2.0) -> None:
    """End a program in order, or by force when it still runs after `seconds`."""
    program.terminate()
    try:
        program.wait(seconds)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
