"""A queue of an earlier revision, with cases in it, becomes one of today's."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from copiste.queue import migrations
from copiste.queue.adding import Added
from copiste.queue.db.database import Database
from copiste.queue.item import JournalEntry, State, StepState
from copiste.queue.schema import Moment
from copiste.queue.store import Store
from tests.contract.queue.queue import HOUR, NOW, claim_all, claimed, new, record
from tests.contract.queue.vaults import Vault

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


CASE = {"member": {"last_name": "DUPRÉ", "rank": 1}}


def item(number: int, reference: str, **values: Any) -> dict[str, Any]:
    counts = dict.fromkeys(("token", "failures", "crashes", "postponements", "priority"), 0)
    return {
        "id": number,
        "process": "enrolment",
        "reference": reference,
        "payload": CASE,
        "state": State.PENDING,
        "waiting": False,
        "attempt": 1,
        "code": "",
        "message": "",
        **dict.fromkeys(("not_before", "added_at", "changed_at"), NOW),
        **counts,
        **values,
    }


def made_at(revision: str, url: str, *rows: dict[str, Any]) -> str:
    """A queue as that revision kept these items."""
    database = Database(url)
    with database.write() as db:
        config = migrations.configuration()
        config.attributes["connection"] = db
        command.upgrade(config, revision)
        table = ITEMS
        if revision != "0001":
            names = [column.name for column in ITEMS.columns if column.name != "payload"]
            table = sa.table(
                "items", *(sa.column(n, ITEMS.c[n].type) for n in names), sa.column("payload", sa.Text)
            )
        db.execute(sa.insert(table), list(rows))
        line = {"at": NOW, "who": "intake", "from_state": None, "to_state": "PENDING", "code": "", "why": ""}
        db.execute(sa.insert(EVENTS), [{"item_id": row["id"], **line} for row in rows])
    database.dispose()
    return url


@pytest.fixture
def old(empty_url: str) -> str:
    """A queue at revision 0001."""
    return made_at(
        "0001",
        empty_url,
        *(
            item(1, "new"),
            item(2, "urgent", priority=2),
            item(3, "old", added_at=NOW - 5 * HOUR),
            item(4, "refused", state=State.REJECTED, code="CONTRACT_UNKNOWN"),
        ),
    )


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


class TestJournalsOfBefore:
    """Revision 0003 is today's; what its first versions wrote in `keyed` is as these tests spell it."""

    @staticmethod
    def spelled(url: str) -> str:
        """What the column holds, as text."""
        database = Database(url)
        with database.read() as db:
            found = db.execute(sa.text("SELECT CAST(keyed AS TEXT) FROM steps")).scalar_one()
        database.dispose()
        return str(found)

    @pytest.mark.parametrize(
        ("keyed", "read"),
        [
            ('["over=26001-000042", "street=address.street"]', (("street=address.street",), "26001-000042")),
            ('["street=address.street"]', (("street=address.street",), None)),
            ("null", ((), None)),
        ],
    )
    def test_says_what_was_keyed_and_which_record_it_replaces(
        self, empty_url: str, keyed: str, read: tuple[tuple[str, ...], str | None]
    ) -> None:
        url = made_at("0003", empty_url, item(1, "E-1", payload=json.dumps(CASE)))
        database = Database(url)
        with database.write() as db:
            db.execute(
                sa.text(
                    "INSERT INTO steps (item_id, step, state, token, attempt, at, pressed_at, keyed) VALUES "
                    f"(1, 'address', 'SUBMITTING', 1, 1, '{NOW}', '{NOW}', '{keyed}')"
                )
            )
        database.dispose()
        with Store.open(url) as store:
            entry = store.journal(1)["address"]
            assert (entry.keyed, entry.replaces) == read
            (step,) = store.item(1).journal
            assert (step.keyed, step.replaces) == read

    def test_a_version_of_before_reads_what_is_written_today(self, url: str) -> None:
        with Store.open(url) as store:
            lease = claimed(store)
            record(store, lease, StepState.PREPARED)
            pressed = JournalEntry(
                *("member", StepState.SUBMITTING, None),
                keyed=("street=address.street",),
                replaces="26001-000042",
            )
            store.record(lease, pressed, now=NOW)
        assert json.loads(self.spelled(url)) == ["over=26001-000042", "street=address.street"]


class TestReferencesOfBefore:
    """Revision 0003 keeps a hash of what was added; items of before have none."""

    @pytest.fixture(params=["0001", "0002"])
    def before(self, request: pytest.FixtureRequest, empty_url: str) -> str:
        revision = str(request.param)
        held = CASE if revision == "0001" else json.dumps(CASE, ensure_ascii=False)
        return made_at(revision, empty_url, item(1, "E-1", payload=held, state=State.DONE, attempt=2))

    def test_the_same_case_is_known_and_another_is_told(self, before: str) -> None:
        with Store.open(before, sealer=Vault().sealer()) as store:
            assert store.add([new("E-1", payload=CASE)], now=NOW) == Added(0, 1)
            (used,) = store.add([new("E-1", payload={})], now=NOW).used
            assert (used.item, used.state, used.origin) == (1, State.DONE, None)
            assert used.told().startswith("item 1 from no file, added 2026-11-20 22:00 UTC, DONE: ")
            assert store.add([new("E-2", payload=CASE)], now=NOW) == Added(1, 0)

    def test_it_opens_again_and_by_two_at_once(self, before: str) -> None:
        with Store.open(before) as first, Store.open(before) as second:
            assert first.payload(1) == second.payload(1) == CASE
