"""One item through a bot process: the messages from `Run` to `Finished`, and the journal on the way."""

from __future__ import annotations

import time
from collections.abc import Callable
from time import perf_counter

from copiste.bots import wire
from copiste.bots.child import Child
from copiste.bots.errors import WireError
from copiste.queue.errors import WorkItemsError
from copiste.queue.item import Journal, JournalEntry


def work_through(
    child: Child, run: wire.Run, journal: Journal, on_progress: Callable[[str], None], seconds: float
) -> wire.Finished:
    """Have `child` work one item within `seconds`; what it came to.

    Args:
        child: A process that is signed on.
        run: The item.
        journal: Its journal, written before the process goes on.
        on_progress: Called with each step as it begins.
        seconds: Time limit, without the time that the journal takes.

    Raises:
        BotLostError: the process died, took too long, or sent what is no answer.
    """
    deadline = time.monotonic() + seconds
    child.send(run, deadline - time.monotonic())
    while True:
        message = child.receive(deadline - time.monotonic())
        if isinstance(message, wire.Finished):
            return message
        if isinstance(message, wire.Progress):
            on_progress(message.step)
        elif isinstance(message, wire.Record):
            asked = perf_counter()
            answer = write(journal, message)
            # Time that the queue takes, or that the limit of commits a minute costs, is not the bot's.
            deadline += perf_counter() - asked
            child.send(answer, deadline - time.monotonic())
        else:
            raise WireError(f"A bot process sent {message.type} while working.")


def write(journal: Journal, message: wire.Record) -> wire.Recorded | wire.Refused:
    """Write the entry that a bot process asks for; the answer to it."""
    try:
        journal.record(
            JournalEntry(message.step, message.state, message.receipt, message.keyed, message.replaces)
        )
    except WorkItemsError as error:
        return wire.Refused(code=error.code, text=str(error), blame=error.blame, counts=error.counts)
    return wire.Recorded()
