"""What the pixel face needs of this machine, and whether it is there."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from urllib.parse import urlsplit

from console.door import MachineError

#: Installs all of it, or says the one command to run.
REMEDY = "./setup.sh pixels"
#: The font that x3270 is told to write in.
_FONT = "3270"


def require(url: str, *, own_display: bool) -> None:
    """See that bots can look at `url` here, each on a display of its own or all on the person's.

    Raises:
        MachineError: something is missing; the text names it, and the one command.
    """
    missing = list(lacks(url, own_display=own_display, start=True))
    if missing:
        raise MachineError(
            f"The pixel face lacks on this machine: {', '.join(missing)}.", f"Install it: {REMEDY}"
        )


def lacks(url: str, *, own_display: bool = True, start: bool) -> Iterator[str]:
    """What is missing to look at `url`: a terminal host, or a page in a window. Starts a display, if told."""
    if own_display and not shutil.which("Xvfb"):
        yield "Xvfb (a display for each bot)"
        start = False
    if is_terminal(url):
        if not shutil.which("x3270"):
            yield "x3270 (the terminal emulator)"
        if start and own_display and not _has_fonts():
            yield "x3270's fonts"
        return
    if not _reads_french():
        yield "tesseract with French (OCR)"
    from screens.web.browser import installed_browsers

    if next(installed_browsers(headless=False), None) is None:
        yield "a browser with a window (chromium)"


def is_terminal(url: str) -> bool:
    """Whether an address is a terminal host's."""
    return urlsplit(url).scheme.startswith("tn3270")


def _has_fonts() -> bool:
    from screens.errors import FaceError
    from screens.pixels.display import Display

    try:
        display = Display(64, 64)
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
            [program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return "fra" in told.stdout.split()
