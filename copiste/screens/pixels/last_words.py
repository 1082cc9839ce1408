"""Why a program did not start, or does not answer: how it ended, what it said last, and what to do about it.

Displays, emulators and browsers say what is wrong with a machine, each in its own way and among much that
means nothing. What they say goes to a nameless file in memory: it is there on a full disk too, and stays on
none. Only what was said before the first window is ever repeated; no case was keyed by then.
"""

from __future__ import annotations

import fcntl
import os
import re
import signal
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from copiste.screens.pixels.x11.authority import nameless_file

#: Bytes that are read of what a program said: where nothing can be listened on, Xvfb says so 60,000 times.
_READ = 16_384
#: Lines that are repeated, and characters of each.
_LINES, _LENGTH = 3, 160
#: Said by programs that are well, or headings without a cause.
_NOISE = re.compile(
    r"^\(EE\)$|Fatal server error|^Warning: (Cannot convert string|Missing charsets)|^Usage: |Use --help|"
    r"^use: |^[-+]|dbus/|unexpected operator|^_XSERVTrans|couldn't find a Compose file"
)
_FRAME = re.compile(r"^\(EE\)\s*|\(EE\)$|^\[[\d:./]+:(?:ERROR|FATAL|WARNING|INFO):[^\]]*\]\s*")

_PIXELS = "./setup.sh pixels"
_MEMORY = "make memory free, or lift its limit (ulimit -v, MemoryMax= of the service)"


@dataclass(frozen=True, slots=True)
class Cause:
    """What a program's words mean.

    Attributes:
        said: Pattern of what it says.
        means: The cause; its groups are those of the pattern. A function looks at the machine instead.
        remedy: The next step.
    """

    said: re.Pattern[str]
    means: str | Callable[[], str]
    remedy: str


def _cause(said: str, means: str | Callable[[], str], remedy: str) -> Cause:
    return Cause(re.compile(said, re.IGNORECASE | re.MULTILINE), means, remedy)


def socket_folder(folder: Path = Path("/tmp/.X11-unix")) -> str:  # noqa: S108 - X11's own place
    """What keeps a display from making its socket in `folder`, as far as that can be seen."""
    place = folder if folder.is_dir() else folder.parent
    if reason := no_room(place):
        return reason
    if not folder.is_dir():
        return f"{folder} is not there, and this account may not make it"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"this account may not write into {folder} (its mode should be 1777)"
    return f"no free display number, or nothing can listen in {folder}"


def no_room(place: Path) -> str:
    """Why no file can be made in a folder: read-only, or full; empty when neither."""
    try:
        found = os.statvfs(place)
    except OSError as error:
        return f"{place} cannot be looked at ({error.strerror})"
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


#: The first that fits counts: what is more certain stands first. The system's own messages come in French
#: too: the browser is started in French.
CAUSES = (
    _cause(
        r"(?:error while loading shared libraries|bibliothèques partagées)\s*: ([^:\s]+)",
        r"the library \1 is missing or damaged",
        f"{_PIXELS}, or install the package that brings that library",
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
    _cause(r"failed to execute (\S+): no such file", r"\1, or its interpreter, is gone", _PIXELS),
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
        _MEMORY,
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
        f"{_PIXELS}; then start the display anew",
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
        f"{_PIXELS} installs a version that is known to work",
    ),
    _cause(
        r"permission denied|operation not permitted|permission non accordée|opération non permise",
        "this account may not do what it takes",
        "give it the right that its message names",
    ),
)

_SIGNALS = {
    signal.SIGKILL: ("killed; when nobody did that, the kernel did, for lack of memory", _MEMORY),
    signal.SIGBUS: ("it broke off in shared memory: /dev/shm is likely too small", "give it 64 MB or more"),
    signal.SIGILL: ("it was built for another processor", "install the package for this one"),
    signal.SIGXFSZ: ("a file grew beyond a limit", "raise it (ulimit -f)"),
    signal.SIGXCPU: ("it used up its processor time", "raise the limit (ulimit -t)"),
    signal.SIGTERM: ("somebody, or a service's stop, ended it", "start again"),
}
_CRASHED = ("it crashed", "install its package anew; if that does not help, tell its makers")


class LastWords:
    """Where one program speaks to until its window is shown."""

    def __init__(self) -> None:
        self.file = os.fdopen(nameless_file("said"), "r+b", buffering=0)

    def enough(self) -> None:
        """Take no more: the program has started, and may run for nights."""
        with suppress(OSError):  # a file in /dev/shm, where Python knows no memory files, takes no seal
            fcntl.fcntl(self.file, fcntl.F_ADD_SEALS, fcntl.F_SEAL_GROW)

    def why(self, program: str, process: subprocess.Popen[bytes], waited: float = 0) -> str:
        """Why `process` has ended, or did not answer for `waited` seconds; to be asked before it is ended."""
        # What has closed its files is about to end: then its exit status says more than its silence.
        code = process.poll()
        if code is None and not waited:
            try:
                code = process.wait(2)
            except subprocess.TimeoutExpired:
                code = None
        return why(program, code, self._read(), waited)

    def close(self) -> None:
        """Forget what was said."""
        self.file.close()

    def _read(self) -> str:
        size = os.fstat(self.file.fileno()).st_size
        first = os.pread(self.file.fileno(), _READ, 0)
        last = os.pread(self.file.fileno(), _READ, max(_READ, size - _READ))
        return (first + last).decode(errors="replace")


def why(program: str, code: int | None, said: str, waited: float = 0) -> str:
    """A sentence of why a program did not start, from its exit status (`None`: it runs) and its words.

    It names the program, how it ended, its last words (bounded, without control characters), what they mean,
    and the next step.
    """
    ending, cause, remedy = _ended(code, waited)
    lines = list(_meant_lines(said))
    everything = "\n".join(lines)
    for known in CAUSES:
        if match := known.said.search(everything):
            meant = known.means() if callable(known.means) else match.expand(known.means)
            cause, remedy = meant[:_LENGTH], known.remedy
            break
    last = [*dict.fromkeys(reversed(lines))][:_LINES]
    words = " / ".join(map(_bounded, reversed(last))).rstrip(".")
    told = f"It said: {words}." if words else "It said nothing."
    likely = f" Cause: {cause}." if cause else ""
    return f"{program} does not start here: {ending}. {told}{likely} Next step: {remedy}."


def by_signal(code: int) -> str:
    """How a program that had started was ended, when a signal did it: ` Ended by signal …`; else nothing."""
    if code >= 0:
        return ""
    ending, cause, _ = _ended(code, 0)
    return f" It was {ending}: {cause}."


def _ended(code: int | None, waited: float) -> tuple[str, str, str]:
    """How it ended; what that alone means, and what to do then."""
    again = f"{_PIXELS}, then copiste doctor"
    if code is None:
        slow = "see that this machine has processor time and memory to spare, then copiste doctor"
        return f"it runs, and did not answer within {waited:.0f} s", "", slow
    # A shell that stands between tells of signals by numbers above 128.
    number = -code if code < 0 else code - 128
    if code < 0 or number in {signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS}:
        name = signal.Signals(number).name if number in {*signal.Signals} else "unknown"
        means, remedy = _SIGNALS.get(number, _CRASHED)  # type: ignore[call-overload]
        return f"ended by signal {number} ({name})", means, remedy
    return f"exit code {code}", "", again


def _meant_lines(said: str) -> Iterator[str]:
    """The lines that mean something, each on one line of a terminal."""
    for whole in said.splitlines():
        line = clean(whole)
        if not _NOISE.search(line) and len(line := _FRAME.sub("", line).strip()) > 2:
            yield line


def _bounded(line: str) -> str:
    return line if len(line) <= _LENGTH else f"{line[: _LENGTH - 1]}…"


def clean(text: str) -> str:
    """A text on one line, without what moves a terminal's cursor or colours it."""
    without = re.sub(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)", "", text)
    shown = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in without)
    return re.sub(r" +", " ", shown).strip()
