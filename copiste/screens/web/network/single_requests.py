"""A relay on loopback through which the browser reaches the application, so that nothing is sent twice.

When a kept-alive connection closes before the first byte of an answer, Chromium sends the request again by
itself, a POST too, which the application may have handled. The relay sees a connection close on a request
without an answer, and lets nothing more through until the driver acts again: what was sent twice is refused,
and the page or its script gets the error.

It speaks SOCKS 5, or stands before the HTTP proxy that this machine has to use, and passes bytes on as they
are. Of plain HTTP it reads where a request and the head of its
answer begin and end: requests that change nothing (GET, HEAD, OPTIONS) may be sent again. Of TLS it sees the
sizes alone and takes every request for one that may change something. Works for HTTP/1.1: of HTTP/2 the sizes
say nothing.
"""

from __future__ import annotations

import asyncio
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from playwright.sync_api import ProxySettings

from copiste.screens.errors import FaceError
from copiste.screens.web.network.proxies import Proxy

_START = 10.0
_CHUNK = 65536
_REPEATABLE = {b"GET", b"HEAD", b"OPTIONS", b"CONNECT"}
#: Asks a proxy for a connection; what goes through it is seen afterwards.
_TO_PROXY = b"CONNECT "
_METHOD = re.compile(rb"([A-Z]{3,16}) ")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
#: An answer that only says that another follows; 101 is one of its own.
_INTERIM = re.compile(rb"HTTP/1\.[01] 1(?!01)\d\d")
_TLS = 0x16
#: No request of a browser's is shorter in TLS; ends of handshakes and of connections are.
_LEAST_REQUEST = 150
#: Longer than what TLS itself sends to end a connection. No answer of fewer bytes counts as one.
_LEAST_ANSWER = 128
_HEAD_LIMIT = 1 << 20

# SOCKS 5 (RFC 1928).
_VERSION, _NO_LOGIN, _CONNECT = 5, 0, 1
_IPV4, _NAME, _IPV6 = 1, 3, 4
_GRANTED, _UNREACHABLE, _UNKNOWN_COMMAND = 0, 4, 7


class Conversation:
    """What is known of one connection: whether a request that must not be repeated lacks its answer."""

    def __init__(self) -> None:
        self._tls: bool | None = None
        self._repeatable = True
        self._asked = 0
        self._answered = 0
        #: Of plain HTTP: the head of the answer as far as it came; `None` once it is whole.
        self._head: bytearray | None = None

    def asks(self, data: bytes) -> None:
        """The browser sends `data`."""
        if self._tls is None and not data.startswith(_TO_PROXY):
            self._tls = data[0] == _TLS
        if not self._is_waiting:
            self._asked = self._answered = 0
            self._head = bytearray()
            method = _METHOD.match(data)
            self._repeatable = not self._tls and (method is None or method[1] in _REPEATABLE)
        self._asked += len(data)

    def answers(self, data: bytes) -> None:
        """The application sends `data`."""
        self._answered += len(data)
        if self._tls or self._head is None:
            return
        self._head += data
        while end := _HEAD_END.search(self._head):
            if not _INTERIM.match(self._head):
                self._head = None
                return
            del self._head[: end.end()]
        if len(self._head) > _HEAD_LIMIT:
            self._head = None

    @property
    def _is_waiting(self) -> bool:
        if self._tls:
            return bool(self._asked) and self._answered < _LEAST_ANSWER
        return self._head is not None

    @property
    def is_open(self) -> bool:
        """Whether the application may have handled a request that it has not answered."""
        least = _LEAST_REQUEST if self._tls else 1
        return self._is_waiting and not self._repeatable and self._asked >= least


class SingleRequests:
    """The relay of one browser, in a thread of its own."""

    def __init__(self, proxy: Proxy | None = None) -> None:
        #: Whom every connection goes to; without one, to where the browser asks for.
        self._proxy = proxy
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._listening = threading.Event()
        #: The browser's and the application's side of every connection.
        self._open: set[asyncio.StreamWriter] = set()
        self._refusing = False
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, name="single-requests", daemon=True)

    @property
    def as_proxy(self) -> ProxySettings:
        """The relay as a browser takes it for a proxy."""
        place = f"127.0.0.1:{self._socket.getsockname()[1]}"
        if self._proxy is None:
            return {"server": f"socks5://{place}"}
        settings: ProxySettings = {"server": f"http://{place}", "bypass": self._proxy.bypass}
        if self._proxy.username:
            settings |= {"username": self._proxy.username, "password": self._proxy.password}
        return settings

    def start(self) -> None:
        """Relay; back when it listens."""
        self._thread.start()
        if not self._listening.wait(_START):
            raise FaceError("The relay between browser and application does not start.")

    def stop(self) -> None:
        """End every connection."""
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(_START)

    @property
    def has_refused(self) -> bool:
        """Whether a request has got no answer since somebody acted; nothing goes through meanwhile."""
        return self._refusing

    def resume(self) -> None:
        """Let requests through again: somebody acts, who knows what came of the last request."""
        self._refusing = False

    # --- in its thread -----

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._tunnel, sock=self._socket)
        self._listening.set()
        await self._stopping.wait()
        server.close()
        self._cut()

    async def _tunnel(self, reader: asyncio.StreamReader, browser: asyncio.StreamWriter) -> None:
        """One connection of the browser's."""
        # asyncio does so for sockets that it made itself. Or the head of an answer is sent, and its body only
        # once the browser has acknowledged that, which may take forty milliseconds.
        browser.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Cancelled when the relay ends; nothing is left to do then.
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError), self._held(browser):
            if self._proxy is None:
                host, port = await _greeted(reader, browser)
                reply: Callable[[int], None] = partial(_reply, browser)
            else:
                # It speaks for itself.
                (host, port), reply = self._proxy.place, _say_nothing
            if self._refusing:
                reply(_UNREACHABLE)
                return
            try:
                answers, application = await asyncio.open_connection(host, port, happy_eyeballs_delay=0.25)
            except OSError:
                reply(_UNREACHABLE)
                return
            with self._held(application):
                reply(_GRANTED)
                await self._relay(reader, browser, answers, application)

    async def _relay(
        self,
        reader: asyncio.StreamReader,
        browser: asyncio.StreamWriter,
        answers: asyncio.StreamReader,
        application: asyncio.StreamWriter,
    ) -> None:
        talk = Conversation()

        async def up() -> None:
            while data := await reader.read(_CHUNK):
                if self._refusing:
                    return
                talk.asks(data)
                application.write(data)
                await application.drain()

        async def down() -> None:
            while data := await _received(answers):
                talk.answers(data)
                browser.write(data)
                await browser.drain()
            if talk.is_open:
                self._refuse(browser)

        ways = [asyncio.ensure_future(up()), asyncio.ensure_future(down())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            if ways[0].done() and ways[0].exception() is not None:
                # The application's side broke; its reader says so too, in its own time.
                await asyncio.wait(ways)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    def _refuse(self, last: asyncio.StreamWriter) -> None:
        """Let nothing through any more; `last` closes after all others, or the browser would take one."""
        self._refusing = True
        self._open.discard(last)
        self._cut()

    def _cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    @contextmanager
    def _held(self, writer: asyncio.StreamWriter) -> Iterator[None]:
        self._open.add(writer)
        try:
            yield
        finally:
            self._open.discard(writer)
            writer.close()


async def _received(reader: asyncio.StreamReader) -> bytes:
    """What came; nothing when the connection has ended, in whatever way."""
    try:
        return await reader.read(_CHUNK)
    except OSError:
        return b""


async def _greeted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[str, int]:
    """Host and port that the browser asks for. Raises `ConnectionError` when it asks for something else."""
    version, count = await reader.readexactly(2)
    await reader.readexactly(count)
    if version != _VERSION:
        raise ConnectionError("not SOCKS 5")
    writer.write(bytes((_VERSION, _NO_LOGIN)))
    _, command, _, kind = await reader.readexactly(4)
    if kind == _NAME:
        (length,) = await reader.readexactly(1)
        host = (await reader.readexactly(length)).decode("ascii")
    else:
        family, size = {_IPV4: (socket.AF_INET, 4), _IPV6: (socket.AF_INET6, 16)}[kind]
        host = socket.inet_ntop(family, await reader.readexactly(size))
    (port,) = struct.unpack("!H", await reader.readexactly(2))
    if command != _CONNECT:
        _reply(writer, _UNKNOWN_COMMAND)
        raise ConnectionError("not a connection")
    return host, port


def _say_nothing(_what: int) -> None:
    """The connection's end is the answer."""


def _reply(writer: asyncio.StreamWriter, what: int) -> None:
    writer.write(bytes((_VERSION, what, 0, _IPV4, 0, 0, 0, 0, 0, 0)))


@contextmanager
def relaying(proxy: Proxy | None = None) -> Iterator[SingleRequests]:
    """A relay meanwhile, before `proxy` when there is one."""
    relay = SingleRequests(proxy)
    relay.start()
    try:
        yield relay
    finally:
        relay.stop()
