"""A pgbouncer of the tests' own in front of a server of theirs, in whichever pooling mode.

It refuses to run as root; then it runs as the account that the server runs as.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Protocol

import psycopg

from tests.support.postgres import free_port, service_account

_PATIENCE = 20.0
# It ends with whoever started it, even one who is killed: then this shell reads the end of its input.
_WATCHED = '"$@" & pooler=$!; read -r _; kill -TERM $pooler; wait $pooler'


class Server(Protocol):
    """What it leads to: a server, or a line to one."""

    port: int


class PoolerMissingError(Exception):
    """No pgbouncer is installed here; `./setup.sh tests` installs one."""


class Pooler:
    """One pgbouncer in a folder of its own."""

    def __init__(self, server: Server, mode: str, more: dict[str, str]) -> None:
        self._server = server
        self._mode = mode
        self._more = more
        self._folder = Path(tempfile.mkdtemp(prefix="copiste-pgbouncer-"))
        self._account = service_account()
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        if self._account:
            os.chown(self._folder, self._account.pw_uid, self._account.pw_gid)

    def start(self) -> None:
        """Serve; back when it answers."""
        self.port = self.port or free_port()
        self._write()
        with (self._folder / "log").open("ab") as log:
            account = self._account
            self._process = subprocess.Popen(
                ["sh", "-c", _WATCHED, "sh", _program(), str(self._folder / "pgbouncer.ini")],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self._folder,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url("pgbouncer"), connect_timeout=5, autocommit=True).close()
                return
            time.sleep(0.02)
        raise RuntimeError((self._folder / "log").read_text())

    def url(self, database: str) -> str:
        """What a queue's settings name."""
        return f"postgresql://copiste@127.0.0.1:{self.port}/{database}"

    def in_front_of(self, url: str) -> str:
        """The same database as `url`, through here."""
        return self.url(url.rpartition("/")[2])

    def tell(self, command: str) -> None:
        """A command of its console, such as `RELOAD`."""
        with closing(psycopg.connect(self.url("pgbouncer"), autocommit=True)) as connection:
            connection.pgconn.exec_(command.encode())

    def change(self, **settings: str) -> None:
        """Change settings while it runs."""
        self._more.update(settings)
        self._write()
        self.tell("RELOAD")

    def remove(self) -> None:
        """Stop it, and leave nothing behind."""
        if self._process is not None and self._process.poll() is None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(_PATIENCE)
        shutil.rmtree(self._folder)

    def _write(self) -> None:
        settings = {
            "listen_addr": "127.0.0.1",
            "listen_port": str(self.port),
            "unix_socket_dir": "",
            "auth_type": "any",
            "admin_users": "copiste",
            "pool_mode": self._mode,
            "max_client_conn": "200",
            "default_pool_size": "100",
            "server_login_retry": "1",
            **self._more,
        }
        server = f"host=127.0.0.1 port={self._server.port} user=copiste"
        lines = [f"{name} = {value}" for name, value in settings.items()]
        text = "\n".join(["[databases]", f"* = {server}", "[pgbouncer]", *lines, ""])
        (self._folder / "pgbouncer.ini").write_text(text)


@contextmanager
def pooling(server: Server, mode: str = "session", **more: str) -> Iterator[Pooler]:
    """A pooler in front of `server`, meanwhile; `more` are settings of pgbouncer's."""
    pooler = Pooler(server, mode, more)
    try:
        pooler.start()
        yield pooler
    finally:
        pooler.remove()


def _program() -> str:
    found = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise PoolerMissingError("The tests need pgbouncer. Install it: ./setup.sh tests")
    return found
