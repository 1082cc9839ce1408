"""What the pixel face needs of this machine, and whether it is there."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

import environment
from console.door import MachineError

#: Installs all of it, or says the one command to run.
REMEDY = "./setup.sh pixels"
#: The font that x3270 is told to write in.
_FONT = "3270"
_NO_DESKTOP = "a desktop to show windows on (DISPLAY is not set)"


def require(url: str, *, own_display: bool) -> None:
    """See that bots can look at `url` here, each on a display of its own or all on the person's.

    Raises:
        MachineError: something is missing; the text names it, and the one command.
    """
    missing = list(lacks(url, own_display=own_display, start=True))
    if _NO_DESKTOP in missing:
        raise MachineError(
            "There is no desktop here to show windows on.",
            "Sign on to one (DISPLAY), or let the bots work unseen.",
        )
    if missing:
        raise MachineError(
            f"The pixel face lacks on this machine: {', '.join(missing)}.", f"Install it: {REMEDY}"
        )


def lacks(url: str, *, own_display: bool = True, start: bool) -> Iterator[str]:
    """What is missing to look at `url`: a terminal host, or a page in a window. Starts a display, if told."""
    if own_display and not shutil.which("Xvfb"):
        yield "Xvfb (a display for each bot)"
        start = False
    if not own_display and not os.environ.get("DISPLAY"):
        yield _NO_DESKTOP
        start = False
    if is_terminal(url):
        if not shutil.which("x3270"):
            yield "x3270 (the terminal emulator)"
        if start and not _has_fonts(own_display=own_display):
            yield "x3270's fonts"
        return
    if not _reads_french():
        yield "tesseract with French (OCR)"
    from screens.browsers import installed_browsers

    if next(installed_browsers(headless=False), None) is None:
        yield "a browser with a window (chromium)"


def is_terminal(url: str) -> bool:
    """Whether an address is a terminal host's."""
    return urlsplit(url).scheme.startswith("tn3270")


def _has_fonts(*, own_display: bool) -> bool:
    from screens.errors import FaceError
    from screens.pixels.display import Display

    try:
        display = Display(64, 64) if own_display else Display.existing()
    except FaceError:
        return False
    try:
        return display.has_font(_FONT)
    finally:
        display.close()


def _reads_french() -> bool:
    program = shutil.which("tesseract")
    if program is None:
        return False
    try:
        told = subprocess.run(
            [program, "--list-langs"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
            env=environment.of_child(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return "fra" in told.stdout.split()
