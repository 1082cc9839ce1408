"""Import pyautogui without its dialog windows.

They need tkinter, and where that is missing (in Debian it is a separate package) `mouseinfo` ends the whole
OS process. pyautogui works without them when they cannot be imported. It stays on the display that `DISPLAY`
names at its import.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from typing import Any

from copiste.environment import only_passed

_WINDOWS = ("mouseinfo", "pymsgbox")


def load() -> Any:
    """The module, without its pauses after each key."""
    if "pyautogui" not in sys.modules:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its sources are old
            _import()
    pyautogui: Any = sys.modules["pyautogui"]
    pyautogui.PAUSE = 0
    return pyautogui


def _import() -> None:
    hidden = {name: None for name in _WINDOWS if name not in sys.modules}
    sys.modules.update(hidden)  # type: ignore[arg-type]
    try:
        # It starts a program to look for two others that take pictures.
        with only_passed():
            importlib.import_module("pyautogui")
    finally:
        for name in hidden:
            del sys.modules[name]
