"""The bundled mock back-end: an OS process of its own, forked from one that has everything imported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from legacy_mock.domain.ledger import Ledger
from legacy_mock.faults.struck import file_of
from tests.support.forked import behind, warm

PASSWORD = "K7TESTPW"
_TOKEN = "acceptance"


class Mock:
    """A mock back-end: its address, its operations desk, and its ledger, which is the truth."""

    def __init__(self, database: Path, options: Sequence[str] = (), password: str = PASSWORD) -> None:
        self.database = database
        #: Stays the same when the mock is started again.
        self.url = ""
        #: Where 3270 terminals connect; stays the same too.
        self.terminal = ""
        self.password = password
        self._options = tuple(options)
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        """Its OS process."""
        assert self._process is not None
        return behind(self._process.pid)

    def address(self, face: str) -> str:
        """Where a bot with this face finds it: pixels look at the terminal."""
        return self.terminal if face == "pixels" else self.url

    # --- its life -----
    def start(self) -> None:
        """Serve, at the same addresses as before if there were any; back when it answers."""
        port = self.url.rstrip("/").rpartition(":")[2] or "0"
        terminal_port = self.terminal.rpartition(":")[2] or "0"
        ports = ["--port", port, "--terminal-port", terminal_port]
        command = ["serve", "--database", str(self.database), *ports, *self._options]
        self._process = subprocess.Popen(
            [*warm("tests.support.warm_mock"), *command],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "COPISTE_MOCK_PASSWORD": self.password, "COPISTE_MOCK_ADMIN": _TOKEN},
        )
        assert self._process.stdout is not None
        place = json.loads(self._process.stdout.readline())
        self.url, self.terminal = place["url"], place["terminal"]

    def crash(self) -> None:
        """End it at once: every session and what stands on its screens is lost, the ledger is not."""
        os.kill(self.pid, signal.SIGKILL)
        self._gone()

    def stop(self) -> None:
        """End it as its operators would, if it runs."""
        if self._process is not None:
            os.kill(self.pid, signal.SIGTERM)
            self._gone()

    def _gone(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        self._process.wait(30)
        self._process.stdout.close()
        self._process = None

    # --- its operations desk -----
    def lock(self, member: str) -> None:
        """An agent opens the member's file and keeps it."""
        self._operate("lock", member=member, operator="AGT01", terminal="A001")

    def unlock(self, member: str) -> None:
        """The agent leaves it."""
        self._operate("lock", member=member, operator="AGT01", terminal="A001", release=True)

    def broadcast(self, text: str) -> None:
        """A message that every terminal is shown once, in front of its next screen."""
        self._operate("broadcast", text=text)

    def close_hours(self) -> None:
        """The application closes now, whatever the time: it opens in two hours, for one."""
        now = datetime.now()  # noqa: DTZ005 - the mock's wall clock is this machine's
        self._keep_hours(now + timedelta(hours=2), now + timedelta(hours=3))

    def open_hours(self) -> None:
        """It is open at any time again."""
        self._keep_hours(datetime.min, datetime.min)  # noqa: DTZ901 - hours without a day

    def _keep_hours(self, opens: datetime, closes: datetime) -> None:
        self._operate("hours", opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}")

    def arm(self, fault: str, **options: Any) -> None:
        """One fault strikes at the next interaction that it fits, or as `options` say."""
        self._operate("faults", fault=fault, **options)

    def calm(self) -> None:
        """No fault strikes any more."""
        self._operate("faults", clear=True)

    def faults_told(self) -> list[dict[str, Any]]:
        """The faults that struck since the back-end was started, as it tells them itself."""
        told: list[dict[str, Any]] = self._ask("faults")
        return told

    def struck(self) -> list[dict[str, Any]]:
        """The faults that struck this database's back-ends, oldest first; also while it is stopped."""
        path = file_of(self.database)
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def _operate(self, what: str, **body: Any) -> None:
        request = urllib.request.Request(
            f"{self.url}admin/{what}",
            data=json.dumps(body).encode(),
            headers={"X-Mock-Admin": _TOKEN, "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200

    def _ask(self, what: str) -> Any:
        request = urllib.request.Request(f"{self.url}admin/{what}", headers={"X-Mock-Admin": _TOKEN})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    # --- the truth -----
    def ledger(self) -> dict[str, list[dict[str, Any]]]:
        """The records made by operators since the seed, by table; also while it is stopped."""
        return Ledger(self.database).snapshot()

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of one table, the seed's too."""
        return Ledger(self.database).rows(table)


@contextmanager
def running_mock(folder: Path, *options: str) -> Iterator[Mock]:
    """A mock on the database in `folder`, seeded when there is none, on a port of the system's choice."""
    mock = Mock(folder / "mock.db", options)
    mock.start()
    try:
        yield mock
    finally:
        mock.stop()
