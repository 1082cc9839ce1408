"""A disk of a test's own, a real tmpfs, that can be filled, left without inodes and made read-only."""

from __future__ import annotations

import errno
import itertools
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class SmallDisk:
    """A tmpfs mounted on `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"
        self._covered = 0

    def use_up_bytes(self) -> None:
        """Leave no room for a byte; files without content still fit."""
        with self._ballast.open("ab", buffering=0) as file:
            _until_full(lambda: file.write(bytes(4096)))

    def use_up_inodes(self) -> None:
        """Leave no room for one more file or folder; what is there may still grow."""
        self._ballast.mkdir(exist_ok=True)
        files = (
            self._ballast / str(number) for number in itertools.count(len(list(self._ballast.iterdir())))
        )
        _until_full(lambda: next(files).touch())

    def make_room(self) -> None:
        """Take away what `use_up_…` and `make_read_only` did."""
        for _ in range(self._covered):
            _run("umount", "--lazy", str(self.folder))
        self._covered = 0
        if self._ballast.is_dir():
            for file in self._ballast.iterdir():
                file.unlink()
            self._ballast.rmdir()
        else:
            self._ballast.unlink(missing_ok=True)

    def make_read_only(self) -> None:
        """Let no file be opened for writing any more; what is open goes on, as after an error of the disk.

        A remount would wait for files that are open: so another view of the same disk goes over it.
        """
        _run("mount", "--bind", str(self.folder), str(self.folder))
        self._covered += 1
        _run("mount", "-o", "remount,ro,bind", str(self.folder))

    def gone(self) -> None:
        """Unmount it, whatever is open there."""
        self.make_room()
        _run("umount", "--lazy", str(self.folder))


@contextmanager
def small_disk(folder: Path, *, size: str = "16m", inodes: int = 0) -> Iterator[SmallDisk]:
    """A disk of `size` bytes and `inodes` files mounted on `folder`, which is made; 0 inodes: no limit."""
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={size},nr_inodes={inodes},mode=1777"
    _run("mount", "-t", "tmpfs", "-o", options, "copiste-test", str(folder))
    disk = SmallDisk(folder)
    try:
        yield disk
    finally:
        disk.gone()


def _until_full(act: Callable[[], object]) -> None:
    while True:
        try:
            act()
        except OSError as error:
            if error.errno == errno.ENOSPC:
                return
            raise


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (
        f"{' '.join(command[:2])}: {done.stderr.strip()}. These tests mount small disks: run them as root, "
        "or as root of a namespace: unshare --map-root-user --mount .venv/bin/python -m pytest …"
    )
