"""A line that is lost, as a network loses it: the TCP connection ends, and no byte comes."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlencode, urlsplit

import pytest

from tests.support.mock import PASSWORD, Mock, running_mock

#: A plain member of the seed.
MEMBER = "10000041"


class Line:
    """Somebody's connections to the web face, one after the other, and the page that came last."""

    def __init__(self, mock: Mock, cookie: str = "") -> None:
        self.host = urlsplit(mock.url).netloc
        self.cookie = cookie
        self.page = ""

    def get(self) -> None:
        self._take("GET", "")

    def press(self, aid: str, *typed: str) -> None:
        self.send(self.form(aid, *typed))

    def form(self, aid: str, *typed: str) -> str:
        """The present page as it would be sent."""
        boxes = re.findall(r'<INPUT TYPE="(?:text|password)" NAME="([^"]*)"', self.page)
        (token,) = re.findall(r'NAME="__ETAT" VALUE="([^"]*)"', self.page)
        hidden = {"__ETAT": token, "__TOUCHE": aid, "__CURSEUR": "", "__SAUT": ""}
        return urlencode(hidden | dict(zip(boxes, typed, strict=False)))

    def send(self, form: str) -> None:
        self._take("POST", form)

    def _take(self, method: str, form: str) -> None:
        with closing(http.client.HTTPConnection(self.host, timeout=30)) as connection:
            connection.request(method, "/ecran", form, {"Cookie": self.cookie})
            answer = connection.getresponse()
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
            self.page = answer.read().decode("iso-8859-1")


@pytest.fixture
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mock]:
    with running_mock(tmp_path_factory.mktemp("mock")) as running:
        yield running


@pytest.fixture
def line(mock: Mock) -> Line:
    """Somebody in front of a member's address."""
    line = Line(mock)
    line.get()
    line.press("ENTER", "AGT01", PASSWORD, "T001")
    line.press("ENTER", "ADRS", MEMBER)
    assert "ADRESSE ADHERENT" in line.page
    return line


@pytest.mark.parametrize(("fault", "records"), [("lost_before_commit", 0), ("lost_after_commit", 1)])
def test_connection_is_dropped_without_a_byte_and_what_is_sent_again_too(
    mock: Mock, line: Line, fault: str, records: int
) -> None:
    mock.arm(fault)
    form = line.form("F10", "7 RUE NEUVE", "", "75011", "PARIS")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        line.send(form)
    again = Line(mock, line.cookie)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        again.send(form)
    assert len(mock.ledger()["journal"]) == records, "a browser that sends it again keys nothing"

    # The session is still there, on the screen where the host left it.
    back = Line(mock, line.cookie)
    back.get()
    assert ("ADR0100" in back.page) == bool(records)
    assert len(mock.struck()) == 1


def test_other_terminals_are_answered_while_one_waits(mock: Mock, line: Line) -> None:
    mock.arm("slow_answer", seconds=20)
    with closing(http.client.HTTPConnection(line.host, timeout=30)) as waiting:
        waiting.request("POST", "/ecran", line.form("ENTER"), {"Cookie": line.cookie})
        other = Line(mock)
        other.get()
        other.press("ENTER", "AGT02", PASSWORD, "T002")
        assert "MENU GENERAL" in other.page
        same = Line(mock, line.cookie)
        same.get()
        assert "X SYSTEM" in same.page
