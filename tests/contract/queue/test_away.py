"""PostgreSQL goes away and comes back: what heals by itself, and what is said where it does not."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import sql

from copiste.queue.db import sessions
from copiste.queue.db.database import Database, place
from copiste.queue.errors import QueueBusyError, QueueUnusableError
from copiste.queue.item import OutcomeKind, State, StepState
from copiste.queue.store import Store
from tests.contract.queue.queue import NOW, SECOND, add, claim, new, record, settle
from tests.support.cut import line_to
from tests.support.postgres import Postgres


@pytest.fixture
def remote(postgres: Postgres) -> Iterator[str]:
    """The URL of an empty database."""
    with postgres.database() as url:
        yield url


def test_a_restart_between_two_writes_goes_unnoticed(postgres: Postgres, remote: str) -> None:
    with Store.open(remote) as store:
        add(store, new("a"), new("b"))
        leases = [claim(store), claim(store)]
        postgres.restart()
        assert len(store.renew(leases, now=NOW + SECOND).kept) == 2
        assert settle(store, leases[0], OutcomeKind.DONE) is State.DONE


def test_what_was_written_survives_the_death_of_the_server(durable_postgres: Postgres, remote: str) -> None:
    with Store.open(remote) as store:
        add(store)
        lease = claim(store)
        record(store, lease, StepState.PREPARED, StepState.SUBMITTING)
        durable_postgres.kill()
        durable_postgres.start()
        assert store.journal(lease.item.id)["member"].state is StepState.SUBMITTING


def test_a_server_that_is_away_is_waited_for(postgres: Postgres, remote: str) -> None:
    with Store.open(remote) as store:
        add(store)
        postgres.stop()
        back = threading.Thread(target=postgres.start)
        back.start()
        assert store.claim(holder="R001", now=NOW) is not None
        back.join()


def test_a_server_that_stays_away_is_named_without_its_password() -> None:
    url = "postgresql://copiste:s3cret@127.0.0.1:1/queue"
    with pytest.raises(QueueUnusableError, match=r"copiste:\*\*\*@127.0.0.1:1/queue.*refused") as caught:
        Store.open(url, patience=0)
    assert "s3cret" not in str(caught.value)


def test_a_standby_is_no_queue(postgres: Postgres, remote: str) -> None:
    """As a session sees a server that became one: it takes no writes, whatever it holds is of before."""
    Store.open(remote).dispose()
    name = sql.Identifier(place(remote).database or "")
    with Store.open(remote, patience=1) as store:
        add(store)
        postgres.execute(sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(name))
        others = sql.SQL(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'copiste'"
        )
        postgres.execute(others)
        with pytest.raises(QueueUnusableError, match=r"read-only.*target_session_attrs"):
            add(store, new("b"))
        postgres.execute(sql.SQL("ALTER DATABASE {} RESET ALL").format(name))
        postgres.execute(others)
        with Store.open(remote) as again:
            add(again, new("b"))


def test_a_silent_server_is_given_up_in_time(postgres: Postgres, remote: str) -> None:
    with line_to(postgres.port) as line:
        silent = remote.replace(f":{postgres.port}/", f":{line.port}/")
        with Store.open(silent, patience=0, answer=0.5) as store:
            add(store)
            line.cut(silent=True)
            began = time.monotonic()
            with pytest.raises(QueueUnusableError, match=r"no answer|timeout"):
                claim(store)
            assert time.monotonic() - began < 8
            line.heal()
            assert claim(store).item.reference == "C-1"


@pytest.mark.timeout(25)  # less than the patience with a server that is away
def test_a_server_that_refuses_is_not_asked_again(postgres: Postgres) -> None:
    with pytest.raises(QueueUnusableError, match="does not exist"):
        Store.open(postgres.url("nowhere"))
    with pytest.raises(QueueUnusableError, match="does not exist"):
        Store.open(postgres.url("postgres", user="stranger", password="s3cret"))


def test_a_transaction_that_lost_its_connection_is_not_repeated(postgres: Postgres, remote: str) -> None:
    database = Database(remote)
    begun = 0

    def lose() -> None:
        nonlocal begun
        with database.write() as db:
            begun += 1
            db.exec_driver_sql("CREATE TABLE half (done INTEGER)")
            postgres.restart()
            db.exec_driver_sql("CREATE TABLE other_half (done INTEGER)")

    with pytest.raises(QueueUnusableError, match="terminating connection"):
        lose()
    with database.read() as db:
        assert db.exec_driver_sql("SELECT to_regclass('half')").scalar() is None
    assert begun == 1
    database.dispose()


def test_a_connection_lost_before_anything_was_done_is_replaced(postgres: Postgres, remote: str) -> None:
    database = Database(remote)
    with database.read() as db:
        db.exec_driver_sql("SELECT 1")
    others = sql.SQL(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'copiste'"
    )
    postgres.execute(others)
    with database.write() as db:
        assert db.exec_driver_sql("SELECT 1").scalar() == 1
    database.dispose()


def test_a_lock_that_stays_is_named(remote: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "PATIENCE", 0.02)
    with Store.open(remote) as store:
        add(store)
        lease = claim(store)
        database = Database(remote)
        with database.write() as db:
            db.exec_driver_sql("LOCK TABLE items")
            with pytest.raises(QueueBusyError, match="stayed locked"):
                settle(store, lease, OutcomeKind.DONE)
        database.dispose()
        assert settle(store, lease, OutcomeKind.DONE) is State.DONE


def test_a_missing_right_is_named(postgres: Postgres, remote: str) -> None:
    with Store.open(remote) as store:
        add(store)
    postgres.execute(sql.SQL("CREATE ROLE guest LOGIN"))
    with pytest.raises(QueueUnusableError, match=r"permission denied.*many-machines"):
        Store.open(postgres.url(place(remote).database or "", user="guest"))


def test_the_rights_that_the_page_lists_are_enough(postgres: Postgres, remote: str) -> None:
    Store.open(remote).dispose()
    page = (Path(__file__).parents[3] / "docs" / "many-machines.md").read_text()
    name = place(remote).database or ""
    postgres.execute(sql.SQL("CREATE ROLE copiste_worker LOGIN"))
    for grant in re.findall(r"^GRANT .*;$", page, re.MULTILINE):
        postgres.execute(sql.SQL(grant), name)
    with Store.open(postgres.url(name, user="copiste_worker")) as store:
        store.set_capacity("licence", 1)
        assert store.take_slot("licence", holder="R001", now=NOW) is not None
        store.pace("licence", now=NOW, per_minute=60)
        add(store)
        lease = claim(store)
        record(store, lease, *StepState)
        assert settle(store, lease, OutcomeKind.DONE) is State.DONE
        store.seal(now=NOW)
        store.wait(0)


def test_a_commit_is_on_the_disk_whatever_the_server_thinks_of_it(postgres: Postgres, remote: str) -> None:
    name = sql.Identifier(place(remote).database or "")
    postgres.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(name))
    database = Database(f"{remote}?options=-csynchronous_commit%3Doff")
    with database.read() as db:
        shown = [
            db.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("synchronous_commit", "tcp_user_timeout", "application_name")
        ]
    assert shown == ["on", "15000", "copiste"]
    database.dispose()
