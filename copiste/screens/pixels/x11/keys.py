"""Keys by the names that declarations use, as chords of a keyboard; a table for each kind of window.

Chords are in pyautogui's names, which are the same on every system.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol, TypeAlias

from copiste.screens.errors import FaceError
from copiste.suggestions import did_you_mean_or_all

if TYPE_CHECKING:
    from copiste.screens.pixels.window import Window

#: Held together, the last one pressed last.
Chord: TypeAlias = tuple[str, ...]
KeyTable: TypeAlias = Mapping[str, Chord]

_FUNCTION_KEYS: dict[str, Chord] = {f"F{number}": (f"f{number}",) for number in range(1, 13)}

#: x3270's keymap when it is given none (its `Help` menu shows it).
#: After an error of the operator's (a letter where only digits go, a protected place) it ignores characters,
#: ENTER and the function keys until RESET, or a key that moves the cursor: TAB in a burst goes on as if
#: nothing had been, so what was typed is read back. ERASE_EOF and DELETE_FIELD are not ignored then: x3270
#: opens an error window, and `Emulator` counts as gone. RESET also unlocks a keyboard that the host has
#: locked: it is for such errors only.
X3270: KeyTable = MappingProxyType(
    {
        "ENTER": ("enter",),
        "CLEAR": ("altleft", "c"),
        "PA1": ("altleft", "1"),
        "PA2": ("altleft", "2"),
        "PA3": ("altleft", "3"),
        **_FUNCTION_KEYS,
        **{f"F{number}": ("shiftleft", f"f{number - 12}") for number in range(13, 25)},
        "TAB": ("tab",),
        "BACKTAB": ("shiftleft", "tab"),
        "HOME": ("altleft", "h"),
        "NEWLINE": ("shiftleft", "enter"),
        "LEFT": ("left",),
        "RIGHT": ("right",),
        "UP": ("up",),
        "DOWN": ("down",),
        "BACKSPACE": ("backspace",),
        "DELETE": ("delete",),
        "ERASE_EOF": ("altleft", "e"),
        "DELETE_FIELD": ("ctrlleft", "u"),
        "RESET": ("altleft", "r"),
        "ATTN": ("altleft", "a"),
    }
)

#: A browser, and most windows of a desktop.
BROWSER: KeyTable = MappingProxyType(
    {
        "ENTER": ("enter",),
        "CLEAR": ("escape",),
        **_FUNCTION_KEYS,
        "TAB": ("tab",),
        "BACKTAB": ("shiftleft", "tab"),
        "HOME": ("home",),
        "END": ("end",),
        "LEFT": ("left",),
        "RIGHT": ("right",),
        "UP": ("up",),
        "DOWN": ("down",),
        "PAGE_UP": ("pageup",),
        "PAGE_DOWN": ("pagedown",),
        "BACKSPACE": ("backspace",),
        "DELETE": ("delete",),
        "SELECT_ALL": ("ctrlleft", "a"),
        "RELOAD": ("ctrlleft", "r"),
    }
)


class InputDevice(Protocol):
    """What types into a window that has the keys: `Keyboard` on X11, `DesktopKeyboard` elsewhere."""

    def press(self, key: str) -> None:
        """Press a key by its name in the table."""

    def type(self, text: str) -> None:
        """Type a text as it is."""

    def takes(self, text: str) -> bool:
        """Whether every character of a text can be typed."""

    def doubt(self) -> str:
        """What may have changed what was typed since this was last asked, in a sentence; else empty."""

    def aim(self, window: Window) -> None:
        """Type into this window. On a person's display nothing is typed while another one has the keys."""

    def click(self, x: int, y: int) -> None:
        """Click at a pixel of the display with the first button."""

    def burst(self) -> AbstractContextManager[None]:
        """What is typed and pressed within it goes out at once at its end; nothing after an exception."""

    def close(self) -> None:
        """Leave the keyboard as it was found."""


def chord_of(keys: KeyTable, key: str) -> Chord:
    """The chord of a key.

    Raises:
        FaceError: the table has no such key.
    """
    try:
        return keys[key]
    except KeyError:
        raise FaceError(f'This window has no key "{key}".{did_you_mean_or_all(key, keys)}') from None
