"""What can go wrong between the orchestrator and a bot process, on either side of the pipe."""

from __future__ import annotations

from copiste.errors import Blame, TransactionError
from copiste.queue.item import OutcomeKind


class BotsError(TransactionError):
    """Base of everything this package raises."""

    code = "BOTS"
    blame = Blame.ROBOT
    kind = OutcomeKind.APPLICATION


class BotLostError(BotsError):
    """The bot process is of no more use: another one takes its place."""

    code = "BOT_LOST"


class BotNotStartedError(BotLostError):
    """The OS does not start the bot process."""

    code = "BOT_NOT_STARTED"
    blame = Blame.MACHINE


class BotDiedError(BotLostError):
    """The bot process died, or was killed."""

    code = "BOT_DIED"


class BotTimedOutError(BotLostError):
    """The bot process did not answer within its time limit, and was killed."""

    code = "BOT_TIMED_OUT"


class WireError(BotLostError):
    """A line on the pipe is not one of the messages of `wire`, or cannot be; its text is not shown."""

    code = "WIRE"


class NoRobotError(BotsError):
    """A process has no robot."""

    code = "NO_ROBOT"


class OrchestratorGoneError(BotsError):
    """The orchestrator has closed the bot's pipe, so the journal cannot be written."""

    code = "ORCHESTRATOR_GONE"
    blame = Blame.MACHINE
    kind = OutcomeKind.RETURNED

    def __init__(self) -> None:
        super().__init__("The orchestrator is gone. Nothing more is pressed.")


class JournalRefusedError(BotsError):
    """The orchestrator did not write the journal, so no commit key may be pressed."""

    code = "JOURNAL_REFUSED"

    def __init__(self, code: str, text: str, blame: Blame, *, counts: bool) -> None:
        """Take over `code`, text and `blame` of the queue's error, and whether it `counts` as an attempt."""
        super().__init__(text)
        self.code = code
        self.blame = blame
        self.kind = OutcomeKind.APPLICATION if counts else OutcomeKind.RETURNED
