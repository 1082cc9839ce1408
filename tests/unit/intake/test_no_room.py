"""A load whose rejects file or temporary files find no room stops in words; loading again adds the rest."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from copiste.disks import DiskError
from copiste.intake import load
from copiste.intake.errors import IntakeError
from copiste.intake.mapping.shape import Fault
from copiste.intake.rejects import Rejects
from copiste.intake.scratch import Scratch
from tests.support.small_disk import SmallDisk, small_disk
from tests.unit.intake.factory import HEADER, NOW, MemoryQueue, mapping, row, write_csv

FAULT = Fault("Feuille", 7, "Ville", "TOWN_MISSING", "The town is missing.")


@pytest.mark.parametrize("harm", [SmallDisk.use_up_bytes, SmallDisk.use_up_inodes, SmallDisk.make_read_only])
def test_rejects_that_cannot_be_begun_stop_a_load_before_its_first_case(tmp_path: Path, harm: object) -> None:
    path = write_csv(tmp_path / "a.csv", HEADER, row("D1"))
    queue = MemoryQueue()
    with small_disk(tmp_path / "disk", size="64k", inodes=10) as disk:
        assert callable(harm)
        harm(disk)
        with pytest.raises(DiskError, match=r"a\.rejects\.csv was not written"):
            load(path, mapping(), queue, NOW, disk.folder / "a.rejects.csv")
    assert not queue.items


def refuse(path: Path, times: int, *, then: Callable[[], object] = lambda: None) -> None:
    with Rejects(path, "a.csv") as rejects:
        for _ in range(times):
            rejects.write(FAULT)
        then()


def test_rejects_that_fill_the_disk_are_dropped_and_the_older_file_stands(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", size="64k", inodes=10) as disk:
        path = disk.folder / "a.rejects.csv"
        path.write_text("of yesterday")
        with pytest.raises(DiskError, match="adds the rest"):
            refuse(path, 2000)
        assert path.read_text() == "of yesterday"
        assert list(disk.folder.iterdir()) == [path]


def test_rejects_that_do_not_fit_at_the_very_end_are_dropped_too(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", size="64k", inodes=10) as disk:
        with pytest.raises(DiskError, match="adds the rest"):
            refuse(disk.folder / "a.csv", 70, then=disk.use_up_bytes)
        assert not (disk.folder / "a.csv").exists()


def test_what_a_broken_off_load_refused_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"

    def break_off() -> None:
        raise IntakeError

    with pytest.raises(IntakeError):
        refuse(path, 1, then=break_off)
    assert path.read_text(encoding="utf-8-sig").count("TOWN_MISSING") == 2  # its line, and the totals


def test_a_load_whose_temporary_files_find_no_room_names_the_disk(tmp_path: Path) -> None:
    """In an OS process of its own: SQLite looks at TMPDIR once."""
    program = (
        "from copiste.disks import DiskError\n"
        "from copiste.intake.scratch import Scratch\n"
        "with Scratch() as scratch:\n"
        "    try:\n"
        "        scratch.keep(1, ((f'K{number}', number, 'x' * 1000) for number in range(20_000)))\n"
        "    except DiskError as error:\n"
        "        print(error)\n"
    )
    with small_disk(tmp_path / "disk", size="256k") as disk:
        told = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "TMPDIR": str(disk.folder)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    assert f"{disk.folder}: the disk is full" in told
    assert "TMPDIR names another folder" in told


def test_what_fits_into_memory_needs_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "disk", size="64k", inodes=4) as disk:
        monkeypatch.setenv("TMPDIR", str(disk.folder))
        disk.use_up_inodes()
        with Scratch() as scratch:
            scratch.keep(1, [("K", 2, "body")])
            scratch.index()
            assert [(kept.row, kept.body) for kept in scratch.kept(1, "K")] == [(2, "body")]
