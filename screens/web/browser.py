"""Find a browser on this machine, and start it quietly."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, Error

from screens.errors import FaceError

#: Installed browsers by the names of their commands, the most ordinary first.
_COMMANDS = (
    "google-chrome-stable",
    "google-chrome",
    "chromium",
    "chromium-browser",
    "microsoft-edge-stable",
    "microsoft-edge",
)
#: Where they are on Windows and macOS, Playwright knows.
_CHANNELS = ("chrome", "msedge")

#: What Playwright does not already switch off, and old applications never need.
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
)


@dataclass(frozen=True, slots=True)
class FoundBrowser:
    """A browser that can be started: by its path, or by Playwright's channel."""

    path: str | None = None
    channel: str | None = None

    def __str__(self) -> str:
        return self.path or self.channel or "Playwright's own Chromium"


def installed_browser() -> str | None:
    """The path of an installed Chrome, Chromium or Edge on the search path."""
    return next((path for command in _COMMANDS if (path := shutil.which(command))), None)


def launch(chromium: BrowserType, *, headless: bool, executable: str | None) -> Browser:
    """Start an installed browser, else Playwright's own.

    Raises:
        FaceError: there is none, or it does not start.
    """
    arguments = [*_QUIET, *(["--no-sandbox"] if _is_root() else [])]
    problems = []
    for found in _candidates(chromium, executable):
        try:
            return chromium.launch(
                headless=headless, executable_path=found.path, channel=found.channel, args=arguments
            )
        except Error as error:
            problems.append(f"{found}: {error.message.splitlines()[0]}")
    raise FaceError(
        "No browser starts. Install Chromium, Chrome or Edge, or run `playwright install chromium`. "
        + " ".join(problems)
    )


def _candidates(chromium: BrowserType, executable: str | None) -> list[FoundBrowser]:
    if executable:
        return [FoundBrowser(path=executable)]
    found = []
    if path := installed_browser():
        found.append(FoundBrowser(path=path))
    if os.name == "nt" or not path:
        found.extend(FoundBrowser(channel=channel) for channel in _CHANNELS)
    if Path(chromium.executable_path).exists():
        found.append(FoundBrowser())
    return found


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
