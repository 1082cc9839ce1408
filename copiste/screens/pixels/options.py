"""The options of `open_session` for the pixel face."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """The scheme of `url` decides what is opened.

    `tn3270://host:port` is a terminal, `tn3270s` one over TLS, `http(s)` a browser that is only looked at.
    """

    #: The application's address.
    url: str = ""
    #: On a virtual display of its own; otherwise on this desktop.
    headless: bool = True
    #: Title of a window that is open already on this desktop: it is used as it is, and never closed. Only the
    #: scheme of `url` matters then, for the kind of window.
    connect: str = ""
    #: Size of a display of its own.
    width: int = 1024
    height: int = 768
    #: The device name (LU) that a terminal's host is asked for; any when empty.
    lu: str = ""
