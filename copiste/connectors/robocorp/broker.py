"""The socket on which a robot asks its broker: a Unix socket, or loopback where there is none.

Each connection brings one question and takes one answer, both a line of JSON. A question without the robot's
token is refused before it is looked at.
"""

from __future__ import annotations

import hmac
import json
import secrets
import shutil
import socketserver
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from copiste.connectors.robocorp import messages
from copiste.connectors.robocorp.errors import MessageRefusedError, TokenRefusedError
from copiste.connectors.robocorp.for_robots import copiste_work_items as adapter
from copiste.queue.errors import WorkItemsError

#: What a name of a Unix socket may be long, everywhere.
_LONGEST_NAME = 100
#: A robot that stops in the middle of a question is not listened to for longer, in seconds.
_PATIENCE = 120.0

Answer = Callable[[messages.Question], Any]


@contextmanager
def listening(answer: Answer, *, loopback: bool = False) -> Iterator[Mapping[str, str]]:
    """Answer one robot meanwhile; yields the variables by which it finds and persuades the broker."""
    token = secrets.token_urlsafe(32)
    folder = Path(tempfile.mkdtemp(prefix="copiste-"))  # of this account alone
    try:
        with _server(folder / "broker", loopback=loopback) as (server, address):
            server.ask = lambda line: _answer(line, token, answer)
            thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True, name="broker")
            thread.start()
            try:
                yield {adapter.ADDRESS: address, adapter.TOKEN: token}
            finally:
                server.shutdown()
                thread.join()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _answer(line: bytes, token: str, answer: Answer) -> dict[str, Any] | None:
    """The answer to a line; None when the robot wants none, but the connection kept open."""
    try:
        question = _read(line, token)
        return None if isinstance(question, messages.Stay) else messages.answered(answer(question))
    except WorkItemsError as error:
        return messages.refused(error)
    except Exception as error:  # only its type: its text may hold a payload value
        return {"error": "FAULT", "text": f"A fault of the broker: {type(error).__name__}. Report it."}


def _read(line: bytes, token: str) -> messages.Question | messages.Stay:
    if len(line) > messages.LONGEST:
        raise MessageRefusedError(f"A message may have {messages.LONGEST} bytes; send smaller files.")
    try:
        told = json.loads(line, parse_constant=_no_number)
    except ValueError:
        raise MessageRefusedError(
            "The message is no JSON (NaN and Infinity are none). Use the adapter of this Copiste."
        ) from None
    if not isinstance(told, dict):
        raise MessageRefusedError("The message is no JSON object. Use the adapter of this Copiste.")
    if not hmac.compare_digest(str(told.pop("token", "")).encode(), token.encode()):
        raise TokenRefusedError("The token is not this robot's. Start the robot with: copiste robocorp run")
    return messages.question(told)


def _no_number(name: str) -> None:
    raise ValueError(name)


class _Connection(socketserver.StreamRequestHandler):
    timeout = _PATIENCE
    server: _Server

    def handle(self) -> None:
        line = self.rfile.readline(messages.LONGEST + 1)
        if not line:  # somebody only looked whether there is a broker
            return
        answer = self.server.ask(line)
        if answer is None:
            self.connection.settimeout(None)
            self.rfile.read()  # until the robot ends
        else:
            self.wfile.write(json.dumps(answer).encode("ascii") + b"\n")


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 16
    ask: Callable[[bytes], dict[str, Any] | None]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: the robot hung up, and a trace would show what it said."""


if hasattr(socketserver, "UnixStreamServer"):

    class _UnixServer(_Server, socketserver.UnixStreamServer):
        pass


@contextmanager
def _server(place: Path, *, loopback: bool) -> Iterator[tuple[_Server, str]]:
    server: _Server
    if hasattr(socketserver, "UnixStreamServer") and not loopback and len(str(place)) < _LONGEST_NAME:
        server = _UnixServer(str(place), _Connection)
        place.chmod(0o600)
        address = f"unix:{place}"
    else:
        server = _Server(("127.0.0.1", 0), _Connection)
        address = f"tcp:127.0.0.1:{server.server_address[1]}"
    with server:
        yield server, address
