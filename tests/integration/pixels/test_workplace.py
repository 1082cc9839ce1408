from __future__ import annotations

import subprocess
import sys

import pytest

from copiste.screens.errors import FaceError
from copiste.screens.pixels.options import Options
from copiste.screens.pixels.workplace import Workplace
from copiste.screens.pixels.x11.display import Display
from copiste.screens.pixels.x11.keys import BROWSER, X3270
from tests.integration.pixels.test_window import Open, connection, opened

__all__ = ["connection", "opened"]


def test_own_display_ends_with_its_workplace() -> None:
    workplace = Workplace(Options(), X3270)
    shown: list[Display] = []

    class NoWindowError(Exception):
        pass

    def start(display: Display) -> None:
        shown.append(display)
        raise NoWindowError

    with pytest.raises(NoWindowError):
        workplace.window(start)  # type: ignore[arg-type]
    assert shown[0].alive
    workplace.close()
    assert not shown[0].alive


def test_window_that_is_there_is_taken_and_stays(
    display: Display, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", display.name)
    opened("Session A")
    workplace = Workplace(Options(connect="Session A"), BROWSER)
    window = workplace.window(lambda _display: pytest.fail("nothing is to be opened"))
    assert window.has_keys
    window.close()
    workplace.close()
    assert display.alive


def test_without_that_window_it_is_told(display: Display, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display.name)
    workplace = Workplace(Options(connect="Session A"), BROWSER)
    with pytest.raises(FaceError, match="0 windows"):
        workplace.window(lambda _display: pytest.fail("nothing is to be opened"))
    workplace.close()


def test_elsewhere_than_on_linux_it_works_without_x11() -> None:
    """As far as that can be seen from here: with no Xlib, and a desktop that is made up."""
    code = """
import sys
from types import SimpleNamespace as Made
import cv2, mss, numpy, copiste.screens.declared.loading, copiste.screens.session.session
sys.platform = "win32"
sys.modules["Xlib"] = None
window = Made(_hWnd=7, title="Session A - 24 x 80", left=5, top=6, width=70, height=80, activate=lambda: None)
pressed = []
sys.modules["pyautogui"] = Made(
    getAllWindows=lambda: [window],
    getActiveWindow=lambda: window,
    hotkey=lambda *names, **_: pressed.append(names),
    write=lambda text, **_: pressed.append(text),
)
mss.MSS = lambda: Made(monitors=[{"left": 0, "top": 0, "width": 100, "height": 100}], close=lambda: None)
from copiste.screens.errors import FaceError
from copiste.screens.pixels.geometry import Region
from copiste.screens.pixels.x11.keys import X3270
from copiste.screens.pixels.options import Options
from copiste.screens.pixels.terminal import opening
from copiste.screens.pixels.workplace import Workplace
workplace = Workplace(Options(connect="Session A"), X3270)
taken = workplace.window(None)
workplace.keyboard.press("F13")
workplace.keyboard.type("DUPONT")
assert pressed == [("shiftleft", "f1"), "DUPONT"], pressed
assert taken.region == Region(5, 6, 70, 80) and taken.alive and taken.has_keys
assert workplace.camera.polls
workplace.close()
try:
    Workplace(Options(), X3270).window(None)
except FaceError as error:
    assert "connect" in str(error)
else:
    raise AssertionError
"""
    subprocess.run([sys.executable, "-c", code], check=True)
