"""A small application of about 2003, served from memory, whose pages do what old pages do to a robot."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from tests.support.loopback import answering

_KEYS = """
function box(id) { return document.getElementById(id); }
document.onkeydown = function (e) {
  var go = KEYS[e.keyCode];
  if (go) { e.preventDefault(); if (typeof go == 'string') location.href = go; else go(); }
};
"""


def _page(title: str, body: str, keys: str = "{114: '/menu'}", script: str = "", head: str = "") -> str:
    return (
        f"<html><head><title>x</title>{head}<script>{script}\nvar KEYS = {keys};{_KEYS}</script></head>"
        f"<body><table><tr><td>{title}</td></tr></table>{body}</body></html>"
    )


_WELCOME = """
<form action="/menu"><table>
<tr><td>CODE :</td><td><input name="a1"></td></tr>
<tr><td>MOT DE PASSE :</td><td><input type="password" name="a2"></td></tr>
<tr style="display:none"><td>CODE :</td><td><input name="ghost"></td></tr>
</table><input type="submit" value="OK"></form>
"""

_MENU = (
    """<form onsubmit="return false"><table><tr><td>CHOIX</td><td><input id="c"></td></tr></table></form>"""
)
_MENU_KEYS = "{13: function () { location.href = '/' + document.getElementById('c').value; }, 114: '/'}"

_TYPING = """
<form name="f"><table>
<tr><td>NOM <b>:</b></td><td><input name="n" maxlength="10"
  onfocus="saw(event)" onkeydown="saw(event)" onkeypress="saw(event)" oninput="saw(event)"
  onkeyup="saw(event)" onchange="saw(event)" onblur="saw(event)"></td></tr>
<tr><td>CODE :</td><td><input maxlength="4"
  onkeypress="return /[0-9]/.test(String.fromCharCode(event.charCode))"
  onkeyup="if (this.value == '99') f.town.focus()"></td></tr>
<tr><td>NE LE :</td><td><input class="d" maxlength="2" onkeyup="tab(this)">/<input class="d" maxlength="2"
  onkeyup="tab(this)">/<input class="d" maxlength="4"></td></tr>
<tr><td>CODE POSTAL :</td><td><input maxlength="5"
  onchange="if (this.value == '69001') f.town.value = 'LYON'"></td>
  <td>VILLE :</td><td><input name="town"></td></tr>
<tr><td>REGIME :</td><td><select><option value=""></option><option value="GE">GENERAL</option>
  <option value="AM">ALSACE MOSELLE</option></select></td></tr>
<tr><td>ACCORD :</td><td><input type="checkbox"></td></tr>
<tr><td>NUMERO :</td><td><input value="4711" readonly></td></tr>
<tr><td>VU PAR LA PAGE :</td><td id="seen"></td></tr>
</table></form>
"""
_TYPING_SCRIPT = """
function saw(e) {
  var key = e.type.substring(0, 3) == 'key' ? e.keyCode + '/' + e.charCode : '';
  box('seen').innerHTML += e.type + key + (e.target == document.activeElement ? '' : '!') + ' ';
}
function tab(input) {
  var all = document.getElementsByClassName('d');
  for (var i = 0; i < 2; i++)
    if (all[i] == input && input.value.length == 2) { all[i + 1].focus(); all[i + 1].select(); }
}
"""
_TYPING_KEYS = "{114: '/menu', 115: function () { window.open('/codes', 'codes', 'width=300'); }}"

_CODES = """<table><tr><td>CODE</td><td>LIBELLE</td></tr><tr><td>GE</td><td>GENERAL</td></tr>
<tr><td>AM</td><td>ALSACE MOSELLE</td></tr></table>"""

_PAYMENT = """<table><tr><td>MONTANT :</td>
<td><input id="m" onchange="this.value = this.value + '0'"></td></tr></table>"""
_PAYMENT_SCRIPT = """
function pay() {
  var amount = box('m').value;
  if (amount == '10') { alert('GUI0001 MONTANT REFUSE'); return; }
  if (amount == '20' && !confirm('GUI0002 MONTANT ELEVE')) return;
  if (amount == '30' && !confirm('GUI0003 MONTANT ETRANGE')) return;
  if (amount == '40') { alert('Au revoir'); }
  location.href = '/paye';
}
"""
_PAYMENT_KEYS = (
    "{114: '/menu', 121: pay, 116: function () {}, 117: '/lent', 118: 'http://127.0.0.1:9/', "
    "119: '/attente', 120: '/autre'}"
)

_PAGES = {
    "/": _page("ACCUEIL", _WELCOME, "{}"),
    "/menu": _page("MENU", _MENU, _MENU_KEYS),
    "/saisie": _page("SAISIE", _TYPING, _TYPING_KEYS, _TYPING_SCRIPT),
    "/codes": _page("CODES", _CODES, "{}"),
    "/paiement": _page("PAIEMENT", _PAYMENT, _PAYMENT_KEYS, _PAYMENT_SCRIPT),
    "/paye": _page("PAIEMENT", _PAYMENT + "<p>GUI0004 PAYE</p>", _PAYMENT_KEYS, _PAYMENT_SCRIPT),
    "/attente": _page("PATIENTEZ", "", head='<meta http-equiv="refresh" content="0; url=/paye">'),
    "/autre": _page("AUTRE ECRAN", "<p>DUPONT 184037599900123</p><input value='SECRET'>"),
}


class _Handler(BaseHTTPRequestHandler):
    slow: threading.Event

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/lent":
            # Answers only once the test says so.
            self.slow.wait(20)
            path = "/paye"
        body = _PAGES.get(path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@contextmanager
def running_guichet() -> Iterator[tuple[str, threading.Event]]:
    """Serve the pages; give the address, and what the slow page waits for."""
    slow = threading.Event()
    handler = type("Handler", (_Handler,), {"slow": slow})
    with answering(handler) as url:
        try:
            yield url, slow
        finally:
            slow.set()
