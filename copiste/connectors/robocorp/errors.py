"""What a robot may be refused; the adapter raises each in the robot, with its `code`."""

from __future__ import annotations

from copiste.errors import Blame
from copiste.queue.errors import WorkItemsError


class EmptyQueueError(WorkItemsError):
    """No item is left that may be worked now."""

    code = "EMPTY_QUEUE"
    blame = Blame.ROBOT


class TokenRefusedError(WorkItemsError):
    """Who asks was not started by this broker."""

    code = "TOKEN_REFUSED"
    blame = Blame.ROBOT


class MessageRefusedError(WorkItemsError):
    """A message is none of those that the broker knows."""

    code = "MESSAGE_REFUSED"
    blame = Blame.ROBOT


class ItemNotYoursError(WorkItemsError):
    """The robot names an item that it does not work, or no longer."""

    code = "ITEM_NOT_YOURS"
    blame = Blame.ROBOT


class ItemInHandError(WorkItemsError):
    """The robot asks for an item before it has released the one it has."""

    code = "ITEM_IN_HAND"
    blame = Blame.ROBOT


class OutputsUnwantedError(WorkItemsError):
    """The robot makes an output, and no process was named for it."""

    code = "OUTPUTS_UNWANTED"
    blame = Blame.ROBOT


class OutputInvalidError(WorkItemsError):
    """What a robot made is no case of its process. Next step: correct what it was made from."""

    code = "OUTPUT_INVALID"
    blame = Blame.CASE


class WorkItemsFileError(WorkItemsError):
    """A file of work items cannot be loaded."""

    code = "WORK_ITEMS_FILE"
