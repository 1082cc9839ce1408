"""The town hall's application: pages of about 2005 that issue parking permits, and its register of them.

It signs on with a login and a password, nothing else; dates are written MM/DD/YYYY, amounts 1,234.50.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from html import escape
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from tests.support.loopback import answering

LOGIN, PASSWORD = "keyer.north", "open-Sesame 9"

_STREETS = {"Abbey Road", "Harbour Lane", "St Mary's Place"}
_KEYS = """
document.onkeydown = function (e) {
  var go = KEYS[e.keyCode];
  if (go) { e.preventDefault(); go(); }
};
function value(name) { return encodeURIComponent(document.getElementsByName(name)[0].value); }
"""
_DESK_KEYS = """{
  13: function () { location.href = '/' + value('choice') + '?plate=' + value('plate'); },
  115: function () { location.href = '/?off'; }}"""
_PERMIT_KEYS = """{
  115: function () { location.href = '/desk'; },
  121: function () { document.forms[0].submit(); }}"""
_SIGN_ON = """<form method="post" action="/desk"><table>
<tr><td>Login</td><td><input name="login" maxlength="20"></td></tr>
<tr><td>Password</td><td><input type="password" name="password"></td></tr></table>
<input type="submit" value="Sign on"></form>"""
_DESK = """<form onsubmit="return false"><table><tr><td>Go to</td><td><input name="choice"></td></tr>
<tr><td>Plate</td><td><input name="plate"></td></tr></table></form>"""


@dataclass(frozen=True)
class Permit:
    """One permit as the register holds it; dates ISO, the fee in cents."""

    number: str
    plate: str
    holder: str
    street: str
    valid_from: str
    fee: int


class Register:
    """Every permit that was issued, in order."""

    def __init__(self) -> None:
        self.permits: list[Permit] = []
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def of(self, plate: str) -> Permit | None:
        """The last permit of a car."""
        return next((permit for permit in reversed(self.permits) if permit.plate == plate), None)

    def issue(self, asked: dict[str, str]) -> tuple[Permit | None, str]:
        """Issue a permit: it and the page's message, or none and why not."""
        with self._lock:
            if self.of(asked["plate"]):
                return None, "PRM0002 THIS CAR HAS A PERMIT"
            if asked["street"] not in _STREETS:
                return None, "PRM0001 NO SUCH STREET IN TOWN"
            try:
                month, of_month, year = map(int, asked["valid_from"].split("/"))
                day = date(year, month, of_month)
                fee = round(float(asked["fee"].replace(",", "")) * 100)
            except ValueError:
                return None, "PRM0003 DATE OR FEE NOT UNDERSTOOD"
            number = f"P/{next(self._numbers):05d}"
            permit = Permit(number, asked["plate"], asked["holder"], asked["street"], day.isoformat(), fee)
            self.permits.append(permit)
            return permit, f"PRM0100 PERMIT {number} ISSUED"

    def as_json(self) -> str:
        """All permits, for a look from outside."""
        return json.dumps([asdict(permit) for permit in self.permits])


def _page(title: str, body: str, keys: str = "{}", message: str = "") -> str:
    return (
        f"<html><head><title>Town hall</title><script>var KEYS = {keys};{_KEYS}</script></head><body>"
        f"<table><tr><td>{title}</td></tr></table>{body}<p>{escape(message)}</p></body></html>"
    )


def _permit_page(shown: dict[str, str], message: str = "") -> str:
    def box(caption: str, name: str, more: str = "") -> str:
        value = escape(shown.get(name, ""), quote=True)
        return f'<tr><td>{caption}</td><td><input name="{name}" value="{value}" {more}></td></tr>'

    body = (
        '<form method="post" action="/permit"><table>'
        + box("Plate", "plate", "readonly")
        + box("Holder", "holder", 'maxlength="40"')
        + box("Street", "street", 'maxlength="30"')
        + box("Valid from", "valid_from", 'maxlength="10"')
        + box("Monthly fee", "fee", 'maxlength="10"')
        + box("Permit no", "number", "readonly")
        + "</table></form>"
    )
    return _page("PARKING PERMIT", body, _PERMIT_KEYS, message)


def _shown(permit: Permit) -> dict[str, str]:
    day = date.fromisoformat(permit.valid_from).strftime("%m/%d/%Y")
    return {**asdict(permit), "valid_from": day, "fee": f"{permit.fee / 100:,.2f}"}


class _Handler(BaseHTTPRequestHandler):
    register: Register

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/":
            self._answer(_page("TOWN HALL", _SIGN_ON), cookie="in=0")
        elif not self._signed_on:
            self._answer(_page("TOWN HALL", _SIGN_ON, message="ACC0002 SIGN ON FIRST"))
        elif url.path == "/permit":
            plate = parse_qs(url.query).get("plate", [""])[0]
            known = self.register.of(plate)
            self._answer(_permit_page(_shown(known) if known else {"plate": plate}))
        else:
            self._answer(_page("DESK", _DESK, _DESK_KEYS))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(raw).items()}
        if self.path == "/desk":
            if (form.get("login"), form.get("password")) == (LOGIN, PASSWORD):
                self._answer(_page("DESK", _DESK, _DESK_KEYS), cookie="in=1")
            else:
                self._answer(_page("TOWN HALL", _SIGN_ON, message="ACC0001 LOGIN OR PASSWORD WRONG"))
        elif not self._signed_on:
            self._answer(_page("TOWN HALL", _SIGN_ON, message="ACC0002 SIGN ON FIRST"))
        else:
            asked = {name: form.get(name, "") for name in ("plate", "holder", "street", "valid_from", "fee")}
            permit, message = self.register.issue(asked)
            self._answer(_permit_page(_shown(permit) if permit else asked, message))

    @property
    def _signed_on(self) -> bool:
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get("in")
        return cookie is not None and cookie.value == "1"

    def _answer(self, page: str, *, cookie: str = "") -> None:
        body = page.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if cookie:
            self.send_header("Set-Cookie", f"{cookie}; Path=/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@contextmanager
def running_office() -> Iterator[tuple[str, Register]]:
    """Serve the application on loopback; give its address and its register."""
    register = Register()
    with answering(type("Handler", (_Handler,), {"register": register})) as url:
        yield url, register
