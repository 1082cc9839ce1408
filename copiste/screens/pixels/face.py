"""Open what the address names: a terminal, or a browser's window that is only looked at."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast
from urllib.parse import urlsplit

from copiste.screens.declared.model import Application
from copiste.screens.drivers.driver import Driver
from copiste.screens.drivers.options import choose
from copiste.screens.errors import FaceError
from copiste.screens.pixels.options import Options

#: By the scheme of the address, the module that opens it with `open_driver(application, options: Options)`.
_OPENED_BY = {
    "tn3270": "copiste.screens.pixels.terminal.opening",
    "tn3270s": "copiste.screens.pixels.terminal.opening",
    "http": "copiste.screens.pixels.picture.face",
    "https": "copiste.screens.pixels.picture.face",
}


def open_driver(application: Application, options: Mapping[str, Any]) -> Driver:
    """Open the window of the application at `url`, and give the driver that looks at it.

    Raises:
        FaceError: an option is unknown, the address is not of this face, or something is not installed.
        UnreachableError: nothing answers there.
    """
    if sys.platform != "linux":
        raise FaceError(
            "The pixel face works on Linux only. Next step: run this seat on Linux, or use the web face."
        )
    chosen = choose(Options, options, "pixel")
    if not chosen.url:
        raise FaceError("The pixel face needs the option url: tn3270://host:port, or a page's address.")
    scheme = urlsplit(chosen.url).scheme
    if scheme not in _OPENED_BY:
        raise FaceError(f'The pixel face opens no "{scheme}" address. Known: {", ".join(_OPENED_BY)}.')
    opened = import_module(_OPENED_BY[scheme]).open_driver(application, chosen)
    return cast("Driver", opened)
