"""Browsers that are installed on this machine, for every face that starts one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

#: By the names of their commands, the most ordinary first.
_COMMANDS = (
    "google-chrome-stable",
    "google-chrome",
    "chromium",
    "chromium-browser",
    "microsoft-edge-stable",
    "microsoft-edge",
)
#: The same without a window at all (Debian's chromium-headless-shell, Chrome for Testing's).
_HEADLESS_COMMANDS = ("chromium-headless-shell", "chrome-headless-shell")


def installed_browsers(*, headless: bool) -> Iterator[str]:
    """The paths of installed browsers on the search path, the one to take first."""
    for command in (*(_HEADLESS_COMMANDS if headless else ()), *_COMMANDS):
        if path := shutil.which(command):
            yield path


def installed_browser(*, headless: bool = True) -> str | None:
    """The path of the first installed browser; `None` when there is none on the search path."""
    return next(installed_browsers(headless=headless), None)
