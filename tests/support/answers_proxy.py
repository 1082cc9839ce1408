"""A relay between a browser and an application, which loses, delays and drags out answers by a plan.

The browser's address is the relay's. The application sees the relay's `Host`, so that addresses that it
builds lead here again; a `Location` that names the application itself is changed. Connections to the browser
are kept alive, as most applications keep them. Chromium sends a request again by itself, a POST too, when one
of them closes before the first byte of the answer.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

import h11

_PATIENCE = 30.0
#: In how many steps a slow answer is sent, however long it is.
_STEPS = 100
#: What concerns one connection only.
_HOP_BY_HOP = {b"connection", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"te", b"upgrade"}


class Fault(Enum):
    """What may befall a request."""

    #: It does not reach the application; the connection closes.
    REQUEST_LOST = "request lost"
    #: The application has handled it; the connection closes without a byte.
    ANSWER_LOST = "answer lost"
    #: The application has handled it; the connection closes in the middle of the answer's body.
    ANSWER_CUT = "answer cut"
    #: The application has handled it; its answer comes `seconds` later.
    ANSWER_LATE = "answer late"
    #: The application has handled it; its answer comes byte by byte and takes `seconds`.
    ANSWER_SLOW = "answer slow"


@dataclass(frozen=True)
class Request:
    """A request as the browser sent it."""

    method: str
    #: Path and query.
    target: str
    body: bytes


@dataclass(frozen=True)
class _Answer:
    status: int
    reason: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes


def is_post(request: Request) -> bool:
    """Whether a request may change something."""
    return request.method == "POST"


def drawn(seed: int, shares: Mapping[Fault, float]) -> Iterator[Fault | None]:
    """Faults without end, each as often as its share of the requests says, the same for the same seed."""
    chance = random.Random(seed)
    faults = [*shares, None]
    weights = [*shares.values(), 1 - sum(shares.values())]
    while True:
        yield chance.choices(faults, weights)[0]


class AnswersProxy:
    """A relay to one application; it runs in a thread of its own."""

    def __init__(
        self,
        application: str,
        plan: Iterable[Fault | None],
        *,
        concerns: Callable[[Request], bool] = is_post,
        seconds: float = 0.3,
    ) -> None:
        address = urlsplit(application)
        assert address.hostname is not None
        assert address.port is not None
        self._application = (address.hostname, address.port)
        self._plan = iter(plan)
        self._concerns = concerns
        self._seconds = seconds
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        #: asyncio itself holds no task whose browser has gone while the application answers.
        self._conversing: set[asyncio.Task[None] | None] = set()
        #: What was done, by fault; `None` counts what concerned the plan and was relayed as it was.
        self.done: Counter[Fault | None] = Counter()
        #: The requests that concerned the plan, in the order of their arrival, also those that were lost.
        self.requests: list[Request] = []
        self.port = 0

    @property
    def url(self) -> str:
        """Its address, with a slash at the end."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Relay; back when it listens."""
        self._thread.start()
        assert self._listening.wait(_PATIENCE), "the relay does not listen"

    def stop(self) -> None:
        """End, and cut what is under way."""
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(_PATIENCE)
        assert not self._thread.is_alive(), "the relay does not end"

    # --- in its thread -----
    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._converse, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._listening.set()
        await self._stopping.wait()
        server.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the browser's, with as many requests as it sends."""
        connection = h11.Connection(h11.SERVER)
        self._conversing.add(task := asyncio.current_task())
        try:
            # Cancelled when the relay ends; nothing is left to do then.
            with suppress(ConnectionError, h11.RemoteProtocolError, asyncio.CancelledError):
                while await self._one_request(connection, reader, writer):
                    connection.start_next_cycle()
        finally:
            self._conversing.discard(task)
            writer.transport.abort()

    async def _one_request(
        self, connection: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Relay the next request; whether the connection may carry another."""
        head, body = await _message(connection, reader)
        if not isinstance(head, h11.Request):
            return False
        request = Request(head.method.decode(), head.target.decode(), body)
        fault = None
        if concerned := self._concerns(request):
            self.requests.append(request)
            fault = next(self._plan, None)
        if fault is Fault.REQUEST_LOST:
            self.done[fault] += 1
            return False
        answer = await self._ask(head, body)
        if concerned:
            self.done[fault] += 1
        if fault is Fault.ANSWER_LOST:
            return False
        first = connection.send(
            h11.Response(status_code=answer.status, headers=answer.headers, reason=answer.reason)
        )
        rest = (connection.send(h11.Data(data=answer.body)) or b"") if answer.body else b""
        rest += connection.send(h11.EndOfMessage()) or b""
        assert first is not None
        await self._send(first, rest, fault, writer)
        return fault is not Fault.ANSWER_CUT and connection.our_state is h11.DONE

    async def _send(
        self, first: bytes, rest: bytes, fault: Fault | None, writer: asyncio.StreamWriter
    ) -> None:
        whole = first + rest
        if fault is Fault.ANSWER_LATE:
            await asyncio.sleep(self._seconds)
        if fault is Fault.ANSWER_CUT:
            whole = first + rest[: len(rest) // 2]
        if fault is not Fault.ANSWER_SLOW:
            writer.write(whole)
            await writer.drain()
            if fault is Fault.ANSWER_CUT:  # what was sent arrives before the end
                writer.close()
                await writer.wait_closed()
            return
        stride = max(1, len(whole) // _STEPS)
        for place in range(len(whole)):
            writer.write(whole[place : place + 1])
            await writer.drain()
            if place % stride == 0:
                await asyncio.sleep(self._seconds / _STEPS)

    async def _ask(self, head: h11.Request, body: bytes) -> _Answer:
        """What the application answers, whole."""
        connection = h11.Connection(h11.CLIENT)
        reader, writer = await asyncio.open_connection(*self._application)
        try:
            asked = h11.Request(
                method=head.method,
                target=head.target,
                headers=[*_end_to_end(head.headers.raw_items()), (b"Connection", b"close")],
            )
            parts = (asked, *([h11.Data(data=body)] if body else []), h11.EndOfMessage())
            writer.write(b"".join(connection.send(part) or b"" for part in parts))
            await writer.drain()
            answer, content = await _message(connection, reader)
        finally:
            writer.transport.abort()
        if not isinstance(answer, h11.Response):
            raise ConnectionResetError("the application ended without an answer")
        return _Answer(
            answer.status_code,
            bytes(answer.reason),
            [(name, self._led_here(name, value)) for name, value in self._framed(head, answer, content)],
            b"" if head.method == b"HEAD" else content,
        )

    @staticmethod
    def _framed(head: h11.Request, answer: h11.Response, content: bytes) -> list[tuple[bytes, bytes]]:
        """The answer's headers with its length, which is known by now."""
        kept = _end_to_end(answer.headers.raw_items())
        if head.method == b"HEAD" or answer.status_code in {204, 304}:
            return kept
        without = [(name, value) for name, value in kept if name.lower() != b"content-length"]
        return [*without, (b"Content-Length", str(len(content)).encode())]

    def _led_here(self, name: bytes, value: bytes) -> bytes:
        host, port = self._application
        own = f"http://{host}:{port}/".encode()
        return value.replace(own, self.url.encode(), 1) if name.lower() == b"location" else value


def _end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in headers if name.lower() not in _HOP_BY_HOP]


async def _message(
    connection: h11.Connection, reader: asyncio.StreamReader
) -> tuple[h11.Request | h11.Response | None, bytes]:
    """The next message with its body; `None` when the other side has ended."""
    head: h11.Request | h11.Response | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(65536))
        elif isinstance(event, h11.Request | h11.Response):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage):
            return head, bytes(body)
        elif isinstance(event, h11.ConnectionClosed):
            return None, b""


@contextmanager
def relaying(
    application: str,
    plan: Iterable[Fault | None] = (),
    *,
    concerns: Callable[[Request], bool] = is_post,
    seconds: float = 0.3,
) -> Iterator[AnswersProxy]:
    """A relay to `application` meanwhile.

    `plan` says what befalls each request that `concerns` picks, one after the other; after its end nothing.
    """
    proxy = AnswersProxy(application, plan, concerns=concerns, seconds=seconds)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
