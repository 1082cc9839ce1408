"""Erasing with the evidence that belongs to it; shared by `erase` and `purge`."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from copiste.console.exit_codes import ConsoleError

if TYPE_CHECKING:
    from copiste.queue.store import Store

#: As bots name their folders: the numbers of item and attempt.
_FOLDER = re.compile(r"(\d{8,})-\d{2,}")
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure removed."""

    items: int
    files: int
    #: Folders of pictures and logs on this machine.
    evidence: int
    acts: tuple[int, ...]
    #: Whether nothing is left in the database's files either.
    clean: bool


def erase(
    store: Store, evidence: Path, which: Iterable[int], *, who: str, why: str, now: datetime
) -> Erasure:
    """Erase the items and then their evidence on this machine; also of those erased before.

    The database goes first: what remains when this is interrupted, `sweep` finds.
    """
    folders = _folders(evidence)
    items, files, gone, acts, clean = 0, 0, 0, list[int](), True
    rest = iter(dict.fromkeys(which))
    while batch := list(islice(rest, _BATCH)):
        theirs = [folder for item in batch for folder in folders.get(item, ())]
        done = store.erase(batch, who=who, why=why, now=now, evidence=len(theirs))
        for folder in theirs:
            _delete(folder)
        items, files, gone = items + done.items, files + done.files, gone + len(theirs)
        acts += done.acts
        clean = done.clean
    return Erasure(items, files, gone, tuple(acts), clean)


def sweep(store: Store, evidence: Path) -> int:
    """Delete this machine's evidence of items that were erased elsewhere; how many folders."""
    folders = _folders(evidence)
    left = [folder for item in store.erased_among(folders) for folder in folders[item]]
    for folder in left:
        _delete(folder)
    return len(left)


def _folders(evidence: Path) -> dict[int, list[Path]]:
    found: dict[int, list[Path]] = {}
    for item, folder in _named(evidence):
        found.setdefault(item, []).append(folder)
    return found


def _named(evidence: Path) -> Iterator[tuple[int, Path]]:
    if evidence.is_dir():
        for folder in evidence.iterdir():
            if (named := _FOLDER.fullmatch(folder.name)) and folder.is_dir():
                yield int(named[1]), folder


def _delete(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise ConsoleError(
            f"{folder} cannot be deleted: {error.strerror}. Its case is erased already.",
            "Give this account the right to delete it, then: copiste purge",
        ) from None
