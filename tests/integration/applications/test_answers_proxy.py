"""The relay does to answers what its plan says, and nothing else; the application behind it counts."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from tests.support.answers_proxy import Fault, drawn, relaying

_ANSWER = "recorded, " * 40


class _Application(ThreadingHTTPServer):
    """Records the body of each POST, in order; `/away` and `/away-from-here` redirect."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.recorded: list[str] = []
        self.hosts: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    server: _Application
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/away":
            self._answer(302, "", Location=f"{self.server.url}there?a=1")
        elif self.path == "/away-by-host":
            self._answer(302, "", Location=f"http://{self.headers['Host']}/there")
        else:
            self._answer(200, self.path)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self.server.recorded.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._answer(200, _ANSWER)

    def _answer(self, status: int, text: str, **headers: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        for name, value in headers.items():
            self.send_header(name, value)
        if self.path == "/in-chunks":
            self.send_header("Transfer-Encoding", "chunked")
            body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.server.hosts.add(self.headers["Host"])
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@pytest.fixture
def application() -> Iterator[_Application]:
    server = _Application()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def browser() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=30) as client:
        yield client


def test_without_a_plan_all_is_relayed(application: _Application, browser: httpx.Client) -> None:
    with relaying(application.url) as relay:
        answer = browser.post(f"{relay.url}save?b=2", content="first")
        assert (answer.status_code, answer.text) == (200, _ANSWER)
        assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]
        assert browser.get(f"{relay.url}a/b?c=%20d").text == "/a/b?c=%20d"
        assert browser.get(f"{relay.url}in-chunks").text == "/in-chunks"
        assert browser.head(relay.url).headers["content-length"] == "1"
        assert application.hosts == {f"127.0.0.1:{relay.port}"}
        assert relay.done == {None: 1}
        assert [(one.method, one.target, one.body) for one in relay.requests] == [
            ("POST", "/save?b=2", b"first")
        ]
    assert application.recorded == ["first"]


@pytest.mark.parametrize("path", ["away", "away-by-host"])
def test_redirects_lead_to_the_relay(application: _Application, browser: httpx.Client, path: str) -> None:
    with relaying(application.url) as relay:
        answer = browser.get(f"{relay.url}{path}", follow_redirects=True)
        assert str(answer.url).startswith(f"{relay.url}there")


def test_a_lost_request_is_not_recorded(application: _Application, browser: httpx.Client) -> None:
    with relaying(application.url, [Fault.REQUEST_LOST]) as relay:
        with pytest.raises(httpx.RemoteProtocolError):
            browser.post(relay.url, content="lost")
        assert relay.done == {Fault.REQUEST_LOST: 1}
        assert [request.body for request in relay.requests] == [b"lost"]
    assert application.recorded == []


def test_a_lost_answer_was_recorded(application: _Application, browser: httpx.Client) -> None:
    with relaying(application.url, [Fault.ANSWER_LOST]) as relay:
        with pytest.raises(httpx.RemoteProtocolError):
            browser.post(relay.url, content="kept")
        assert relay.done == {Fault.ANSWER_LOST: 1}
        assert browser.post(relay.url, content="after").text == _ANSWER
    assert application.recorded == ["kept", "after"]


def test_a_cut_answer_ends_in_the_middle(application: _Application, browser: httpx.Client) -> None:
    with relaying(application.url, [Fault.ANSWER_CUT]) as relay:
        came: list[bytes] = []
        with (
            browser.stream("POST", relay.url, content="kept") as answer,
            pytest.raises(httpx.RemoteProtocolError),
        ):
            came.extend(answer.iter_raw())
        assert b"".join(came) == _ANSWER.encode()[: len(_ANSWER) // 2]
        assert relay.done == {Fault.ANSWER_CUT: 1}
    assert application.recorded == ["kept"]


@pytest.mark.parametrize("fault", [Fault.ANSWER_LATE, Fault.ANSWER_SLOW])
def test_a_late_or_slow_answer_comes_whole(
    application: _Application, browser: httpx.Client, fault: Fault
) -> None:
    with relaying(application.url, [fault], seconds=0.3) as relay:
        began = time.monotonic()
        parts = []
        with browser.stream("POST", relay.url, content="kept") as answer:
            parts = list(answer.iter_raw())
        assert time.monotonic() - began >= 0.3
        assert b"".join(parts) == _ANSWER.encode()
        assert (len(parts) > 10) == (fault is Fault.ANSWER_SLOW)
        assert relay.done == {fault: 1}
    assert application.recorded == ["kept"]


def test_only_what_it_concerns_takes_of_the_plan(application: _Application, browser: httpx.Client) -> None:
    with relaying(
        application.url, [Fault.REQUEST_LOST], concerns=lambda request: b"Save" in request.body
    ) as relay:
        browser.get(f"{relay.url}Save")
        browser.post(relay.url, content="Update")
        with pytest.raises(httpx.RemoteProtocolError):
            browser.post(relay.url, content="Save")
        assert relay.done == {Fault.REQUEST_LOST: 1}
    assert application.recorded == ["Update"]


def test_an_application_that_is_away_closes_the_connection(
    application: _Application, browser: httpx.Client
) -> None:
    with relaying(application.url) as relay:
        application.shutdown()
        application.server_close()
        with pytest.raises(httpx.RemoteProtocolError):
            browser.post(relay.url, content="lost")
        assert relay.done == {}


def test_it_ends_while_an_answer_is_late(application: _Application) -> None:
    with relaying(application.url, [Fault.ANSWER_LATE], seconds=3600) as relay:
        seen: list[type[Exception]] = []

        def ask() -> None:
            try:
                httpx.post(relay.url, content="kept", trust_env=False, timeout=60)
            except httpx.TransportError as error:
                seen.append(type(error))

        asking = threading.Thread(target=ask)
        asking.start()
        deadline = time.monotonic() + 30
        while not relay.done:
            assert time.monotonic() < deadline
            time.sleep(0.01)
    asking.join(30)
    assert len(seen) == 1


def test_faults_are_drawn_by_their_shares_and_alike_for_a_seed() -> None:
    shares = {Fault.ANSWER_LOST: 0.2, Fault.ANSWER_LATE: 0.1}
    plan = list(itertools.islice(drawn(7, shares), 2000))
    assert plan == list(itertools.islice(drawn(7, shares), 2000))
    assert plan != list(itertools.islice(drawn(8, shares), 2000))
    assert 340 < plan.count(Fault.ANSWER_LOST) < 460
    assert 150 < plan.count(Fault.ANSWER_LATE) < 250
    assert set(plan) == {None, *shares}
