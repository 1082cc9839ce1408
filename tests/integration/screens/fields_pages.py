"""An application of the tests, served from memory: forms with every kind of field, and what each one sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from tests.support.loopback import answering

#: Writes what the page's own scripts see of each field into a field that is sent along.
_WATCH = """
<script>
for (const type of ['input', 'change', 'click']) document.addEventListener(type, (event) => {
  const { target } = event;
  if (type === 'click' && !/^(checkbox|radio|button)$/.test(target.type)) return;
  const name = (target.id || target.name || '') + (target.type === 'radio' ? '=' + target.value : '');
  if (name) document.querySelector('[name=log]').value += `${type} ${name};`;
}, true);
</script>
"""


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>Office</title></head><body><h1>{title}</h1>'
        f'<form method="post" enctype="multipart/form-data" action="/{title.lower()}">{body}'
        f'<input type="hidden" name="log"><p><button>Save</button></p></form>{_WATCH}</body></html>'
    )


_REGION = """
<p><label>Region <select name="region" id="region"><option></option><option>North</option>
  <option>South</option>
  </select></label></p>
<p><label>Office <select name="office" id="office"><option></option></select></label></p>
<script>
region.addEventListener('change', () => fetch('/offices?of=' + region.value).then((answer) => answer.json())
  .then((found) => office.replaceChildren(...['', ...found].map((name) => new Option(name)))));
</script>
"""
#: The towns that the page of picks finds: name and number.
TOWNS = (("Lyon", "69"), ("Lyons", "70"), ("Lille", "59"), ("Same", "1"), ("Same", "2"))
_OFFICES = {"North": ["Lille", "Roubaix"], "South": ["Nice"]}


def _reloading(sent: dict[str, str]) -> str:
    """The page again with what was sent; `kind` decides whether a company is asked for."""
    kind = sent.get("kind", "Person")
    options = [f"<option{' selected' if one == kind else ''}>{one}</option>" for one in ("Person", "Firm")]
    again = "this.form.action = '/reloading?again'; this.form.submit()"
    company = f'<p><label>Company <input name="company" value="{sent.get("company", "")}"></label></p>'
    return _page(
        "Reloading",
        f'<p><label>Name <input name="name" value="{sent.get("name", "")}"></label></p>'
        f'<p><label>Kind <select name="kind" onchange="{again}">{"".join(options)}</select></label></p>'
        f"{company if kind == 'Firm' else ''}{_REGION}",
    )


_PAGES = {
    "/": "<!doctype html><title>Office</title><h1>Office of fields</h1>",
    "/reloading": _reloading({}),
    **{
        f"/{path.stem}": _page(path.stem.title(), path.read_text(encoding="utf-8"))
        for path in (Path(__file__).with_name("fields_office") / "pages").glob("*.html")
    },
}
_SAVED = "<!doctype html><title>Office</title><h1>Saved</h1>"


@dataclass
class Office:
    """The application while it is served."""

    url: str
    #: What each saved form sent, the last one last; of a file its name and content.
    saved: list[list[tuple[str, str]]] = field(default_factory=list)

    @property
    def last(self) -> dict[str, str]:
        """What the last form sent, without the page's own record of events."""
        return {name: value for name, value in self.saved[-1] if name != "log"}

    def all(self, name: str) -> list[str]:
        """Every value that the last form sent under `name`."""
        return [value for sent, value in self.saved[-1] if sent == name]

    @property
    def events(self) -> list[str]:
        """What the page's own scripts saw of the fields of the last form."""
        return self.all("log")[0].rstrip(";").split(";")


@contextmanager
def running_office() -> Iterator[Office]:
    """Serve the application until the block ends."""
    office = Office("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = dict(parse_qsl(parts.query, keep_blank_values=True))
            if parts.path == "/towns":
                found = [town for town in TOWNS if asked["for"] and town[0].startswith(asked["for"])]
                self._answer(json.dumps(found), "application/json")
            elif parts.path == "/offices":
                self._answer(json.dumps(_OFFICES.get(asked["of"], [])), "application/json")
            else:
                self._answer(_PAGES.get(parts.path, _PAGES["/"]))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            sent = _fields(self.headers["content-type"], body)
            if self.path.endswith("?again"):
                self._answer(_reloading(dict(sent)))
                return
            office.saved.append(sent)
            self._answer(_SAVED)

        def _answer(self, text: str, kind: str = "text/html; charset=utf-8") -> None:
            content = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's
            pass

    with answering(Handler) as office.url:
        yield office


def _fields(kind: str, body: bytes) -> list[tuple[str, str]]:
    """What a form sent, in its order: name and value; of a file its name and content."""
    parser = BytesParser(EmailMessage, policy=HTTP)
    message = parser.parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    found = []
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        file = part.get_filename()
        name = str(part["content-disposition"].params["name"])
        found.append((name, f"{file}: {content.decode()}" if file else content.decode()))
    return found
