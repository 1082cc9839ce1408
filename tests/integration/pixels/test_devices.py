from __future__ import annotations

import pytest

from copiste.screens.declared.loading import load_application
from copiste.screens.errors import FaceError
from copiste.screens.pixels.devices import Devices
from copiste.screens.pixels.face import open_driver
from copiste.screens.pixels.keyboard.keys import BROWSER, X3270
from copiste.screens.pixels.options import Options
from copiste.screens.pixels.x11.display import Display
from tests.integration.pixels.test_window import Open, connection, opened

__all__ = ["connection", "opened"]


def test_own_display_ends_with_its_devices() -> None:
    devices = Devices(Options(), X3270)
    shown: list[Display] = []

    class NoWindowError(Exception):
        pass

    def start(display: Display) -> None:
        shown.append(display)
        raise NoWindowError

    with pytest.raises(NoWindowError):
        devices.window(start)  # type: ignore[arg-type]
    assert shown[0].alive
    devices.close()
    assert not shown[0].alive


def test_window_that_is_there_is_taken_and_stays(
    display: Display, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", display.name)
    opened("Session A")
    devices = Devices(Options(connect="Session A"), BROWSER)
    window = devices.window(lambda _display: pytest.fail("nothing is to be opened"))
    assert window.has_keys
    window.close()
    devices.close()
    assert display.alive


def test_without_that_window_it_is_told(display: Display, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display.name)
    devices = Devices(Options(connect="Session A"), BROWSER)
    with pytest.raises(FaceError, match="0 windows"):
        devices.window(lambda _display: pytest.fail("nothing is to be opened"))
    devices.close()


def test_another_system_than_linux_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    with pytest.raises(FaceError, match="Linux only"):
        open_driver(load_application("backend_sante"), {"url": "tn3270://127.0.0.1:3270"})
