"""A browser without a window: it speaks to the web face in this process and reads its pages."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.types import Message


@dataclass(frozen=True)
class Answer:
    """What the server sent."""

    status: int
    headers: dict[str, str]
    text: str


class WebBrowser:
    """Holds the cookie and the last page."""

    def __init__(self, application: Starlette) -> None:
        self._application = application
        self.cookie = ""
        self.page = ""

    def get(self, path: str) -> Answer:
        """Fetch an address; the screen's page is kept."""
        answer = self.request("GET", path)
        if path == "/ecran":
            self.page = answer.text
        return answer

    def press(self, aid: str = "ENTER", *typed: str, **hidden: str) -> str:
        """Fill the boxes of the page in their order and send it; give the new page."""
        form = {"__ETAT": self.hidden("__ETAT"), "__TOUCHE": aid, "__CURSEUR": "", "__SAUT": ""}
        form |= dict(zip(self.boxes(), typed, strict=False)) | hidden
        body = urlencode(form, encoding="iso-8859-1").encode("ascii")
        self.page = self.request("POST", "/ecran", body).text
        return self.page

    def boxes(self) -> dict[str, str]:
        """Give the boxes of the page in their order: name and value."""
        found = re.findall(r'<INPUT TYPE="(?:text|password)" NAME="([^"]*)".*? VALUE="([^"]*)"', self.page)
        return {name: unescape(value) for name, value in found}

    def hidden(self, name: str) -> str:
        """Give a hidden value of the page."""
        found = re.search(rf'<INPUT TYPE="hidden" NAME="{name}" VALUE="([^"]*)"', self.page)
        assert found, f"no {name} on the page"
        return found[1]

    @property
    def title(self) -> str:
        """The title of the page."""
        found = re.search(r'CLASS="titre">([^<]*)<', self.page)
        return unescape(found[1]) if found else ""

    @property
    def message(self) -> str:
        """What the row of messages says."""
        found = re.search(r'CLASS="msg [^"]*">([^<]*)<', self.page)
        return unescape(found[1]).strip("\xa0") if found else ""

    def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        """Send one request, with the cookie."""
        return asyncio.run(self._request(method, path, body, {"cookie": self.cookie} | (headers or {})))

    async def _request(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        route, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "path": route,
            "raw_path": route.encode(),
            "root_path": "",
            "scheme": "http",
            "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self._application(scope, receive, send)
        told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        if "set-cookie" in told:
            self.cookie = told["set-cookie"].partition(";")[0]
        content = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], told, content.decode("iso-8859-1"))
