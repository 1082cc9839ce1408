"""What a connection's bytes say of a request that lacks its answer."""

from __future__ import annotations

import pytest

from copiste.screens.web.network.single_requests import Conversation

POST = b"POST /save HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\na=12"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
HELLO = b"\x16\x03\x01" + bytes(500)
RECORD = b"\x17\x03\x03" + bytes(600)
FAREWELL = b"\x17\x03\x03\x00\x13" + bytes(19)


def talk(*said: tuple[str, bytes]) -> Conversation:
    conversation = Conversation()
    for who, data in said:
        (conversation.asks if who == ">" else conversation.answers)(data)
    return conversation


@pytest.mark.parametrize(
    "said",
    [
        [(">", POST)],
        [(">", POST[:20]), (">", POST[20:])],
        [(">", b"GET / HTTP/1.1\r\n\r\n"), ("<", ANSWER), (">", POST)],
        [(">", POST), ("<", ANSWER), (">", POST.replace(b"POST", b"DELETE"))],
        [(">", POST), ("<", b"HTTP/1.1 100 Continue\r\n\r\n")],
        [(">", POST), ("<", ANSWER[:20])],
        [(">", HELLO), ("<", RECORD), (">", RECORD)],
        [(">", HELLO), ("<", RECORD), (">", RECORD), ("<", RECORD), (">", RECORD), ("<", FAREWELL)],
    ],
    ids=["post", "in-parts", "after-a-page", "delete", "continue", "cut-head", "tls", "tls-end"],
)
def test_a_request_without_an_answer_is_open(said: list[tuple[str, bytes]]) -> None:
    assert talk(*said).is_open


@pytest.mark.parametrize(
    "said",
    [
        [],
        [(">", POST), ("<", ANSWER)],
        [(">", POST), ("<", ANSWER[:20]), ("<", ANSWER[20:])],
        [(">", POST), ("<", b"HTTP/1.1 100 Continue\r\n\r\n" + ANSWER)],
        [(">", POST), ("<", b"HTTP/1.0 204 No Content\n\n")],
        [(">", b"GET / HTTP/1.1\r\n\r\n")],
        [(">", POST), ("<", ANSWER), (">", b"HEAD / HTTP/1.1\r\n\r\n")],
        [(">", b"GET / HTTP/1.1\r\n\r\n"), ("<", b"HTTP/1.1 101 Up\r\n\r\n"), (">", b"\x81\x85hello")],
        [(">", HELLO), ("<", RECORD), (">", RECORD), ("<", RECORD)],
        [(">", HELLO), ("<", RECORD), (">", RECORD), ("<", RECORD), (">", FAREWELL)],
    ],
    ids=[
        "nothing",
        "answered",
        "in-parts",
        "continued",
        "bare-lines",
        "page",
        "head",
        "web-socket",
        "tls",
        "tls-end",
    ],
)
def test_nothing_is_open_otherwise(said: list[tuple[str, bytes]]) -> None:
    assert not talk(*said).is_open
