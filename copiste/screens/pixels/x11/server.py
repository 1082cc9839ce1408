"""What several modules need of an X server: connections, windows and whose they are."""

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
#: What python-xlib raises when the X server is gone.
GONE = (ConnectionClosedError, OSError)
#: A window manager puts its frames around windows: no program's window is deeper than this.
_DEPTH = 3

_RUNS = "sign on to a desktop, or set DISPLAY to a display that runs"
#: What is said when a display is not opened (in small letters), and the next step.
_REFUSALS = (
    ("errno 13]", "let this account into /tmp/.X11-unix"),
    ("authorization", "let XAUTHORITY name the cookie file of whoever started the display"),
    ("magic-cookie", "let XAUTHORITY name the cookie file of whoever started the display"),
    ("maximum number of clients", "close programs on that display"),
)


def connect(display: str) -> Connection:
    """A connection of its own to a display.

    Raises:
        FaceError: it does not answer, or does not let this process in.
    """
    connection, reason = None, ""
    # python-xlib prints what it thinks of the cookie file, among the answers of this process.
    with warnings.catch_warnings(), redirect_stdout(StringIO()):
        # python-xlib leaves the socket of a failed attempt open.
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            connection = Connection(display)
        except DisplayConnectionError as error:
            said = error.msg
            reason = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        except (DisplayError, XauthError, OverflowError, *GONE) as error:
            reason = str(error)
    if connection is None:
        raise FaceError(
            f"Display {display} does not answer, or does not let this process in{_because(reason)}"
        )
    return connection


def _because(reason: str) -> str:
    """What an X server, or the way to it, said; and the next step."""
    known = next((step for said, step in _REFUSALS if said in reason.lower()), _RUNS)
    told = "".join(one if one.isprintable() else " " for one in reason).strip(" '\".")[:160]
    return (f": {told}." if told else ".") + f" Next step: {known}."


def gone(display: str) -> UnreachableError:
    """What to raise when a display was lost in the middle."""
    return UnreachableError(f"Display {display} is gone. A new session starts another one.")


def windows(root: XWindow, depth: int = _DEPTH) -> Iterator[XWindow]:
    """The windows of all programs, the upper ones first, with their window manager's frames."""
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
    said = connection.res_query_client_ids([{"client": window.id, "mask": res.LocalClientPIDMask}])
    return next((int(one.value[0]) for one in said.ids if one.value), None)
