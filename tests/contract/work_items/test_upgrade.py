"""A queue of the first release, with cases in it, becomes one of today's."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from tests.contract.work_items.queue import HOUR, NOW, claim_all
from work_items import migrations
from work_items.database import Database
from work_items.item import State
from work_items.schema import Moment
from work_items.store import Store

ITEMS = sa.table(
    "items",
    *(
        sa.column(name)
        for name in ("id", "process", "reference", "state", "priority", "waiting", "token", "attempt")
    ),
    *(sa.column(name) for name in ("failures", "crashes", "postponements", "code", "message")),
    *(sa.column(name, Moment) for name in ("not_before", "added_at", "changed_at")),
    sa.column("payload", sa.JSON),
)
EVENTS = sa.table(
    "events",
    sa.column("item_id"),
    sa.column("at", Moment),
    *(sa.column(name) for name in ("who", "from_state", "to_state", "code", "why")),
)


def item(number: int, reference: str, **values: Any) -> dict[str, Any]:
    counts = dict.fromkeys(("token", "failures", "crashes", "postponements", "priority"), 0)
    return {
        "id": number,
        "process": "enrolment",
        "reference": reference,
        "payload": {"member": {"last_name": "DUPRÉ", "rank": 1}},
        "state": State.PENDING,
        "waiting": False,
        "attempt": 1,
        "code": "",
        "message": "",
        **dict.fromkeys(("not_before", "added_at", "changed_at"), NOW),
        **counts,
        **values,
    }


@pytest.fixture
def old(empty_url: str) -> str:
    """A queue at revision 0001."""
    database = Database(empty_url)
    with database.write() as db:
        config = migrations.configuration()
        config.attributes["connection"] = db
        command.upgrade(config, "0001")
        rows = [
            item(1, "new"),
            item(2, "urgent", priority=2),
            item(3, "old", added_at=NOW - 5 * HOUR),
            item(4, "refused", state=State.REJECTED, code="CONTRACT_UNKNOWN"),
        ]
        db.execute(sa.insert(ITEMS), rows)
        line = {"at": NOW, "who": "intake", "from_state": None, "to_state": "PENDING", "code": "", "why": ""}
        db.execute(sa.insert(EVENTS), [{"item_id": row["id"], **line} for row in rows])
    database.dispose()
    return empty_url


def test_payloads_and_history_are_as_they_were(old: str) -> None:
    with Store.open(old) as store:
        for number in (1, 4):
            found = store.item(number)
            assert store.payload(number) == {"member": {"last_name": "DUPRÉ", "rank": 1}}
            assert [line.who for line in found.history] == ["intake"]
        assert store.item(4).summary.state is State.REJECTED


def test_what_waited_longest_has_gained_on_what_is_urgent(old: str) -> None:
    with Store.open(old) as store:
        assert claim_all(store) == ["old", "urgent", "new"]


def test_what_people_decide_goes_on(old: str) -> None:
    with Store.open(old) as store:
        store.requeue(4, who="claire", why="corrected", now=NOW)
        assert "refused" in claim_all(store)
