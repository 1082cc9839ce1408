"""Find a browser on this machine, and start it quietly.

A headless shell is a Chromium without a user interface. Where one is installed and no window is wanted, it is
taken first: it spends a third less of the processor on each page, and half when it paints on demand only.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, Error

from copiste.screens.drivers.browsers import installed_browsers
from copiste.screens.errors import FaceError

#: Where they are on Windows and macOS, Playwright knows.
_CHANNELS = ("chrome", "msedge")

#: Makes a headless shell paint a frame on demand, instead of sixty a second.
_ON_DEMAND = ("--enable-begin-frame-control", "--run-all-compositor-stages-before-draw")
#: Background talk that Playwright does not switch off by itself.
_QUIET = ("--disable-domain-reliability", "--no-pings")
#: A relay cannot tell where a request of HTTP/2 ends (`network.single_requests`).
_RELAYED = ("--disable-http2", "--disable-quic")


@dataclass(frozen=True, slots=True)
class FoundBrowser:
    """A browser that can be started: by its path, or by Playwright's channel."""

    path: str | None = None
    channel: str | None = None

    def __str__(self) -> str:
        return self.path or self.channel or "Playwright's own Chromium"

    @property
    def is_shell(self) -> bool:
        """Whether it is a headless shell, which alone can paint on demand."""
        return self.path is not None and "headless-shell" in Path(self.path).name


def launch(chromium: BrowserType, *, headless: bool, executable: str | None) -> Browser:
    """Start an installed browser, else Playwright's own. Raises `FaceError` when none starts."""
    return start(chromium, headless=headless, executable=executable)[0]


def start(
    chromium: BrowserType,
    *,
    headless: bool,
    executable: str | None,
    on_demand: bool = False,
    relayed: bool = False,
    variables: dict[str, str | float | bool] | None = None,
) -> tuple[Browser, FoundBrowser]:
    """Start an installed browser, else Playwright's own, and say which.

    `on_demand` holds for a headless shell; others paint as usual. `relayed`: its contexts will reach the
    application through a relay. It gets `variables`, by default ours.

    Raises:
        FaceError: there is none, or it does not start.
    """
    problems = []
    # Root has no sandbox to give away; elsewhere the machine may lack what a sandbox needs.
    sandboxes = (False,) if _is_root() else (True, False)
    for found, sandbox in product(_candidates(chromium, headless, executable), sandboxes):
        try:
            browser = chromium.launch(
                headless=headless,
                executable_path=found.path,
                channel=found.channel,
                args=[
                    *_QUIET,
                    *(_RELAYED if relayed else ()),
                    *(_ON_DEMAND if on_demand and found.is_shell else ()),
                ],
                chromium_sandbox=sandbox,
                env=variables,
            )
        except Error as error:
            problems.append(f"{found}: {error.message.splitlines()[0]}")
        else:
            return browser, found
    raise FaceError(
        "No browser starts. Install Chromium, Chrome or Edge, or run `playwright install chromium`. "
        + " ".join(problems)
    )


def _candidates(chromium: BrowserType, headless: bool, executable: str | None) -> Iterator[FoundBrowser]:
    if executable:
        yield FoundBrowser(path=executable)
        return
    paths = list(installed_browsers(headless=headless))
    yield from (FoundBrowser(path=path) for path in paths)
    if not paths:
        yield from (FoundBrowser(channel=channel) for channel in _CHANNELS)
    if Path(chromium.executable_path).exists():
        yield FoundBrowser()


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
