"""Answers that break off in the middle, as the browser reports them: what was asked may have been done."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Error, Request

from copiste.screens.web.declaration import ApplicationFace

#: Chromium's errors of a connection that ends before the answer is whole. A connection that never was, a
#: request that the page itself gave up, or one that becomes a download has others.
_BROKEN = frozenset(
    f"net::ERR_{name}"
    for name in (
        "CONTENT_LENGTH_MISMATCH",
        "INCOMPLETE_CHUNKED_ENCODING",
        "INVALID_CHUNKED_ENCODING",
        "CONTENT_DECODING_FAILED",
        "CONNECTION_CLOSED",
        "CONNECTION_RESET",
        "EMPTY_RESPONSE",
        "HTTP2_PROTOCOL_ERROR",
        "NETWORK_CHANGED",
    )
)
_REPEATABLE = {"GET", "HEAD", "OPTIONS"}


class BrokenAnswers:
    """Notes what broke off since somebody acted."""

    def __init__(self, face: ApplicationFace) -> None:
        self._background = [
            re.compile(".*".join(map(re.escape, pattern.split("*")))) for pattern in face.background
        ]
        #: The browser's name for it; empty while every answer was whole.
        self.error = ""

    def note(self, request: Request) -> bool:
        """Note that `request` failed; whether its answer broke off and matters."""
        if request.failure not in _BROKEN or not self._matters(request):
            return False
        self.error = request.failure
        return True

    def forget(self) -> None:
        """Somebody acts, who knows what came of the last request."""
        self.error = ""

    def _matters(self, request: Request) -> bool:
        """Whether it may have changed something, or would have been a document of the application."""
        address = urlsplit(request.url)
        asked = address.path + (f"?{address.query}" if address.query else "")
        if any(pattern.fullmatch(asked) for pattern in self._background):
            return False
        if request.method not in _REPEATABLE:
            return request.resource_type in {"document", "fetch", "xhr"}
        return request.is_navigation_request() and not _is_strange(request)


def _is_strange(request: Request) -> bool:
    """Whether it is for a frame of another origin, whose answers are not the application's."""
    try:
        frame = request.frame
    except Error:  # a window that has shown nothing yet
        return False
    return frame.parent_frame is not None and (
        urlsplit(request.url).netloc != urlsplit(frame.page.url).netloc
    )
