"""What `open_session` takes for the pixel face."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """The scheme of `url` decides what is opened.

    `tn3270://host:port` is a terminal, `tn3270s` one over TLS, `http(s)` a browser that is only looked at.
    """

    #: The application's address.
    url: str = ""
    #: On a display of its own, that nobody sees. Otherwise on this desktop.
    headless: bool = True
    #: Title of a window that is there already, on this desktop: it is used as it stands, and never closed. Of
    #: `url`, only the scheme matters then: it says what kind of window that is.
    connect: str = ""
    #: Size of a display of its own.
    width: int = 1024
    height: int = 768
