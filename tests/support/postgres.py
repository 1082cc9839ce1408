"""A PostgreSQL server of the tests' own, which they may stop, kill and start again.

It listens on a free port of this machine. It waits for the disk (fsync) where a crash of it is tested, and
not for tests that only want a server. PostgreSQL refuses to run as root; then it runs as the account
`postgres`, or as `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

#: The kinds of databases that a queue may lie on.
DATABASES = ("sqlite", "postgresql")
_USER = "copiste"
_PATIENCE = 60.0
# The server ends with whoever started it, even one who is killed: then this shell reads the end of its input.
_WATCHED = '"$@" & server=$!; read -r _; kill -INT $server; wait $server'
_SMALL = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "32MB",
    "jit": "off",
    "log_min_messages": "fatal",
}
#: What a server gives up that no crash is to befall.
_NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}


class PostgresMissingError(Exception):
    """No PostgreSQL is installed here; `./setup.sh tests` installs one."""


class Postgres:
    """One server in a folder of its own; its port stays the same when it is started again."""

    def __init__(self, *, durable: bool = True) -> None:
        #: Whether what is committed is on the disk; counts from the next start on.
        self.durable = durable
        self._bin = _binaries()
        self._account = service_account()
        self._folder = Path(tempfile.mkdtemp(prefix="copiste-postgres-"))
        self._data = self._folder / "data"
        self._log = self._folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = iter(range(1, 1_000_000))
        self.port = 0
        if self._account:
            os.chown(self._folder, self._account.pw_uid, self._account.pw_gid)
        self._make()

    def _make(self) -> None:
        """Fill its folder."""
        told = ("--auth=trust", f"--username={_USER}", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._run("initdb", *told)

    def _run(self, program: str, *told: str) -> None:
        """One of PostgreSQL's programs, on its folder."""
        command = [str(self._bin / program), *told, "-D", str(self._data)]
        subprocess.run(command, check=True, capture_output=True, **self._as_account())

    # --- its life -----
    def start(self) -> None:
        """Serve; back when it answers."""
        for _ in range(5):  # somebody else may take the free port first
            self.port = self.port or free_port()
            asked = _SMALL if self.durable else _SMALL | _NOT_DURABLE
            options = [f"-c{name}={value}" for name, value in asked.items()]
            command = [str(self._bin / "postgres"), "-D", str(self._data), "-p", str(self.port), *options]
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(
                    ["sh", "-c", _WATCHED, "sh", *command],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    start_new_session=True,
                    **self._as_account(),
                )
            if self._answers():
                return
        raise RuntimeError(self._log.read_text())

    def stop(self) -> None:
        """End it in order, whoever is connected."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(_PATIENCE)

    def kill(self) -> None:
        """End it as a power cut would: nothing is told to anybody, the next start recovers."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGQUIT)
        self.stop()

    def restart(self) -> None:
        """Stop and start."""
        self.stop()
        self.start()

    def set(self, **settings: str) -> None:
        """Change settings of the whole server while it runs."""
        for name, value in settings.items():
            change = sql.SQL("ALTER SYSTEM SET {} = {}")
            self.execute(change.format(sql.Identifier(name), sql.Literal(value)))
        self.execute(sql.SQL("SELECT pg_reload_conf()"))
        for name, value in settings.items():
            self._until_it_is(name, value)

    def _until_it_is(self, name: str, value: str) -> None:
        deadline = time.monotonic() + _PATIENCE
        shown = sql.SQL("SELECT current_setting({})").format(sql.Literal(name))
        while self.execute(shown) != [(value,)]:
            assert time.monotonic() < deadline, f"{name} did not become {value}"
            time.sleep(0.02)

    def remove(self) -> None:
        """Stop it if it runs, and leave nothing behind."""
        if self._process is not None and self._process.poll() is None:
            self.stop()
        shutil.rmtree(self._folder)

    @property
    def pid(self) -> int:
        """Its OS process."""
        return int((self._data / "postmaster.pid").read_text().splitlines()[0])

    # --- its databases -----
    def url(self, database: str, *, user: str = _USER, password: str | None = None) -> str:
        """What a queue's settings name."""
        account = user if password is None else f"{user}:{password}"
        return f"postgresql://{account}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The URL of a new database, empty or a copy of `template`, which is dropped afterwards.

        Nobody may be connected to `template`.
        """
        name = f"queue_{next(self._numbers)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield self.url(name)
        finally:
            self.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def execute(self, statement: sql.SQL | sql.Composed, database: str = "postgres") -> list[tuple[Any, ...]]:
        """What `statement` finds, as the server's owner."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    # --- how it is run -----
    def _answers(self) -> bool:
        assert self._process is not None
        deadline = time.monotonic() + _PATIENCE
        while self._process.poll() is None and time.monotonic() < deadline:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
                return True
            # The shell outlives a server that could not start.
            if "Address already in use" in self._log.read_text(errors="replace"):
                self.stop()
                self.port = 0
                self._log.write_text("")
            time.sleep(0.02)
        return False

    def _as_account(self) -> dict[str, Any]:
        if self._account is None:
            return {"cwd": self._folder}
        return {
            "user": self._account.pw_uid,
            "group": self._account.pw_gid,
            "extra_groups": [],
            "cwd": self._folder,
        }


@contextmanager
def empty_database(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The URL of an empty database of a kind, one of `DATABASES`: a file in `folder`, or a server's."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'queue.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as place:
        yield place


@contextmanager
def serving(*, durable: bool = True) -> Iterator[Postgres]:
    """A server that runs meanwhile."""
    server = Postgres(durable=durable)
    try:
        server.start()
        yield server
    finally:
        server.remove()


def _binaries() -> Path:
    """Where initdb and postgres are: on the path, or where Debian and Ubuntu keep them; the newest."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda path: float(path.parts[-3]), default=None)
    if newest is None:
        raise PostgresMissingError("The tests need PostgreSQL. Install it: ./setup.sh tests")
    return newest.parent


def service_account() -> pwd.struct_passwd | None:
    """Whom to run it as; None: as oneself."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresMissingError("As root, PostgreSQL needs an account postgres or nobody to run as.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
