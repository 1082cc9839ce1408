"""What runs in other OS processes while a test watches; importable by name, as those need."""

from __future__ import annotations

from tests.contract.work_items.queue import NOW, settle
from work_items.item import OutcomeKind
from work_items.store import Store


def work_until_empty(url: str, holder: str) -> list[int]:
    """Claim and settle until nothing is ready; the numbers of the items."""
    worked = []
    with Store.open(url) as store:
        while lease := store.claim(holder=holder, now=NOW):
            worked.append(lease.item.id)
            settle(store, lease, OutcomeKind.DONE)
    return worked


def open_and_close(url: str) -> None:
    """Open a queue that may not be there yet."""
    with Store.open(url):
        pass
