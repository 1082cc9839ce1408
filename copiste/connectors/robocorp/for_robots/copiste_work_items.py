"""Work items of a Copiste queue, for robots that use `RPA.Robocorp.WorkItems` or `robocorp.workitems`.

One file of the standard library alone, for Python from 3.8: it goes into the robot's own environment. The
libraries find it by name:

    RPA_WORKITEMS_ADAPTER=copiste_work_items.RpaAdapter
    RC_WORKITEM_ADAPTER=copiste_work_items.RobocorpAdapter

`copiste robocorp run` sets both, and says where its broker listens. The robot knows no database and holds no
lease: each call is one question to the broker. A robot whose broker died is ended where it stands, for nobody
renews the lease of its item any more.
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import socket
import sys
import threading
from typing import Any

#: Where the broker listens: `unix:PATH` or `tcp:HOST:PORT`.
ADDRESS = "WORK_ITEMS_BROKER"
#: Proves that it was the broker who started this robot.
TOKEN = "WORK_ITEMS_BROKER_TOKEN"  # noqa: S105 - the variable's name

#: The exit status of a robot whose broker died.
ABANDONED = 75

#: The broker may wait for its database; it answers sooner than so many seconds, or it is gone.
_TIMEOUT = 300.0

#: The adapter for each library, and the module that has its base class and its exception of an empty queue.
_LIBRARIES = {
    "RpaAdapter": "RPA.Robocorp.WorkItems",
    "RobocorpAdapter": "robocorp.workitems",
}


class BrokerError(RuntimeError):
    """The broker refused a call, or does not answer; `code` says why."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.message = text


class _Calls:
    """The nine methods that both libraries want, each one question to the broker."""

    #: The library's own, raised when no input is left.
    empty_queue: Any = IndexError

    def reserve_input(self) -> str:
        """The next item of the queue."""
        return str(self._ask("reserve_input"))

    def release_input(self, item_id: str, state: Any, exception: dict[str, Any] | None = None) -> None:
        """End the work on an item."""
        told = {key: None if value is None else str(value) for key, value in (exception or {}).items()}
        value = getattr(state, "value", state)
        self._ask("release_input", item_id=item_id, state=value, exception=told or None)

    def create_output(self, parent_id: str, payload: Any = None) -> str:
        """Make an item for the next step, from the one that is being worked."""
        return str(self._ask("create_output", parent_id=parent_id, payload=payload))

    def load_payload(self, item_id: str) -> Any:
        """The item's data."""
        return self._ask("load_payload", item_id=item_id)

    def save_payload(self, item_id: str, payload: Any) -> None:
        """Replace the item's data."""
        self._ask("save_payload", item_id=item_id, payload=payload)

    def list_files(self, item_id: str) -> list[str]:
        """The names of the item's files."""
        return list(self._ask("list_files", item_id=item_id))

    def get_file(self, item_id: str, name: str) -> bytes:
        """What is in one of the item's files."""
        return base64.b64decode(self._ask("get_file", item_id=item_id, name=name))

    def add_file(
        self, item_id: str, name: str, content: bytes = b"", *, original_name: str | None = None
    ) -> None:
        """Attach a file to the item; one of the same name is replaced."""
        del original_name  # `RPA.Robocorp.WorkItems` tells it; the item's name for the file counts
        encoded = base64.b64encode(content).decode("ascii")
        self._ask("add_file", item_id=item_id, name=name, content=encoded)

    def remove_file(self, item_id: str, name: str) -> None:
        """Take a file away from the item."""
        self._ask("remove_file", item_id=item_id, name=name)

    def _ask(self, method: str, **arguments: Any) -> Any:
        _leash.put_on()
        answer = _exchange(_question(method, **arguments))
        if "error" not in answer:
            return answer.get("result")
        code, text = answer["error"], answer.get("text", "")
        if code == "EMPTY_QUEUE":
            raise self.empty_queue(text)
        if code == "FILE_MISSING":
            raise FileNotFoundError(text)
        raise BrokerError(code, text)


class _Leash:
    """A connection that stays open as long as the broker lives; the robot does not outlive it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of = 0

    def put_on(self) -> None:
        """Once in each OS process: a fork keeps no thread."""
        with self._lock:
            if self._of == os.getpid():
                return
            try:
                connection = _connect()
                connection.settimeout(None)
                connection.sendall(_question("stay") + b"\n")
            except OSError:
                return  # the question that follows says it
            self._of = os.getpid()
            threading.Thread(target=self._wait, args=(connection,), daemon=True, name="leash").start()

    def _wait(self, connection: socket.socket) -> None:
        try:
            answer = connection.recv(1024)
        except OSError:
            answer = b""
        if not answer:  # an answer says that the token is wrong; so will the next question
            sys.stderr.write("The broker of the work items is gone; this robot is ended.\n")
            sys.stderr.flush()
            os._exit(ABANDONED)


_leash = _Leash()


def _question(method: str, **arguments: Any) -> bytes:
    told = {"token": os.environ.get(TOKEN, ""), "method": method, **arguments}
    return json.dumps(told).encode("ascii")


def _exchange(question: bytes) -> dict[str, Any]:
    """One question and its answer, each a line of JSON, over a connection of their own."""
    try:
        with _connect() as connection, connection.makefile("rwb") as stream:
            stream.write(question + b"\n")
            stream.flush()
            answer = json.loads(stream.readline())
    except (OSError, ValueError) as error:
        raise BrokerError(
            "BROKER_GONE",
            f"The broker does not answer ({type(error).__name__}). Its run has ended; "
            "the item goes back to the queue.",
        ) from None
    return dict(answer)


def _connect() -> socket.socket:
    address = os.environ.get(ADDRESS, "")
    kind, _, place = address.partition(":")
    if kind == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(_TIMEOUT)
            connection.connect(place)
        except BaseException:
            connection.close()
            raise
        return connection
    if kind == "tcp":
        host, _, port = place.rpartition(":")
        return socket.create_connection((host, int(port)), _TIMEOUT)
    raise BrokerError(
        "BROKER_UNKNOWN",
        f"{ADDRESS} names no broker. Start the robot with: copiste robocorp run --process NAME -- COMMAND",
    )


def __getattr__(name: str) -> Any:
    """The adapter for one library, made when that library asks for it: the other one may not be there."""
    if name not in _LIBRARIES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    library = importlib.import_module(_LIBRARIES[name])
    members = {"__doc__": "Work items of a Copiste queue.", "empty_queue": library.EmptyQueue}
    made = type(name, (_Calls, library.BaseAdapter), members)
    globals()[name] = made
    return made
