"""Bot processes that begin with everything imported: forked from one OS process that did it for all.

For tests that start a hundred of them. What the orchestrator starts is a small stand-in: it hands its pipe to
the process that forks, ends when the forked one does, and takes it along when it is killed.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

REPOSITORY = Path(__file__).parents[2]
#: Told by a forked process that ended in order.
_IN_ORDER = b"0"
#: What the orchestrator starts: without site-packages a Python begins within a hundredth of a second.
_STAND_IN = f"""
import os, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect(sys.argv[1])
socket.send_fds(line, [b"?"], [0, 1, 2])
for one in (0, 1, 2):
    os.close(one)
os._exit(0 if line.recv(1) == {_IN_ORDER!r} else 1)
"""


@contextmanager
def forked(module: str, *arguments: str) -> Iterator[tuple[str, ...]]:
    """The command that starts `main` of `module` with these arguments, warm, as often as it is called."""
    with TemporaryDirectory(prefix="fork-") as folder:
        door = Path(folder) / "door"
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.support.forked", str(door), module, *arguments],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert server.stdout is not None
        with server:
            try:
                assert server.stdout.readline(), "the process that forks did not start"
                yield (sys.executable, "-I", "-S", "-c", _STAND_IN, str(door))
            finally:
                server.kill()


def _serve(door: Path, main: Callable[[], None]) -> None:
    """Fork for whoever comes to the door, as long as whoever started this is there."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(door))
        listening.listen(100)
        print("ready", flush=True)  # noqa: T201 - read by whoever started this
        while listening in select.select([listening, sys.stdin], [], [])[0]:
            line, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _become(line, main)
            line.close()
            _reap()


def _become(line: socket.socket, main: Callable[[], None]) -> None:
    """Be the process that was asked for, to its end."""
    os.setsid()
    _, pipe, _, _ = socket.recv_fds(line, 1, 3)
    for number, one in enumerate(pipe):
        os.dup2(one, number)
        os.close(one)
    threading.Thread(target=_end_with, args=(line,), daemon=True).start()
    try:
        main()
        line.send(_IN_ORDER)
    finally:
        os._exit(1)


def _end_with(line: socket.socket) -> None:
    """Be killed when the stand-in is."""
    line.recv(1)
    os.killpg(0, signal.SIGKILL)


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _main() -> None:
    import gc
    import importlib

    door, name, *arguments = sys.argv[1:]
    module = importlib.import_module(name)
    module.warm_up()
    sys.argv = [name, *arguments]
    gc.freeze()
    _serve(Path(door), module.main)


if __name__ == "__main__":
    _main()
