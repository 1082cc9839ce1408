from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from Xlib.display import Display as Connection
from Xlib.ext import damage

from copiste.screens.drivers.waiting import Deadline
from copiste.screens.errors import FaceError, UnreachableError
from copiste.screens.pixels.geometry import Region
from copiste.screens.pixels.keyboard.keyboard import Keyboard
from copiste.screens.pixels.windows.emulator import Emulator
from copiste.screens.pixels.x11.camera import Camera
from copiste.screens.pixels.x11.display import Display
from tests.integration.pixels.small_host import Script, free_port, small_host
from tests.support.processes import family, survivors, until

#: Rows of pixels above it are the terminal's.
_STATUS_LINE = 345
#: A bot of three lines: a display, an emulator, and then it does nothing until it is killed.
_BOT = """
import sys, threading
from copiste.screens.pixels.x11.display import Display
from copiste.screens.pixels.windows.emulator import Emulator
display = Display()
emulator = Emulator(display, "127.0.0.1", int(sys.argv[1]))
print("ready", flush=True)
threading.Event().wait()
"""


def port_of(host: socket.socket) -> int:
    return int(host.getsockname()[1])


def test_window_is_shown_and_the_line_opens(display: Display, silent_host: socket.socket) -> None:
    emulator = Emulator(display, "127.0.0.1", port_of(silent_host))
    try:
        line, _ = silent_host.accept()
        with line:
            assert emulator.region.inside(Region(0, 0, 1024, 768))
            assert "x3270" in emulator.title
    finally:
        emulator.close()
    assert "closed" in emulator.fault


def test_emulator_ends_with_its_line(display: Display, camera: Camera, silent_host: socket.socket) -> None:
    emulator = Emulator(display, "127.0.0.1", port_of(silent_host))
    assert emulator.descriptor is not None
    camera.wake_on(emulator.descriptor)
    try:
        line, _ = silent_host.accept()
        assert emulator.alive
        line.close()
        deadline = Deadline(20)
        while emulator.alive:
            assert camera.changed(deadline)
            camera.grab()
        assert f"127.0.0.1:{port_of(silent_host)}" in emulator.fault
        with pytest.raises(UnreachableError):
            _ = emulator.region
        assert emulator.title == ""
    finally:
        emulator.close()


def test_host_that_refuses_is_a_fault_and_not_a_window_over_the_glass(
    display: Display, camera: Camera
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = port_of(server)
    emulator = Emulator(display, "127.0.0.1", port)
    try:
        deadline = Deadline(20)
        camera.grab()
        while emulator.alive:
            assert camera.changed(deadline)
            camera.grab()
        assert f"127.0.0.1:{port}" in emulator.fault
    finally:
        emulator.close()


def test_two_emulators_of_one_display_are_told_apart(display: Display, silent_host: socket.socket) -> None:
    first = Emulator(display, "127.0.0.1", port_of(silent_host))
    second = Emulator(display, "127.0.0.1", port_of(silent_host))
    try:
        first.close()
        assert second.alive
        assert second.region.width > 700
    finally:
        first.close()
        second.close()


def test_bot_killed_takes_its_display_and_emulator_along(silent_host: socket.socket) -> None:
    command = [sys.executable, "-c", _BOT, str(port_of(silent_host))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bot:
        assert bot.stdout is not None
        assert bot.stdout.readline() == "ready\n"
        programs = family(bot.pid)
        said = " ".join(one.command for one in programs)
        assert "Xvfb" in said
        assert "x3270" in said
        bot.send_signal(signal.SIGKILL)
        until(lambda: not survivors(programs), "the end of what the bot started", 20)


def test_display_that_dies_takes_its_emulator_along(display: Display, silent_host: socket.socket) -> None:
    emulator = Emulator(display, "127.0.0.1", port_of(silent_host))
    try:
        display.close()
        until(lambda: not emulator.alive, "the end of the emulator", 20)
    finally:
        emulator.close()


def test_no_secret_reaches_the_emulator(
    display: Display, silent_host: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPISTE_PASSWORD", "D3C0Y")
    emulator = Emulator(display, "127.0.0.1", port_of(silent_host))
    try:
        assert b"D3C0Y" not in Path(f"/proc/{emulator.pid}/environ").read_bytes()
    finally:
        emulator.close()


def test_missing_font_is_told_with_the_next_step(display: Display) -> None:
    with pytest.raises(FaceError, match=r"no font no-such-font.*setup\.sh pixels"):
        Emulator(display, "127.0.0.1", 23, font="no-such-font")


def test_missing_x3270_is_told_with_the_next_step(
    display: Display, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "setpriv").symlink_to("/usr/bin/setpriv")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FaceError, match=r"x3270 is not installed.*setup\.sh pixels"):
        Emulator(display, "127.0.0.1", 23)


def test_emulator_that_does_not_start_is_told_in_its_own_words(display: Display) -> None:
    with pytest.raises(UnreachableError, match=r"does not start"):
        Emulator(display, "127.0.0.1", 23, options=["-nonsense"])
    assert [one for one in family(os.getpid()) if "x3270" in one.command] == []


@pytest.mark.parametrize("host", ["-script", "host;rm", "", "a b"])
def test_host_that_is_no_name_is_refused(display: Display, host: str) -> None:
    with pytest.raises(FaceError, match="host's name"):
        Emulator(display, host, 23)


def test_rows_are_painted_before_the_status_line_says_ready(display: Display) -> None:
    """Whoever reads `ready` there may believe the rows: the driver's short rest stands on it."""
    connection = Connection(display.name)
    connection.damage_query_version()
    port = free_port()
    with small_host() as host:
        emulator = Emulator(
            display, "127.0.0.1", host.port, codepage="french", options=["-scriptport", str(port)]
        )
        script, keyboard = Script(port), Keyboard(display.name)
        script.ask("Wait(InputField)")
        keyboard.type("ABC")
        until(lambda: script.text[0].strip() == "ABC", "the text", 20)
        connection.screen().root.damage_create(damage.DamageReportRawRectangles)
        connection.sync()
        keyboard.press("ENTER")
        until(lambda: script.text[0].strip() == "" and script.status.startswith("U"), "the answer", 20)
        painted: list[bool] = []

        def last_is_status_line() -> bool:
            while connection.pending_events():
                area = getattr(connection.next_event(), "area", None)
                if area is not None:
                    painted.append(area.y < _STATUS_LINE)
            return True in painted and not painted[-1]

        until(last_is_status_line, "the status line's repaint", 20)
        keyboard.close()
        script.close()
        emulator.close()
    connection.close()
