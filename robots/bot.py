"""The orchestrator's handle on one bot process: started when needed, replaced when it must be."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

from robots import wire
from work_items.errors import WorkItemsError
from work_items.item import Journal, JournalEntry, Outcome, OutcomeKind, WorkItem


@dataclass(frozen=True, slots=True)
class BotSettings:
    """What a bot is started with, and how long it may take."""

    seat: wire.Seat
    #: Root of the evidence folders, one per transaction.
    evidence: Path
    evidence_limit: int
    items_per_process: int
    start_limit: timedelta
    #: By process.
    time_limit: Callable[[str], timedelta]
    #: Signing off may take so long.
    stop_limit: timedelta = timedelta(seconds=10)
    #: What is started; it speaks `robots.wire` on its standard input and output.
    command: tuple[str, ...] = (sys.executable, "-m", "robots.bot_process")


class Bot:
    """One seat's bot. `run` never raises: a dead, hung or confused bot process is an outcome.

    Used by one thread; `kill` may be called from another.
    """

    def __init__(self, settings: BotSettings) -> None:
        self._settings = settings
        self._process: _Process | None = None
        self._worked = 0
        self._killed = False

    @property
    def name(self) -> str:
        """The name under which this bot holds leases."""
        return self._settings.seat.bot

    @property
    def pid(self) -> int | None:
        """The bot process at hand, if there is one."""
        return self._process.pid if self._process else None

    def run(
        self, item: WorkItem, journal: Journal, on_progress: Callable[[str], None] = lambda _step: None
    ) -> Outcome:
        """Work one item in one transaction.

        Args:
            item: What to work.
            journal: Its journal, whose writes are durable and guarded by the lease.
            on_progress: Told each step as it begins.
        """
        try:
            process = self._ready()
        except _NotReadyError as error:
            self._discard()
            # The item was not touched: it goes back as it came.
            return Outcome(OutcomeKind.RETURNED, error.outcome.code, error.outcome.message)
        try:
            return self._work(process, item, journal, on_progress)
        except (_NoAnswerError, wire.WireError) as error:
            self._discard()
            return _STOPPED if self._killed else Outcome(OutcomeKind.CRASHED, error.code, str(error))
        except BaseException:
            # Not the bot's: the journal's or the caller's. Nobody knows what the bot waits for now.
            self._discard()
            raise

    def stop(self) -> None:
        """Let the bot sign off and end; without it, after a while."""
        if self._process is not None:
            self._process.close(self._settings.stop_limit)
            self._process = None

    def kill(self) -> None:
        """End the bot process at once; an item in flight is returned."""
        self._killed = True
        self.abandon()

    def abandon(self) -> None:
        """End the bot process at once, because its item is no longer its own; the next item gets another."""
        process = self._process
        if process is not None:
            process.kill()

    def _ready(self) -> _Process:
        """A signed-on process.

        Raises:
            _NotReadyError: none could be had.
        """
        if (
            self._process is not None
            and self._process.alive
            and self._worked < self._settings.items_per_process
        ):
            return self._process
        self.stop()
        self._worked = 0
        self._check_not_killed()
        try:
            process = self._process = _Process(self.name, self._settings)
            # Again, for `kill` may have come when there was no process yet to end.
            self._check_not_killed()
            process.send(wire.Open(seat=self._settings.seat))
            answer = process.receive(time.monotonic() + self._settings.start_limit.total_seconds())
        except (_NoAnswerError, wire.WireError) as error:
            self._check_not_killed()
            told = Outcome(OutcomeKind.APPLICATION, error.code, f"At the start: {error}")
            raise _NotReadyError(told) from None
        if isinstance(answer, wire.Unopened):
            raise _NotReadyError(answer.outcome)
        return process

    def _check_not_killed(self) -> None:
        if self._killed:
            raise _NotReadyError(_STOPPED)

    def _work(
        self, process: _Process, item: WorkItem, journal: Journal, on_progress: Callable[[str], None]
    ) -> Outcome:
        deadline = time.monotonic() + self._settings.time_limit(item.process).total_seconds()
        evidence = self._settings.evidence / f"{item.id:08d}-{item.attempt:02d}"
        process.send(
            wire.Run(
                item=item.id,
                process=item.process,
                reference=item.reference,
                attempt=item.attempt,
                payload=dict(item.payload),
                journal=tuple(journal.entries().values()),
                evidence=str(evidence),
                evidence_limit=self._settings.evidence_limit,
            )
        )
        while True:
            message = process.receive(deadline)
            if isinstance(message, wire.Finished):
                self._worked += 1
                if not message.reusable:
                    self._discard()
                return message.outcome
            if isinstance(message, wire.Progress):
                on_progress(message.step)
            elif isinstance(message, wire.Record):
                process.send(_write(journal, message))
            else:
                raise wire.WireError(f"A bot process sent {message.type} while working.")

    def _discard(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process = None


def _write(journal: Journal, message: wire.Record) -> wire.Recorded | wire.Refused:
    try:
        journal.record(JournalEntry(message.step, message.state, message.receipt, message.keyed))
    except WorkItemsError as error:
        return wire.Refused(code=error.code, text=str(error))
    return wire.Recorded()


_STOPPED = Outcome(OutcomeKind.RETURNED, "STOPPED", "The run was stopped at once.")


class _NotReadyError(Exception):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.code)
        self.outcome = outcome


class _NoAnswerError(Exception):
    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class _Process:
    """The OS process and its pipe; a thread reads, so that waiting has a deadline on every system."""

    def __init__(self, name: str, settings: BotSettings) -> None:
        settings.evidence.mkdir(parents=True, exist_ok=True)
        try:
            with (settings.evidence / f"{name}.log").open("ab") as log:
                self._popen = subprocess.Popen(  # noqa: S603 - the command is ours
                    settings.command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    cwd=Path(__file__).parents[1],
                    # Signals from a terminal are the orchestrator's to handle.
                    start_new_session=True,
                )
        except OSError as error:
            raise _NoAnswerError("BOT_NOT_STARTED", str(error)) from None
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(
            target=self._read, args=(self._popen.stdout,), daemon=True, name=f"{name}-pipe"
        )
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def alive(self) -> bool:
        return self._popen.poll() is None

    def send(self, message: wire.Downward) -> None:
        """Send one message.

        Raises:
            _NoAnswerError: the process died, or was killed meanwhile.
        """
        assert self._popen.stdin is not None
        line = wire.encode(message)
        try:
            self._popen.stdin.write(line)
            self._popen.stdin.flush()
        except (OSError, ValueError):
            raise _NoAnswerError("BOT_DIED", "The bot process no longer reads its pipe.") from None

    def receive(self, deadline: float) -> wire.Upward:
        """The next message.

        Raises:
            _NoAnswerError: the process died, or `deadline` (of `time.monotonic`) passed.
        """
        try:
            line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise _NoAnswerError(
                "BOT_TIMED_OUT", "The bot took longer than its time limit and was killed."
            ) from None
        if not line:
            raise _NoAnswerError("BOT_DIED", f"The bot process died (exit status {self._popen.wait()}).")
        return wire.decode(wire.upward, line)

    def close(self, limit: timedelta) -> None:
        """Let the process end by itself within `limit`, then end it."""
        with suppress(_NoAnswerError, subprocess.TimeoutExpired):
            self.send(wire.Close())
            self._popen.wait(limit.total_seconds())
        self.kill()

    def kill(self) -> None:
        """End the process and its session; a browser that it launched ends when it finds its driver gone."""
        _kill_session(self._popen)
        self._popen.wait()
        self._reader.join()
        # What was not yet written to a dead process fails once more when its pipe is closed.
        assert self._popen.stdin is not None
        with suppress(OSError, ValueError):
            self._popen.stdin.close()

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in pipe:
                self._lines.put(line)
        self._lines.put(b"")


def _kill_session(popen: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        try:
            os.killpg(popen.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
    else:
        popen.kill()
