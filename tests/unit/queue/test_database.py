from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
import sqlalchemy as sa

from copiste.queue.db import postgresql, sqlite
from copiste.queue.db.database import Database, place, shown
from copiste.queue.errors import QueueBusyError, QueueUnusableError
from copiste.queue.item import NewItem
from copiste.queue.schema import Moment
from copiste.queue.store import Store

NOW = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
ITEM = NewItem("enrolment", "C-1", {"last_name": "MARTIN"})


def test_makes_the_file_and_its_folder(tmp_path: Path) -> None:
    place = tmp_path / "new" / "queue.db"
    with Store.open(f"sqlite:///{place}"):
        assert place.exists()


def test_a_place_that_cannot_hold_a_queue_is_named(tmp_path: Path) -> None:
    with pytest.raises(QueueUnusableError, match=f"{tmp_path}.*unable to open"):
        Store.open(f"sqlite:///{tmp_path}")


def test_a_lock_that_stays_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.01)
    with Store.open(f"sqlite:///{tmp_path / 'queue.db'}") as store:
        other = sqlite3.connect(tmp_path / "queue.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(QueueBusyError, match="stayed locked"):
            store.add([ITEM], now=NOW)
        other.execute("ROLLBACK")
        other.close()
        assert store.add([ITEM], now=NOW).count == 1


def test_whoever_opens_a_new_queue_waits_for_the_one_who_is_making_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(tmp_path / "queue.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refusals = []

    def monotonic() -> float:
        """Asked for at the start and after each refusal."""
        refusals.append(other.in_transaction)
        if len(refusals) == 2:
            other.execute("ROLLBACK")
        return 0.0

    monkeypatch.setattr(sqlite, "time", SimpleNamespace(monotonic=monotonic))
    with Store.open(f"sqlite:///{tmp_path / 'queue.db'}") as store:
        assert store.counts() == ()
    assert refusals[:2] == [True, True]
    other.close()


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.01)
    with Store.open(f"sqlite:///{tmp_path / 'queue.db'}") as store:
        store.add([ITEM], now=NOW)
        other = sqlite3.connect(tmp_path / "queue.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert [count.items for count in store.counts()] == [1]
        other.close()


@pytest.mark.usefixtures("durable_sqlite")
def test_a_write_is_on_the_disk_when_it_returns(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'queue.db'}"):
        place = Database(f"sqlite:///{tmp_path / 'queue.db'}")
        with place.write() as db:
            modes = [
                db.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "journal_mode")
            ]
        place.dispose()
    assert modes == [2, "wal"]  # 2 is FULL


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    place = Database(f"sqlite:///{tmp_path / 'queue.db'}")

    def fail() -> None:
        with place.write() as db:
            db.exec_driver_sql("CREATE TABLE half (done INTEGER)")
            raise RuntimeError("stopped half-way")

    with pytest.raises(RuntimeError):
        fail()
    with place.read() as db:
        assert not sa.inspect(db).has_table("half")
    place.dispose()


def test_an_error_of_the_database_shows_no_payload(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'queue.db'}") as store:
        nameless = NewItem(None, "C-2", {"last_name": "MARTIN"})  # type: ignore[arg-type]
        with pytest.raises(sa.exc.IntegrityError) as caught:
            store.add([nameless], now=NOW)
    assert "MARTIN" not in str(caught.value)


class TestMoment:
    def test_comes_back_in_utc_wherever_it_was_written(self) -> None:
        paris = timezone(timedelta(hours=1))
        place = Database("sqlite://")
        table = sa.Table("moments", sa.MetaData(), sa.Column("at", Moment))
        with place.write() as db:
            table.create(db)
            db.execute(table.insert(), {"at": NOW.astimezone(paris)})
            (found,) = db.execute(sa.select(table.c.at)).scalars()
        place.dispose()
        assert (found, found.tzinfo) == (NOW, UTC)

    def test_without_a_time_zone_is_refused(self, tmp_path: Path) -> None:
        with (
            Store.open(f"sqlite:///{tmp_path / 'queue.db'}") as store,
            pytest.raises(sa.exc.StatementError, match="aware datetimes only"),
        ):
            store.claim(holder="R001", now=NOW.replace(tzinfo=None))


class TestPlace:
    @pytest.mark.parametrize("name", ["postgresql", "postgres", "postgresql+psycopg"])
    def test_postgresql_needs_no_driver_named(self, name: str) -> None:
        assert place(f"{name}://u@h/d").drivername == "postgresql+psycopg"

    @pytest.mark.parametrize("url", ["queue.db", "", "postgresql://u:s3cret@h:port/d"])
    def test_what_is_no_url_is_told_without_a_password(self, url: str) -> None:
        with pytest.raises(QueueUnusableError, match=r"Write it like sqlite:///") as caught:
            place(url)
        assert "s3cret" not in str(caught.value)

    @pytest.mark.parametrize("where", ["copiste:s3cret@h/d", "h/d?password=s3cret", "h/d?sslpassword=s3cret"])
    def test_a_password_in_it_is_never_shown(self, where: str) -> None:
        address = place(f"postgresql://{where}")
        assert "s3cret" not in shown(address)
        assert "h/d" in shown(address)
        assert "s3cret" in address.render_as_string(hide_password=False)

    def test_another_database_is_refused(self) -> None:
        with pytest.raises(QueueUnusableError, match="cannot be kept in mysql"):
            Database("mysql://u@h/d")


class TestWhenTheServerIsAway:
    @pytest.mark.parametrize(
        ("error", "away"),
        [
            (psycopg.OperationalError("connection refused"), True),
            (psycopg.OperationalError("FATAL:  the database system is starting up"), True),
            (psycopg.OperationalError("FATAL:  sorry, too many clients already"), True),
            (psycopg.errors.AdminShutdown("terminating connection"), True),
            (psycopg.OperationalError('FATAL:  password authentication failed for user "u"'), False),
            (psycopg.errors.LockNotAvailable("canceling statement"), False),
            (ValueError("something else"), False),
        ],
    )
    def test_only_that_is_waited_for(self, error: Exception, away: bool) -> None:
        assert postgresql.is_away(error) is away
