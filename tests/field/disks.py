"""10: disks without bytes, without inodes, read-only, over quota, failing."""

from __future__ import annotations

import contextlib
import errno
import functools
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import pytest

from copiste import disks
from copiste.console.main import run
from copiste.keywords.evidence import Evidence
from copiste.queue.item import State
from copiste.queue.personal_data.sealing import Sealer
from copiste.queue.records import ItemFilter
from copiste.queue.store import Store
from copiste.settings import Settings
from legacy_mock.domain.seed import fill
from tests.field.trial import Ground, Kind, Trial
from tests.support.cases import WITHOUT_ACCOUNT, bank_details
from tests.support.mock import PASSWORD, Mock, running_mock
from tests.support.small_disk import SmallDisk, small_disk
from tests.unit.intake.factory import FIELDS, HEADER, row, write_csv

_LIMIT = 120
#: Rows that a rejects file of one page of memory cannot hold.
_MANY = 120


@dataclass
class House:
    """A folder with settings, where `copiste` is run."""

    folder: Path
    evidence: str = "evidence"
    reports: str = "reports"
    database: str = "queue.db"
    more: str = ""
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.folder / "copiste.toml").write_text(
            f'database = "{self._url}"\nevidence = "{self.evidence}"\nreports = "{self.reports}"\n'
            f"{self.more}[bots]\nspares = 0\n"
        )

    def copiste(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `copiste` to its end, in this OS process: quicker."""
        out, err = io.StringIO(), io.StringIO()
        handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        with (
            mock.patch.dict(os.environ, self._environment(), clear=True),
            mock.patch.object(sys, "argv", ["copiste", *words]),
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            pytest.raises(SystemExit) as end,
        ):
            run()
        for number, handler in handlers.items():
            signal.signal(number, handler)
        assert isinstance(end.value.code, int)
        return subprocess.CompletedProcess(words, int(end.value.code), out.getvalue(), err.getvalue())

    def work(self, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
        """Run `copiste run` to its end, an OS process."""
        return subprocess.run(
            self._command(("run", "--no-ask")), cwd=self.folder, env=self._environment(), text=True,
            timeout=_LIMIT, stdout=stdout, stderr=stdout, check=False,
        )  # fmt: skip

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Begin to run it."""
        return subprocess.Popen(
            self._command(words), cwd=self.folder, env=self._environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def add_a_case(self) -> None:
        """Put one case into the queue."""
        with self._store() as store:
            store.add([bank_details()], now=datetime.now(UTC))

    def items(self) -> list[tuple[str, int]]:
        """State and attempt of every case."""
        with self._store() as store:
            return [(item.state, item.attempt) for item in store.items(ItemFilter(), limit=1000).items]

    @contextmanager
    def _store(self) -> Iterator[Store]:
        with Store.open(self._url, sealer=Sealer(Settings(database=self._url).keys)) as store:
            yield store

    @property
    def _url(self) -> str:
        return f"sqlite:///{self.folder / self.database}"

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-c", "from copiste.console.main import run; run()", *words]

    def _environment(self) -> dict[str, str]:
        root = str(Path(__file__).parents[2])
        kept = {name: value for name, value in os.environ.items() if not name.startswith("COPISTE_")}
        return {
            **kept,
            "PYTHONPATH": root,
            "COPISTE_PROJECT": root,
            "COPISTE_PASSWORD": PASSWORD,
            **self.variables,
        }


@contextmanager
def at_work(ground: Ground, *, evidence: str = "evidence", top: str = "") -> Iterator[tuple[House, Mock]]:
    """A house with one case to work and the bundled back-end, real bots included."""
    (ground.folder / "mock.db").write_bytes(_seed())
    with running_mock(ground.folder) as back_end:
        url = f'[back_end]\nurl = "{back_end.url}"\nsettling = 1\n'
        seat = '[[seats]]\noperator = "ROB01"\nterminal = "R001"\n'
        house = House(ground.folder, evidence, more=f"{top}{url}{seat}")
        house.add_a_case()
        yield house, back_end


@functools.cache
def _seed() -> bytes:
    """A back-end's database as it is before anybody works with it."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder) / "mock.db", password=PASSWORD)
        return (Path(folder) / "mock.db").read_bytes()


def recorded_once(back_end: Mock) -> None:
    """The ledger holds the one record that the case asks for, once."""
    ledger = back_end.ledger()
    assert [account["member_number"] for account in ledger["bank_details"]] == [WITHOUT_ACCOUNT]
    assert len(ledger["journal"]) == 1


def _evidence(harm: Callable[[SmallDisk], None]) -> Callable[[Ground], str]:
    def tried(ground: Ground) -> str:
        with (
            small_disk(ground.folder / "disk", size="1m", inodes=40) as disk,
            at_work(ground, evidence="disk/evidence") as (house, back_end),
        ):
            harm(disk)
            done = house.work()
            told = house.copiste("report", "--no-ask")
            assert house.items() == [(State.DONE, 1)], house.items()
            recorded_once(back_end)
        assert done.returncode == 1, f"exit {done.returncode}: {done.stderr}"
        assert "goes on: No pictures" in done.stderr, done.stderr
        assert "disk/evidence" in done.stdout, done.stdout
        assert "pictures are missing" in told.stdout, told.stdout
        return "done once, at its first attempt, without pictures; the run and the report say so"

    return tried


def nothing_is_wrong(ground: Ground) -> str:
    """A case on a disk with room has its pictures, and nothing is said."""
    with (
        small_disk(ground.folder / "disk") as disk,
        at_work(ground, evidence="disk/evidence") as (house, back_end),
    ):
        done = house.work()
        pictures = list(disk.folder.rglob("*.jpg"))
        recorded_once(back_end)
    assert (done.returncode, len(pictures)) == (0, 1), (done.stderr, pictures)
    assert "pictures" not in done.stdout + done.stderr
    return "done, with its picture, and nothing said"


def temporary_folder_for_ever(ground: Ground) -> str:
    with small_disk(ground.folder / "disk", size="1m", inodes=40) as disk:
        temporary = {"TMPDIR": str(disk.folder)}
        with at_work(ground, top="patience = 2\n[breaker]\nfirst_probe = 0.3\n") as (house, back_end):
            house.variables.update(temporary)
            disk.use_up_inodes()
            done = house.work()
            assert house.items() == [(State.PENDING, 1)], house.items()
            assert back_end.ledger()["journal"] == []
    assert done.returncode == 4, f"exit {done.returncode}: {done.stdout}{done.stderr}"
    assert "paused: DISK" in done.stderr, done.stderr
    assert "no inodes left" in done.stdout, done.stdout
    return "paused with the disk's name, exit 4 after its patience; the case is back, no attempt spent"


def temporary_folder_and_sigterm(ground: Ground) -> str:
    with (
        small_disk(ground.folder / "disk", size="1m", inodes=40) as disk,
        at_work(ground) as (house, _back_end),
    ):
        house.variables["TMPDIR"] = str(disk.folder)
        disk.use_up_inodes()
        run = house.start("run", "--watch", "--no-ask")
        assert run.stdout is not None
        try:
            told = next(line for line in run.stdout if "paused" in line or "DONE" in line)
            before = time.monotonic()
            run.terminate()
            rest = run.communicate(timeout=_LIMIT)[0]
            took = time.monotonic() - before
        finally:
            run.kill()
            run.wait()
        assert house.items() == [(State.PENDING, 1)], house.items()
    assert "no inodes left" in told, told
    assert took < 30, f"{took:.0f} s: {rest}"
    return "paused with the disk's name; ended in order at the first SIGTERM"


def standard_output_is_full(ground: Ground) -> str:
    full = os.open("/dev/full", os.O_WRONLY)
    try:
        with at_work(ground) as (house, back_end):
            done = house.work(full)
            assert house.items() == [(State.DONE, 1)], house.items()
            recorded_once(back_end)
    finally:
        os.close(full)
    assert done.returncode == 4, f"exit {done.returncode}"
    return "done once; exit 4, for its summary could not be written"


def _rejects(harm: Callable[[SmallDisk], None], *, entered: int) -> Callable[[Ground], str]:
    """Loading 600 good rows and then many wrong ones, into a rejects folder that was good the day before."""

    def tried(ground: Ground) -> str:
        with small_disk(ground.folder / "disk", size="64k", inodes=20) as disk:
            house = House(ground.folder, reports="disk/reports")
            good = [row(f"D{number}") for number in range(600)]
            wrong = [row(f"W{number}", Ville="") for number in range(_MANY)]
            path = write_csv(ground.folder / "cases.csv", HEADER, *good, *wrong)
            _mapping(path)
            kept = disk.folder / "reports" / "rejects" / "cases.rejects.csv"
            kept.parent.mkdir(parents=True)
            kept.write_text("of yesterday")
            harm(disk)
            failed = house.copiste("load", "cases.csv")
            stands = kept.read_text() == "of yesterday", [one.name for one in kept.parent.iterdir()]
            queued = len(house.items()) if (ground.folder / "queue.db").exists() else 0
            disk.make_room()
            again = house.copiste("load", "cases.csv", "--json")
            lines = kept.read_text(encoding="utf-8-sig").count(";address;W")
            assert len(house.items()) == 600
        assert failed.returncode == 4, f"exit {failed.returncode}: {failed.stdout}{failed.stderr}"
        assert "disk" in failed.stderr, failed.stderr
        assert stands == (True, ["cases.rejects.csv"]), stands
        assert queued == entered, queued
        assert again.returncode == 1, again.stderr
        assert lines >= _MANY, lines
        return (
            f"exit 4 with the disk's name, {queued} entered, the old file stands; again: all there and told"
        )

    return tried


def _fill_but_one_page(disk: SmallDisk) -> None:
    """Room for the first lines of a rejects file, not for all of them."""
    disk.use_up_bytes()
    ballast = disk.folder / "ballast"
    os.truncate(ballast, ballast.stat().st_size - 8192)


def temporary_folder_of_a_load(ground: Ground) -> str:
    """A small load needs no temporary file: it must pass."""
    with small_disk(ground.folder / "disk", size="1m", inodes=40) as disk:
        house = House(ground.folder, variables={"TMPDIR": str(disk.folder)})
        path = write_csv(ground.folder / "cases.csv", HEADER, *(row(f"D{number}") for number in range(20)))
        _mapping(path)
        disk.use_up_inodes()
        done = house.copiste("load", "cases.csv")
        assert len(house.items()) == 20
    assert done.returncode == 0, done.stderr
    return "20 cases entered: such a load needs no temporary file"


def _report(harm: Callable[[SmallDisk], None]) -> Callable[[Ground], str]:
    def tried(ground: Ground) -> str:
        with small_disk(ground.folder / "disk", size="256k", inodes=40) as disk:
            house = House(ground.folder, reports="disk/reports")
            house.add_a_case()
            first = house.copiste("report", "--no-ask")
            (page,) = disk.folder.rglob("report.html")
            before = page.read_bytes()
            harm(disk)
            failed = house.copiste("report", "--no-ask")
            left = [one.name for one in (disk.folder / "reports").iterdir()]
            assert page.read_bytes() == before
        assert first.returncode == 1, first.stderr  # a case waits
        assert failed.returncode == 4, f"exit {failed.returncode}: {failed.stderr}"
        assert "1 still waiting" in failed.stdout, failed.stdout
        assert "The report was not written" in failed.stderr, failed.stderr
        assert left == [page.parent.name], left
        return "exit 4 with the disk's name; what it says is told, the report before stands, no half one"

    return tried


def queue_without_room(ground: Ground) -> str:
    with small_disk(ground.folder / "disk", size="1m", inodes=40) as disk:
        house = House(ground.folder, database="disk/queue.db")
        path = write_csv(ground.folder / "cases.csv", HEADER, *(row(f"D{number}") for number in range(20)))
        _mapping(path)
        house.add_a_case()
        disk.use_up_bytes()
        failed = house.copiste("load", "cases.csv")
        disk.make_room()
        again = house.copiste("load", "cases.csv")
        assert len(house.items()) == 21
    assert failed.returncode == 4, f"exit {failed.returncode}: {failed.stderr}"
    assert again.returncode == 0, again.stderr
    return "exit 4 with a sentence; loaded again once there is room, all are there"


def an_export(ground: Ground) -> str:
    with small_disk(ground.folder / "disk", size="64k", inodes=40) as disk:
        house = House(ground.folder)
        house.add_a_case()
        disk.use_up_bytes()
        failed = house.copiste("audit", "export", "-o", "disk/trail.jsonl")
        left = [one.name for one in disk.folder.iterdir()]
    assert failed.returncode == 4, f"exit {failed.returncode}: {failed.stderr}"
    assert left == ["ballast"], left
    assert "is full" in failed.stderr, failed.stderr
    return "exit 4 with the disk's name, and no half file"


class _Camera:
    def __init__(self, number: int) -> None:
        self._number = number

    def capture(self, path: Path) -> None:
        path.write_bytes(b"half of it")
        raise OSError(self._number, os.strerror(self._number))


def _injected(number: int, says: str) -> Callable[[Ground], str]:
    """No file system at hand has quotas, or fails on demand: the error is given where it would arise."""

    def tried(ground: Ground) -> str:
        evidence = Evidence(ground.folder / "evidence" / "00000001-01", 1_000_000)
        assert evidence.picture(_Camera(number), "member") is None
        assert says in evidence.missing, evidence.missing
        assert list(evidence.folder.iterdir()) == []
        kept = ground.folder / "rejects.csv"
        kept.write_text("of yesterday")
        failing = mock.patch("os.fsync", side_effect=OSError(number, ""))
        with failing, pytest.raises(disks.DiskError, match=says), disks.whole_file(kept) as stream:
            stream.write("of today")
        assert [one.name for one in ground.folder.iterdir() if one.is_file()] == ["rejects.csv"]
        assert kept.read_text() == "of yesterday"
        return f"no picture and no half one, the old file stands: {says}"

    return tried


def _mapping(path: Path) -> None:
    """Put the mapping of `path` beside it; JSON is YAML."""
    case = {"process": "address", "reference": "Dossier", "fields": FIELDS}
    path.with_suffix(".yaml").write_text(json.dumps({"client": "test", "cases": [case]}))


KIND = Kind(
    10,
    "no room for evidence, logs, rejects, reports, temporary files or the queue",
    "the run pauses and names the disk, or goes on without pictures and says so; no case pays for it",
    [
        Trial("evidence without inodes", _evidence(SmallDisk.use_up_inodes)),
        Trial("evidence without bytes", _evidence(SmallDisk.use_up_bytes)),
        Trial("evidence read-only", _evidence(SmallDisk.make_read_only)),
        Trial("evidence with room", nothing_is_wrong),
        Trial("temporary folder without inodes, for ever", temporary_folder_for_ever),
        Trial("temporary folder without inodes, then SIGTERM", temporary_folder_and_sigterm),
        Trial("the file that takes what a run prints is full", standard_output_is_full),
        Trial("rejects without inodes", _rejects(SmallDisk.use_up_inodes, entered=0)),
        Trial("rejects read-only", _rejects(SmallDisk.make_read_only, entered=0)),
        Trial("rejects full in the middle", _rejects(_fill_but_one_page, entered=600)),
        Trial("a load without temporary files", temporary_folder_of_a_load),
        Trial("reports without bytes", _report(SmallDisk.use_up_bytes)),
        Trial("reports without inodes", _report(SmallDisk.use_up_inodes)),
        Trial("queue without bytes", queue_without_room),
        Trial("an export without bytes", an_export),
        Trial("over quota", _injected(getattr(errno, "EDQUOT", errno.ENOSPC), "quota")),
        Trial("a disk that fails", _injected(errno.EIO, "input/output error")),
    ],
)
