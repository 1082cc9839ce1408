"""What a robot makes from its item: kept until the item is DONE, checked before it enters the queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from copiste.cases.registry import check, find_case_type
from copiste.cases.violations import Violation
from copiste.connectors.robocorp.errors import OutputInvalidError
from copiste.connectors.robocorp.messages import wrap
from copiste.queue.item import NewItem, WorkItem
from copiste.queue.transactions.outputs import Filed

#: Of outputs that break a rule: a person corrects these first.
_MOST_TOLD: Final = 10


@dataclass(slots=True)
class Draft:
    """An output that its input has not brought into the queue yet."""

    payload: Any = field(repr=False)
    files: dict[str, bytes] = field(default_factory=dict, repr=False)


def outputs_of(item: WorkItem, process: str, drafts: Sequence[Draft], today: date) -> list[Filed]:
    """The work items of `process` that were made from `item`, each checked as any case of it is.

    Raises:
        OutputInvalidError: some are no cases of `process`; the text has the rules that they break, no value.
    """
    checked = _check_of(process, today)
    made, broken = list[Filed](), list[str]()
    for number, draft in enumerate(drafts, start=1):
        payload = checked(wrap(draft.payload))
        if isinstance(payload, list):
            rules = "; ".join(f"{one.path} {one.rule}: {one.explanation}" for one in payload)
            broken.append(f"Output {number}: {rules}.")
            continue
        reference = f"{item.process}/{item.reference}/{number}"
        new = NewItem(process, reference, payload, priority=item.priority, parent=item.id)
        made.append(Filed(new, draft.files))
    if broken:
        more = f" And {len(broken) - _MOST_TOLD} more." if len(broken) > _MOST_TOLD else ""
        raise OutputInvalidError(
            f"{len(broken)} of {len(drafts)} outputs are no cases of {process}, so none entered the queue. "
            f"{' '.join(broken[:_MOST_TOLD])}{more}"
        )
    return made


def _check_of(process: str, today: date) -> Callable[[dict[str, Any]], dict[str, Any] | list[Violation]]:
    """The check for cases of `process`; none when the project has no case model for it."""
    if find_case_type(process) is None:
        return lambda payload: payload
    return lambda payload: check(process, payload, today)
