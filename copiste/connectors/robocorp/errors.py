"""What a robot may be refused; the adapter raises each in the robot, with its `code`."""

from __future__ import annotations

from copiste.queue.errors import WorkItemsError


class EmptyQueueError(WorkItemsError):
    """No item is left that may be worked now."""

    code = "EMPTY_QUEUE"


class TokenRefusedError(WorkItemsError):
    """Who asks was not started by this broker."""

    code = "TOKEN_REFUSED"


class MessageRefusedError(WorkItemsError):
    """A message is none of those that the broker knows."""

    code = "MESSAGE_REFUSED"


class ItemNotYoursError(WorkItemsError):
    """The robot names an item that it does not work, or no longer."""

    code = "ITEM_NOT_YOURS"


class ItemInHandError(WorkItemsError):
    """The robot asks for an item before it has released the one it has."""

    code = "ITEM_IN_HAND"


class OutputsUnwantedError(WorkItemsError):
    """The robot makes an output, and no process was named for it."""

    code = "OUTPUTS_UNWANTED"


class WorkItemsFileError(WorkItemsError):
    """A file of work items cannot be loaded."""

    code = "WORK_ITEMS_FILE"
