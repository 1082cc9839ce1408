"""The base of every foreseen error, and whose fault it is.

The breaker, the seats and the exit codes of the command line decide by it, and by no list of codes.
"""

from __future__ import annotations

from enum import StrEnum


class Blame(StrEnum):
    """Whose fault an error is, by what or who has to change before the same can succeed."""

    #: The data of one case, or the back-end's rules about them: a person corrects the case.
    CASE = "case"
    #: The robot, its declarations, fonts and models, or our own code: a developer corrects them.
    ROBOT = "robot"
    #: The back-end is away, failed, or showed what nobody expected.
    BACK_END = "back-end"
    #: The back-end does not let the seat's operator in: trying again may lock the account.
    SEAT = "seat"
    #: This machine lacks something, stood still, or was cut off.
    MACHINE = "machine"
    #: A disk of this machine takes no more: no seat of it can work.
    DISK = "disk"
    #: The queue's database is away, locked or damaged.
    QUEUE = "queue"
    #: A setting or a secret is wrong or missing.
    SETTINGS = "settings"
    #: Somebody asked for what cannot be done.
    REQUEST = "request"


class CopisteError(Exception):
    """Base of every error that Copiste foresees: its text holds no value of a case, and may be shown."""

    #: Stable and upper-case; scripts, policies and reports may rely on it.
    code: str
    blame: Blame


class TransactionError(CopisteError):
    """Base of the errors that a bot may meet at work: each says what its transaction comes to."""

    #: Name of a `copiste.queue.item.OutcomeKind`, in small letters or capitals.
    kind: str
