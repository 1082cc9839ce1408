"""pyautogui, imported without the windows of its own that it brings along.

They want tkinter, and where that is missing (Debian's Python has it in a package apart) `mouseinfo` ends the
whole OS process. pyautogui does without them when they cannot be imported. It belongs for good to the display
that `DISPLAY` names at that moment.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from typing import Any

from copiste.environment import only_passed

_NOT_WANTED = ("mouseinfo", "pymsgbox")


def load() -> Any:
    """The module; its pauses after each key are switched off."""
    if "pyautogui" not in sys.modules:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its sources are old
            _import()
    pyautogui: Any = sys.modules["pyautogui"]
    pyautogui.PAUSE = 0
    return pyautogui


def _import() -> None:
    hidden = {name: None for name in _NOT_WANTED if name not in sys.modules}
    sys.modules.update(hidden)  # type: ignore[arg-type]
    try:
        # It looks for two programs that take pictures, by starting a third one.
        with only_passed():
            importlib.import_module("pyautogui")
    finally:
        for name in hidden:
            del sys.modules[name]
