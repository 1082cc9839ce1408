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

#: The smallest pipe of any system takes a line of so many bytes without anybody reading it.
_FITS = 4096


class NoAnswerError(Exception):
    """The OS process does not answer: it died, hangs, or never started."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class Child:
    """The OS process and its pipe; a thread reads, so that waiting has a deadline on every system."""

    def __init__(self, name: str, command: Sequence[str], logs: Path, variables: Sequence[str] = ()) -> None:
        """Start it; its standard error goes to `logs`.

        Args:
            name: of the bot, and of its log.
            command: what is started.
            logs: folder of the log.
            variables: names of environment variables that it gets beside the allow-list.

        Raises:
            NoAnswerError: it cannot be started.
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
                    # Signals from a terminal are the orchestrator's to handle.
                    start_new_session=True,
                )
        except OSError as error:
            raise NoAnswerError("BOT_NOT_STARTED", str(error)) from None
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(
            target=self._read, args=(self._popen.stdout,), daemon=True, name=f"{name}-pipe"
        )
        self._reader.start()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._popen.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._popen.poll() is None

    def send(self, message: wire.Downward, seconds: float) -> None:
        """Send one message.

        Raises:
            NoAnswerError: the process died, was killed meanwhile, or did not read for so many `seconds`.
        """
        assert self._popen.stdin is not None
        line = wire.encode(message)
        try:
            with self._killed_after(seconds) if len(line) > _FITS else nullcontext():
                self._popen.stdin.write(line)
                self._popen.stdin.flush()
        except (OSError, ValueError):
            raise NoAnswerError("BOT_DIED", "The bot process no longer reads its pipe.") from None

    def receive(self, seconds: float) -> wire.Upward:
        """The next message.

        Raises:
            NoAnswerError: the process died, or so many `seconds` passed.
        """
        try:
            line = self._lines.get(timeout=max(0.0, seconds))
        except queue.Empty:
            raise NoAnswerError(
                "BOT_TIMED_OUT", "The bot took longer than its time limit and was killed."
            ) from None
        if not line:
            raise NoAnswerError("BOT_DIED", f"The bot process died (exit status {self._popen.wait()}).")
        return wire.decode(wire.upward, line)

    def close(self, limit: timedelta) -> bool:
        """Let the process end by itself within `limit`, then end it; whether it did in order."""
        status = None
        with suppress(NoAnswerError):
            self.send(wire.Close(), limit.total_seconds())
        with suppress(subprocess.TimeoutExpired):
            status = self._popen.wait(limit.total_seconds())
        self.kill()
        return status == 0

    def leave(self, limit: timedelta) -> None:
        """Let the process read the end of its pipe, now, and end it after `limit`; from another thread.

        Nothing that it asks for is granted any more, so that it presses no commit key, and signs off.
        """
        threading.Thread(target=self._leave, args=(limit.total_seconds(),), daemon=True, name="leave").start()

    def kill(self) -> None:
        """End the process and its session; a browser that it launched ends when it finds its driver gone."""
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
        """End the process when this takes longer: nothing else ends a write to a full pipe."""
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
    """Where an OS process tells what nobody asked: a file, or nowhere when its disk takes none."""
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
