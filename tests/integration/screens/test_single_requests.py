"""One press sends one request, whatever becomes of its answer; the application counts what came."""

from __future__ import annotations

import base64
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from copiste.screens.drivers.waiting import Patience
from copiste.screens.errors import ScreenNotRecognisedError, SignedOffError, UnreachableError
from copiste.screens.session.opening import open_session
from copiste.screens.session.session import ScreenSession
from copiste.screens.web import face
from copiste.screens.web.network import proxies
from copiste.screens.web.network.proxies import UNPROTECTED
from tests.integration.screens import small_pages
from tests.integration.screens.small_pages import declare
from tests.support.answers_proxy import Fault, relaying
from tests.support.certificates import Authority

_FORM = "<form method=post action=/save {}><input name=who value=Once>{}<button>Save</button></form>"
_SCRIPT = (
    '<button onclick="'
    "{}.then(() => {{ document.querySelector('h1').textContent = 'Saved'; }})"
    '">Save</button>'
)
_XHR = (
    "new Promise((done) => { const asked = new XMLHttpRequest(); asked.open('POST', '/save'); "
    "asked.onload = done; asked.send('Once'); })"
)
#: Ways to send something, each as the inside of a page.
WAYS = {
    "form": _FORM.format("", ""),
    "file": _FORM.format("enctype=multipart/form-data", "<input type=file name=paper>"),
    "new window": _FORM.format("target=_blank", ""),
    "frame": "<iframe src=/form></iframe>",
    "fetch": _SCRIPT.format("fetch('/save', {method: 'POST', body: 'Once'})"),
    "put": _SCRIPT.format("fetch('/save', {method: 'PUT', body: 'Once'})"),
    "patch": _SCRIPT.format("fetch('/save', {method: 'PATCH', body: 'Once'})"),
    "delete": _SCRIPT.format("fetch('/save', {method: 'DELETE'})"),
    "xhr": _SCRIPT.format(_XHR),
}
SCREENS = {
    "home": "recognise: {title: Home}\nactions: {save: {button: Save}, next: {link: Next}}\n",
    "saved": "recognise: {title: Saved}\n",
}


class _Application(ThreadingHTTPServer):
    """Keeps connections alive; `lost` requests to save are handled and not answered."""

    daemon_threads = True

    def __init__(self, inside: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = {"/": f"<h1>Home</h1>{inside}", "/form": WAYS["form"], "/done": "<h1>Saved</h1>"}
        #: Method and address of what came, pages aside.
        self.saved: list[str] = []
        self.lost = 0
        self.losing = threading.Lock()
        self.redirects = False
        #: An address whose answer breaks off in the middle, and whether it comes in chunks.
        self.breaks = ""
        self.in_chunks = False
        #: Where the application is, when this is the proxy before it; what it was asked for as one.
        self.behind: tuple[str, int] | None = None
        self.asked_as_proxy: list[str] = []
        #: What it wants in `Proxy-Authorization`.
        self.wants = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    server: _Application
    protocol_version = "HTTP/1.1"

    def parse_request(self) -> bool:
        """As its own proxy, it is asked for whole addresses."""
        parsed = super().parse_request()
        if parsed and self.server.wants not in {"", self.headers.get("Proxy-Authorization")}:
            self.send_response(407)
            self.send_header("Proxy-Authenticate", 'Basic realm="way out"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return False
        if parsed and self.path.startswith("http://"):
            self.server.asked_as_proxy.append(self.path)
            self.path = urlsplit(self.path).path
        return parsed

    def do_CONNECT(self) -> None:
        """Relay to the application, wherever it is said to be."""
        assert self.server.behind is not None
        self.server.asked_as_proxy.append(self.path)
        self.close_connection = True
        with socket.create_connection(self.server.behind) as behind:
            self.send_response(200)
            self.end_headers()
            ways = {self.connection: behind, behind: self.connection}
            while True:
                for one in select.select(list(ways), [], [], 20)[0]:
                    if not (data := one.recv(65536)):
                        return
                    ways[one].sendall(data)

    def do_GET(self) -> None:
        self._answer(self.server.pages.get(self.path, ""))

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with self.server.losing:
            self.server.saved.append(f"{self.command} {self.path}")
            loses, self.server.lost = self.server.lost > 0, max(0, self.server.lost - 1)
        if loses:
            self.close_connection = True
        else:
            self._answer("<h1>Saved</h1>")

    def do_PUT(self) -> None:
        self.do_POST()

    def do_PATCH(self) -> None:
        self.do_POST()

    def do_DELETE(self) -> None:
        self.do_POST()

    def _answer(self, text: str) -> None:
        redirects = self.server.redirects and self.command == "POST"
        body = b"" if redirects else text.encode()
        self.send_response(303 if redirects else 200)
        if self.path == self.server.breaks:
            how = ("Transfer-Encoding", "chunked") if self.server.in_chunks else ("Content-Length", "999")
            self.send_header("Content-Type", "text/html")
            self.send_header(*how)
            self.end_headers()
            half = b"<h1>Saved</h1><p>"
            self.wfile.write(b"%x\r\n%s\r\n" % (len(half), half) if self.server.in_chunks else half)
            self.close_connection = True
            return
        if redirects:
            self.send_header("Location", "/done")
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@contextmanager
def serving(inside: str, tls: ssl.SSLContext | None = None) -> Iterator[_Application]:
    application = _Application(inside)
    if tls is not None:
        application.socket = tls.wrap_socket(application.socket, server_side=True)
    thread = threading.Thread(target=application.serve_forever, daemon=True)
    thread.start()
    try:
        yield application
    finally:
        application.shutdown()
        application.server_close()
        thread.join(10)


@contextmanager
def session_on(tmp_path: Path, url: str, **options: object) -> Iterator[ScreenSession]:
    folder = declare(tmp_path / "application", SCREENS)
    patience = Patience(3, 1)
    with open_session(folder, "web", url=url, patience=patience, **options) as session:
        session.sign_on({})
        yield session


@pytest.mark.parametrize("way", WAYS)
def test_a_request_whose_answer_is_lost_is_sent_once(tmp_path: Path, way: str) -> None:
    with (
        serving(WAYS[way]) as application,
        relaying(
            application.url, [Fault.ANSWER_LOST], concerns=lambda request: request.target == "/save"
        ) as relay,
        session_on(tmp_path, relay.url) as session,
    ):
        with pytest.raises(UnreachableError):
            session.submit("save", commits=True)
        assert session.screen_unknown
        assert relay.done == {Fault.ANSWER_LOST: 1}
        assert len(application.saved) == 1


def test_the_browser_alone_would_send_it_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the relay is for: when this fails, browsers have changed and the relay may go."""
    monkeypatch.setattr(face, "proxy_to", lambda _: UNPROTECTED)
    with serving(WAYS["form"]) as application, session_on(tmp_path, application.url) as session:
        application.lost = 1
        assert session.submit("save", commits=True).screen == "saved"
        assert application.saved == ["POST /save"] * 2


@pytest.mark.parametrize("way", ["form", "fetch", "frame"])
def test_the_same_through_tls(tmp_path: Path, way: str) -> None:
    authority = Authority(tmp_path)
    with serving(WAYS[way], authority.server()) as application:
        url = application.url.replace("http:", "https:")
        with session_on(tmp_path, url, certificate_authority=str(authority.file)) as session:
            application.lost = 1
            with pytest.raises(UnreachableError):
                session.submit("save", commits=True)
            assert application.saved == ["POST /save"]


class TestBehindAProxy:
    """Of the variables that browsers on Linux know; the name of the application is the proxy's to find."""

    def test_it_is_sent_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        with serving(WAYS["form"]) as application:
            monkeypatch.setenv("http_proxy", application.url)
            with session_on(tmp_path, "http://application.example/") as session:
                application.lost = 1
                with pytest.raises(UnreachableError):
                    session.submit("save", commits=True)
                assert application.saved == ["POST /save"]
                session.sign_on({})
                assert session.submit("save", commits=True).screen == "saved"
            assert set(application.asked_as_proxy) >= {"http://application.example/save"}

    def test_the_same_through_tls(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        authority = Authority(tmp_path)
        with serving(WAYS["form"], authority.server()) as application, serving("") as proxy:
            proxy.behind = ("127.0.0.1", application.server_address[1])
            monkeypatch.setenv("https_proxy", proxy.url)
            # The certificate is for loopback, which browsers reach directly; only here, by the proxy.
            monkeypatch.setattr(proxies, "_is_loopback", lambda _host: False)
            url = application.url.replace("http:", "https:")
            with session_on(tmp_path, url, certificate_authority=str(authority.file)) as session:
                application.lost = 1
                with pytest.raises(UnreachableError):
                    session.submit("save", commits=True)
                assert application.saved == ["POST /save"]
            assert set(proxy.asked_as_proxy) == {f"127.0.0.1:{application.server_address[1]}"}

    def test_a_name_and_a_password_for_it_are_shown_to_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with serving(WAYS["form"]) as application:
            application.wants = "Basic " + base64.b64encode(b"robot:s3cret").decode()
            monkeypatch.setenv("http_proxy", application.url.replace("://", "://robot:s3cret@"))
            with session_on(tmp_path, "http://application.example/") as session:
                assert session.submit("save", commits=True).screen == "saved"

    @pytest.mark.parametrize("url", ["http://127.0.0.1:80/", "http://localhost/", "http://a.inside.example/"])
    def test_what_is_reached_without_it(self, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
        monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
        monkeypatch.setenv("no_proxy", "inside.example")
        assert proxies.proxy_to(url) is None

    @pytest.mark.parametrize("address", ["https://proxy.example:3128", "socks5://proxy.example:1080"])
    def test_before_which_the_relay_cannot_stand(self, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
        monkeypatch.setenv("http_proxy", address)
        assert proxies.proxy_to("http://application.example/") is UNPROTECTED


def test_what_was_lost_is_looked_up_in_the_same_session(tmp_path: Path) -> None:
    with serving(WAYS["form"]) as application, session_on(tmp_path, application.url) as session:
        application.lost = 1
        with pytest.raises(UnreachableError):
            session.submit("save", commits=True)
        session.sign_on({})
        assert session.current == "home"
        assert session.submit("save", commits=True).screen == "saved"
        assert application.saved == ["POST /save"] * 2


@pytest.mark.parametrize("protocol", ["HTTP/1.0", "HTTP/1.1"])
def test_answers_and_redirects_come_as_ever(
    tmp_path: Path, protocol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Handler, "protocol_version", protocol)
    with serving(WAYS["form"]) as application, session_on(tmp_path, application.url) as session:
        application.redirects = True
        assert session.submit("save", commits=True).screen == "saved"
        assert application.saved == ["POST /save"]


@pytest.mark.parametrize("in_chunks", [False, True])
@pytest.mark.parametrize("way", ["form", "new window", "frame", "fetch", "put", "xhr"])
def test_an_answer_that_breaks_off_is_no_answer(tmp_path: Path, way: str, in_chunks: bool) -> None:
    """Half a page may say that all is well, or draw nothing at all: what was recorded, nobody knows."""
    with serving(WAYS[way]) as application, session_on(tmp_path, application.url) as session:
        application.breaks, application.in_chunks = "/save", in_chunks
        with pytest.raises(UnreachableError, match="broke off"):
            session.submit("save", commits=True)
        assert session.screen_unknown
        assert len(application.saved) == 1
        # It is looked up in the same session.
        session.sign_on({})
        assert session.current == "home"


def test_so_is_the_page_that_an_answer_leads_to(tmp_path: Path) -> None:
    with serving(WAYS["form"]) as application, session_on(tmp_path, application.url) as session:
        application.redirects, application.breaks = True, "/done"
        with pytest.raises(UnreachableError, match="broke off"):
            session.submit("save", commits=True)
        assert application.saved == ["POST /save"]


def test_of_what_runs_in_the_background_nobody_waits_for_the_rest(tmp_path: Path) -> None:
    inside = (
        "<button onclick=\"fetch('/log', {method: 'POST'}).then((one) => one.text()).catch(() => {"
        " document.querySelector('h1').textContent = 'Saved'; })\">Save</button>"
    )
    declared = f"{small_pages.PLAIN}faces: {{web: {{background: [/log]}}}}\n"
    folder = declare(tmp_path / "application", SCREENS, declared)
    with (
        serving(inside) as application,
        open_session(folder, "web", url=application.url, patience=Patience(3, 1)) as session,
    ):
        session.sign_on({})
        application.breaks = "/log"
        assert session.submit("save").screen == "saved"


SIGN_ON = """
application: small
sign_on: {screen: sign_on, action: go_on, arrives: home}
home: {screen: home, leave: {link: Home}}
"""
EXPIRED = """<h1>Sign on</h1><form method=post action=/save>
<label>Password <input type=password name=password></label>
<input type=hidden name=pending value=save><button>Continue</button></form>"""


def test_a_sign_on_page_in_mid_session_gets_nothing_typed(tmp_path: Path) -> None:
    """Such a page may hold what was pending: signing on there would record it."""
    pages = {
        "/": EXPIRED.replace("/save", "/in").replace("pending", "none"),
        "/in": f"<h1>Home</h1>{WAYS['form']}",
        "/save": EXPIRED,
    }
    screens = {
        "sign_on": "recognise: {title: Sign on}\nfields: {password: {caption: Password, hidden: true}}\n"
        "actions: {go_on: {button: Continue}}\n",
        "home": SCREENS["home"],
    }
    folder = declare(tmp_path / "application", screens, SIGN_ON)
    password = {"password": "Harbour"}
    with (
        small_pages.serving(pages) as site,
        open_session(folder, "web", url=site.url, patience=Patience(5, 1)) as session,
    ):
        session.sign_on(password)
        with pytest.raises(SignedOffError):
            session.submit("save", commits=True)
        with pytest.raises(ScreenNotRecognisedError):
            session.fill(password)
        with pytest.raises(ScreenNotRecognisedError):
            session.submit("go_on")
        assert session.sign_on(password).screen == "home"
        sent = [one for one in site.requests if one.startswith("POST")]
        assert [one.split()[1] for one in sent] == ["/in", "/save", "/in"]
        assert not any("pending" in one for one in sent)
