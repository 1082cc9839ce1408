"""Open a terminal: a display where none is there, an emulator on it, and the driver that looks at it."""

from __future__ import annotations

from contextlib import ExitStack
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from screens.errors import FaceError
from screens.model import Application
from screens.pixels.camera import Camera
from screens.pixels.display import Display
from screens.pixels.emulator import Emulator
from screens.pixels.keyboard import Keyboard
from screens.pixels.options import Options
from screens.pixels.reading.table import GlyphTable
from screens.pixels.terminal.driver import TerminalDriver
from screens.pixels.terminal.layout import terminal_of
from screens.pixels.window import Window, WindowByTitle

_PORT, _TLS_PORT = 23, 992


def open_driver(application: Application, options: Options) -> TerminalDriver:
    """Start a terminal for `options.url`; its line is opened with the first screen that is asked for.

    With `options.connect` a window of this desktop is taken as it is, and left open at the end.

    Raises:
        FaceError: the address is none, or Xvfb, x3270 or its font is not installed.
    """
    face = terminal_of(application)
    address = urlsplit(options.url)
    host, port = _host_and_port(address)
    table = _table(face.font)
    with ExitStack() as opened:
        own = options.headless and not options.connect
        display = Display(options.width, options.height) if own else Display.existing()
        opened.callback(display.close)
        camera = Camera(display.name)
        opened.callback(camera.close)
        keyboard = Keyboard(display.name)
        opened.callback(keyboard.close)

        def connect() -> Window:
            window: Window
            if options.connect:
                window = WindowByTitle(options.connect, display.name)
                window.focus()
            else:
                tls = address.scheme == "tn3270s"
                window = Emulator(display, host, port, codepage=face.codepage, font=face.font, tls=tls)
            keyboard.aim(window)
            return window

        return TerminalDriver(connect, camera, keyboard, table, application, close=opened.pop_all().close)


def _host_and_port(address: SplitResult) -> tuple[str, int]:
    try:
        port = address.port or (_TLS_PORT if address.scheme == "tn3270s" else _PORT)
    except ValueError:
        port = 0
    if not address.hostname or not port or address.username or address.path not in {"", "/"}:
        raise FaceError("The terminal's address is to be tn3270://host:port.")
    return address.hostname, port


@lru_cache(maxsize=4)
def _table(font: str) -> GlyphTable:
    """The glyphs of a font; the same for every session of this OS process."""
    return GlyphTable.load(font)
