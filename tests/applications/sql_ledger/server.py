"""SQL-Ledger as Debian packages it, under a lighttpd of the tests' own on loopback, in a temporary folder.

Nothing is written under /usr, /var or /etc: the programs are those of /usr/share/sql-ledger, but settings,
users, templates and spool are this folder's. Several may run side by side. Root runs it as the account that
the tests' PostgreSQL runs as.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from tests.support.postgres import free_port, service_account

_PACKAGE = Path("/usr/share/sql-ledger")
_PATIENCE = 30.0
# It ends with whoever started it, even one who is killed: then this shell reads the end of its input.
_WATCHED = '"$@" & server=$!; read -r _; kill -TERM $server; wait $server'
#: What its pages read and never write.
_READ_ONLY = (
    "SL",
    "VERSION",
    "bin",
    "css",
    "doc",
    "favicon.ico",
    "images",
    "index.html",
    "locale",
    "menu.ini",
    "sql",
)
_WRITTEN = ("users", "templates", "spool")
_SETTINGS = """\
$userspath = "{folder}/users";
$memberfile = "{folder}/users/members";
$spool = "spool";
$templates = "templates";
$images = "images";
$sendmail = "";
$charset = "UTF8";
$latex = 0;
1;
"""
_LIGHTTPD = """\
server.modules = ("mod_setenv", "mod_cgi")
server.bind = "127.0.0.1"
server.port = {port}
server.document-root = "{folder}/pages"
server.errorlog = "{folder}/log"
server.upload-dirs = ("{folder}")
index-file.names = ("index.html")
mimetype.assign = (".html" => "text/html", ".css" => "text/css", ".gif" => "image/gif", ".png" => "image/png",
                   ".ico" => "image/x-icon")
cgi.assign = (".pl" => "/usr/bin/perl")
setenv.add-environment = ("PATH" => "/usr/bin:/bin", "PERL_USE_UNSAFE_INC" => "1")
$HTTP["url"] =~ "^/(users|spool|SL|sql|bin)/" {{ cgi.assign = () }}
"""


class LedgerMissingError(Exception):
    """No SQL-Ledger or no lighttpd is installed here; `./setup.sh tests` installs both."""


class Server:
    """One SQL-Ledger in a folder of its own; which database it works on stands in its members file."""

    def __init__(self) -> None:
        self._program = _lighttpd()
        self._account = service_account()
        #: All that it writes; its own.
        self.folder = Path(tempfile.mkdtemp(prefix="copiste-ledger-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0
        self._fill()

    @property
    def url(self) -> str:
        """Where its pages are, with a slash at the end."""
        return f"http://127.0.0.1:{self._port}/"

    def write_members(self, text: str) -> None:
        """Say who may sign on, with which password, to which database."""
        members = self.folder / "pages" / "users" / "members"
        members.write_text(text)
        if self._account:
            os.chown(members, self._account.pw_uid, self._account.pw_gid)

    def _fill(self) -> None:
        pages = self.folder / "pages"
        pages.mkdir()
        for name in _READ_ONLY:
            (pages / name).symlink_to(_PACKAGE / name)
        for name in _WRITTEN:
            (pages / name).mkdir()
        # Each program goes to the folder of the package first, where settings and users are the machine's.
        for program in _PACKAGE.glob("*.pl"):
            text = program.read_text(encoding="latin-1")
            (pages / program.name).write_text(text.replace(str(_PACKAGE), str(pages)), encoding="latin-1")
        (pages / "sql-ledger.conf").write_text(_SETTINGS.format(folder=pages))
        if self._account:
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, self._account.pw_uid, self._account.pw_gid, follow_symlinks=False)

    def start(self) -> None:
        """Serve; back when it answers."""
        configuration = self.folder / "lighttpd.conf"
        for _ in range(5):  # somebody else may take the free port first
            self._port = self._port or free_port()
            configuration.write_text(_LIGHTTPD.format(port=self._port, folder=self.folder))
            self._process = subprocess.Popen(
                ["sh", "-c", _WATCHED, "sh", self._program, "-D", "-f", str(configuration)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                cwd=self.folder,
                user=self._account.pw_uid if self._account else None,
                group=self._account.pw_gid if self._account else None,
                extra_groups=[] if self._account else None,
            )
            if self._answers():
                return
            self.stop()
            self._port = 0
        raise RuntimeError((self.folder / "log").read_text(errors="replace"))

    def _answers(self) -> bool:
        log = self.folder / "log"
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            with suppress(httpx.TransportError):
                return httpx.get(self.url + "VERSION", trust_env=False).is_success
            if log.exists() and "Address already in use" in log.read_text(errors="replace"):
                log.write_text("")
                return False
            time.sleep(0.02)
        return False

    def stop(self) -> None:
        """End it; what a page is doing in the database is not waited for."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(_PATIENCE)

    def remove(self) -> None:
        """Stop it if it runs, and leave nothing behind."""
        if self._process is not None and self._process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder)


@contextmanager
def serving() -> Iterator[Server]:
    """A server that runs meanwhile, with no dataset and no users yet."""
    server = Server()
    try:
        server.start()
        yield server
    finally:
        server.remove()


def _lighttpd() -> str:
    found = shutil.which("lighttpd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None or not (_PACKAGE / "login.pl").exists():
        raise LedgerMissingError("The tests need SQL-Ledger and lighttpd. Install them: ./setup.sh tests")
    return found
