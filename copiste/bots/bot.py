"""The orchestrator's handle on one bot process: started when needed, replaced when it must be."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from copiste.bots import wire
from copiste.bots.child import Child
from copiste.bots.errors import BotDiedError, BotLostError
from copiste.bots.one_item import work_through
from copiste.bots.spares import Spares
from copiste.disks import DiskError, WorkingFolders
from copiste.errors import Blame, CopisteError
from copiste.queue.errors import WorkItemsError
from copiste.queue.item import Journal, JournalEntry, LeaseLostError, Outcome, OutcomeKind, WorkItem

#: What starts a bot process.
BOT_PROCESS = (sys.executable, "-m", "copiste.bots.bot_process")


@dataclass(frozen=True, slots=True)
class BotSettings:
    """What a bot is started with, and how long it may take."""

    #: Under which it holds leases.
    name: str
    #: What it signs on with, and where.
    open: wire.Open
    #: Root of the evidence folders, one per transaction.
    evidence: Path
    evidence_limit: int
    items_per_process: int
    start_limit: timedelta
    #: By process.
    time_limit: Callable[[str], timedelta]
    #: Time for signing off.
    stop_limit: timedelta = timedelta(seconds=10)
    #: A bot that was idle for longer signs on anew before its next item.
    idle_limit: timedelta = timedelta(minutes=5)
    #: From asking the journal for SUBMITTING to pressing the key.
    press_within: timedelta = timedelta(seconds=15)
    #: What is started; it speaks `copiste.bots.wire` on its standard input and output.
    command: tuple[str, ...] = BOT_PROCESS
    #: Prepared processes, for a bot that needs another one at once.
    spares: Spares | None = None
    #: What a bot cannot work without; the seats of one machine share it.
    folders: WorkingFolders = field(default_factory=WorkingFolders)


class Bot:
    """One seat's bot. `run` never raises: a dead, hung or confused bot process is an outcome.

    Used by one thread; `kill` and `abandon` may be called from others.
    """

    def __init__(self, settings: BotSettings) -> None:
        self._settings = settings
        self._child: Child | None = None
        self._worked = 0
        #: Since when it is idle, by `time.monotonic`.
        self._idle_since = 0.0
        self._refused: Outcome | None = None
        self._left_behind = False
        self._at_work = False
        self._abandoned = False
        self._killed = False

    @property
    def settings(self) -> BotSettings:
        """What it is started with."""
        return self._settings

    @property
    def name(self) -> str:
        """The name under which this bot holds leases."""
        return self._settings.name

    @property
    def pid(self) -> int | None:
        """The number of the bot process, if there is one."""
        return self._child.pid if self._child else None

    @property
    def refused(self) -> Outcome | None:
        """Why the back-end did not let this operator in, the last time; `None` when it did.

        Trying again may lock the account.
        """
        return self._refused

    @property
    def left_behind(self) -> bool:
        """Whether the last process ended without signing off: its session may still lock open records.

        Signing on at the same terminal ends that session.
        """
        return self._left_behind

    def open(self) -> Outcome | None:
        """Sign on, without an item; `None` when signed on and the disks have room, else why not."""
        if not self._at_work:
            self._abandoned = False
            if trouble := self._settings.folders.trouble():
                return _no_disk(Outcome(OutcomeKind.RETURNED), trouble)
        try:
            self._make_ready()
        except _NotReadyError as error:
            self._discard()
            why = replace(error.outcome, kind=OutcomeKind.RETURNED, unopened=True)
            return self._given_back or self._or_disk(why)
        return None

    def run(
        self, item: WorkItem, journal: Journal, on_progress: Callable[[str], None] = lambda _step: None
    ) -> Outcome:
        """Work one item in one transaction; it is given back when the bot does not open.

        Args:
            item: What to work.
            journal: Its journal, whose writes are durable and guarded by the lease.
            on_progress: Called with each step as it begins.
        """
        self._at_work, self._abandoned = True, False
        try:
            # The item was not touched: it goes back as it came.
            unopened = self.open()
            if unopened is not None:
                return unopened
            return self._or_disk(self._work(self._present(), item, journal, on_progress))
        except BotLostError as error:
            if self._abandoned:
                self.stop()
            self._discard()
            return self._given_back or self._or_disk(_outcome_of(error, OutcomeKind.CRASHED))
        except BaseException:
            # The caller's error, not the bot's: what the bot waits for now is unknown.
            self._discard()
            raise
        finally:
            self._at_work = False
            self._idle_since = time.monotonic()

    def stop(self) -> None:
        """Let the bot sign off and end; after `stop_limit`, kill it."""
        if self._child is not None:
            self._left_behind = not self._child.close(self._settings.stop_limit)
            self._child = None

    def kill(self) -> None:
        """Kill the bot process at once; an item in flight is returned."""
        self._killed = True
        if (child := self._child) is not None:
            child.kill()

    def abandon(self) -> None:
        """End the bot process if it is at work, because its lease is lost.

        It presses no commit key any more, and may sign off: its session would keep a record locked for the
        bot that has the item now. The next item gets another process.
        """
        if self._at_work:
            self._abandoned = True
            if (child := self._child) is not None:
                child.leave(self._settings.stop_limit)

    def _or_disk(self, outcome: Outcome) -> Outcome:
        """`outcome`, or the item given back when it failed and a disk that bots need is in trouble now."""
        if outcome.kind.answered or self._given_back:
            return outcome
        trouble = self._settings.folders.trouble(outcome.disk)
        if not trouble:
            return outcome
        # A browser or terminal that found no room is in no known state; its records should not stay locked.
        self.stop()
        return _no_disk(outcome, trouble)

    @property
    def _given_back(self) -> Outcome | None:
        return _STOPPED if self._killed else _LOST if self._abandoned else None

    def _make_ready(self) -> None:
        """Make sure that there is a process which is signed on.

        Raises:
            _NotReadyError: none could be started, or it could not sign on.
        """
        settings = self._settings
        if self._child is not None and self._child.alive and self._worked < settings.items_per_process:
            idle = time.monotonic() - self._idle_since
            if idle <= settings.idle_limit.total_seconds() or self._signs_on_anew(self._child):
                return
        self.stop()
        self._worked = 0
        self._check_not_given_back()
        try:
            child = self._child = self._start()
            # Again, for `kill` may have been called before there was a process.
            self._check_not_given_back()
            self._sign_on(child)
        except BotLostError as error:
            self._check_not_given_back()
            why = _outcome_of(error, OutcomeKind.APPLICATION)
            raise _NotReadyError(replace(why, message=f"At the start: {error}")) from None

    def _start(self) -> Child:
        spare = self._settings.spares.take() if self._settings.spares else None
        settings = self._settings
        variables = settings.open.prepare.environment
        return spare or Child(self.name, settings.command, settings.evidence, variables)

    def _signs_on_anew(self, child: Child) -> bool:
        """Sign the idle process on again; whether that succeeded, for if not, another one is needed."""
        try:
            self._sign_on(child)
        except (BotLostError, _NotReadyError):
            self._discard()
            return False
        return True

    def _sign_on(self, child: Child) -> None:
        deadline = time.monotonic() + self._settings.start_limit.total_seconds()
        child.send(self._settings.open, deadline - time.monotonic())
        answer = child.receive(deadline - time.monotonic())
        if isinstance(answer, wire.Unopened):
            self._refused = answer.outcome if answer.outcome.blame is Blame.SEAT else None
            raise _NotReadyError(answer.outcome)
        self._refused = None
        self._left_behind = False
        if self._settings.spares:
            self._settings.spares.refill()

    def _check_not_given_back(self) -> None:
        if given_back := self._given_back:
            raise _NotReadyError(given_back)

    def _present(self) -> Child:
        if self._child is None:  # killed or abandoned meanwhile
            raise BotDiedError("The bot process is gone.")
        return self._child

    def _work(
        self, child: Child, item: WorkItem, journal: Journal, on_progress: Callable[[str], None]
    ) -> Outcome:
        try:
            entries = journal.entries()
        except WorkItemsError as error:
            return _outcome_of(error, OutcomeKind.RETURNED)
        limit = self._settings.time_limit(item.process).total_seconds()
        finished = work_through(child, self._run_message(item, entries), journal, on_progress, limit)
        if self._abandoned:
            raise BotDiedError("The bot was stopped.")
        self._worked += 1
        if not finished.reusable:
            self._discard()
        return finished.outcome

    def _run_message(self, item: WorkItem, entries: Mapping[str, JournalEntry]) -> wire.Run:
        return wire.Run(
            item=item.id,
            process=item.process,
            reference=item.reference,
            attempt=item.attempt,
            payload=dict(item.payload),
            journal=tuple(entries.values()),
            evidence=str(self._settings.evidence / item.evidence),
            evidence_limit=self._settings.evidence_limit,
            press_within=self._settings.press_within.total_seconds(),
        )

    def _discard(self) -> None:
        if self._child is not None:
            self._left_behind = True
            self._child.kill()
            self._child = None


def _outcome_of(error: CopisteError, kind: OutcomeKind) -> Outcome:
    return Outcome(kind, error.code, str(error), blame=error.blame)


def _no_disk(outcome: Outcome, trouble: str) -> Outcome:
    """`outcome`, but the item is given back, for bots cannot work on this machine's disks."""
    return replace(
        outcome,
        kind=OutcomeKind.RETURNED,
        code=DiskError.code,
        message=trouble,
        blame=DiskError.blame,
        unopened=True,
    )


_STOPPED = Outcome(OutcomeKind.RETURNED, "STOPPED", "The run was stopped at once.")
_LOST = _outcome_of(
    LeaseLostError("The lease was lost or could not be renewed; the bot was stopped."), OutcomeKind.RETURNED
)


class _NotReadyError(Exception):
    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.code)
        self.outcome = outcome
