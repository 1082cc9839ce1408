"""What the pixel face needs of this machine, and whether it is there."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from copiste.screens.declared.loading import load_application
from copiste.screens.drivers.browsers import installed_browsers
from copiste.screens.errors import ScreensError
from copiste.screens.machine import MachineCheck
from copiste.screens.pixels.declaration import ApplicationFace
from copiste.screens.pixels.text.ocr import debian_package, missing_languages
from copiste.screens.pixels.windows.emulator import Emulator
from copiste.screens.pixels.windows.kiosk import Kiosk
from copiste.screens.pixels.x11.display import Display

#: Installs all of it, or says the one command to run.
REMEDY = "./setup.sh pixels"
#: Before the next step in a face's errors.
_STEP = " Next step: "
#: Pixels: room for a terminal, and for a browser.
_WIDTH, _HEIGHT = 1024, 768
_SUBJECT = "pixel face"
_NO_DESKTOP = "a desktop to show windows on (DISPLAY is not set)"
_DESKTOP_REMEDY = "Sign on to a desktop, or let the bots work unseen: headless = true under [bots]"


def check(url: str, application: str, *, headless: bool, start: bool) -> MachineCheck:
    """Whether bots can look at `url` here, each on a display of its own or all on the person's desktop."""
    url = url or "tn3270:"
    missing = list(lacks(url, application, own_display=headless))
    if _NO_DESKTOP in missing:
        return MachineCheck(_SUBJECT, f"missing: {_NO_DESKTOP}", _DESKTOP_REMEDY)
    if missing:
        return MachineCheck(_SUBJECT, f"missing: {', '.join(missing)}", REMEDY)
    if start and (found := trouble(url, application, own_display=headless)):
        return MachineCheck(_SUBJECT, *found)
    if not is_terminal(url):
        return MachineCheck(_SUBJECT, "a browser's window, read by tesseract")
    return MachineCheck(_SUBJECT, "x3270 and its fonts" if start else "x3270; its fonts were not looked for")


def lacks(url: str, application: str, *, own_display: bool = True) -> Iterator[str]:
    """What is missing to work `application` at `url`, a terminal or a page in a window. Starts nothing."""
    if own_display and not shutil.which("Xvfb"):
        yield "Xvfb (a display for each bot)"
    if not own_display and not os.environ.get("DISPLAY"):
        yield _NO_DESKTOP
    if is_terminal(url):
        if not shutil.which("x3270"):
            yield "x3270 (the terminal emulator)"
        return
    if not shutil.which("tesseract"):
        yield "tesseract (OCR)"
    else:
        yield from _missing_languages(application)

    if next(installed_browsers(headless=False), None) is None:
        yield "a browser with a window (chromium)"


def is_terminal(url: str) -> bool:
    """Whether an address is a terminal host's."""
    return urlsplit(url).scheme.startswith("tn3270")


def trouble(url: str, application: str, *, own_display: bool = True) -> tuple[str, str] | None:
    """Why no window can be shown for `url` here, from the messages of what did not start, and the next step.

    Starts a display and, on one of its own, the emulator or browser that a bot would; the back-end is not
    contacted. `None` when all goes well.
    """
    try:
        display = Display(_WIDTH, _HEIGHT) if own_display else Display.existing()
        try:
            if own_display:
                _show_a_window(url, application, display)
            elif is_terminal(url) and not display.has_font(font := _font(application)):
                return (f"Display {display.name} has no font {font}: x3270's fonts are missing.", REMEDY)
        finally:
            display.close()
    except ScreensError as error:
        text, _, step = str(error).partition(_STEP)
        return text, step or REMEDY
    return None


def _show_a_window(url: str, application: str, display: Display) -> None:
    """Open the kind of window that `url` is shown in, without contacting it, and close it."""
    if not is_terminal(url):
        Kiosk(display, "about:blank").close()
        return
    # A host that accepts the connection and sends nothing: x3270 shows its window all the same.
    with socket.create_server(("127.0.0.1", 0)) as host:
        Emulator(display, "127.0.0.1", host.getsockname()[1], font=_font(application)).close()


def _missing_languages(application: str) -> Iterator[str]:
    """The languages of tesseract that the application declares and this machine lacks."""
    face = _declared(application).picture
    if face is None:
        return
    try:
        missing = missing_languages(face.languages)
    except ScreensError:
        missing = face.languages
    for language in missing:
        yield f"tesseract's language {language} (OCR; Debian: {debian_package(language)})"


def _font(application: str) -> str:
    return _declared(application).terminal.font


def _declared(application: str) -> ApplicationFace:
    """What an application declares for this face; the defaults when its declaration cannot be read."""
    try:
        return ApplicationFace.model_validate(load_application(application).faces.get("pixels", {}))
    except ScreensError:  # reported by whoever opens it
        return ApplicationFace()
