from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from copiste.screens.errors import FaceError
from copiste.screens.pixels.x11.display import Display, is_ours
from copiste.screens.pixels.x11.server import connect
from tests.support.processes import family, until


def test_several_displays_at_once_have_their_own_names() -> None:
    first, second = Display(), Display(800, 600)
    try:
        assert first.name != second.name
        assert first.alive
        assert second.alive
    finally:
        first.close()
        second.close()
    assert not first.alive


def test_display_outlives_the_thread_that_started_it() -> None:
    """The kernel ends a program with the thread that started it, so another thread has to."""
    started: list[Display] = []
    thread = threading.Thread(target=lambda: started.append(Display()))
    thread.start()
    thread.join()
    try:
        connect(started[0].name).close()
        assert started[0].alive
    finally:
        started[0].close()


def test_nobody_opens_a_display_without_its_cookie(display: Display) -> None:
    def opened(variables: dict[str, str]) -> bool:
        asked = subprocess.run(["xdpyinfo"], env=variables, capture_output=True, check=False)
        return asked.returncode == 0

    assert opened(display.variables())
    assert not opened(display.variables() | {"XAUTHORITY": "/dev/null"})


def test_cookie_is_in_no_file_of_a_disk(display: Display) -> None:
    assert str(Path(os.environ["XAUTHORITY"]).readlink()).startswith("/memfd:")


def test_no_secret_reaches_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPISTE_PASSWORD", "D3C0Y")
    monkeypatch.setenv("PGPASSWORD", "D3C0Y")
    display = Display()
    try:
        assert "D3C0Y" not in str(display.variables())
        servers = [one for one in family(os.getpid()) if "-displayfd" in one.command]
        assert servers
        assert all(b"D3C0Y" not in Path(f"/proc/{one.pid}/environ").read_bytes() for one in servers)
    finally:
        display.close()


def test_existing_display_is_never_closed(display: Display, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display.name)
    existing = Display.existing()
    assert existing.name == display.name
    existing.close()
    assert display.alive
    Display.existing().close()


def test_existing_display_must_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":65000")
    with pytest.raises(FaceError, match="does not answer"):
        Display.existing()
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(FaceError, match="DISPLAY is not set"):
        Display.existing()


def test_missing_xvfb_is_told_with_the_next_step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "setpriv").write_text("#!/bin/sh\n")
    (tmp_path / "setpriv").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FaceError, match=r"Xvfb is not installed.*setup\.sh pixels"):
        Display()


def test_xvfb_that_does_not_start_is_told_in_its_own_words() -> None:
    with pytest.raises(FaceError, match=r"does not start here.*nonsense"):
        Display(options=["-nonsense"])


def test_display_that_died_is_not_alive(display: Display) -> None:
    server = next(one for one in family(os.getpid()) if "-displayfd" in one.command)
    server.send(9)
    until(lambda: not display.alive, "the end of Xvfb", 10)


def test_own_displays_are_known_by_their_names(display: Display) -> None:
    assert is_ours(display.name)
    other = Display()
    other.close()
    assert not is_ours(other.name)
    assert not is_ours(":65000")


def test_display_is_kept_to_its_process_where_python_knows_no_memory_files() -> None:
    """As in builds that are to run on old systems too; in a process of its own, that has no cookies yet."""
    code = """
import os
del os.memfd_create
from copiste.screens.pixels.x11.camera import Camera
from copiste.screens.pixels.x11.display import Display
display = Display()
assert os.readlink(os.environ["XAUTHORITY"]).endswith("(deleted)")
camera = Camera(display.name)
assert camera.grab().shape == (768, 1024, 3)
camera.close()
display.close()
"""
    subprocess.run([sys.executable, "-c", code], check=True)
