"""One whole demonstration, run as a user runs it: `copiste demo`, an OS process in an empty directory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from copiste.queue.records import ItemFilter, ItemSummary
from copiste.queue.store import Store
from tests.support import programs
from tests.support.mock import Mock

_EXPECTED = programs.REPOSITORY / "tests" / "demo" / "expected.yaml"
#: Seconds; the demonstration promises three minutes on a machine that has nothing else to do.
LIMIT = 800
#: What the demonstration's mock takes: no secret, its operators do not exist.
PASSWORD = "MOT2PASS"


@dataclass(frozen=True)
class DemoRun:
    """What the demonstration left in `home`, its working directory, and in `temporary`."""

    home: Path
    temporary: Path
    face: str = "web"
    code: int = 0
    out: str = ""
    err: str = ""

    @property
    def folder(self) -> Path:
        """Where the demonstration put everything."""
        return self.home / "var" / "demo"

    @property
    def settings(self) -> Path:
        """The settings file it left."""
        return self.folder / "copiste.toml"

    @property
    def mock(self) -> Mock:
        """Its back-end, stopped by now."""
        return Mock(self.folder / "mock.db", password=PASSWORD)

    @property
    def report(self) -> Path:
        """The folder of its morning report."""
        (found,) = self.folder.glob("reports/*/report.html")
        return found.parent

    @cached_property
    def ledger(self) -> dict[str, list[dict[str, Any]]]:
        """What its back-end recorded."""
        return self.mock.ledger()

    @cached_property
    def items(self) -> dict[str, ItemSummary]:
        """Its queue, by reference."""
        with self.store() as store:
            items = store.items(ItemFilter(), limit=1000).items
        by_reference = {item.reference: item for item in items}
        assert len(by_reference) == len(items)
        return by_reference

    def store(self) -> Store:
        """Its queue."""
        return Store.open(f"sqlite:///{self.folder / 'queue.db'}")


def run_demo(home: Path, temporary: Path, face: str) -> DemoRun:
    """Run it in `home`."""
    command = (*programs.COPISTE, "demo", "--face", face)
    ended = programs.run(command, folder=home, limit=LIMIT, TMPDIR=str(temporary))
    return DemoRun(home, temporary, face, ended.returncode, ended.stdout, ended.stderr)


def promised() -> dict[str, Any]:
    """What `tests/demo/expected.yaml` says of the files."""
    found: dict[str, Any] = YAML(typ="safe").load(_EXPECTED.read_text(encoding="utf-8"))
    return found


def wrong(caught: str) -> list[dict[str, Any]]:
    """The wrong cases that are `caught` at `intake` or by the `back-end`."""
    return [one for one in promised()["wrong"] if one["caught"] == caught]
