"""Kind 7: a connection pooler between Copiste and PostgreSQL, and sessions with somebody else's settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg
from psycopg import sql

from copiste.queue.db.database import Database
from copiste.queue.errors import QueueUnusableError
from copiste.queue.store import Store
from tests.field.trial import Ground, Kind, Trial
from tests.field.working import fill, working
from tests.support import programs
from tests.support.pgbouncer import Pooler, pooling

_UNREACHABLE = 4
#: What a tidy session says, whoever had it before.
_SOUND = {
    "synchronous_commit": "on",
    "TimeZone": "UTC",
    "client_encoding": "UTF8",
    "DateStyle": "ISO, MDY",
    "lock_timeout": "30s",
    "statement_timeout": "2min",
    "idle_session_timeout": "0",
    "row_security": "off",
}
_ODD = (
    "SET synchronous_commit = off",
    "SET search_path = nowhere",
    "SET DateStyle = 'SQL, DMY'",
    "CREATE TEMPORARY TABLE items (odd int)",
    "PREPARE _pg3_0 AS SELECT 1",
    "SET default_transaction_read_only = on",
    "SET statement_timeout = 100",
)


@contextmanager
def _through(ground: Ground, mode: str, **more: str) -> Iterator[tuple[Pooler, str]]:
    """A pooler in front of an empty database, and the database's address through it."""
    with ground.postgres.database() as url, pooling(ground.postgres, mode, **more) as pooler:
        yield pooler, pooler.in_front_of(url)


def _shown(url: str) -> dict[str, str]:
    """What a session of ours says of its settings."""
    database = Database(url)
    try:
        with database.write() as db:
            return {name: str(db.exec_driver_sql(f"SHOW {name}").scalar()) for name in _SOUND}
    finally:
        database.dispose()


def _refused(url: str) -> str:
    """What is said of a queue that cannot be used."""
    try:
        Store.open(url, patience=5).dispose()
    except QueueUnusableError as error:
        return str(error)
    raise AssertionError("it was taken")


def session_pooling(ground: Ground) -> str:
    with _through(ground, "session") as (_pooler, url):
        fill(url, 20)
        with working(ground.folder, url) as work:
            work.finish()
        work.check()
    return "20 cases worked, each recorded once"


def another_clients_session(ground: Ground) -> str:
    with _through(ground, "session", server_reset_query="") as (_pooler, url):
        with psycopg.connect(url, autocommit=True) as other:
            for statement in _ODD:
                other.execute(sql.SQL(statement))
        assert _shown(url) == _SOUND
        fill(url, 3)
        with working(ground.folder, url) as work:
            work.finish()
        work.check()
    return "what the other client left is gone, the session is ours; 3 cases worked"


def _mode_is_refused(mode: str, **more: str) -> Callable[[Ground], str]:
    def run(ground: Ground) -> str:
        with _through(ground, mode, **more) as (_pooler, url):
            said = _refused(url)
        assert "pool_mode = session" in said, said
        return "refused when the queue is opened, with what to change"

    return run


def round_robin(ground: Ground) -> str:
    with _through(ground, "transaction", server_round_robin="1") as (_pooler, url):
        others = [psycopg.connect(url) for _ in range(4)]
        for other in others:
            other.execute("SELECT 1")
        for other in others:
            other.close()
        said = _refused(url)
    assert "pool_mode = session" in said, said
    return "refused, though every transaction gets another server in turn"


def commands_say_it(ground: Ground) -> str:
    with _through(ground, "transaction") as (_pooler, url):
        (ground.folder / "copiste.toml").write_text(f'database = "{url}"\n')
        told = programs.run(programs.COPISTE, "status", folder=ground.folder)
    assert told.returncode == _UNREACHABLE, told.stderr
    assert "pool_mode = session" in " ".join(told.stderr.split()), told.stderr
    return "`copiste status` ends with 4 and says what to change"


def switched_while_connected(ground: Ground) -> str:
    """As a pooler without a name would do it: the session under an open connection is another one."""
    with ground.postgres.database() as url:
        database = Database(url, patience=0)
        with closing(database.engine.raw_connection()) as pooled:
            session = pooled.driver_connection
            assert isinstance(session, psycopg.Connection)
            session.execute("DISCARD ALL")
        try:
            with database.write():
                raise AssertionError("a transaction was begun in a foreign session")
        except QueueUnusableError as error:
            said = str(error)
        finally:
            database.dispose()
    assert "another server session" in said, said
    return "the next transaction is refused before anything is done in it"


def one_server_for_all(ground: Ground) -> str:
    with _through(ground, "session", default_pool_size="1") as (_pooler, url), Store.open(url) as store:
        assert store.counts() == ()
    return "taken: no second connection is to be had, so the first one keeps its own"


def swallowed_parameters(ground: Ground) -> str:
    more = {"ignore_startup_parameters": "options,application_name"}
    with _through(ground, "session", **more) as (_pooler, url):
        assert _shown(f"{url}?options=-csynchronous_commit%3Doff") == _SOUND
    return "nothing of ours hangs on them: every setting holds"


def refused_parameters(ground: Ground) -> str:
    with _through(ground, "session") as (_pooler, url):
        said = _refused(f"{url}?options=-cwork_mem%3D8MB")
    assert "take `options` out of the URL" in said, said
    return "the URL's own options are named as what the pooler refuses"


def own_options(ground: Ground) -> str:
    with ground.postgres.database() as url:
        database = Database(f"{url}?options=-cwork_mem%3D8MB%20-csynchronous_commit%3Doff")
        with database.read() as db:
            shown = [
                db.exec_driver_sql(f"SHOW {name}").scalar() for name in ("work_mem", "synchronous_commit")
            ]
        database.dispose()
    assert shown == ["8MB", "on"], shown
    return "without a pooler they work, and commits stay durable"


def role_and_database_settings(ground: Ground) -> str:
    odd = {
        "synchronous_commit": "local",
        "statement_timeout": "100",
        "lock_timeout": "1",
        "timezone": "Asia/Kolkata",
        "datestyle": "German",
        "client_encoding": "SQL_ASCII",
        "default_transaction_isolation": "serializable",
        "default_transaction_deferrable": "on",
        "idle_session_timeout": "1",
    }
    with ground.postgres.database() as url:
        name = sql.Identifier(url.rpartition("/")[2])
        for setting, value in odd.items():
            change = sql.SQL("ALTER DATABASE {} SET {} = {}")
            ground.postgres.execute(change.format(name, sql.Identifier(setting), sql.Literal(value)))
        assert _shown(url) == _SOUND
        fill(url, 5)
        with working(ground.folder, url) as work:
            work.finish()
        work.check()
    return f"{len(odd)} settings of the database are set right in each session; 5 cases worked"


def stronger_stays(ground: Ground) -> str:
    with ground.postgres.database() as url:
        name = sql.Identifier(url.rpartition("/")[2])
        found = {}
        for level in ("off", "local", "remote_write", "on", "remote_apply"):
            change = sql.SQL("ALTER DATABASE {} SET synchronous_commit = {}")
            ground.postgres.execute(change.format(name, sql.Literal(level)))
            found[level] = _shown(url)["synchronous_commit"]
    assert set(found.values()) == {"on", "remote_apply"}, found
    assert found["remote_apply"] == "remote_apply", found
    return "off, local and remote_write become on; on and remote_apply stay"


def read_only_role(ground: Ground) -> str:
    with ground.postgres.database() as url:
        Store.open(url).dispose()
        name = sql.Identifier(url.rpartition("/")[2])
        change = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = on")
        ground.postgres.execute(change.format(name))
        with Store.open(url, patience=0) as store:
            try:
                store.try_writing()
            except QueueUnusableError as error:
                said = str(error)
            else:
                raise AssertionError("it was overruled: it may be how an old primary is kept from writing")
    assert "read-only" in said, said
    return "believed and said, never overruled"


KIND = Kind(
    7,
    "a connection pooler between Copiste and PostgreSQL",
    "settings hold in every session; a mode that cannot keep the promises is refused in words",
    (
        Trial("pgbouncer, session pooling", session_pooling),
        Trial("a session that another client left odd, no reset query", another_clients_session),
        Trial("transaction pooling", _mode_is_refused("transaction")),
        Trial("statement pooling", _mode_is_refused("statement")),
        Trial(
            "transaction pooling that resets always",
            _mode_is_refused("transaction", server_reset_query_always="1"),
        ),
        Trial("transaction pooling with one server", _mode_is_refused("transaction", default_pool_size="1")),
        Trial("transaction pooling, servers in turn", round_robin),
        Trial("what the command says", commands_say_it),
        Trial("a session exchanged later on", switched_while_connected),
        Trial("session pooling with one server for all", one_server_for_all),
        Trial("startup parameters swallowed", swallowed_parameters),
        Trial("startup parameters refused", refused_parameters),
        Trial("options of the URL's own, no pooler", own_options),
        Trial("a database with odd settings of its own", role_and_database_settings),
        Trial("levels of synchronous_commit", stronger_stays),
        Trial("a database that is set read-only", read_only_role),
    ),
)
