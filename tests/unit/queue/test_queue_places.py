"""Where a queue is: URLs as libpq writes them, files that are taken away, and what each trouble is called."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from copiste.queue.db import postgresql, sqlite
from copiste.queue.db.database import place
from copiste.queue.db.sessions import NoAnswerError, NotPrimaryError, PoolingError
from copiste.queue.errors import QueueUnusableError
from copiste.queue.store import Store
from tests.contract.queue.queue import NOW, new


@pytest.mark.parametrize(
    ("url", "hosts", "ports", "more"),
    [
        ("postgresql://a:1,b:2/db", "a,b", "1,2", {}),
        ("postgresql://a,b/db", "a,b", "5432,5432", {}),
        ("postgres://u:p%40@a:1,b/db?target_session_attrs=read-write", "a,b", "1,5432", None),
        ("postgresql://u@[::1]:1,b:2/db?sslmode=require", "::1,b", "1,2", {"sslmode": "require"}),
        ("postgresql+psycopg://a:1,b:2,c:3/db", "a,b,c", "1,2,3", {}),
    ],
)
def test_a_list_of_hosts_is_read_as_libpq_writes_it(
    url: str, hosts: str, ports: str, more: dict[str, str] | None
) -> None:
    found = place(url)
    expected = {"target_session_attrs": "read-write"} if more is None else more
    assert dict(found.query) == {"host": hosts, "port": ports, **expected}
    assert found.database == "db"


@pytest.mark.parametrize(
    "url",
    ["postgresql://u:p@a:1/db", "postgresql:///db?host=a,b&port=1,2", "sqlite:////srv/a,b.db", "sqlite://"],
)
def test_every_other_url_stays_as_it_is(url: str) -> None:
    assert place(url).set(drivername="any") == sa.make_url(url).set(drivername="any")


def test_a_list_that_is_none_is_refused_without_its_password() -> None:
    with pytest.raises(QueueUnusableError) as caught:
        place("postgresql://u:s3cret@a:x,b:2/db")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (NoAnswerError("no answer within 10 s"), True),
        (NotPrimaryError("the server is a standby"), True),
        (PoolingError("lends one server session"), False),
        (psycopg.errors.ReadOnlySqlTransaction("cannot execute UPDATE"), True),
        (psycopg.errors.AdminShutdown("terminating connection"), True),
        (psycopg.errors.ConnectionException("gone"), True),
        (psycopg.errors.ConnectionTimeout("connection timeout expired"), True),
        (psycopg.OperationalError("session is read-only"), True),
        (psycopg.OperationalError("FATAL:  the database system is not yet accepting connections"), True),
        (psycopg.OperationalError("FATAL:  server login failed: FATAL the database system"), True),
        (psycopg.OperationalError("FATAL:  password authentication failed"), False),
        (psycopg.OperationalError("FATAL:  unsupported startup parameter: options"), False),
        (psycopg.errors.UniqueViolation("duplicate key"), False),
        (psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"), False),
        (None, False),
    ],
)
def test_what_may_pass_by_itself_is_told_apart(error: BaseException | None, away: bool) -> None:
    assert postgresql.is_away(error) is away


@pytest.mark.parametrize(
    ("pragma", "said"),
    [
        ("PRAGMA query_only = ON", "may not be written.*right to write"),
        ("PRAGMA max_page_count = 1", "disk is full.*Make room"),
    ],
)
def test_why_a_file_takes_nothing_is_said_with_what_to_do(
    pragma: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'queue.db'}"
    Store.open(url).dispose()
    monkeypatch.setattr(sqlite, "_PRAGMAS", (*sqlite._PRAGMAS, pragma))
    with (
        Store.open(url) as store,
        pytest.raises(QueueUnusableError, match=said),
    ):
        store.add([new(f"C-{number}") for number in range(500)], now=NOW)


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    place = tmp_path / "queue.db"
    place.write_bytes(b"no database at all" * 100)
    with pytest.raises(QueueUnusableError, match=r"is no database.*from a copy"):
        Store.open(f"sqlite:///{place}")


@pytest.mark.parametrize("another", [False, True], ids=["removed", "replaced"])
def test_nothing_is_written_where_nobody_finds_it(another: bool, tmp_path: Path) -> None:
    place, aside = tmp_path / "queue.db", tmp_path / "aside.db"
    with Store.open(f"sqlite:///{place}") as store:
        store.add([new("C-1")], now=NOW)
        place.rename(aside)
        if another:
            sqlite3.connect(place).close()
            place.touch()
        with pytest.raises(QueueUnusableError, match="another file" if another else "removed"):
            store.add([new("C-2")], now=NOW)
        assert place.exists() is another
        aside.replace(place)
        assert store.add([new("C-3")], now=NOW).count == 1
        assert sum(count.items for count in store.counts()) == 2
