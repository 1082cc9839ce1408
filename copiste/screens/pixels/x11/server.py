"""Connections to X servers, their windows, and which process owns a window."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from io import StringIO
from typing import Any, TypeAlias

from Xlib.display import Display as Connection
from Xlib.error import ConnectionClosedError, DisplayConnectionError, DisplayError, XauthError, XError
from Xlib.ext import res

from copiste.screens.errors import FaceError, UnreachableError

#: python-xlib's window; it has no types of its own.
XWindow: TypeAlias = Any
#: The exceptions of python-xlib when the X server is gone.
GONE = (ConnectionClosedError, OSError)
#: A window manager puts its frames around windows: no program's window is deeper than this.
_DEPTH = 3

_RUNS = "sign on to a desktop, or set DISPLAY to a display that runs"
#: Parts of messages of displays that refuse a connection (in lower case), and the next step.
_REFUSALS = (
    ("errno 13]", "let this account into /tmp/.X11-unix"),
    ("authorization", "let XAUTHORITY name the cookie file of whoever started the display"),
    ("magic-cookie", "let XAUTHORITY name the cookie file of whoever started the display"),
    ("maximum number of clients", "close programs on that display"),
)


def connect(display: str) -> Connection:
    """A connection of its own to a display.

    Raises:
        FaceError: it does not answer, or refuses this process.
    """
    connection, reason = None, ""
    # python-xlib prints remarks about the cookie file to the standard output of this process.
    with warnings.catch_warnings(), redirect_stdout(StringIO()):
        # python-xlib leaves the socket of a failed attempt open.
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            connection = Connection(display)
        except DisplayConnectionError as error:
            text = error.msg
            reason = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
        except (DisplayError, XauthError, OverflowError, *GONE) as error:
            reason = str(error)
    if connection is None:
        raise FaceError(f"Display {display} does not answer, or refuses this process{_because(reason)}")
    return connection


def _because(reason: str) -> str:
    """The reason, as the X server or the connection gave it, and the next step."""
    known = next((step for part, step in _REFUSALS if part in reason.lower()), _RUNS)
    shown = "".join(one if one.isprintable() else " " for one in reason).strip(" '\".")[:160]
    return (f": {shown}." if shown else ".") + f" Next step: {known}."


def gone(display: str) -> UnreachableError:
    """The error to raise when a connection to a display was lost."""
    return UnreachableError(f"Display {display} is gone. Next step: open a new session.")


def windows(root: XWindow, depth: int = _DEPTH) -> Iterator[XWindow]:
    """Yield the windows of all programs, the upper ones first, with their window manager's frames."""
    children: list[XWindow] = []
    with suppress(XError):  # gone meanwhile
        children = root.query_tree().children
    for child in reversed(children):
        yield child
        if depth > 1:
            yield from windows(child, depth - 1)


def owner(connection: Connection, window: XWindow) -> int | None:
    """The OS process that opened a window; `None` where the X server does not say."""
    if connection.query_extension(res.extname) is None:
        return None
    connection.res_query_version()
    reply = connection.res_query_client_ids([{"client": window.id, "mask": res.LocalClientPIDMask}])
    return next((int(one.value[0]) for one in reply.ids if one.value), None)
