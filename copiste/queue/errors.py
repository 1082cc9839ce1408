"""What can go wrong in the case queue: one class per condition.

Texts name the place and the next step, never a payload value.
"""

from __future__ import annotations

from typing import ClassVar

from copiste.errors import Blame, CopisteError


class WorkItemsError(CopisteError):
    """Base of every error of the queue."""

    code = "WORK_ITEMS"
    blame = Blame.REQUEST
    #: Whether a transaction that meets it counts as an attempt; if not, its item is returned as it came.
    counts: ClassVar[bool] = True


class TransitionRefusedError(WorkItemsError):
    """The lifecycle does not let an item go from the state it is in to the one asked for."""

    code = "TRANSITION_REFUSED"


class StepRefusedError(WorkItemsError):
    """A journal entry does not follow from what the journal already says of its step."""

    code = "STEP_REFUSED"
    blame = Blame.ROBOT


class ItemNotFoundError(WorkItemsError):
    """No work item has this number."""

    code = "ITEM_NOT_FOUND"


class QueueBusyError(WorkItemsError):
    """Another OS process kept the queue's database locked for longer than we wait."""

    code = "QUEUE_BUSY"
    blame = Blame.QUEUE
    counts = False


class QueueUnusableError(WorkItemsError):
    """The queue's database cannot be opened, read or written."""

    code = "QUEUE_UNUSABLE"
    blame = Blame.QUEUE
    counts = False


class QueueDamagedError(WorkItemsError):
    """The queue's database holds a value that Copiste cannot have written."""

    code = "QUEUE_DAMAGED"
    blame = Blame.QUEUE


class QueueVersionError(WorkItemsError):
    """The queue's database was written by a newer Copiste."""

    code = "QUEUE_VERSION"
    blame = Blame.QUEUE


class CapacityNotFoundError(WorkItemsError):
    """The number of units of this capacity is not set."""

    code = "CAPACITY_NOT_FOUND"


class ReasonMissingError(WorkItemsError):
    """A person's act on an item lacks the name or the reason."""

    code = "REASON_MISSING"


class RunNotFoundError(WorkItemsError):
    """No run of an orchestrator has this number."""

    code = "RUN_NOT_FOUND"


class FileMissingError(WorkItemsError):
    """No file of this name travels with the item."""

    code = "FILE_MISSING"


class OutputKnownError(WorkItemsError):
    """An item that a transaction made is in the queue already, by its process and reference."""

    code = "OUTPUT_KNOWN"
    blame = Blame.ROBOT
