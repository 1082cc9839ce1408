"""What is wrong with a disk, in words; and files that are whole or not there."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from copiste import disks
from copiste.disks import DiskError, WorkingFolders, whole_file
from tests.support.small_disk import SmallDisk, small_disk


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EDQUOT, "quota"),
        (errno.EROFS, "is read-only"),
        (errno.EIO, "input/output error"),
        (errno.ESTALE, "is gone"),
        (errno.EMFILE, "as many files open as it may"),
        (errno.EFBIG, "takes no file as large"),
        (errno.ENAMETOOLONG, "takes no name as long"),
        (errno.EACCES, "may not be written by this account"),
        (errno.EPERM, "may not be written by this account"),
        (errno.ENOENT, "is not there"),
        (errno.ENOTDIR, "is no folder"),
        (errno.ELOOP, "cannot be written: Too many levels"),
        (None, "cannot be written: OSError"),
    ],
)
def test_each_trouble_has_its_words_and_a_next_step(tmp_path: Path, number: int | None, says: str) -> None:
    error = OSError("?") if number is None else OSError(number, "?")
    text = disks.explain(error, tmp_path)
    assert str(tmp_path) in text
    assert says in text
    assert text.count(".") >= 2


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (OSError(errno.ENOSPC, ""), True),
        (OSError(errno.EDQUOT, ""), True),
        (OSError(errno.EROFS, ""), True),
        (OSError(errno.EIO, ""), True),
        (OSError(errno.EACCES, ""), False),  # perhaps a wrong path of the caller's
        (OSError(errno.ENOENT, ""), False),
        (ConnectionResetError(errno.ECONNRESET, ""), False),
        (OSError("of no number"), False),
        (ValueError(), False),
    ],
)
def test_only_what_no_path_explains_is_certainly_a_disk(error: Exception, found: bool) -> None:
    assert (disks.cause(error) is error) is found
    assert (disks.cause(error) is not None) is found


def test_a_cause_is_found_behind_other_exceptions_also_in_a_circle() -> None:
    disk = OSError(errno.ENOSPC, "", "/there/file")
    outer, middle = ValueError(), RuntimeError()
    outer.__context__, middle.__cause__ = middle, disk
    disk.__context__ = outer
    assert disks.cause(outer) is disk
    assert disks.place_of(disk) == Path("/there")


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (SmallDisk.use_up_bytes, "is full (0.0 of 2.1 MB free)"),
        (SmallDisk.use_up_inodes, "has no inodes left (0 of 20)"),
        (SmallDisk.make_read_only, "is read-only"),
    ],
)
def test_a_disk_that_takes_no_more_is_found_and_named_and_found_well_again(
    tmp_path: Path, harm: object, says: str
) -> None:
    with small_disk(tmp_path / "disk", size="2m", inodes=20) as disk:
        folder = disk.folder / "below"
        folder.mkdir()
        assert disks.probe(folder) == ""
        assert callable(harm)
        harm(disk)
        found = disks.probe(folder)
        assert found.startswith(f"{folder}: the disk at {disk.folder} {says}")
        disk.make_room()
        assert disks.probe(folder) == ""
        assert list(folder.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "is not there" in disks.probe(tmp_path / "none")


@pytest.mark.parametrize("harm", [SmallDisk.use_up_bytes, SmallDisk.use_up_inodes, SmallDisk.make_read_only])
def test_an_old_file_stands_until_the_new_one_is_whole(tmp_path: Path, harm: object) -> None:
    with small_disk(tmp_path / "disk", size="2m", inodes=20) as disk:
        path = disk.folder / "kept.csv"
        path.write_text("old")
        assert callable(harm)
        harm(disk)
        with pytest.raises(DiskError, match=r"kept\.csv was not written\."), whole_file(path) as stream:
            stream.write("new" * 100_000)
        assert path.read_text() == "old"
        disk.make_room()
        assert [one.name for one in disk.folder.iterdir()] == ["kept.csv"]
        with whole_file(path) as stream:
            stream.write("new")
        assert path.read_text() == "new"


def test_another_error_leaves_the_old_file_too(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), whole_file(path) as stream:
        stream.write(str(1 / 0))
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link_and_a_device_a_device(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)
    with whole_file(link) as stream:
        stream.write("new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    with pytest.raises(DiskError, match="is full"), whole_file(full) as stream:
        stream.write("new")
    assert Path("/dev/full").is_char_device()


def test_the_temporary_folder_is_the_one_that_programs_take(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
    if os.name == "posix":
        assert disks.temporary() == Path("/tmp")
    monkeypatch.setenv("TMPDIR", "/somewhere/else")
    assert disks.temporary() == Path("/somewhere/else")


def test_a_folder_in_trouble_is_watched_from_then_on_and_a_sound_one_is_not(tmp_path: Path) -> None:
    sound, gone = tmp_path / "sound", tmp_path / "gone"
    sound.mkdir()
    folders = WorkingFolders([tmp_path])
    assert folders.trouble(str(sound)) == ""
    sound.rmdir()
    assert folders.trouble() == ""
    assert "is not there" in folders.trouble(str(gone))
    assert "is not there" in folders.trouble()
    gone.mkdir()
    assert folders.trouble() == ""
