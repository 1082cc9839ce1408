"""Every key and password of a real run is looked for in all that the run left, and where others may look.

A decoy stands where a password may stand by mistake: in the environment of whoever starts the run.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from copiste.queue.item import NewItem, State
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.store import Store
from copiste.vault import Keys, new_payload_key, new_secret
from tests.acceptance.personal_data import of_cases, readable
from tests.support import programs
from tests.support.cases import enrolment
from tests.support.mock import PASSWORD, Mock
from tests.support.processes import family, until

DECOY = "D3C0YPASSWORD"
#: What a bot starts, by face.
STARTED = {"web": ("playwright", "chrom"), "pixels": ("Xvfb", "x3270")}
#: Where secrets are at home.
KEPT_IN = "vault.json"


class Night:
    """A folder with settings and a vault, and what the secrets in it are."""

    def __init__(self, folder: Path, mock: Mock, temporary: Path, face: str) -> None:
        self.folder = folder
        self.temporary = temporary
        self.face = face
        self.secret = new_secret()
        self.secret["payload_keys"] += f",{new_payload_key()}"
        self.secrets = {
            "password": PASSWORD,
            "decoy": DECOY,
            "search key": self.secret["search_key"],
            "journal key": self.secret["journal_key"],
            **{f"key {place}": key for place, key in enumerate(self.secret["payload_keys"].split(","))},
        }
        kept = {"copiste": self.secret, "ROB01": {"password": PASSWORD}}
        (folder / KEPT_IN).write_text(json.dumps(kept), encoding="utf-8")
        (folder / KEPT_IN).chmod(0o600)
        (folder / "copiste.toml").write_text(
            f"""
            database = "sqlite:///queue.db"
            vault = "{KEPT_IN}"
            evidence = "evidence"
            reports = "reports"
            back_end.url = "{mock.address(face)}"
            back_end.face = "{face}"
            seats = [{{operator = "ROB01", terminal = "R001"}}]
            """,
            encoding="utf-8",
        )

    @property
    def variables(self) -> dict[str, Any]:
        return {"COPISTE_PASSWORD": DECOY, "PGPASSWORD": DECOY, "TMPDIR": str(self.temporary)}

    def store(self) -> Store:
        keys = Keys.of(self.secret, "this test")
        return Store.open(f"sqlite:///{self.folder / 'queue.db'}", sealer=Sealer(lambda: keys))

    def copiste(self, *arguments: str) -> str:
        done = programs.run(programs.COPISTE, *arguments, folder=self.folder, **self.variables)
        return done.stdout + done.stderr

    def found_in(self, text: str) -> set[str]:
        """The names of the secrets in a text."""
        return {name for name, secret in self.secrets.items() if secret in text}


@pytest.fixture
def night(tmp_path: Path, mock: Mock, face: str) -> Iterator[Night]:
    # The mock's own database stands in `tmp_path`; it knows the password, being the back-end.
    (tmp_path / "night").mkdir()
    with TemporaryDirectory(prefix="night-") as temporary:
        yield Night(tmp_path / "night", mock, Path(temporary), face)


def cases() -> list[NewItem]:
    """One that goes well, and one that is refused, with pictures and a log that tell why."""
    good, refused = enrolment(1, dependants=1), enrolment(2)
    refused.payload["affiliation"]["contract"] = "C000000999"
    return [good, refused]


def everything_left(night: Night) -> Iterator[tuple[str, str]]:
    for root in (night.folder, night.temporary):
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.name != KEPT_IN:
                raw = path.read_bytes().decode("latin-1")
                yield str(path.relative_to(root)), "\n".join([*readable(path), raw])


def test_no_secret_is_left_anywhere(night: Night) -> None:
    new = cases()
    with night.store() as store:
        store.add(new, now=datetime.now(UTC))
    run = programs.start(programs.COPISTE, "run", "--json", folder=night.folder, **night.variables)
    seen: dict[str, set[str]] = {}

    def look() -> bool:
        """At the command lines and variables of all that the run started, while it works."""
        members = family(run.pid)
        orchestrator = next((one.command for one in members if one.pid == run.pid), "")
        for process in members:
            # A child that has not become another program yet shows what its parent shows.
            command = process.command
            variables = environ_of(process.pid) if command not in {"", orchestrator} else ""
            seen.setdefault(command, set()).update(night.found_in(command), night.found_in(variables))
        return run.poll() is not None

    until(look, "the end of the run")
    assert run.wait() == 1, (night.folder / "said.txt").read_text()
    assert {command: found for command, found in seen.items() if found} == {}
    programs_seen = " ".join(seen)
    assert all(program in programs_seen for program in ("copiste.bots.bot_process", *STARTED[night.face]))

    with night.store() as store:
        assert {count.state for count in store.counts()} == {State.DONE, State.REJECTED}
        assert store.verify().fault == ""
        last = store.last_seal()
        assert last is not None
        assert last.hash in (night.folder / "said.txt").read_text(), "what the run printed, to be kept"
        done = next(item for item in store.items().items if item.state is State.DONE)
    said = {
        " ".join(command): night.copiste(*command)
        for command in (
            ["status"], ["items"], ["show", done.reference], ["doctor", "--quick"], ["report"],
            ["keys", "status"], ["keys", "rotate"], ["audit", "verify"], ["audit", "export"],
            ["erase", done.reference, "--yes"], ["--debug", "show", "nothing"], ["keys", "drop", "00000000"],
        )
    }  # fmt: skip
    assert all(said.values())
    assert {name: found for name, text in said.items() if (found := night.found_in(text))} == {}

    left = dict(everything_left(night))
    kinds = {Path(name).suffix for name in left}
    assert {".log", ".html", ".xml", ".jpg", ".db", ".txt"} <= kinds
    assert {name: found for name, text in left.items() if (found := night.found_in(text))} == {}


def test_nobody_can_be_read_from_the_database_s_files(night: Night) -> None:
    new = cases()
    with night.store() as store:
        store.add(new, now=datetime.now(UTC))
        files = b"".join(path.read_bytes() for path in sorted(night.folder.glob("queue.db*")))
        assert new[0].reference.encode() in files
        assert of_cases(new).found_in(files.decode("latin-1")) == set()


def test_the_search_finds_what_is_there(night: Night) -> None:
    """Were it blind, the tests above would pass."""
    (night.folder / "leak.db").write_bytes(b"\xff\x00" + night.secret["journal_key"].encode())
    found = {name: night.found_in(text) for name, text in everything_left(night)}
    assert found["leak.db"] == {"journal key"}
    shown = subprocess.Popen(["sleep", "60"], env={"COPISTE_PASSWORD": DECOY})
    try:
        until(lambda: night.found_in(environ_of(shown.pid)), "the decoy among the variables", 10)
    finally:
        shown.kill()
        shown.wait()


def environ_of(pid: int) -> str:
    """The variables of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().decode("latin-1")
    except OSError:
        return ""
