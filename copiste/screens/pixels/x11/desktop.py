"""A person's desktop, where windows are found by their titles.

X11 asks its window manager. On Windows and macOS pyautogui is asked: written from its documentation, and
never run. What differs there: a window's place includes its frame, and coordinates are pixels only for a
program that the system does not scale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from copiste.screens.errors import FaceError, UnreachableError
from copiste.screens.pixels.geometry import Region
from copiste.screens.pixels.x11 import quiet_pyautogui
from copiste.screens.pixels.x11.keys import BROWSER, KeyTable, chord_of

if TYPE_CHECKING:
    from copiste.screens.pixels.window import Window

if sys.platform == "linux":
    from copiste.screens.pixels.x11.desktop_x11 import X11Desktop


#: Why nothing is typed while another window has the keys.
SOMEBODY_WORKS = "Another window has the keyboard: somebody works there. Nothing was typed."


class Desktop(Protocol):
    """The windows that a person has open."""

    def titles(self) -> Mapping[int, str]:
        """The title of each window, by its number."""

    def region(self, number: int) -> Region:
        """Where a window is. Raises `LookupError` when it is gone."""

    def activate(self, number: int) -> None:
        """Bring it to the front and let keys go to it. Raises `LookupError` when it is gone."""

    def active(self) -> int | None:
        """The window that keys go to; `None` when it is none of them."""

    def close(self) -> None:
        """Ask no more. The windows stay."""


def desktop(display: str = "") -> Desktop:
    """This person's desktop; on X11 the display of that name.

    Raises:
        FaceError: there is none.
    """
    return X11Desktop(display) if sys.platform == "linux" else PyAutoGuiDesktop()


class PyAutoGuiDesktop:
    """Windows and macOS. Not tested."""

    def __init__(self) -> None:
        self._pyautogui = quiet_pyautogui.load()

    def titles(self) -> Mapping[int, str]:
        """The title of each window that is shown."""
        return {number: str(window.title) for number, window in self._windows().items()}

    def region(self, number: int) -> Region:
        """Where a window is, its frame included."""
        window = self._windows()[number]
        return Region(int(window.left), int(window.top), int(window.width), int(window.height))

    def activate(self, number: int) -> None:
        """Bring it to the front."""
        self._windows()[number].activate()

    def active(self) -> int | None:
        """The window that is in front."""
        window = self._pyautogui.getActiveWindow()
        return None if window is None else int(window._hWnd)

    def close(self) -> None:
        """Nothing is held."""

    def _windows(self) -> dict[int, Any]:
        return {int(window._hWnd): window for window in self._pyautogui.getAllWindows() if window.title}


class DesktopKeyboard:
    """Keyboard and mouse through pyautogui alone. Not tested on Windows and macOS.

    It takes only characters that pyautogui presses exactly, those of a plain keyboard. A name with an accent
    is refused rather than typed without it.
    """

    def __init__(self, keys: KeyTable = BROWSER) -> None:
        self._keys = keys
        self._pyautogui = quiet_pyautogui.load()
        self._window: Window | None = None

    def press(self, key: str) -> None:
        """Press a key by its name in the table."""
        self._check()
        self._pyautogui.hotkey(*chord_of(self._keys, key), interval=0, _pause=False)

    def type(self, text: str) -> None:
        """Type a text of plain characters.

        Raises:
            FaceError: a character cannot be typed exactly. Nothing was typed.
        """
        if not self.takes(text):
            raise FaceError("A text has characters that pyautogui does not type exactly on this desktop.")
        self._check()
        self._pyautogui.write(text, interval=0, _pause=False)

    def takes(self, text: str) -> bool:
        """Whether every character is one that pyautogui types exactly: `<` and `>` are not."""
        return text.isascii() and text.isprintable() and not set(text) & set("<>")

    def doubt(self) -> str:
        """The state of the keyboard is not looked at here."""
        return ""

    def aim(self, window: Window) -> None:
        """Type into this window, and into no other that has the keys."""
        self._window = window

    def click(self, x: int, y: int) -> None:
        """Click at a pixel of the desktop with the first button."""
        self._check()
        self._pyautogui.click(x, y, _pause=False)

    @contextmanager
    def burst(self) -> Iterator[None]:
        """No difference here: each key goes out by itself."""
        yield

    def close(self) -> None:
        """Nothing was borrowed."""

    def _check(self) -> None:
        if self._window is not None and not self._window.has_keys:
            raise UnreachableError(SOMEBODY_WORKS)
