"""A bot's OS process seen from the orchestrator: started, spoken to over its pipe, ended."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from datetime import timedelta
from pathlib import Path
from typing import IO

from copiste import environment, project
from copiste.bots import wire
from copiste.bots.errors import BotDiedError, BotLostError, BotNotStartedError, BotTimedOutError

#: A line of at most this many bytes fits the smallest pipe of any system, even while it is not read.
_FITS = 4096


class Child:
    """The OS process and its pipe; a thread reads, so that waiting has a deadline on every system."""

    def __init__(self, name: str, command: Sequence[str], logs: Path, variables: Sequence[str] = ()) -> None:
        """Start the OS process; its standard error goes to `logs`.

        Args:
            name: Of the bot, and of its log.
            command: What is started.
            logs: Folder of the log.
            variables: Names of environment variables that it gets beside the allow-list.

        Raises:
            BotNotStartedError: the OS does not start it.
        """
        try:
            with _log(logs / f"{name}.log") as log:
                self._popen = subprocess.Popen(  # noqa: S603 - the command is ours
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    # A bot works in its project: there it finds robots, keywords and screens.
                    cwd=project.current().folder,
                    env=environment.of_child(variables),
                    # The orchestrator alone handles a terminal's signals.
                    start_new_session=True,
                )
        except OSError as error:
            raise BotNotStartedError(str(error)) from None
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(
            target=self._read, args=(self._popen.stdout,), daemon=True, name=f"{name}-pipe"
        )
        self._reader.start()

    @property
    def pid(self) -> int:
        """The number of the OS process."""
        return self._popen.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._popen.poll() is None

    def send(self, message: wire.Downward, seconds: float) -> None:
        """Send one message.

        Raises:
            BotDiedError: the process died, was killed meanwhile, or read nothing for `seconds`.
        """
        assert self._popen.stdin is not None
        line = wire.encode(message)
        try:
            with self._killed_after(seconds) if len(line) > _FITS else nullcontext():
                self._popen.stdin.write(line)
                self._popen.stdin.flush()
        except (OSError, ValueError):
            raise BotDiedError("The bot process no longer reads its pipe.") from None

    def receive(self, seconds: float) -> wire.Upward:
        """The next message.

        Raises:
            BotDiedError: the process died.
            BotTimedOutError: `seconds` passed.
            WireError: what came is no message.
        """
        try:
            line = self._lines.get(timeout=max(0.0, seconds))
        except queue.Empty:
            raise BotTimedOutError("The bot took longer than its time limit and was killed.") from None
        if not line:
            raise BotDiedError(f"The bot process died (exit status {self._popen.wait()}).")
        return wire.decode(wire.upward, line)

    def close(self, limit: timedelta) -> bool:
        """Let the process end by itself within `limit`, then kill it; whether it ended in order."""
        status = None
        with suppress(BotLostError):
            self.send(wire.Close(), limit.total_seconds())
        with suppress(subprocess.TimeoutExpired):
            status = self._popen.wait(limit.total_seconds())
        self.kill()
        return status == 0

    def leave(self, limit: timedelta) -> None:
        """Close the process's pipe now, and kill the process after `limit`, from another thread.

        Nothing that it asks for is granted any more, so it presses no commit key, and signs off.
        """
        threading.Thread(target=self._leave, args=(limit.total_seconds(),), daemon=True, name="leave").start()

    def kill(self) -> None:
        """Kill the process and its session; a browser that it launched ends when its driver is gone."""
        _kill_session(self._popen)
        self._popen.wait()
        self._reader.join()
        # What was not yet written to a dead process fails once more when its pipe is closed.
        assert self._popen.stdin is not None
        with suppress(OSError, ValueError):
            self._popen.stdin.close()

    def _leave(self, seconds: float) -> None:
        assert self._popen.stdin is not None
        with suppress(OSError, ValueError):
            self._popen.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(seconds)
        _kill_session(self._popen)

    @contextmanager
    def _killed_after(self, seconds: float) -> Iterator[None]:
        """Kill the process when this takes longer: nothing else ends a write to a full pipe."""
        watchdog = threading.Timer(max(0.0, seconds), _kill_session, [self._popen])
        watchdog.start()
        try:
            yield
        finally:
            watchdog.cancel()

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in pipe:
                self._lines.put(line)
        self._lines.put(b"")


def _log(path: Path) -> IO[bytes]:
    """The log of an OS process: a file, or the null device when the disk takes none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("ab")
    except OSError:
        return Path(os.devnull).open("ab")


def _kill_session(popen: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        try:
            os.killpg(popen.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
    else:
        popen.kill()
