"""The broker's socket and the adapter on it: who may ask, what is refused, what the robot sees."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from copiste.connectors.robocorp import broker, messages
from copiste.connectors.robocorp.errors import EmptyQueueError, ItemInHandError
from copiste.connectors.robocorp.for_robots import copiste_work_items as adapter
from copiste.queue.errors import FileMissingError


class Desk:
    """Answers what a test tells it to."""

    def __init__(self) -> None:
        self.asked: list[messages.Question] = []
        self.answer: Any = None

    def __call__(self, question: messages.Question) -> Any:
        self.asked.append(question)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Robot(adapter._Calls):
    empty_queue = LookupError


@pytest.fixture(autouse=True)
def unleashed(monkeypatch: pytest.MonkeyPatch) -> None:
    """This OS process is no robot: it outlives its brokers."""
    monkeypatch.setattr(adapter._leash, "put_on", lambda: None)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture(params=["unix", "tcp"])
def variables(
    request: pytest.FixtureRequest, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Mapping[str, str]]:
    with broker.listening(desk, loopback=request.param == "tcp") as told:
        assert told[adapter.ADDRESS].startswith(request.param)
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        yield told


def say(told: Mapping[str, str], line: bytes) -> dict[str, Any]:
    kind, _, place = told[adapter.ADDRESS].partition(":")
    if kind == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(place)
    else:
        host, _, port = place.partition(":")
        connection = socket.create_connection((host, int(port)))
    with connection, connection.makefile("rwb") as stream:
        stream.write(line + b"\n")
        stream.flush()
        answer: dict[str, Any] = json.loads(stream.readline())
        return answer


class TestCalls:
    def test_reach_the_desk_and_bring_its_answer(self, desk: Desk, variables: Mapping[str, str]) -> None:
        robot = Robot()
        desk.answer = "7"
        assert robot.reserve_input() == "7"
        desk.answer = {"name": "Zoé"}
        assert robot.load_payload("7") == {"name": "Zoé"}
        desk.answer = ["a.txt"]
        assert robot.list_files("7") == ["a.txt"]
        desk.answer = "aGk="
        assert robot.get_file("7", "a.txt") == b"hi"
        desk.answer = "7.1"
        assert robot.create_output("7", [1]) == "7.1"
        desk.answer = None
        robot.save_payload("7", {"a": 1})
        robot.add_file("7", "a.txt", b"hi")
        robot.add_file("7", "a.txt", original_name="b.txt", content=b"hi")
        robot.remove_file("7", "a.txt")
        robot.release_input("7", "FAILED", {"type": "BUSINESS", "code": 12, "message": None})
        assert desk.asked == [
            messages.ReserveInput(method="reserve_input"),
            messages.LoadPayload(method="load_payload", item_id="7"),
            messages.ListFiles(method="list_files", item_id="7"),
            messages.GetFile(method="get_file", item_id="7", name="a.txt"),
            messages.CreateOutput(method="create_output", parent_id="7", payload=[1]),
            messages.SavePayload(method="save_payload", item_id="7", payload={"a": 1}),
            *[messages.question({"method": "add_file", "item_id": "7", "name": "a.txt", "content": "aGk="})]
            * 2,
            messages.RemoveFile(method="remove_file", item_id="7", name="a.txt"),
            messages.ReleaseInput(
                method="release_input",
                item_id="7",
                state="FAILED",
                exception=messages.Failure(type="BUSINESS", code="12"),
            ),
        ]

    def test_of_an_empty_queue_raise_the_librarys_own(self, desk: Desk, variables: Mapping[str, str]) -> None:
        desk.answer = EmptyQueueError("none left")
        with pytest.raises(LookupError, match="none left"):
            Robot().reserve_input()

    def test_of_a_missing_file_raise_what_robots_expect(
        self, desk: Desk, variables: Mapping[str, str]
    ) -> None:
        desk.answer = FileMissingError("no a.txt")
        with pytest.raises(FileNotFoundError, match=r"no a\.txt"):
            Robot().get_file("7", "a.txt")

    def test_that_are_refused_say_why(self, desk: Desk, variables: Mapping[str, str]) -> None:
        desk.answer = ItemInHandError("one at a time")
        with pytest.raises(adapter.BrokerError, match="one at a time") as refused:
            Robot().reserve_input()
        assert refused.value.code == "ITEM_IN_HAND"

    def test_that_meet_a_fault_show_no_value(self, desk: Desk, variables: Mapping[str, str]) -> None:
        desk.answer = KeyError("SECRETNAME")
        with pytest.raises(adapter.BrokerError, match="KeyError") as refused:
            Robot().reserve_input()
        assert "SECRETNAME" not in str(refused.value)

    def test_carry_large_files(self, desk: Desk, variables: Mapping[str, str]) -> None:
        content = bytes(range(256)) * 20_000
        Robot().add_file("7", "large", content)
        (asked,) = desk.asked
        assert isinstance(asked, messages.AddFile)
        assert asked.content == content


class TestLeash:
    """What becomes of a robot whose broker dies."""

    WAITS = """
import sys, time
import copiste_work_items
class Robot(copiste_work_items._Calls): pass
Robot().list_files("7")
print("asked", flush=True)
time.sleep(60)
"""

    def robot(self, text: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": str(Path(adapter.__file__).parent)}
        command = [sys.executable, "-c", text]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def test_ends_it_where_it_stands(self, tmp_path: Path) -> None:
        told = tmp_path / "told"
        text = f"""
import os, signal, sys
from pathlib import Path
from copiste.connectors.robocorp import broker
with broker.listening(lambda question: []) as variables:
    Path({str(told)!r}).write_text(" ".join(variables.values()))
    sys.stdin.readline()
    os.kill(os.getpid(), signal.SIGKILL)
"""
        server = subprocess.Popen([sys.executable, "-c", text], stdin=subprocess.PIPE, text=True)
        with server:
            deadline = time.monotonic() + 60
            while not told.exists() or " " not in told.read_text():
                assert time.monotonic() < deadline
                time.sleep(0.02)
            address, token = told.read_text().split()
            text = f"import os\nos.environ.update({adapter.ADDRESS}={address!r}, {adapter.TOKEN}={token!r})"
            with self.robot(text + self.WAITS) as robot:
                assert robot.stdout is not None
                assert robot.stdout.readline() == "asked\n"
                assert server.stdin is not None
                server.stdin.write("die\n")
                server.stdin.flush()
                _, said = robot.communicate(timeout=60)
                assert robot.returncode == adapter.ABANDONED
                assert "broker of the work items is gone" in said
        shutil.rmtree(Path(address.removeprefix("unix:")).parent, ignore_errors=True)

    def test_lets_a_robot_end_in_its_own_way(self, desk: Desk) -> None:
        desk.answer = []
        with broker.listening(desk) as variables:
            text = f"import os\nos.environ.update({dict(variables)!r})" + self.WAITS
            with self.robot(text.replace("time.sleep(60)", "sys.exit(3)")) as robot:
                robot.communicate(timeout=60)
            assert robot.returncode == 3


class TestStrangers:
    @pytest.mark.parametrize("token", ["", "wrong", "é"])
    def test_are_refused_before_they_are_looked_at(
        self, desk: Desk, variables: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, token: str
    ) -> None:
        monkeypatch.setenv(adapter.TOKEN, token)
        with pytest.raises(adapter.BrokerError) as refused:
            Robot().reserve_input()
        assert refused.value.code == "TOKEN_REFUSED"
        assert desk.asked == []

    @pytest.mark.parametrize("line", [b"", b"no json", b"[1]", b'{"token": NaN}', b"\xff\xfe"])
    def test_that_speak_no_json_are_told(self, variables: Mapping[str, str], line: bytes) -> None:
        assert say(variables, line)["error"] == "MESSAGE_REFUSED"

    def test_with_a_token_that_is_no_text_are_refused(self, variables: Mapping[str, str]) -> None:
        assert say(variables, b'{"token": ["x"]}')["error"] == "TOKEN_REFUSED"

    def test_that_send_too_much_are_told(
        self, variables: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(messages, "LONGEST", 1000)
        assert say(variables, b"x" * 1000)["error"] == "MESSAGE_REFUSED"


class TestPlace:
    def test_is_this_accounts_alone_and_goes_away(self, desk: Desk) -> None:
        with broker.listening(desk) as told:
            place = Path(told[adapter.ADDRESS].removeprefix("unix:"))
            assert stat.S_IMODE(place.stat().st_mode) == 0o600
            assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
        assert not place.parent.exists()

    def test_and_token_are_new_for_each_robot(self, desk: Desk) -> None:
        with broker.listening(desk) as first, broker.listening(desk) as second:
            assert not set(first.values()) & set(second.values())

    def test_that_is_gone_is_said(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        with broker.listening(desk) as told:
            pass
        monkeypatch.setenv(adapter.ADDRESS, told[adapter.ADDRESS])
        with pytest.raises(adapter.BrokerError) as refused:
            Robot().reserve_input()
        assert refused.value.code == "BROKER_GONE"

    def test_that_nobody_named_is_said_with_the_next_step(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(adapter.ADDRESS, raising=False)
        with pytest.raises(adapter.BrokerError, match="copiste robocorp run"):
            Robot().reserve_input()


class TestAdapters:
    def test_take_the_base_class_and_the_exception_of_their_library(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        library = types.ModuleType("robocorp.workitems")

        class Base:
            pass

        class EmptyError(IndexError):
            pass

        library.__dict__.update(BaseAdapter=Base, EmptyQueue=EmptyError)
        monkeypatch.setitem(sys.modules, "robocorp", types.ModuleType("robocorp"))
        monkeypatch.setitem(sys.modules, "robocorp.workitems", library)
        made = importlib.import_module(adapter.__name__).RobocorpAdapter
        monkeypatch.delitem(adapter.__dict__, "RobocorpAdapter")
        assert issubclass(made, Base)
        assert made.empty_queue is EmptyError

    def test_others_are_not_there(self) -> None:
        with pytest.raises(AttributeError, match="OtherAdapter"):
            adapter.OtherAdapter  # noqa: B018

    def test_need_the_standard_library_alone(self) -> None:
        text = Path(adapter.__file__).read_text(encoding="utf-8")
        imported = {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))}
        assert imported <= {*sys.stdlib_module_names}
