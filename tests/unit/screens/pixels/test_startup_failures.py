"""What messages of programs that do not start mean: from their sources, and from reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from copiste.screens.pixels.startup.causes import CAUSES, no_room, socket_folder
from copiste.screens.pixels.startup.failure import by_signal, clean, why

_XVFB_OK = "_XSERVTransmkdir: Mode of /tmp/.X11-unix should be set to 1777\n"


@pytest.mark.parametrize(
    ("code", "said", "expected"),
    [
        (1, "(EE) \nFatal server error:\n(EE) Couldn't add screen 0(EE) \n", "no memory"),
        (1, "(EE) Could not create lock file in /tmp/.tX0-lock(EE) ", "lock file"),
        (1, "(EE) Server is already active for display 7", "lock file"),
        (1, "(EE) could not open default font 'fixed'(EE) ", "fonts are missing"),
        (1, "sh: 1: /usr/bin/xkbcomp: not found\nXKB: Failed to compile keymap", "no keyboard map"),
        (
            127,
            "chromium: error while loading shared libraries: libnss3.so: cannot open",
            "libnss3.so is missing",
        ),
        (
            127,
            "x3270: erreur lors du chargement des bibliothèques partagées : libX11.so.6: …",
            "libX11.so.6 is",
        ),
        (126, "setpriv: failed to execute /opt/x3270: Permission denied", "/opt/x3270 may not be executed"),
        (
            127,
            "setpriv: failed to execute /opt/x3270: No such file or directory",
            "/opt/x3270, or its interpreter",
        ),
        (126, "setpriv: failed to execute /opt/Xvfb: Exec format error", "no program for this machine"),
        (1, "/user.slice/user-0.slice is not a snap cgroup", "stub of a snap"),
        (1, "Error: Can't open display: :7", "does not let it in"),
        (1, "Authorization required, but no authorization protocol specified", "does not let it in"),
        (1, "[9:9:1130/1.2:FATAL:zygote.cc(128)] No usable sandbox!", "sandbox cannot be made"),
        (
            1,
            "[9:9:1130/1.2:FATAL:memory.cc(22)] Unable to access(W_OK|X_OK) /dev/shm: Permission denied",
            "/dev/shm",
        ),
        (1, "cannot create profile: Disk quota exceeded", "disk is full"),
        (1, "mkdir: Système de fichiers accessible en lecture seulement", "read-only"),
        (1, "x: Read-only file system", "read-only"),
        (1, "pthread_create: Resource temporarily unavailable", "no further process or thread"),
        (1, "accept: Too many open files", "too many files"),
        (1, "Unrecognized option: -displayfd\nuse: X [:<display>] [option]", "refuses an option"),
        (-9, "", "lack of memory"),
        (137, "Killed", "lack of memory"),
        (-7, "", "/dev/shm is likely too small"),
        (-4, "", "another processor"),
        (-11, "", "it crashed"),
    ],
)
def test_cause_is_told_with_a_next_step(code: int, said: str, expected: str) -> None:
    told = why("Xvfb", code, said)
    assert expected in told
    assert told.startswith("Xvfb does not start here: ")
    assert " Next step: " in told


@pytest.mark.parametrize(
    "said",
    [
        'Warning: Cannot convert string "-*-helvetica-bold-r-normal--14-*" to type FontStruct',
        "Warning: Missing charsets in String to FontSet conversion",
        "[1:2:1130/1.2:ERROR:dbus/bus.cc:405] Failed to connect to the bus: No such file or directory",
        "xkbcommon: ERROR: couldn't find a Compose file for locale",
        "-shmem                 put framebuffers in shared memory",
        _XVFB_OK,
    ],
)
def test_what_programs_say_that_are_well_is_no_cause(said: str) -> None:
    told = why("x3270", 3, said)
    assert "Cause:" not in told
    assert "It said nothing." in told


def test_words_are_bounded_and_harmless() -> None:
    said = "\n".join(f"line {number} \x1b[31m\x07\x00\u202e" + "x" * 5000 for number in range(900))
    told = why("x3270", 1, said)
    assert told.isprintable()
    assert len(told) < 800
    assert "line 899" in told
    assert "line 0 " not in told


def test_the_last_of_a_line_said_twice_counts() -> None:
    said = "refused\n" + "".join(f"other {number}\n" for number in range(9)) + "refused\n"
    assert "other 8 / refused." in why("Xvfb", 1, said)


def test_program_that_runs_and_says_nothing_is_told_with_the_time() -> None:
    told = why("Xvfb", None, "", 20)
    assert "did not answer within 20 s. It said nothing." in told


@pytest.mark.parametrize(("code", "told"), [(0, ""), (1, ""), (-9, "signal 9 (SIGKILL)"), (-64, "signal 64")])
def test_only_a_signal_is_told_of_what_had_started(code: int, told: str) -> None:
    assert told in by_signal(code)
    assert bool(told) == bool(by_signal(code))


def test_folder_of_sockets_is_looked_at(tmp_path: Path) -> None:
    assert "no free display number" in socket_folder(tmp_path)
    assert "does not exist" in socket_folder(tmp_path / "none")
    assert "cannot be examined" in no_room(tmp_path / "none")
    assert no_room(tmp_path) == ""


@pytest.mark.parametrize("text", ["\x1b]0;title\x07x", "\x1b[2Jx", "\x9b31mx", "x\r\n", "\x1bcx"])
def test_no_terminal_is_moved(text: str) -> None:
    assert clean(text).isprintable()
    assert "x" in clean(text)


def test_each_cause_names_what_to_do() -> None:
    assert all(cause.remedy and not cause.remedy.endswith(".") for cause in CAUSES)
