"""Orders of another house, served from memory: messages without numbers, refusals on pages of their own."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from tests.support.loopback import answering

USER, PASSWORD, EXPIRED = "clerk", "s3cret: pass", "of last year"
Asks = Literal["nothing", "pages", "http"]

_KEYS = """
document.onkeydown = function (e) {
  var go = {113: '/order', 115: '/desk', 120: '/off'}[e.keyCode];
  if (e.keyCode == 121 && document.forms[0]) { e.preventDefault(); document.forms[0].submit(); }
  else if (go) { e.preventDefault(); location.href = go; }
};
"""


@dataclass
class Office:
    """What the application holds, and how it behaves."""

    asks: Asks = "nothing"
    #: It says that it saved; otherwise it shows the list without a word.
    talks: bool = True
    orders: list[str] = field(default_factory=list)
    #: Values of the cookie of sessions that are signed on.
    sessions: set[str] = field(default_factory=set)
    signed_off: int = 0
    #: What it heard by HTTP or in setting up TLS.
    users: list[str] = field(default_factory=list)


def _page(title: str, body: str, said: str = "") -> str:
    return (
        f"<html><head><title>Orders</title><script>{_KEYS}</script></head><body><h1>{title}</h1>{said}{body}"
        '<p class="wrong" style="display:none">Never shown</p></body></html>'
    )


def _order(country: str = "", said: str = "") -> str:
    box = f'<label>Country <input name="country" value="{escape(country)}"></label>'
    return _page("ORDER", f'<form method="post" action="/order">{box}</form>', said)


_WHO = """<form method="post" action="/who"><label>Name <input name="name"></label></form>"""
_SECRET = (
    """<form method="post" action="/in"><label>Password <input type="password" name="word"></label></form>"""
)


class _Handler(BaseHTTPRequestHandler):
    office: Office

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if self.office.asks == "http" and not self._by_http():
            self._answer("Who are you?", status=401, header=("WWW-Authenticate", 'Basic realm="orders"'))
        elif path == "/off":
            self.office.sessions.discard(self._cookie)
            self.office.signed_off += 1
            self._answer(_page("WHO", _WHO))
        elif self.office.asks == "pages" and self._cookie not in self.office.sessions:
            self._answer(_page("WHO", _WHO))
        elif path == "/order":
            self._answer(_order())
        elif path == "/list":
            made = parse_qs(urlsplit(self.path).query).get("id", [""])[0]
            told = made and self.office.talks
            said = f'<p class="done">Order <a href="/order">{made}</a> saved.</p>' if told else ""
            rows = "".join(f"<tr><td>{escape(one)}</td></tr>" for one in self.office.orders)
            self._answer(_page("LIST", f"<table><tr><th>Country</th></tr>{rows}</table>", said))
        else:
            self._answer(_page("DESK", "<p>F2 order</p>"))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(raw, keep_blank_values=True).items()}
        match urlsplit(self.path).path:
            case "/who":
                self._answer(_page("SECRET", _SECRET), header=("Set-Cookie", f"is={form['name']}; Path=/"))
            case "/in":
                self._sign_on(form["word"])
            case _:
                self._take(form["country"])

    def _sign_on(self, word: str) -> None:
        if word == EXPIRED:
            self._answer(_page("NEW PASSWORD", '<label>New one <input type="password" name="new"></label>'))
        elif (self._cookie, word) == (USER, PASSWORD):
            self.office.sessions.add(self._cookie)
            said = '<p class="done">Your password expires in 3 days.</p>'
            self._answer(_page("DESK", "<p>F2 order</p>", said))
        else:
            self._answer(_page("WHO", _WHO, '<p class="wrong">Name or password wrong.</p>'))

    def _take(self, country: str) -> None:
        if not country:
            said = (
                '<p class="wrong">Please choose a <b>country</b>.</p><p class="wrong">One field is empty.</p>'
            )
            self._answer(_order(country, said))
        elif country == "Atlantis":
            self._answer(_page("SORRY", f"<p>No such country: {country}</p>"))
        elif country == "Oz":
            self._answer(_page("SORRY", "<p>Whatever</p>"))
        elif country == "Ys":
            self._answer(_order(country, '<p class="wrong">Ys is under water.</p>'))
        else:
            self.office.orders.append(country)
            self._answer("", status=303, header=("Location", f"/list?id={len(self.office.orders)}"))

    @property
    def _cookie(self) -> str:
        return self.headers.get("Cookie", "").partition("is=")[2].partition(";")[0]

    def _by_http(self) -> bool:
        sent = self.headers.get("Authorization", "").partition("Basic ")[2]
        self.office.users.append(base64.b64decode(sent).decode())
        return self.office.users[-1] == f"{USER}:{PASSWORD}"

    def _answer(self, page: str, *, status: int = 200, header: tuple[str, str] | None = None) -> None:
        body = page.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if header:
            self.send_header(*header)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@contextmanager
def running_orders(office: Office, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve the application on loopback; give its address."""
    with answering(type("Handler", (_Handler,), {"office": office}), tls) as url:
        yield url
