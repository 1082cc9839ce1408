"""Inside a bot process: one seat, signed on once, one robot run per item.

Started by `copiste.bots.bot` as `python -m copiste.bots.bot_process`. Standard input and output are the pipe
to the orchestrator; whatever prints goes to standard error, which is the bot's log file.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from copiste import environment
from copiste.bots import robot_run, wire
from copiste.bots.errors import JournalRefusedError, NoRobotError, OrchestratorGoneError
from copiste.bots.robot_output import print_to_lasting_log
from copiste.keywords import transaction
from copiste.keywords.evidence import Evidence
from copiste.keywords.seat_session import SeatSession, prepare_seat
from copiste.queue.item import JournalEntry, Outcome, OutcomeKind, WorkItem


class Pipe:
    """The bot process's end of the pipe to the orchestrator."""

    def __init__(self, reader: BinaryIO, writer: BinaryIO) -> None:
        self._reader = reader
        self._writer = writer

    def send(self, message: wire.Upward) -> None:
        """Send one message."""
        self._writer.write(wire.encode(message))
        self._writer.flush()

    def receive(self) -> wire.Downward:
        """The next message; an orchestrator that is gone reads as `Close`."""
        line = self._reader.readline()
        return wire.decode(wire.downward, line) if line else wire.Close()


class PipedJournal:
    """The journal of the current item: read from the `Run` message, written through the pipe."""

    def __init__(self, pipe: Pipe, entries: tuple[JournalEntry, ...]) -> None:
        self._pipe = pipe
        self._entries = {entry.step: entry for entry in entries}

    def entries(self) -> Mapping[str, JournalEntry]:
        """What earlier attempts recorded, and this one so far."""
        return dict(self._entries)

    def record(self, entry: JournalEntry) -> None:
        """Ask the orchestrator to write `entry`, and wait until it is durable.

        Raises:
            JournalRefusedError: the orchestrator could not write it.
            OrchestratorGoneError: there is none any more.
        """
        self._pipe.send(
            wire.Record(
                step=entry.step,
                state=entry.state,
                receipt=entry.receipt,
                keyed=entry.keyed,
                replaces=entry.replaces,
            )
        )
        answer = self._pipe.receive()
        if isinstance(answer, wire.Refused):
            raise JournalRefusedError(answer.code, answer.text, answer.blame, counts=answer.counts)
        if not isinstance(answer, wire.Recorded):
            raise OrchestratorGoneError
        self._entries[entry.step] = entry


def main() -> None:
    """Prepare, open the seat, work item after item, sign off."""
    pipe = _take_the_pipe()
    seat: SeatSession | None = None
    try:
        # The pipe breaks when the orchestrator is gone: sign off and end all the same.
        with suppress(BrokenPipeError):
            while not isinstance(message := pipe.receive(), wire.Close):
                if isinstance(message, wire.Prepare):
                    seat = _prepare(message)
                    pipe.send(wire.Prepared())
                elif isinstance(message, wire.Open):
                    seat = seat or _prepare(message.prepare)
                    _take(seat, message)
                    pipe.send(wire.Opened())
                elif isinstance(message, wire.Run) and seat is not None and seat.taken:
                    outcome = _work(pipe, seat, message)
                    pipe.send(wire.Finished(outcome=outcome, reusable=seat.reusable))
                else:
                    return
    except _UnopenedError as error:
        pipe.send(wire.Unopened(outcome=transaction.outcome_of(error.why)))
    finally:
        if seat is not None:
            seat.close()


class _UnopenedError(Exception):
    def __init__(self, why: Exception) -> None:
        super().__init__(type(why).__name__)
        self.why = why


def _prepare(message: wire.Prepare) -> SeatSession:
    environment.allow(message.environment)
    try:
        seat = prepare_seat(message.connection)
    except Exception as error:
        raise _UnopenedError(error) from None
    robot_run.warm_up()
    # What is loaded now stays: keeping it out of every later collection saves 5–10 ms an item.
    gc.freeze()
    return seat


def _take(seat: SeatSession, message: wire.Open) -> None:
    try:
        seat.take(message.credentials, message.hash_key)
    except Exception as error:
        raise _UnopenedError(error) from None


def _take_the_pipe() -> Pipe:
    """Keep the pipe for messages only: later prints go to standard error, later reads find nothing."""
    pipe = Pipe(os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    print_to_lasting_log()
    return pipe


def _work(pipe: Pipe, seat: SeatSession, message: wire.Run) -> Outcome:
    item = WorkItem(
        id=message.item,
        process=message.process,
        reference=message.reference,
        payload=message.payload,
        attempt=message.attempt,
    )
    evidence = Evidence(Path(message.evidence), message.evidence_limit)
    current = transaction.Transaction(
        item,
        PipedJournal(pipe, message.journal),
        seat,
        evidence,
        on_progress=lambda step: pipe.send(wire.Progress(step=step)),
        press_within=message.press_within,
    )
    transaction.begin(current)
    try:
        passed = robot_run.run(message.process, evidence.folder, lost=evidence.lost)
    except NoRobotError as error:
        return replace(transaction.outcome_of(error), evidence=evidence.folder.name)
    finally:
        transaction.end()
    outcome = current.outcome(passed=passed)
    if outcome.kind is not OutcomeKind.DONE:
        seat.rest()
        robot_run.write_log(evidence.folder)
    return replace(outcome, unpictured=evidence.missing)


if __name__ == "__main__":
    main()
