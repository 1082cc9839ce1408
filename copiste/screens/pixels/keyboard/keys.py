"""Keys by the names that declarations use, as chords of a keyboard; a table for each kind of window.

Chords are in pyautogui's names, which are the same on every system.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from copiste.screens.errors import FaceError
from copiste.suggestions import did_you_mean_or_all

#: Held together, the last one pressed last.
Chord: TypeAlias = tuple[str, ...]
KeyTable: TypeAlias = Mapping[str, Chord]

_FUNCTION_KEYS: dict[str, Chord] = {f"F{number}": (f"f{number}",) for number in range(1, 13)}

#: x3270's default keymap (its `Help` menu shows it).
#: After an operator error (a letter where only digits go, a protected place) it ignores characters, ENTER and
#: the function keys until RESET, or a key that moves the cursor: TAB in a burst goes on as if nothing had
#: happened, so what was typed is read back. ERASE_EOF and DELETE_FIELD are not ignored then: x3270 opens an
#: error window, and `Emulator` counts as gone. RESET also unlocks a keyboard that the host locked: it is for
#: operator errors only.
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


def chord_of(keys: KeyTable, key: str) -> Chord:
    """The chord of a key.

    Raises:
        FaceError: the table has no such key.
    """
    try:
        return keys[key]
    except KeyError:
        raise FaceError(f'This window has no key "{key}".{did_you_mean_or_all(key, keys)}') from None
