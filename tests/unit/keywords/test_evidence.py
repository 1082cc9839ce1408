from __future__ import annotations

import errno
from pathlib import Path

import pytest

from copiste.keywords.evidence import Evidence


class _Camera:
    def __init__(self, size: int) -> None:
        self._size = size

    def capture(self, path: Path) -> None:
        path.write_bytes(b"x" * self._size)


def test_pictures_are_numbered_and_named_after_what_they_show(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path / "deep" / "folder", limit=1_000)
    names = [evidence.picture(_Camera(1), label) for label in ("Bank details committed", "FAILED: F10/../x")]
    assert [path and path.name for path in names] == [
        "0001-bank-details-committed.jpg",
        "0002-failed-f10-x.jpg",
    ]
    assert all(path and path.parent == tmp_path / "deep" / "folder" for path in names)


@pytest.mark.parametrize(("limit", "taken"), [(0, 0), (1, 1), (100, 1), (101, 2), (250, 3)])
def test_no_picture_is_taken_once_the_limit_is_reached(tmp_path: Path, limit: int, taken: int) -> None:
    evidence = Evidence(tmp_path, limit)
    pictures = [evidence.picture(_Camera(100), "screen") for _ in range(5)]
    assert [picture is not None for picture in pictures] == [True] * taken + [False] * (5 - taken)
    assert len(list(tmp_path.iterdir())) == taken


class _Failing(_Camera):
    def capture(self, path: Path) -> None:
        super().capture(path)
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_folder_that_cannot_be_made_costs_pictures_only(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    evidence = Evidence(tmp_path / "file" / "folder", limit=1_000)
    assert evidence.picture(_Camera(1), "screen") is None
    assert evidence.missing.startswith(f"No pictures: {tmp_path / 'file'} is no folder.")


def test_half_a_picture_is_not_kept_and_the_next_one_is_taken(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path / "folder", limit=1_000)
    assert evidence.picture(_Failing(1), "first") is None
    assert "is full" in evidence.missing
    taken = evidence.picture(_Camera(1), "second")
    assert list((tmp_path / "folder").iterdir()) == [taken]


def test_nothing_is_missing_while_every_picture_fits(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path, limit=1)
    evidence.picture(_Camera(1), "one")
    assert evidence.picture(_Camera(1), "beyond the limit") is None
    assert evidence.missing == ""
