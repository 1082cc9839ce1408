"""Open a terminal: a display, an emulator on it, and their driver."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from copiste.screens.declared.model import Application
from copiste.screens.errors import FaceError
from copiste.screens.pixels.declaration import TerminalFace
from copiste.screens.pixels.devices import Devices
from copiste.screens.pixels.glyphs.table import GlyphTable
from copiste.screens.pixels.keyboard.keys import X3270
from copiste.screens.pixels.options import Options
from copiste.screens.pixels.terminal.driver import TerminalDriver
from copiste.screens.pixels.terminal.layout import terminal_of
from copiste.screens.pixels.windows.emulator import Emulator
from copiste.screens.pixels.windows.window import Window

_PORT, _TLS_PORT = 23, 992
#: Pixels around a terminal's cells, its status line among them.
_BESIDE = 100


def open_driver(application: Application, options: Options) -> TerminalDriver:
    """Start a terminal for `options.url`; it connects when the first screen is wanted.

    With `options.connect` a window of this desktop is used as it is, and left open at the end.

    Raises:
        FaceError: the address is not valid, or Xvfb, x3270 or its font is not installed.
    """
    face = terminal_of(application)
    address = urlsplit(options.url)
    host, port = _host_and_port(address)
    table = _table(face.font)
    devices = Devices(_roomy(options, face, table), X3270)

    def connect() -> Window:
        return devices.window(
            lambda display: Emulator(
                display,
                host,
                port,
                size=(face.rows, face.columns),
                lu=options.lu,
                codepage=face.codepage,
                font=face.font,
                tls=address.scheme == "tn3270s",
            )
        )

    camera, keyboard = devices.camera, devices.keyboard
    return TerminalDriver(connect, camera, keyboard, table, application, close=devices.close)


def _roomy(options: Options, face: TerminalFace, table: GlyphTable) -> Options:
    """The options with a display of its own as large as the terminal's window."""
    width, height = face.columns * table.width, face.rows * table.height
    return replace(
        options, width=max(options.width, width + _BESIDE), height=max(options.height, height + _BESIDE)
    )


def _host_and_port(address: SplitResult) -> tuple[str, int]:
    try:
        port = address.port or (_TLS_PORT if address.scheme == "tn3270s" else _PORT)
    except ValueError:
        port = 0
    if not address.hostname or not port or address.username or address.path not in {"", "/"}:
        raise FaceError(
            "The terminal's address is not valid. Expected: tn3270://host:port or tn3270s://host:port"
        )
    return address.hostname, port


@lru_cache(maxsize=4)
def _table(font: str) -> GlyphTable:
    """The glyphs of a font; the same for every session of this OS process."""
    return GlyphTable.load(font)
