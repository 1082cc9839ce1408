"""Kind 9: the queue is away: its server changed its role or is silent, its file is locked, full or gone."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from psycopg import sql

from copiste.queue.audit.trail import QUEUE_AWAY
from copiste.queue.db import availability, postgresql, sqlite
from copiste.queue.store import Store
from tests.field.trial import Ground, Kind, Trial
from tests.field.working import Work, fill, working
from tests.support import programs
from tests.support.cut import Line, line_to
from tests.support.postgres import serving
from tests.support.standby import NAME, following

_UNREACHABLE = 4
#: Within so many seconds it is said, and found again once it is there.
_SOON = 20.0
#: A first SIGTERM ends whoever waits within so many.
_PROMPT = 10.0
_SETTINGS = '[back_end]\nurl = "http://127.0.0.1:1/"\n'


@contextmanager
def _on_a_line(ground: Ground) -> Iterator[tuple[Line, str, str]]:
    """A line to the server of an empty database; the database's address through it, and its own."""
    with ground.postgres.database() as url, line_to(ground.postgres.port) as line:
        yield line, _by(url, ground.postgres.port, line.port), url


def _by(url: str, port: int, other: int) -> str:
    return url.replace(f":{port}/", f":{other}/")


def _said_and_back(work: Work, reason: str, heal: Callable[[], None], more: Callable[[], None]) -> str:
    """The queue is away: that is said once, with a reason; it is back: said, with how long; work goes on."""
    began = time.monotonic()
    away = work.until_said("away")
    said = time.monotonic() - began
    assert said < _SOON, f"said after {said:.0f} s"
    assert re.search(reason, away.message), away.message
    recorded = len(work.ledger.records)
    heal()
    back = work.until_said("back")
    assert back.lasted is not None
    more()
    work.until_recorded(recorded + 1)
    work.end()
    assert [event.what for event in work.events if event.what in {"away", "back"}] == ["away", "back"]
    return f"said after {said:.1f} s, back said, work went on"


def failover_without_closed_sockets(ground: Ground) -> str:
    with serving() as old, old.database() as url, following(old, synchronous=True) as new:
        with line_to(old.port) as line:
            through = _by(url, old.port, line.port)
            fill(through, 25)
            with working(ground.folder, through) as work:
                work.until_recorded(5)
                old.set(default_transaction_read_only="on")
                new.promote()
                line.lead_to(new.port)
                began, so_far = time.monotonic(), len(work.ledger.records)
                work.until_recorded(so_far + 1)
                took = time.monotonic() - began
                work.finish()
            work.check(_by(url, old.port, new.port))
        old.set(default_transaction_read_only="off", synchronous_standby_names="")
    assert took < _SOON, f"nothing for {took:.0f} s"
    return f"25 cases once each; nothing for {took:.1f} s"


def list_of_hosts(ground: Ground) -> str:
    with ground.postgres.database() as url, line_to(ground.postgres.port) as silent:
        silent.cut(silent=True)
        hosts = f"127.0.0.1:1,127.0.0.1:{silent.port},127.0.0.1:{ground.postgres.port}"
        name = url.rpartition("/")[2]
        listed = f"postgresql://copiste@{hosts}/{name}?target_session_attrs=read-write&connect_timeout=2"
        with patch.object(postgresql, "_CONNECT", 2):
            fill(listed, 10)
            with working(ground.folder, listed) as work:
                work.finish()
        work.check(url)
        silent.heal()
    return "one host refuses, one never answers, the third is the primary: 10 cases once each"


def accepts_and_never_answers(ground: Ground) -> str:
    with _on_a_line(ground) as (line, through, url):
        fill(url, 20)
        with working(ground.folder, through, watch=True) as work:
            work.until_recorded(3)
            line.cut(silent=True)
            said = _said_and_back(work, "no answer|timeout", line.heal, lambda: fill(url, 3, first=100))
        assert work.ledger.twice() == []
    return said


def refuses_connections(ground: Ground) -> str:
    with _on_a_line(ground) as (line, through, url):
        fill(url, 20)
        with working(ground.folder, through, watch=True) as work:
            work.until_recorded(3)
            line.cut(silent=False)
            said = _said_and_back(work, "queue", line.heal, lambda: fill(url, 3, first=100))
        assert work.ledger.twice() == []
    return said


def old_connections_fall_silent(ground: Ground) -> str:
    """A network that forgot its connections: new ones work. The listener's is among the old ones."""
    with _on_a_line(ground) as (line, through, url):
        fill(url, 4)
        with working(ground.folder, through, watch=True) as work:
            work.until_recorded(4)
            line.lead_to(ground.postgres.port, silent=True)
            began = time.monotonic()
            fill(url, 4, first=100)
            work.until_recorded(8)
            took = time.monotonic() - began
            work.end()
        work.check(url)
    assert took < _SOON, f"after {took:.0f} s"
    return f"new connections were made; the new cases were worked after {took:.1f} s"


def every_backend_terminated(ground: Ground) -> str:
    with ground.postgres.database() as url:
        fill(url, 30)
        name = url.rpartition("/")[2]
        statement = sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}")
        with working(ground.folder, url) as work:
            for count in (3, 10, 17):
                work.until_recorded(count)
                ground.postgres.execute(statement.format(sql.Literal(name)))
            work.finish()
        work.check()
    return "three times in mid-run: 30 cases once each"


def stop_while_silent(ground: Ground) -> str:
    with _on_a_line(ground) as (line, through, url):
        fill(url, 20)
        with working(ground.folder, through, watch=True) as work:
            work.until_recorded(3)
            line.cut(silent=True)
            work.until_said("away")
            took = work.end()
        assert work.summary is not None
        assert work.summary.away
        line.heal()
    assert took < _PROMPT + 10, f"{took:.0f} s"
    return f"the first SIGTERM ended it after {took:.1f} s, with why"


def standby(ground: Ground) -> str:
    with serving() as one, one.database() as url, following(one, synchronous=False) as other:
        with Store.open(url) as store:
            (weak,) = store.weaknesses()
            assert "a failover may lose the last commits" in weak
            (ground.folder / "copiste.toml").write_text(f'database = "{url}"\n{_SETTINGS}')
            told = programs.run(programs.COPISTE, "doctor", "--quick", folder=ground.folder)
            assert "a failover may lose" in " ".join(told.stdout.split()), told.stdout
            fill(url, 20)
            one.set(synchronous_standby_names=NAME)
            assert store.weaknesses() == ()
        with working(ground.folder, url, watch=True) as work:
            work.until_recorded(3)
            other.stop()
            said = _said_and_back(work, "no answer|locked", other.start, lambda: fill(url, 3, first=100))
        assert work.ledger.twice() == []
        one.set(synchronous_standby_names="")
    return f"not waited for: `doctor` says what a failover may lose. Waited for, and it dies: {said}"


def status_of_a_silent_server(ground: Ground) -> str:
    with _on_a_line(ground) as (line, through, _url):
        line.cut(silent=True)
        (ground.folder / "copiste.toml").write_text(f'database = "{through}"\n')
        began = time.monotonic()
        told = programs.run(programs.COPISTE, "status", folder=ground.folder)
        took = time.monotonic() - began
        line.heal()
    assert told.returncode == _UNREACHABLE, told.stderr
    assert "timeout" in told.stderr, told.stderr
    assert took < _SOON, f"{took:.0f} s"
    return f"`copiste status`: 4 after {took:.1f} s, with the reason"


# --- a queue in a file


def _file(ground: Ground) -> tuple[Path, str]:
    place = ground.folder / "queue.db"
    return place, f"sqlite:///{place}"


def locked(ground: Ground) -> str:
    place, url = _file(ground)
    fill(url, 400)
    with closing(sqlite3.connect(place, isolation_level=None, check_same_thread=False)) as other:
        with working(ground.folder, url, watch=True) as work:
            work.until_recorded(3)
            other.execute("BEGIN IMMEDIATE")
            (ground.folder / "copiste.toml").write_text(f'database = "{url}"\n')
            told = programs.run(programs.COPISTE, "status", folder=ground.folder)
            said = _said_and_back(work, "locked", lambda: _let_go(other), lambda: None)
        assert work.ledger.twice() == []
    assert told.returncode == _UNREACHABLE, told.stdout + told.stderr
    assert "locked" in told.stderr, told.stderr
    with Store.open(url) as store:
        (act,) = store.acts(QUEUE_AWAY)
    assert act.details["seconds"] >= availability.AFTER
    assert "locked" in act.why
    return f"{said}; in the trail for the report; `copiste status` says it too"


def _let_go(other: sqlite3.Connection) -> None:
    other.execute("ROLLBACK")


def stop_while_locked(ground: Ground) -> str:
    place, url = _file(ground)
    fill(url, 400)
    with closing(sqlite3.connect(place, isolation_level=None)) as other:
        with working(ground.folder, url, watch=True) as work:
            work.until_recorded(3)
            other.execute("BEGIN IMMEDIATE")
            work.until_said("away")
            took = work.end()
        other.execute("ROLLBACK")
    assert took < _PROMPT + 10, f"{took:.0f} s"
    return f"the first SIGTERM ended it after {took:.1f} s"


def full(ground: Ground) -> str:
    _, url = _file(ground)
    fill(url, 400)
    with Store.open(url) as store, store._database.read() as db:
        pages = int(db.exec_driver_sql("PRAGMA page_count").scalar() or 0)
    small = (*sqlite._PRAGMAS, f"PRAGMA max_page_count = {pages + 3}")
    usual = sqlite._PRAGMAS
    with patch.object(sqlite, "_PRAGMAS", small), working(ground.folder, url, watch=True) as work:

        def make_room() -> None:
            sqlite._PRAGMAS = usual
            work.until_said("away")
            # A connection keeps its bound: as a disk does, until somebody makes room.
            for connection in list(work_connections(work)):
                connection.execute("PRAGMA max_page_count = 1000000")

        return _said_and_back(work, "disk is full.*Make room", make_room, lambda: None)


def work_connections(work: Work) -> Iterator[sqlite3.Connection]:
    """The connections to its file that are open in this program."""
    import gc

    name = work.url.removeprefix("sqlite:///")
    for found in gc.get_objects():
        if isinstance(found, sqlite3.Connection):
            try:
                (place,) = found.execute("PRAGMA database_list").fetchall()
            except sqlite3.Error:
                continue
            if place[2] == name:
                yield found


def file_taken_away(ground: Ground) -> str:
    place, url = _file(ground)
    fill(url, 400)
    aside = ground.folder / "aside"
    aside.mkdir()
    with working(ground.folder, url, watch=True) as work:
        work.until_recorded(3)
        place.rename(aside / place.name)
        away = work.until_said("away")
        assert not place.exists(), "an empty queue was made in its place"
        assert "removed" in away.message, away.message
        (aside / place.name).rename(place)
        work.until_said("back")
        recorded = len(work.ledger.records)
        work.until_recorded(recorded + 1)
        work.end()
    assert work.ledger.twice() == []
    return "said; nothing was written where nobody finds it; put back, work went on"


def another_file_in_its_place(ground: Ground) -> str:
    place, url = _file(ground)
    fill(url, 400)
    copy = ground.folder / "copy.db"
    with closing(sqlite3.connect(place)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    with working(ground.folder, url, watch=True) as work:
        work.until_recorded(3)
        copy.rename(place)
        away = work.until_said("away")
        recorded = len(work.ledger.records)
        took = work.end()
    assert "another file" in away.message, away.message
    assert len(work.ledger.records) == recorded, "it went on with a queue that knows nothing of its steps"
    return f"a copy put in its place is not worked on by a run that began before; ended in {took:.1f} s"


def short_hiccup(ground: Ground) -> str:
    place, url = _file(ground)
    fill(url, 60)
    with (
        closing(sqlite3.connect(place, isolation_level=None)) as other,
        working(ground.folder, url) as work,
    ):
        work.until_recorded(3)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(0.5)  # what another program's write takes
        other.execute("ROLLBACK")
        work.finish()
    work.check()
    assert work.of("away") == []
    return "a lock of half a second is nobody's news; 60 cases once each"


def in_the_report(ground: Ground) -> str:
    _, url = _file(ground)
    fill(url, 1)
    now = datetime.now(UTC)
    with Store.open(url) as store:
        since = (now - timedelta(minutes=6)).isoformat()
        details = {"run": 1, "since": since, "seconds": 360.0}
        why = "The queue stayed locked."
        store.note(who="test", what=QUEUE_AWAY, why=why, now=now, details=details)
    (ground.folder / "copiste.toml").write_text(f'database = "{url}"\n{_SETTINGS}')
    told = programs.run(programs.COPISTE, "report", "--no-ask", folder=ground.folder)
    page = next(ground.folder.rglob("report.html")).read_text(encoding="utf-8")
    assert "When the queue was away" in page, told.stderr
    assert "6 min" in page
    assert "The queue stayed locked." in page
    return "the morning report says from when, for how long and why"


KIND = Kind(
    9,
    "the queue is away: a server that changed its role or says nothing, a file that is locked, full or gone",
    "left and found again within seconds; said once, with why, and again when it is back; SIGTERM is obeyed",
    (
        Trial("failover, sockets stay open", failover_without_closed_sockets),
        Trial("a list of hosts", list_of_hosts),
        Trial("accepts and never answers", accepts_and_never_answers),
        Trial("refuses connections", refuses_connections),
        Trial("old connections fall silent, the listener's too", old_connections_fall_silent),
        Trial("every backend terminated, three times", every_backend_terminated),
        Trial("SIGTERM while the server says nothing", stop_while_silent),
        Trial("a standby that nobody waits for, then a synchronous one that dies", standby),
        Trial("status of a silent server", status_of_a_silent_server),
        Trial("a file locked by another program", locked),
        Trial("SIGTERM while the file is locked", stop_while_locked),
        Trial("no room for the file", full),
        Trial("the file taken away and put back", file_taken_away),
        Trial("another file in its place", another_file_in_its_place),
        Trial("a lock of half a second", short_hiccup),
        Trial("the morning report", in_the_report),
    ),
)
