"""What the pixel face needs of this machine, and whether it is there."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from copiste import environment
from copiste.console.exit_codes import MachineError

if TYPE_CHECKING:
    from copiste.screens.pixels.x11.display import Display

#: Installs all of it, or says the one command to run.
REMEDY = "./setup.sh pixels"
#: The font that x3270 is told to write in.
_FONT = "3270"
#: Before the next step, in what a face says.
_STEP = " Next step: "
#: Pixels: room for a terminal, and for a browser.
_WIDTH, _HEIGHT = 1024, 768
_NO_DESKTOP = "a desktop to show windows on (DISPLAY is not set)"


def require(url: str, *, own_display: bool) -> None:
    """See that bots can look at `url` here, each on a display of its own or all on the person's.

    Raises:
        MachineError: something is missing; the text names it, and the one command.
    """
    missing = list(lacks(url, own_display=own_display))
    if _NO_DESKTOP in missing:
        raise MachineError(
            "There is no desktop here to show windows on.",
            "Sign on to one (DISPLAY), or let the bots work unseen.",
        )
    if missing:
        raise MachineError(
            f"The pixel face lacks on this machine: {', '.join(missing)}.", f"Install it: {REMEDY}"
        )
    if found := trouble(url, own_display=own_display):
        raise MachineError(*found)


def lacks(url: str, *, own_display: bool = True) -> Iterator[str]:
    """What is missing to look at `url`: a terminal host, or a page in a window. Starts nothing."""
    if own_display and not shutil.which("Xvfb"):
        yield "Xvfb (a display for each bot)"
    if not own_display and not os.environ.get("DISPLAY"):
        yield _NO_DESKTOP
    if is_terminal(url):
        if not shutil.which("x3270"):
            yield "x3270 (the terminal emulator)"
        return
    if not _reads_french():
        yield "tesseract with French (OCR)"
    from copiste.screens.browsers import installed_browsers

    if next(installed_browsers(headless=False), None) is None:
        yield "a browser with a window (chromium)"


def is_terminal(url: str) -> bool:
    """Whether an address is a terminal host's."""
    return urlsplit(url).scheme.startswith("tn3270")


def trouble(url: str, *, own_display: bool = True) -> tuple[str, str] | None:
    """Why no window is shown for `url` here, from the words of what did not start, and the next step.

    Starts a display and, on one of its own, the emulator or browser that a bot would; the back-end hears
    nothing of it. `None` when all goes well.
    """
    from copiste.screens.errors import ScreensError
    from copiste.screens.pixels.x11.display import Display

    try:
        display = Display(_WIDTH, _HEIGHT) if own_display else Display.existing()
        try:
            if own_display:
                _show_a_window(url, display)
            elif is_terminal(url) and not display.has_font(_FONT):
                return (f"Display {display.name} has no font {_FONT}: x3270's fonts are missing.", REMEDY)
        finally:
            display.close()
    except ScreensError as error:
        text, _, step = str(error).partition(_STEP)
        return text, step or REMEDY
    return None


def _show_a_window(url: str, display: Display) -> None:
    """Open the kind of window that `url` is looked at in, on nothing, and close it."""
    from copiste.screens.pixels.windows.emulator import Emulator
    from copiste.screens.pixels.windows.kiosk import Kiosk

    if not is_terminal(url):
        Kiosk(display, "about:blank").close()
        return
    # A host that takes the call and says nothing: x3270 shows its window all the same.
    with socket.create_server(("127.0.0.1", 0)) as host:
        Emulator(display, "127.0.0.1", host.getsockname()[1]).close()


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
