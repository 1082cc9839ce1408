"""Pages for one test each: served from memory, with the requests that came and answers held back."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from copiste.screens.drivers.waiting import Patience
from copiste.screens.session.opening import open_session
from copiste.screens.session.session import ScreenSession
from tests.support.loopback import answering

#: Nobody signs on, and the page itself is where every screen is reached from.
PLAIN = """
application: small
sign_on: none
home: {screen: home}
"""


@dataclass
class Site:
    """A server of a few pages."""

    url: str
    #: What came, oldest first: `GET /path?query`, `POST /path body`.
    requests: list[str] = field(default_factory=list)
    #: Pages under `/held/` are answered once this is set.
    released: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(pages: Mapping[str, str]) -> Iterator[Site]:
    """Serve `pages` by path: HTML."""
    site = Site("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(f"GET {self.path}")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._answer(f"POST {self.path} {body}")

        def _answer(self, request: str) -> None:
            site.requests.append(request)
            path = self.path.partition("?")[0]
            if path.startswith("/held/"):
                site.released.wait(20)
            content = pages.get(path)
            body = (content or "").encode()
            try:
                self.send_response(404 if content is None else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except BrokenPipeError:
                # The browser has gone on, or is closed, before it was answered.
                pass

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing."""

    with answering(Handler) as site.url:
        try:
            yield site
        finally:
            site.released.set()


def declare(folder: Path, screens: Mapping[str, str], application: str = PLAIN) -> Path:
    """Write an application of these screens, YAML by name; give its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "application.yaml").write_text(application, encoding="utf-8")
    for name, body in screens.items():
        (folder / f"{name}.yaml").write_text(f"screen: {name}\n{body}", encoding="utf-8")
    return folder


@contextmanager
def session_on(folder: Path, url: str, *, arrival: float = 5, unknown: float = 1) -> Iterator[ScreenSession]:
    """A session on the web face that stands on the first page."""
    with open_session(folder, "web", url=url, patience=Patience(arrival, unknown)) as session:
        session.sign_on({})
        yield session
