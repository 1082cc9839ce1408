"""The migrations build what the schema says; the history cannot be rewritten; the claim finds its index."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Connection

from copiste.queue import migrations
from copiste.queue.db.database import Database
from copiste.queue.errors import QueueVersionError
from copiste.queue.schema import ONLY_GROW, events, metadata
from copiste.queue.store import Store
from copiste.queue.transactions import claims
from tests.contract.queue.queue import NOW, add, claimed


def definitions(db: Connection) -> dict[str, list[str]]:
    """What SQLite says its tables, indexes and triggers are, part by part; brackets and spaces left out.

    In any order: a column that a later migration adds comes last.
    """
    rows = db.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {
        row.name: sorted(re.sub(r"[\s()\"]+", "", row.sql.partition("(")[2]).split(","))
        for row in rows
        if row.name != "alembic_version"
    }


class TestMigrations:
    @pytest.mark.filterwarnings("ignore:.*expression-based index")
    def test_build_the_tables_of_the_schema(self, empty_url: str) -> None:
        with Store.open(empty_url):
            database = Database(empty_url)
            with database.read() as db:
                assert compare_metadata(MigrationContext.configure(db), metadata) == []
            database.dispose()

    def test_build_every_constraint_index_and_trigger_of_the_schema(self) -> None:
        migrated, created = Database("sqlite://"), Database("sqlite://")
        migrations.upgrade(migrated)
        with created.write() as db:
            metadata.create_all(db)
        with migrated.read() as left, created.read() as right:
            assert definitions(left) == definitions(right)
            assert len([name for name in definitions(left) if "_no_" in name]) == 2 * len(ONLY_GROW)
        migrated.dispose()
        created.dispose()

    def test_the_newest_is_the_one_that_is_looked_for(self) -> None:
        assert ScriptDirectory.from_config(migrations.configuration()).get_current_head() == migrations.HEAD

    def test_leave_a_queue_that_is_up_to_date_as_it_is(self, url: str) -> None:
        with Store.open(url) as store:
            add(store)
        with Store.open(url) as store:
            assert store.claim(holder="R001", now=NOW) is not None

    def test_of_several_queues_may_be_asked_for_at_once(self, tmp_path: Path) -> None:
        def opened(number: int) -> tuple[object, ...]:
            with Store.open(f"sqlite:///{tmp_path}/queue-{number % 2}.db") as store:
                return store.counts()

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(opened, range(4))) == [()] * 4

    def test_a_queue_of_a_newer_version_is_left_alone(self, url: str) -> None:
        with Store.open(url):
            database = Database(url)
            with database.write() as db:
                db.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
            database.dispose()
        with pytest.raises(QueueVersionError, match="revision 9999"):
            Store.open(url)


class TestHistory:
    @pytest.mark.parametrize("change", [sa.update(events).values(who="nobody"), sa.delete(events)])
    def test_cannot_be_rewritten(self, store: Store, url: str, change: sa.Executable) -> None:
        claimed(store)
        before = store.item(1).history
        database = Database(url)
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.write() as db:
            db.execute(change)
        database.dispose()
        assert store.item(1).history == before


STATEMENTS = {
    "_NEXT": {"ix_items_ready"},
    "_NEXT_OF_PROCESS": {"ix_items_ready_by_process"},
    "_CHORES": {"ix_items_leased", "ix_items_waiting", "ix_items_due"},
    "_FIND_LAPSED": {"ix_items_leased"},
    "_RIPEN": {"ix_items_waiting"},
    "_EXPIRE": {"ix_items_due"},
}


class TestCostOfAClaim:
    @pytest.mark.parametrize(("name", "indexes"), STATEMENTS.items())
    def test_every_look_goes_through_its_index_whatever_the_queue_holds(
        self, name: str, indexes: set[str]
    ) -> None:
        database = Database("sqlite://")
        with database.write() as db:
            metadata.create_all(db)
            statement = getattr(claims, name).compile(dialect=db.dialect)
            plan = db.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", (None,) * len(statement.positiontup or ())
            )
            steps = [row.detail for row in plan]
        database.dispose()
        used = {index for step in steps for index in re.findall(r"ix_\w+", step)}
        assert used == indexes
        assert not [step for step in steps if "TEMP B-TREE" in step or re.fullmatch(r"SCAN \w+", step)]

    @pytest.mark.parametrize("name", ["_NEXT", "_NEXT_OF_PROCESS", "_FIND_LAPSED", "_RIPEN", "_EXPIRE"])
    def test_several_machines_skip_each_others_rows(self, name: str) -> None:
        dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
        assert "FOR UPDATE SKIP LOCKED" in str(getattr(claims, name).compile(dialect=dialect))
