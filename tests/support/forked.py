"""OS processes that begin with everything imported: forked from one that did it for all.

A bot or a mock spends half a second of a processor on imports, and a suite starts some hundreds of them.
What is started in its place is a stand-in without site-packages. It hands its pipe, arguments, variables and
folder to the process that forks, and ends as the forked one ends: with its exit code, or by its signal.
Killed, it takes the forked one along. Any other signal is for the forked process itself: see `behind`.
"""

from __future__ import annotations

import ast
import atexit
import functools
import gc
import importlib
import os
import selectors
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

REPOSITORY = Path(__file__).parents[2]
#: Bytes of arguments and variables that a stand-in may send.
_MOST = 1 << 18
#: What is started: without site-packages a Python begins within a hundredth of a second.
_STAND_IN = """
import os, socket, sys
line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
line.connect(sys.argv[1])
told = ascii((sys.argv[2:], os.getcwd(), dict(os.environ)))
socket.send_fds(line, [told.encode()], [0, 1, 2])
for one in (0, 1, 2):
    os.close(one)
status = int(line.recv(20) or -9)
if status < 0:
    os.kill(os.getpid(), -status)
os._exit(status)
"""
#: Folders of the servers that this process started; each holds a link to every forked process, by stand-in.
_folders: set[Path] = set()


@contextmanager
def forked(module: str, *arguments: str) -> Iterator[tuple[str, ...]]:
    """The command that starts `main` of `module` with these arguments, and any after them, warm.

    The module may have a `warm_up`, for what every process does before it is told anything.
    """
    with TemporaryDirectory(prefix="fork-") as place:
        folder = Path(place)
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.support.forked", place, module, *arguments],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert server.stdout is not None
        _folders.add(folder)
        # The end of its input ends the server, which first ends whatever it forked.
        with server:
            try:
                assert server.stdout.readline(), "the process that forks did not start"
                yield (sys.executable, "-I", "-S", "-c", _STAND_IN, str(folder / "door"))
            finally:
                _folders.discard(folder)


@functools.cache
def warm(module: str) -> tuple[str, ...]:
    """The command that starts `main` of `module` warm, as long as this process lives."""
    server = forked(module)
    command = server.__enter__()
    atexit.register(server.__exit__, None, None, None)
    return command


def behind(pid: int) -> int:
    """The forked process that a stand-in stands for; any other process is itself."""
    for folder in _folders:
        with suppress(OSError):
            return int((folder / str(pid)).readlink().name)
    return pid


class _Server:
    """Forks for whoever comes to the door, as long as whoever started this is there."""

    def __init__(self, folder: Path, main: Callable[[], object]) -> None:
        self._folder = folder
        self._main = main
        self._arguments = list(sys.argv)
        self._lines: dict[int, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._door.bind(str(folder / "door"))
        self._door.listen(100)
        ended, bell = socket.socketpair()
        for one in (ended, bell):
            one.setblocking(False)
        self._ended = ended
        self._bell = bell
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(bell.fileno())

    def serve(self) -> None:
        """Fork until the input ends."""
        self._selector.register(self._door, selectors.EVENT_READ, self._fork)
        self._selector.register(self._ended, selectors.EVENT_READ, self._reap)
        self._selector.register(sys.stdin, selectors.EVENT_READ, self._end)
        print("ready", flush=True)  # noqa: T201 - read by whoever started this
        while True:
            for key, _ in self._selector.select():
                key.data()

    def _fork(self) -> None:
        line, _ = self._door.accept()
        told, pipe, _, _ = socket.recv_fds(line, _MOST, 3)
        if not told:  # killed before it said anything
            line.close()
            return
        pid = os.fork()
        if pid == 0:
            self._become(line, told, pipe)
        for one in pipe:
            os.close(one)
        self._lines[pid] = line
        # The stand-in says nothing more: there is something to read once it is gone.
        self._selector.register(line, selectors.EVENT_READ, functools.partial(self._kill, pid))

    def _kill(self, pid: int) -> None:
        line = self._lines.get(pid)
        if line is not None:  # not reaped meanwhile
            self._selector.unregister(line)
            _kill_group(pid)

    def _reap(self) -> None:
        with suppress(BlockingIOError):
            self._ended.recv(4096)
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = ended
                with self._lines.pop(pid) as line:
                    with suppress(KeyError):
                        self._selector.unregister(line)
                    with suppress(OSError):  # the stand-in was first
                        line.send(str(os.waitstatus_to_exitcode(status)).encode())

    def _end(self) -> None:
        for pid in self._lines:
            _kill_group(pid)
        os._exit(0)

    def _become(self, line: socket.socket, told: bytes, pipe: list[int]) -> None:
        """Be the process that was asked for, to its end."""
        code = 1
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for number, one in enumerate(pipe):
                os.dup2(one, number)
                os.close(one)
            given, folder, variables = ast.literal_eval(told.decode())
            self._sign(line)
            for mine in (line, self._door, self._ended, self._bell, *self._lines.values()):
                mine.close()
            self._selector.close()
            os.environ.clear()
            os.environ.update(variables)
            os.chdir(folder)
            sys.argv = [*self._arguments, *given]
            tempfile.tempdir = None
            time.tzset()
            code = int(self._main() or 0)  # type: ignore[call-overload]
        except SystemExit as end:
            code = int(end.code or 0)
        except BaseException:
            traceback.print_exc()
        finally:
            for stream in (sys.stdout, sys.stderr):
                with suppress(OSError, ValueError):  # its reader is gone, or it is closed
                    stream.flush()
            os._exit(code)

    def _sign(self, line: socket.socket) -> None:
        """Leave where `behind` finds it which stand-in this is."""
        size = struct.calcsize("3i")
        stand_in, _, _ = struct.unpack("3i", line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
        link = self._folder / str(stand_in)
        link.unlink(missing_ok=True)
        link.symlink_to(str(os.getpid()))


def _kill_group(pid: int) -> None:
    """End a forked process and its group; alone, when it has not come as far as to have one."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


def _main() -> None:
    folder, name, *arguments = sys.argv[1:]
    module = importlib.import_module(name)
    getattr(module, "warm_up", lambda: None)()
    sys.argv = [name, *arguments]
    gc.freeze()
    _Server(Path(folder), module.main).serve()


if __name__ == "__main__":
    _main()
