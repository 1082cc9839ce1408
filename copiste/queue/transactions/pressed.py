"""How the column `steps.keyed` holds what stood on the screen when a commit key went down.

A list of `field=path into the case`. The receipt of a record that is replaced comes first, as `over=receipt`,
as in every earlier version: queues of theirs are read, and they read ours.
"""

from __future__ import annotations

from typing import Final

from copiste.queue.item import JournalEntry

_OVER: Final = "over="


def column_of(entry: JournalEntry) -> list[str]:
    """What to write of `entry`."""
    # A field of that name is no receipt: an empty one before it says that nothing is replaced.
    noted = entry.replaces is not None or any(pair.startswith(_OVER) for pair in entry.keyed)
    return [*([f"{_OVER}{entry.replaces or ''}"] if noted else []), *entry.keyed]


def read_column(column: list[str] | None) -> tuple[tuple[str, ...], str | None]:
    """What was keyed, and the receipt of the record that it replaces.

    Raises:
        TypeError: the column holds something else; the queue is damaged.
    """
    if column is not None and not (isinstance(column, list) and all(isinstance(one, str) for one in column)):
        raise TypeError("steps.keyed is no list of texts")
    keyed = tuple(column or ())
    if not keyed or not keyed[0].startswith(_OVER):
        return keyed, None
    return keyed[1:], keyed[0].removeprefix(_OVER) or None
