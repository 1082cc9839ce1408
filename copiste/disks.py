"""A disk that cannot be written: which one, what it lacks and what to do; and files that are whole.

The one place that reads an `OSError` as a disk's trouble. `explain` makes the sentence that people read,
`probe` looks whether a folder can be written now, `whole_file` writes what must never be half there.
"""

from __future__ import annotations

import errno
import os
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from copiste.errors import Blame
from copiste.queue.errors import WorkItemsError

#: A folder that takes less than this is no folder to work in.
_SAMPLE: Final = bytes(1 << 20)


class DiskError(WorkItemsError):
    """A file cannot be written, for want of room, rights or a sound disk."""

    code = "DISK"
    blame = Blame.DISK


class _Trouble(NamedTuple):
    """What an error number says of a disk, and what a person does about it."""

    says: str
    next_step: str
    #: Whether it is the disk's or the machine's whoever opened the file; else it may be a wrong path.
    certain: bool = True


def _number(name: str) -> int:
    # Not every system has each of them; -1 is no error's number.
    return int(getattr(errno, name, -1))


_FULL: Final = _number("ENOSPC")
_TABLE: Final[dict[int, _Trouble]] = {
    _FULL: _Trouble("is full", "Make room there."),
    _number("EDQUOT"): _Trouble(
        "takes no more from this account, whose quota is used up",
        "Delete what is old there, or have the quota raised.",
    ),
    _number("EROFS"): _Trouble(
        "is read-only", "See in the system's log why, and mount it for writing again."
    ),
    _number("EIO"): _Trouble(
        "fails (input/output error)", "See the system's log, and have the disk looked at."
    ),
    _number("ESTALE"): _Trouble("is gone (stale network file)", "Have the network disk mounted again."),
    _number("ENODEV"): _Trouble("is gone", "Have it mounted again."),
    _number("ENXIO"): _Trouble("is gone", "Have it mounted again."),
    _number("EMFILE"): _Trouble(
        "cannot be opened: this OS process has as many files open as it may", "Raise the limit: ulimit -n."
    ),
    _number("ENFILE"): _Trouble(
        "cannot be opened: this machine has as many files open as it may", "Raise fs.file-max."
    ),
    _number("EFBIG"): _Trouble("takes no file as large", "Raise the limit: ulimit -f.", certain=False),
    _number("ENAMETOOLONG"): _Trouble("takes no name as long", "Give a shorter one.", certain=False),
    _number("EACCES"): _Trouble(
        "may not be written by this account", "Give it the rights, or name another folder.", certain=False
    ),
    _number("EPERM"): _Trouble(
        "may not be written by this account", "Give it the rights, or name another folder.", certain=False
    ),
    _number("ENOENT"): _Trouble("is not there", "Make the folder, or name another one.", certain=False),
    _number("ENOTDIR"): _Trouble("is no folder", "Name a folder.", certain=False),
    _number("EEXIST"): _Trouble("is no folder", "Name a folder.", certain=False),
}


def explain(error: OSError, folder: Path) -> str:
    """What is wrong with the disk of `folder`, and what to do, in two sentences."""
    trouble = _TABLE.get(error.errno or 0)
    if trouble is None:
        why = os.strerror(error.errno) if error.errno else type(error).__name__
        return f"{folder} cannot be written: {why}. See that it can, or name another folder."
    mount = _mount_point(folder)
    if not trouble.certain or mount is None:
        return f"{folder} {trouble.says}. {trouble.next_step}"
    subject = f"{folder}: the disk" + ("" if mount == folder else f" at {mount}")
    if error.errno == _FULL:
        return f"{subject} {_what_is_missing(mount)}"
    return f"{subject} {trouble.says}. {trouble.next_step}"


def cause(error: BaseException) -> OSError | None:
    """The error of a disk or of this machine's files behind `error`, if there is one.

    Only what no path or right of the caller's could be the reason of: a full disk, not a missing file.
    """
    met: set[int] = set()
    here: BaseException | None = error
    while here is not None and id(here) not in met:
        met.add(id(here))
        if isinstance(here, OSError) and (found := _TABLE.get(here.errno or 0)) and found.certain:
            return here
        here = here.__cause__ or here.__context__
    return None


def place_of(error: OSError) -> Path | None:
    """The folder of the file that `error` is about; None when it does not say."""
    if not isinstance(error.filename, str | bytes) or not error.filename:
        return None
    return Path(os.fsdecode(error.filename)).absolute().parent


def temporary() -> Path:
    """Where OS processes that we start put their temporary files.

    Not `tempfile.gettempdir`, which takes another folder when this one is full: they do not.
    """
    told = next((os.environ[name] for name in ("TMPDIR", "TEMP", "TMP") if os.environ.get(name)), None)
    return Path(told or ("/tmp" if os.name == "posix" else tempfile.gettempdir()))  # noqa: S108


def probe(folder: Path) -> str:
    """Why nothing can be written in `folder` now, as `explain` says it; empty when it can."""
    try:
        handle, name = tempfile.mkstemp(prefix=".copiste-", dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_SAMPLE)
                file.flush()
                os.fsync(handle)
        finally:
            Path(name).unlink()
    except OSError as error:
        return explain(error, folder)
    return ""


@contextmanager
def whole_file(path: Path, *, encoding: str = "utf-8", newline: str | None = None) -> Iterator[TextIO]:
    """A text file that becomes `path` once it is whole and on the disk; until then the old one stays.

    Its folder is made. What is no regular file, such as a terminal, is written as it is.

    Raises:
        DiskError: it cannot be written; what was there before is there still.
    """
    path = path.resolve()
    draft = path if path.exists() and not path.is_file() else path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding=encoding, newline=newline) as stream:
            yield stream
            stream.flush()
            if draft is not path:
                os.fsync(stream.fileno())
        if draft is not path:
            draft.replace(path)
    except BaseException as error:
        if draft is not path:
            with suppress(OSError):
                draft.unlink()
        if isinstance(error, OSError):
            raise DiskError(f"{path.name} was not written. {explain(error, path.parent)}") from None
        raise


class WorkingFolders:
    """The folders that the bots of one machine cannot work without. Threads may share it."""

    def __init__(self, folders: Iterable[Path] = ()) -> None:
        self._folders = dict.fromkeys(folders or (temporary(),))
        self._lock = threading.Lock()

    def trouble(self, folder: str = "") -> str:
        """Why they cannot be used now; empty when they can.

        Args:
            folder: One more, which a bot found in trouble just now; looked at from now on if it still is.
        """
        with self._lock:
            known = list(self._folders)
        for one in known:
            if told := probe(one):
                return told
        if folder and (told := probe(Path(folder))):
            with self._lock:
                self._folders[Path(folder)] = None
            return told
        return ""


def _what_is_missing(mount: Path) -> str:
    """Bytes or inodes, by what the file system counts."""
    try:
        room = os.statvfs(mount)
    except (AttributeError, OSError):  # Windows counts otherwise; a failing disk not at all
        return "is full. Make room there."
    if room.f_files and not room.f_favail:
        return f"has no inodes left (0 of {room.f_files}). Delete files there: many, not large ones."
    free, size = room.f_bavail * room.f_frsize, room.f_blocks * room.f_frsize
    return f"is full ({_megabytes(free)} of {_megabytes(size)} MB free). Make room there."


def _megabytes(number: int) -> str:
    return f"{number / 1e6:.1f}"


def _mount_point(folder: Path) -> Path | None:
    """Where the disk of `folder` is mounted; None when nothing can be said of it."""
    with suppress(OSError):
        here = folder.absolute()
        while not here.exists() and here != here.parent:
            here = here.parent
        here = here.resolve()
        while not here.is_mount() and here != here.parent:
            here = here.parent
        return here
    return None
