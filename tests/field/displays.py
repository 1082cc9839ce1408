"""Displays, emulators and browsers that do not start: what is said of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

from copiste.screens.pixels.x11.display import Display
from tests.field.trial import Ground, Kind, Trial
from tests.support.programs import COPISTE, REPOSITORY, environment, run

_TERMINAL, _PAGE = "tn3270://127.0.0.1:9", "http://127.0.0.1:9/"
#: What `copiste doctor` and `copiste run` ask, with a short wait for what never answers.
_ASK = """
import json, os, sys
from copiste.screens.pixels.windows import emulator, kiosk
from copiste.screens.pixels.x11 import display
if len(sys.argv) > 2:
    for one in (display, emulator, kiosk):
        one._START = float(sys.argv[2])
from copiste.screens.pixels.machine import trouble
print(json.dumps(trouble(sys.argv[1], "backend_sante", own_display="DISPLAY" not in os.environ)))
"""
#: Said in place of a missing package until this was mended.
_FORMERLY = "missing: x3270's fonts"


def _trouble(
    ground: Ground,
    url: str = _TERMINAL,
    *,
    programs: dict[str, str] | None = None,
    mounted: str = "",
    wait: float | None = None,
    **variables: str,
) -> tuple[str, str] | None:
    """What is said, and the next step; `None` when a window was shown.

    `programs` are shell scripts that stand in front of the real ones on the path; `mounted` is run first, in
    a mount namespace of its own.
    """
    bin_ = ground.folder / "bin"
    bin_.mkdir()
    for name, script in (programs or {}).items():
        (bin_ / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (bin_ / name).chmod(0o755)
    command = [sys.executable, "-c", _ASK, url, *([str(wait)] if wait else [])]
    if mounted:
        root = [] if os.geteuid() == 0 else ["--map-root-user"]
        command = ["unshare", *root, "--mount", "sh", "-ec", f'{mounted}\nexec "$@"', "sh", *command]
    home = environment(ground.folder, PATH=f"{bin_}:{os.environ['PATH']}", **variables)
    if "DISPLAY" not in variables:
        home.pop("DISPLAY", None)
    done = subprocess.run(
        command, cwd=REPOSITORY, env=home, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-500:]
    said = json.loads(done.stdout)
    return None if said is None else (said[0], said[1])


def _told(*words: str, step: str, **how: object) -> Callable[[Ground], str]:
    """A trial in which something does not start: `words` are in what is said, `step` in the next step."""

    def tried(ground: Ground) -> str:
        said = _trouble(ground, **how)  # type: ignore[arg-type]
        assert said is not None, "a window was shown"
        text, next_step = said
        assert _FORMERLY not in text
        missing = [word for word in words if word not in text]
        assert not missing, f"{missing} not in: {text}"
        assert step in next_step, next_step
        assert len(text) < 800, f"{len(text)} characters"
        assert text.isprintable(), "control characters"
        return f"{text} Next step: {next_step}"

    return tried


def _somebody_else_s_desktop(ground: Ground) -> str:
    display = Display()
    try:
        said = _trouble(ground, DISPLAY=display.name, XAUTHORITY="/dev/null")
    finally:
        display.close()
    assert said is not None, "let in without a cookie"
    text, step = said
    assert "refuses this process: Authorization required" in text, text
    assert "XAUTHORITY" in step, step
    return f"{text} Next step: {step}"


def _well(**how: object) -> Callable[[Ground], str]:
    def tried(ground: Ground) -> str:
        said = _trouble(ground, **how)  # type: ignore[arg-type]
        assert said is None, said
        return "starts; nothing is said"

    return tried


def _run_says_it(ground: Ground) -> str:
    bin_ = ground.folder / "bin"
    bin_.mkdir()
    (bin_ / "Xvfb").write_text('#!/bin/sh\nexec prlimit --as=20000000 /usr/bin/Xvfb "$@"\n', encoding="utf-8")
    (bin_ / "Xvfb").chmod(0o755)
    settings = (
        '[[seats]]\noperator = "ROB01"\nterminal = "R001"\n'
        f'[back_end]\nface = "pixels"\nurl = "{_TERMINAL}"\n'
    )
    (ground.folder / "copiste.toml").write_text(settings, encoding="utf-8")
    done = run(
        COPISTE, "run", folder=ground.folder, PATH=f"{bin_}:{os.environ['PATH']}", COPISTE_PASSWORD="K7SECRET"
    )
    said = " ".join(done.stderr.split())
    assert done.returncode == 5, f"exit {done.returncode}: {said}"
    assert "there is no memory for it" in said, said
    assert "fonts" not in said, said
    return f"copiste run: exit 5. {said}"


#: A temporary folder of its own, in which this checkout stays where it is, should it lie there.
_SH = (
    f"mount --bind {REPOSITORY} /mnt; mount -t tmpfs none /tmp; mkdir -p {REPOSITORY}; "
    f"mount --bind /mnt {REPOSITORY}; mkdir -m 1777 /tmp/.X11-unix"
)
#: What programs say, as they say it.
_LIBRARY = (
    "x3270: error while loading shared libraries: libXaw.so.7: cannot open shared object file: "
    "No such file or directory"
)
_STUB = "Command '$0' requires the chromium snap to be installed."
_SANDBOX = "[1:1:1130/1:FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox! Update your kernel"
_FULL = (
    "[1:1:1130/1:ERROR:process_singleton_posix.cc:349] Failed to create SingletonLock: "
    "Aucun espace disponible sur le périphérique (28)"
)
_ESCAPES = r"printf '\033[31mred\007 and \033]0;title\007loud\n' >&2; exit 3"

KIND = Kind(
    16,
    "a display, an emulator or a browser that does not start",
    "the real cause, from the program's own words, and the next step",
    [
        Trial(
            "read-only folder of X sockets",
            _told("socket to listen on", "/tmp/.X11-unix is on a read-only file system", step="1777",
                  mounted=f"{_SH}; mount -o remount,ro /tmp"),
        ),
        Trial("lock and socket of a display that ended",
              _well(mounted=f"{_SH}; echo '      4194304' > /tmp/.X0-lock; touch /tmp/.X11-unix/X0")),
        Trial("no fonts", _told("no font 3270", "fonts are not installed", step="./setup.sh pixels",
                                programs={"Xvfb": 'exec /usr/bin/Xvfb "$@" -fp built-ins'})),
        Trial("no memory for a display",
              _told("Xvfb does not start", "there is no memory for it", step="memory",
                    programs={"Xvfb": 'exec prlimit --as=20000000 /usr/bin/Xvfb "$@"'})),
        Trial("no memory for the emulator",
              _told("x3270 does not start", "Out of memory", "there is no memory for it", step="memory",
                    programs={"x3270": 'exec prlimit --as=20000000 /usr/bin/x3270 "$@"'})),
        Trial("no xkbcomp",
              _told("Failed to compile keymap", "no keyboard map can be made", step="x11-xkb-utils",
                    mounted="mount --bind /dev/null /usr/bin/xkbcomp")),
        Trial("no data of xkb",
              _told("Failed to compile keymap", "no keyboard map can be made", step="xkb-data",
                    mounted="mount -t tmpfs none /usr/share/X11/xkb")),
        Trial("a shared library is missing",
              _told("x3270 does not start", "exit code 127", "the library libXaw.so.7 is missing",
                    step="library", programs={"x3270": f"echo '{_LIBRARY}' >&2; exit 127"})),
        Trial("the emulator refuses an option",
              _told("Unknown or incomplete option: -nonsense", "refuses an option", step="./setup.sh pixels",
                    programs={"x3270": "exec /usr/bin/x3270 -nonsense"})),
        Trial("the emulator is killed by the kernel",
              _told("ended by signal 9 (SIGKILL)", "for lack of memory", step="memory",
                    programs={"x3270": "kill -9 $$"})),
        Trial("the display never answers",
              _told("did not answer within 1 s", "It said: waiting for a lock", step="processor time", wait=1,
                    programs={"Xvfb": "echo waiting for a lock >&2; exec sleep 30"})),
        Trial("escape sequences in its last words",
              _told("exit code 3", "It said: red and loud", step="copiste doctor",
                    programs={"x3270": _ESCAPES})),
        Trial("a browser that is the stub of a snap",
              _told("exit code 10", "the stub of a snap", step="Chrome", url=_PAGE,
                    programs={"chromium": f'echo "{_STUB}" >&2; exit 10'})),
        Trial("a browser without a sandbox",
              _told("No usable sandbox", "sandbox cannot be made", step="user namespaces", url=_PAGE,
                    programs={"chromium": f"echo '{_SANDBOX}' >&2; kill -ABRT $$"})),
        Trial("a browser that breaks off in a small /dev/shm",
              _told("ended by signal 7 (SIGBUS)", "/dev/shm is likely too small", step="64 MB", url=_PAGE,
                    programs={"chromium": "kill -BUS $$"})),
        Trial("no room for the browser's profile",
              _told("profile cannot be written", "No space left on device", step="TMPDIR", url=_PAGE,
                    mounted="mount -t tmpfs -o size=4k,nr_inodes=2 none /mnt", TMPDIR="/mnt")),
        Trial("no room for what the browser adds to its profile",
              _told("Aucun espace disponible", "a disk is full", step="make room", url=_PAGE,
                    programs={"chromium": f"echo '{_FULL}' >&2; exit 21"})),
        Trial("a desktop of somebody else's", _somebody_else_s_desktop),
        Trial("a desktop that is gone",
              _told("Display :65533 does not answer", step="DISPLAY", DISPLAY=":65533")),
        Trial("a run on such a machine", _run_says_it),
        Trial("all is well", _well()),
    ],
)  # fmt: skip
