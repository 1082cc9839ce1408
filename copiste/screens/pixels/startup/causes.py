"""What messages of displays, emulators and browsers that do not start mean, and the next step for each."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

INSTALL = "./setup.sh pixels"
MORE_MEMORY = "make memory free, or lift its limit (ulimit -v, MemoryMax= of the service)"


@dataclass(frozen=True, slots=True)
class Cause:
    """What a message of a program means."""

    #: Pattern of the message.
    message: re.Pattern[str]
    #: The cause; its groups are those of the pattern. A function examines the machine instead.
    means: str | Callable[[], str]
    #: The next step.
    remedy: str


def _cause(message: str, means: str | Callable[[], str], remedy: str) -> Cause:
    return Cause(re.compile(message, re.IGNORECASE | re.MULTILINE), means, remedy)


def socket_folder(folder: Path = Path("/tmp/.X11-unix")) -> str:  # noqa: S108 - X11's own place
    """Why a display cannot make its socket in `folder`, as far as this process can see."""
    place = folder if folder.is_dir() else folder.parent
    if reason := no_room(place):
        return reason
    if not folder.is_dir():
        return f"{folder} does not exist, and this account may not create it"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"this account may not write into {folder} (its mode should be 1777)"
    return f"no free display number, or nothing can listen in {folder}"


def no_room(place: Path) -> str:
    """Why no file can be made in a folder: read-only, or full; empty when neither."""
    try:
        found = os.statvfs(place)
    except OSError as error:
        return f"{place} cannot be examined ({error.strerror})"
    if found.f_flag & os.ST_RDONLY:
        return f"{place} is on a read-only file system"
    if found.f_blocks and not found.f_bavail:
        return f"the file system of {place} is full"
    if found.f_files and not found.f_favail:
        return f"the file system of {place} has no room for another file (inodes)"
    return ""


def _keyboard_map() -> str:
    tmp = Path("/tmp")  # noqa: S108 - where Xvfb has its keyboard map made
    return no_room(tmp) or "no keyboard map can be made: xkbcomp or the data of xkb is missing or unreadable"


#: The first match counts: more certain causes come first. Messages of the system are in French on machines
#: that are set to it.
CAUSES = (
    _cause(
        r"(?:error while loading shared libraries|bibliothèques partagées)\s*: ([^:\s]+)",
        r"the library \1 is missing or damaged",
        f"{INSTALL}, or install the package that brings that library",
    ),
    _cause(
        r"requires the \S+ snap|snap install|snap-confine|snap cgroup|snap-update-ns",
        "the program is the stub of a snap",
        "install Google Chrome, Edge or a distribution's own Chromium package",
    ),
    _cause(
        r"exec format error",
        "the file is no program for this machine",
        "install the package for this processor",
    ),
    _cause(
        r"failed to execute (\S+): permission denied",
        r"\1 may not be executed (its mode, or a file system mounted noexec)",
        "chmod +x, or install it elsewhere",
    ),
    _cause(r"failed to execute (\S+): no such file", r"\1, or its interpreter, is gone", INSTALL),
    _cause(
        r"--no-sandbox|usable sandbox|namespace sandbox|setuid sandbox|clone_flags",
        "the browser's sandbox cannot be made here",
        "allow user namespaces for it (kernel.unprivileged_userns_clone, AppArmor), as its message says",
    ),
    _cause(
        r"no space left on device|aucun espace disponible|quota|disk is full",
        "a disk is full",
        "make room on it",
    ),
    _cause(
        r"/dev/shm|shared memory|shmget",  # noqa: S108 - nothing is written there
        "shared memory cannot be had: /dev/shm is missing, too small or not writable",
        "mount /dev/shm with mode 1777 and 64 MB or more (docker run --shm-size)",
    ),
    _cause(
        r"out of memory|cannot allocate|allouer de la mémoire|bad_alloc|couldn't add screen|"
        r"libgcc_s\.so\.1 must be installed",
        "there is no memory for it",
        MORE_MEMORY,
    ),
    _cause(
        r"too many open files|trop de fichiers ouverts",
        "too many files are open",
        "raise the limit (ulimit -n, LimitNOFILE=)",
    ),
    _cause(
        r"resource temporarily unavailable|ressource temporairement|pthread_create|can(?:'t|not) fork",
        "no further process or thread may be started",
        "raise the limit (ulimit -u, TasksMax=)",
    ),
    _cause(
        r"read-only file system|en lecture seule",
        "a folder that it writes into is read-only",
        "mount it writable",
    ),
    _cause(
        r"lock file|already active for display",
        "its lock file cannot be made, or belongs to another one",
        "remove /tmp/.X*-lock of displays that have ended; /tmp has to be writable",
    ),
    _cause(
        r"socket to listen on|listening sockets|failed to bind|create listener",
        socket_folder,
        "mkdir -p -m 1777 /tmp/.X11-unix as root, on a writable file system with room",
    ),
    _cause(
        r"^XKB:|xkbcomp\b|xkeyboard-config|virtual core keyboard",
        _keyboard_map,
        "sudo apt-get install -y x11-xkb-utils xkb-data",
    ),
    _cause(
        r"default font|font path|cannot find font|no fonts? ",
        "its fonts are missing",
        f"{INSTALL}; then start the display anew",
    ),
    _cause(
        r"open display|authorization required|magic-cookie|platform failed to initialize|missing x server",
        "the display does not let it in, or is gone",
        "see that XAUTHORITY names a readable file, and DISPLAY a display that runs",
    ),
    _cause(
        r"profile appears to be in use|singleton",
        "its profile is in use or cannot be written",
        "make room and rights in the temporary folder (TMPDIR)",
    ),
    _cause(
        r"un(?:recognized|known)\b.*\boption|(?:invalid|bad) (?:option|resource|model)|option.*not supported",
        "this version refuses an option",
        f"{INSTALL} installs a version that is known to work",
    ),
    _cause(
        r"permission denied|operation not permitted|permission non accordée|opération non permise",
        "this account may not do what it takes",
        "give it the right that its message names",
    ),
)
